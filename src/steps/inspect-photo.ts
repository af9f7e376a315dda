// InspectPhoto: what the uploaded file really is, and an upright working copy without metadata for every later step.
// In: { upload }  Out: { findings, readable, repeats, sha256, facts, fault, image, language }
// Throws: UnexpectedKeyError, PhotoGoneError, ConfigurationError, DependencyRefusedError, DependencyUnavailableError

import { createHash } from 'node:crypto';
import { seenFiles } from '../adapters/dynamodb.ts';
import { toWorkingCopy } from '../adapters/image.ts';
import { type ReadImage, readImage } from '../adapters/image-reading.ts';
import { checkKeyLimits } from '../adapters/key-limits.ts';
import { riderLanguage } from '../adapters/rider-language.ts';
import { readObject, writeObject } from '../adapters/s3.ts';
import { workingCopyKey } from '../domain/derived-keys.ts';
import { repeatedFile } from '../domain/duplicate-file-rule.ts';
import { judgeFile, unreadable } from '../domain/file-findings.ts';
import { maxPixelsOf } from '../domain/file-rules.ts';
import { type Finding, judge } from '../domain/finding.ts';
import { type ImageFacts, type Upload, UploadSchema, type WorkingCopy } from '../domain/photo.ts';
import { configuration } from '../shared/config.ts';
import { ImageUnreadableError } from '../shared/errors.ts';
import { defineStep, eventSchema } from '../shared/step.ts';

export const Input = eventSchema({ upload: UploadSchema });

export const handler = defineStep('InspectPhoto', Input, async ({ upload }) => {
  checkKeyLimits(upload);
  const [inspection, language] = await Promise.all([inspect(upload), riderLanguage(upload.riderId)]);
  /** In which the rider is told of the answer. */
  return { ...inspection, language };
});

async function inspect(upload: Upload) {
  if (upload.size > configuration().file.maxBytes) return unread(upload);
  const bytes = await readObject(upload, upload.versionId);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const [image, seen] = await Promise.all([readImage(bytes), seenFiles(sha256)]);
  const { facts, fault = null } = image;
  const findings = judgeFile(facts, configuration(), image.fault);
  const stopped = { findings, readable: false, repeats: null, sha256, facts, fault, image: null };
  if (hasFailed(findings)) return stopped;

  const earlier = seen.filter((file) => !isSamePhoto(file, upload));
  const sameFile = judge('DUPLICATE_FILE', upload.riderId, earlier);
  const judged = { ...stopped, findings: [...findings, sameFile] };
  const repeats = repeatedFile(upload.riderId, earlier);
  if (repeats) return { ...judged, repeats: { photoId: repeats.photoId, status: repeats.status } };

  const copy = await makeWorkingCopy(upload, image);
  return 'fault' in copy
    ? { ...judged, findings: replacing(judged.findings, unreadable(copy.fault)), fault: copy.fault }
    : { ...judged, readable: true, image: copy };
}

/** Too many bytes to read at all: nothing but their number can be judged. */
function unread({ size }: Upload) {
  const facts: ImageFacts = { type: 'unknown', size };
  const findings = judgeFile(facts, configuration()).filter(({ code }) => code === 'FILE_SIZE');
  return { findings, readable: false, repeats: null, sha256: 'unread', facts, fault: null, image: null };
}

/** The working copy, stored; or why the file cannot be decoded, in a few words. */
async function makeWorkingCopy(upload: Upload, image: ReadImage): Promise<WorkingCopy | { fault: string }> {
  try {
    const maxPixels = maxPixelsOf(image.facts.type, configuration().image);
    const copy = await toWorkingCopy(image, { maxPixels });
    const location = { bucket: upload.bucket, key: workingCopyKey(upload) };
    await writeObject(location, copy.bytes, 'image/jpeg');
    return { ...location, width: copy.width, height: copy.height };
  } catch (error) {
    if (error instanceof ImageUnreadableError) return { fault: error.message };
    throw error;
  }
}

/** Findings with the one of the same code exchanged. */
function replacing(findings: Finding[], better: Finding): Finding[] {
  return findings.map((each) => (each.code === better.code ? better : each));
}

function hasFailed(findings: Finding[]): boolean {
  return findings.some(({ status }) => status === 'failed');
}

function isSamePhoto(
  one: Pick<Upload, 'riderId' | 'photoId'>,
  other: Pick<Upload, 'riderId' | 'photoId'>,
): boolean {
  return one.riderId === other.riderId && one.photoId === other.photoId;
}
