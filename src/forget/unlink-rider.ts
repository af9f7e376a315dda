// UnlinkRider: the erasure begins, unless another execution is at it; and nothing leads from the person to the rider any more, so that
// whatever outlives the erasure (histories, backups) leads to nobody.
// In: { riderId, erasureId }  Out: { isOurs }, false when another execution erases the rider
// Throws: ConfigurationError, DependencyRefusedError, DependencyThrottledError, DependencyUnavailableError

import * as z from 'zod/mini';
import { markOf } from '../adapters/erasure-mark.ts';
import { beginErasure } from '../adapters/erasure-rows.ts';
import { subsOfRider, unlink } from '../adapters/rider-links.ts';
import { isRiderId } from '../domain/upload-key.ts';
import { defineStep, eventSchema } from '../shared/step.ts';

const id = z.string().check(z.minLength(1));
export const Input = eventSchema({ riderId: id.check(z.refine(isRiderId)), erasureId: id });

export const handler = defineStep('UnlinkRider', Input, async ({ riderId, erasureId }) => {
  const now = new Date();
  const mark = await markOf(riderId);
  if (!(await beginErasure(mark, erasureId, now))) return { isOurs: false };
  for (const sub of await subsOfRider(riderId)) await unlink(sub, riderId, mark, now);
  return { isOurs: true };
});
