// LookAgain: measures one picture anew, as it was sent or, where that is gone, its working copy; and judges it. Whose face it is is not
// searched for again: the rider's own is in the collection. Nothing is stored.
// In: { plan, line }  Out: the report of this photo
// Throws: PhotoGoneError, ImageUnreadableError, ConfigurationError, DependencyRefusedError, DependencyThrottledError, DependencyUnavailableError

import { type AnsweredPhoto, currentPhotos, photosOfId } from '../adapters/answered-photos.ts';
import { type Jpeg, toWorkingCopy } from '../adapters/image.ts';
import { readImage } from '../adapters/image-reading.ts';
import { detectFaces } from '../adapters/rekognition-faces.ts';
import { detectModerationLabels } from '../adapters/rekognition-labels.ts';
import { readObject } from '../adapters/s3.ts';
import { type Configuration, parseConfiguration } from '../domain/configuration.ts';
import { workingCopyKey } from '../domain/derived-keys.ts';
import { judgeFile } from '../domain/file-findings.ts';
import { maxPixelsOf } from '../domain/file-rules.ts';
import { facesToKeep, type Measures } from '../domain/measures.ts';
import { RecheckPlanSchema, type StockLine, StockLineSchema } from '../domain/recheck.ts';
import { countPhoto, emptyReport } from '../domain/recheck-report.ts';
import { ImageUnreadableError, PhotoGoneError } from '../shared/errors.ts';
import { defineStep, eventSchema } from '../shared/step.ts';

export const Input = eventSchema({ plan: RecheckPlanSchema, line: StockLineSchema });

export const handler = defineStep('LookAgain', Input, async ({ plan, line }) => {
  const configuration = parseConfiguration(plan.configuration);
  const rules = { configuration, rejectionNeedsPerson: plan.rejectionNeedsPerson === 'on' };
  const photo = (await photosOfId(line.photoId)).find(({ status }) => status === line.status);
  if (!photo) throw new PhotoGoneError('The photo has no row, or another answer, by now');
  const report = emptyReport();
  // Nobody may look at the face of a rider who has withdrawn the consent, or is being forgotten.
  if (!(await currentPhotos(photo.riderId))) return report;
  countPhoto(report, { ...line, measures: await measureAgain(photo, line, configuration) }, rules);
  return report;
});

async function measureAgain(
  photo: AnsweredPhoto,
  { measures: before }: StockLine,
  configuration: Configuration,
): Promise<Measures> {
  const { file, copy } = await readAgain(photo, before, configuration);
  const seen = { ...before, said: before?.said ?? {}, file };
  if (!copy) return seen;
  const { reject, review } = configuration.content;
  const leastConfidence = Math.min(reject.confidence, review.confidence);
  const [faces, { labels, contentTypes }] = await Promise.all([
    detectFaces(copy),
    detectModerationLabels(copy, leastConfidence),
  ]);
  return {
    ...seen,
    image: { width: copy.width, height: copy.height },
    faces: facesToKeep(faces),
    content: { leastConfidence, labels, contentTypes },
  };
}

interface ReadAgain {
  file: Measures['file'];
  /** Undefined for a file that the rules refuse. */
  copy?: Jpeg;
}

async function readAgain(
  photo: AnsweredPhoto,
  before: Measures | null,
  configuration: Configuration,
): Promise<ReadAgain> {
  const sent = await unlessGone(readObject(photo.upload, photo.upload.versionId));
  if (!sent && before) {
    const bytes = await readObject({ bucket: photo.upload.bucket, key: workingCopyKey(photo) });
    const { facts } = await readImage(bytes);
    return { file: before.file, copy: { bytes, width: facts.width ?? 1, height: facts.height ?? 1 } };
  }
  if (!sent) throw new PhotoGoneError('Neither the upload nor what was measured of it is left');
  const image = await readImage(sent);
  const file = { facts: image.facts, ...(image.fault !== undefined && { fault: image.fault }) };
  if (judgeFile(image.facts, configuration, image.fault).some(({ status }) => status === 'failed')) {
    // It was a picture when it was answered: it was spoilt since, and no threshold is to blame.
    if (before?.image && image.fault !== undefined) throw new ImageUnreadableError(image.fault);
    return { file };
  }
  try {
    return {
      file,
      copy: await toWorkingCopy(image, { maxPixels: maxPixelsOf(image.facts.type, configuration.image) }),
    };
  } catch (error) {
    if (!(error instanceof ImageUnreadableError) || before?.image) throw error;
    return { file: { ...file, fault: error.message } };
  }
}

async function unlessGone<Value>(reading: Promise<Value>): Promise<Value | undefined> {
  try {
    return await reading;
  } catch (error) {
    if (error instanceof PhotoGoneError) return undefined;
    throw error;
  }
}
