// FindDuplicate: whose face this is already, and whether it may ride. The rider's own face is not a duplicate.
// In: { riderId, image }  Out: { findings, measured, ownSimilarityPercent, ownFaceIds, resembles, standsAt, rider }
// Throws: ImageUnreadableError, ConfigurationError, DependencyRefusedError, DependencyUnavailableError

import * as z from 'zod/mini';
import { riderAndIndexings } from '../adapters/indexings-row.ts';
import { searchFacesByImage } from '../adapters/rekognition-collection.ts';
import { judge } from '../domain/finding.ts';
import { identityMeasures, ownSimilarity, ridersToCompare } from '../domain/identity-rules.ts';
import { standsAt } from '../domain/indexings.ts';
import { type FaceMatch, type WorkingCopy, WorkingCopySchema } from '../domain/photo.ts';
import { blockListCollection, configuration, setting } from '../shared/config.ts';
import { defineStep, eventSchema } from '../shared/step.ts';

export const Input = eventSchema({ riderId: z.string().check(z.minLength(1)), image: WorkingCopySchema });

export const handler = defineStep('FindDuplicate', Input, async ({ riderId, image }) => {
  const { searchPercent, settlingSeconds } = configuration().duplicate;
  // Before the search: what is counted later may be missing from it.
  const { rider, indexings } = await riderAndIndexings(riderId);
  const searchedMs = Date.now();
  const [matches, blocked] = await Promise.all([
    searchFacesByImage(setting('FACE_COLLECTION_ID'), image, searchPercent),
    searchBlockList(image),
  ]);
  const findings = [
    judge('FACE_TAKEN', riderId, matches, configuration()),
    judge('FACE_BLOCKED', blocked, configuration()),
  ];
  return {
    findings,
    measured: identityMeasures(riderId, matches, blocked, configuration()),
    ownSimilarityPercent: ownSimilarity(riderId, matches),
    ownFaceIds: (matches ?? []).filter((match) => match.riderId === riderId).map(({ faceId }) => faceId),
    /** For the reviewer, who sees their photos beside this one. */
    resembles: ridersToCompare(riderId, matches, blocked, configuration()),
    standsAt: matches === null ? null : standsAt(indexings, searchedMs, settlingSeconds),
    rider,
  };
});

async function searchBlockList(image: WorkingCopy): Promise<FaceMatch[] | null | 'off'> {
  const { enabled, percent } = configuration().blockList;
  const collection = blockListCollection();
  return enabled && collection !== null ? searchFacesByImage(collection, image, percent) : 'off';
}
