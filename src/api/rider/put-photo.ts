import { findRiderId, riderIdFor } from '../../adapters/rider-links.ts';
import { awaitUpload, keepAwaiting, readPhotoAndProfile } from '../../adapters/rider-photos.ts';
import { uploadForm } from '../../adapters/upload-form.ts';
import { consentHindrance } from '../../domain/consent.ts';
import { attemptsLeft, oneMoreAttempt } from '../../domain/upload-attempts.ts';
import { configuration, isConsentRequired, setting } from '../../shared/config.ts';
import { invalidRequest, Problem } from '../../shared/problem.ts';
import { defineRoute } from '../../shared/route.ts';
import { NewPhotoParams, UploadForm, WantedUpload } from '../schemas/rider-photo.ts';
import { hindered, untilWritten } from './problems.ts';

/** Sent again for the same file it gives a fresh form and counts no attempt, until the file has come. */
export const putPhoto = defineRoute({
  route: 'PUT /v1/photos/{photoId}',
  summary: 'Announce a new photo, and get the form to send its file with',
  audience: 'rider',
  params: NewPhotoParams,
  body: WantedUpload,
  answers: { 200: UploadForm },
  problems: {
    403: ['consent-missing', 'consent-outdated', 'forgotten'],
    409: ['photo-id-in-use'],
    429: ['too-many-photos'],
    503: ['busy'],
  },
  run: async ({ params: { photoId }, body, caller, now }) => {
    const { file } = configuration();
    if (!file.types.some((type) => `image/${type}` === body.contentType))
      throw invalidRequest([{ pointer: '#/body/contentType', code: 'not_accepted_here' }]);
    // Whoever has agreed is known.
    const riderId = await (isConsentRequired() ? findRiderId(caller.sub) : riderIdFor(caller.sub, now));
    if (riderId === undefined) throw hindered('consent-missing');
    const upload = { photoId, contentType: body.contentType, uploadChecksum: body.sha256 };
    await untilWritten(() => announce(riderId, upload, now));
    const bounds = { minBytes: file.minBytes, maxBytes: file.maxBytes };
    const form = await uploadForm({ riderId, photoId }, { ...body, ...bounds }, now);
    return { status: 200, body: { ...form, ...bounds } };
  },
});

interface Upload {
  photoId: string;
  contentType: string;
  uploadChecksum: string;
}

/** True when the file is awaited; undefined when something changed between reading and writing. */
async function announce(riderId: string, upload: Upload, now: Date): Promise<true | undefined> {
  const { profile, photo: known } = await readPhotoAndProfile(riderId, upload.photoId, now);
  const rules = { isRequired: isConsentRequired(), version: setting('CONSENT_VERSION') };
  const hindrance = consentHindrance(profile, rules);
  if (hindrance) throw hindered(hindrance);
  if (known) {
    const isSame = known.contentType === upload.contentType && known.uploadChecksum === upload.uploadChecksum;
    if (known.status !== 'awaiting-upload' || !isSame) throw inUse();
    return (await keepAwaiting(riderId, upload.photoId, now)) || undefined;
  }
  const limits = configuration().uploads;
  const before = profile?.uploads;
  const after = oneMoreAttempt(before, now, limits);
  if (!after) throw tooMany(attemptsLeft(before, now, limits).resetsAt, now);
  const consentVersion = rules.isRequired ? rules.version : undefined;
  const outcome = await awaitUpload(riderId, upload, { consentVersion, attempts: { before, after } }, now);
  return outcome === 'done' || undefined;
}

const inUse = () =>
  new Problem(409, 'photo-id-in-use', 'There is a photo of this id already', {
    detail: 'Give every photo an id of its own.',
  });

function tooMany(resetsAt: string | null, now: Date): Problem {
  const seconds = Math.ceil((Date.parse(resetsAt ?? now.toISOString()) - now.getTime()) / 1000);
  return new Problem(429, 'too-many-photos', 'You have sent many photos: please try again later', {
    headers: { 'retry-after': String(Math.max(1, seconds)) },
    members: { resetsAt },
  });
}
