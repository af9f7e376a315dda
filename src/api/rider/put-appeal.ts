import { createHash } from 'node:crypto';
import { findRiderId } from '../../adapters/rider-links.ts';
import { openAppeal, type RiderPhoto, readPhoto } from '../../adapters/rider-photos.ts';
import { readProfile } from '../../adapters/rider-profile.ts';
import { startAppealClock } from '../../adapters/step-functions.ts';
import { appealDueAt, appealUntil } from '../../domain/appeal.ts';
import { configuration, uploadRetentionDays } from '../../shared/config.ts';
import { notFound, Problem } from '../../shared/problem.ts';
import { defineRoute } from '../../shared/route.ts';
import { AppealText, Photo, PhotoParams } from '../schemas/rider-photo.ts';
import { photoAnswer } from './photo-answer.ts';
import { forgotten, untilWritten } from './problems.ts';
import { languageOf } from './read-me.ts';

export const putAppeal = defineRoute({
  route: 'PUT /v1/photos/{photoId}/appeal',
  summary: 'Ask for a person to look again at a photo that was not accepted, once',
  audience: 'rider',
  params: PhotoParams,
  body: AppealText,
  answers: { 200: Photo },
  problems: {
    403: ['forgotten'],
    404: ['not-found'],
    409: ['appealed-before', 'nothing-to-appeal'],
    410: ['appeal-too-late'],
    503: ['busy'],
  },
  run: async ({ params, body, caller, now }) => {
    const riderId = await findRiderId(caller.sub);
    if (riderId === undefined) throw notFound('photo');
    const profile = await readProfile(riderId);
    if (profile?.forgottenAt !== undefined) throw forgotten();
    const photo = await untilWritten(async () => {
      const known = await readPhoto(riderId, params.photoId, now);
      if (!known) throw notFound('photo');
      if (known.appeal?.text === body.text) return known;
      checkAppealable(known, now);
      return appealed(riderId, known, body.text, now);
    });
    return { status: 200, body: photoAnswer(photo, languageOf(profile), now) };
  },
});

function checkAppealable(photo: RiderPhoto, now: Date): void {
  if (photo.appeal) throw appealedBefore();
  const until = appealUntil(photo, uploadRetentionDays());
  if (until === null)
    throw new Problem(409, 'nothing-to-appeal', 'Only a photo that was not accepted can be looked at again');
  if (until <= now.toISOString())
    throw new Problem(410, 'appeal-too-late', 'The time to ask for another look is over');
}

const appealedBefore = () => new Problem(409, 'appealed-before', 'A person was asked to look again before');

/** The same for the same rejection: trying again starts no second one. */
function clockName(riderId: string, { photoId, updatedAt }: RiderPhoto): string {
  return createHash('sha256')
    .update(JSON.stringify([riderId, photoId, updatedAt]))
    .digest('hex')
    .slice(0, 40);
}

async function appealed(
  riderId: string,
  photo: RiderPhoto,
  text: string,
  now: Date,
): Promise<RiderPhoto | undefined> {
  const dueAt = appealDueAt(now);
  const { review, retention } = configuration();
  // As many votes as any rejection needs: it is one that is looked at again.
  const asked = {
    text,
    at: now,
    dueAt,
    neededVotes: review.quorum.agreeing,
    keptDays: retention.refusedDays,
  };
  // Before there is anything to ring for: an appeal without a clock could stay open for ever, a clock without an appeal harms nobody.
  await startAppealClock(clockName(riderId, photo), { riderId, photoId: photo.photoId, dueAt });
  const opened = await openAppeal(riderId, photo, asked);
  if (opened === 'appealed-before') throw appealedBefore();
  if (opened === 'changed') return undefined;
  const at = now.toISOString();
  return { ...photo, status: 'in-review', updatedAt: at, reviewDueAt: dueAt, appeal: { text, at } };
}
