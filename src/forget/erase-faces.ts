// EraseFaces: takes every face of the rider out of both collections, also those that no row names.
// In: { riderId }  Out: { faces }
// Throws: UnexpectedKeyError, ConfigurationError, DependencyRefusedError, DependencyThrottledError, DependencyUnavailableError

import * as z from 'zod/mini';
import { deleteFaces, facesOfRider } from '../adapters/rekognition-collection.ts';
import { rowsOfRider } from '../adapters/rider-traces.ts';
import { blockListCollection, setting } from '../shared/config.ts';
import { defineStep, eventSchema } from '../shared/step.ts';

export const Input = eventSchema({ riderId: z.string().check(z.minLength(1)) });

export const handler = defineStep('EraseFaces', Input, async ({ riderId }) => {
  const noted = (await rowsOfRider(riderId)).flatMap(({ faceId }) =>
    typeof faceId === 'string' ? [faceId] : [],
  );
  const collection = setting('FACE_COLLECTION_ID');
  const ours = new Set([...noted, ...(await facesOfRider(collection, riderId))]);
  let faces = await deleteFaces(collection, [...ours]);
  const blocked = blockListCollection();
  if (blocked !== null) faces += await deleteFaces(blocked, await facesOfRider(blocked, riderId));
  return { faces };
});
