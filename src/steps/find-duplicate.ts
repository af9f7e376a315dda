// FindDuplicate: whose face this is already, and whether it may ride. The rider's own face is not a duplicate.
// In: { riderId, image }  Out: { findings, ownSimilarityPercent }
// Throws: ImageUnreadableError, ConfigurationError, DependencyRefusedError, DependencyUnavailableError

import * as z from 'zod/mini';
import { searchFacesByImage } from '../adapters/rekognition-collection.ts';
import { judgeBlockList, judgeFaceTaken, ownSimilarity } from '../domain/identity-rules.ts';
import type { FaceMatch, WorkingCopy } from '../domain/photo.ts';
import { blockListCollection, configuration, setting } from '../shared/config.ts';
import { WorkingCopySchema } from '../shared/photo-schemas.ts';
import { defineStep, eventSchema } from '../shared/step.ts';

export const Input = eventSchema({ riderId: z.string().check(z.minLength(1)), image: WorkingCopySchema });

export const handler = defineStep('FindDuplicate', Input, async ({ riderId, image }) => {
  const { searchPercent } = configuration().duplicate;
  const [matches, blocked] = await Promise.all([
    searchFacesByImage(setting('FACE_COLLECTION_ID'), image, searchPercent),
    searchBlockList(image),
  ]);
  const findings = [
    judgeFaceTaken(riderId, matches, configuration()),
    judgeBlockList(blocked, configuration()),
  ];
  return { findings, ownSimilarityPercent: ownSimilarity(riderId, matches) };
});

async function searchBlockList(image: WorkingCopy): Promise<FaceMatch[] | null | 'off'> {
  const { enabled, percent } = configuration().blockList;
  const collection = blockListCollection();
  return enabled && collection !== null ? searchFacesByImage(collection, image, percent) : 'off';
}
