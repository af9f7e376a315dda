// InspectPhoto: what the uploaded file really is, and an upright working copy without metadata for every later step.
// In: { upload }  Out: { findings, readable, repeats, sha256, facts, fault, image, language }
// Throws: UnexpectedKeyError, PhotoGoneError, ConfigurationError, DependencyRefusedError, DependencyUnavailableError

import { createHash } from 'node:crypto';
import { seenFiles } from '../adapters/dynamodb.ts';
import { type Jpeg, toWorkingCopy } from '../adapters/image.ts';
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
  const isReadable = upload.size <= configuration().file.maxBytes;
  const bytes = isReadable ? await readObject(upload, upload.versionId) : undefined;
  // Asked while the decoder works: before, it would only hold up the file.
  const [inspection, language] = await Promise.all([
    bytes ? inspect(upload, bytes) : unread(upload),
    riderLanguage(upload.riderId),
  ]);
  /** In which the rider is told of the answer. */
  return { ...inspection, language };
});

async function inspect(upload: Upload, bytes: Uint8Array) {
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const [{ image, findings, copying }, seen] = await Promise.all([look(bytes), seenFiles(sha256)]);
  const { facts, fault = null } = image;
  const stopped = { findings, readable: false, repeats: null, sha256, facts, fault, image: null };
  if (!copying) return stopped;

  const earlier = seen.filter((file) => !isSamePhoto(file, upload));
  const sameFile = judge('DUPLICATE_FILE', upload.riderId, earlier);
  const judged = { ...stopped, findings: [...findings, sameFile] };
  const repeats = repeatedFile(upload.riderId, earlier);
  if (repeats) {
    // A decoder that runs on would take the time of whoever comes next.
    await Promise.allSettled([copying]);
    return { ...judged, repeats: { photoId: repeats.photoId, status: repeats.status } };
  }

  const copy = await copying;
  return 'fault' in copy
    ? { ...judged, findings: replacing(judged.findings, unreadable(copy.fault)), fault: copy.fault }
    : { ...judged, readable: true, image: await storeCopy(upload, copy) };
}

/**
 * What the file is and, where nothing speaks against it, its working copy in the making: few files were sent before, so that the
 * decoder need not wait until that is known.
 */
async function look(bytes: Uint8Array) {
  const image = await readImage(bytes);
  const findings = judgeFile(image.facts, configuration(), image.fault);
  if (hasFailed(findings)) return { image, findings };
  const copying = makeCopy(image);
  // Whoever waits for it hears of it; nobody does when the other question fails.
  copying.catch(() => undefined);
  return { image, findings, copying };
}

/** Too many bytes to read at all: nothing but their number can be judged. */
function unread({ size }: Upload) {
  const facts: ImageFacts = { type: 'unknown', size };
  const findings = judgeFile(facts, configuration()).filter(({ code }) => code === 'FILE_SIZE');
  return { findings, readable: false, repeats: null, sha256: 'unread', facts, fault: null, image: null };
}

/** The working copy; or why the file cannot be decoded, in a few words. */
async function makeCopy(image: ReadImage): Promise<Jpeg | { fault: string }> {
  try {
    const maxPixels = maxPixelsOf(image.facts.type, configuration().image);
    return await toWorkingCopy(image, { maxPixels });
  } catch (error) {
    if (error instanceof ImageUnreadableError) return { fault: error.message };
    throw error;
  }
}

async function storeCopy(upload: Upload, { bytes, width, height }: Jpeg): Promise<WorkingCopy> {
  const location = { bucket: upload.bucket, key: workingCopyKey(upload) };
  await writeObject(location, bytes, 'image/jpeg');
  return { ...location, width, height };
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
