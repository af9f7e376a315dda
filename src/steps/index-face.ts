// IndexFace: takes the face of an approved photo into the collection. A face the collection refuses is a finding.
// In: { riderId, image }  Out: { findings, indexed, faceId, modelVersion }
// Throws: UnexpectedKeyError, ImageUnreadableError, ConfigurationError, DependencyRefusedError, DependencyUnavailableError

import * as z from 'zod/mini';
import { indexFace } from '../adapters/rekognition-collection.ts';
import { judgeIndexing } from '../domain/indexing-rule.ts';
import { setting } from '../shared/config.ts';
import { WorkingCopySchema } from '../shared/photo-schemas.ts';
import { defineStep, eventSchema } from '../shared/step.ts';

export const Input = eventSchema({ riderId: z.string().check(z.minLength(1)), image: WorkingCopySchema });

export const handler = defineStep('IndexFace', Input, async ({ riderId, image }) => {
  const { faceId, reasons, modelVersion } = await indexFace(setting('FACE_COLLECTION_ID'), riderId, image);
  const indexed = faceId !== null;
  return { findings: [judgeIndexing(indexed, reasons)], indexed, faceId, modelVersion };
});
