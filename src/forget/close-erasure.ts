// CloseErasure: nothing is left, so that the person's account goes and the receipt is written; or the erasure gets no further by
// itself, which the rider is told.
// In: { riderId, erasureId, outcome, erased }  Out: { identity }
// Throws: ConfigurationError, DependencyRefusedError, DependencyThrottledError, DependencyUnavailableError

import * as z from 'zod/mini';
import { markOf } from '../adapters/erasure-mark.ts';
import { closeErasure, delayErasure, readErasure } from '../adapters/erasure-rows.ts';
import { letReturn, subsOfErasure } from '../adapters/rider-links.ts';
import { removePerson } from '../adapters/user-pool.ts';
import { type Identity, NO_TRACES, receiptOf } from '../domain/erasure.ts';
import { userPool } from '../shared/config.ts';
import { defineStep, eventSchema } from '../shared/step.ts';
import { countBy } from '../shared/telemetry.ts';

const id = z.string().check(z.minLength(1));
const count = z.int();
export const Input = eventSchema({
  riderId: id,
  erasureId: id,
  outcome: z.enum(['done', 'delayed']),
  erased: z.exactOptional(z.object({ links: count, rows: count, objects: count, faces: count })),
});

export const handler = defineStep('CloseErasure', Input, async (input) => {
  const { riderId, erasureId, outcome, erased = NO_TRACES } = input;
  const mark = await markOf(riderId);
  if (outcome === 'delayed') {
    await delayErasure(mark, erasureId, new Date());
    countBy('Erasures', 'outcome', 'delayed');
    return { identity: 'none' };
  }
  const { identity, links } = await removeAccounts(mark);
  const { requestedAt = new Date().toISOString() } = (await readErasure(mark)) ?? {};
  // Links go before anything is counted: what was found afterwards is at most a late index.
  const counted = { ...erased, links: Math.max(erased.links, links) };
  const receipt = receiptOf({ requestedAt, erased: counted, identity }, new Date());
  if (await closeErasure(mark, erasureId, receipt)) countBy('Erasures', 'outcome', 'done');
  return { identity };
});

/** `links`: how many were cut off the rider. */
async function removeAccounts(mark: string): Promise<{ identity: Identity; links: number }> {
  const subs = await subsOfErasure(mark);
  const pool = userPool();
  let identity: Identity = subs.length === 0 ? 'none' : 'at-issuer';
  for (const sub of subs) {
    if (pool !== null) identity = await removePerson(pool, sub);
    // Who is still known to sign in may begin anew; of a removed account only tokens are left, for an hour.
    if (identity !== 'removed') await letReturn(sub, mark);
  }
  return { identity, links: subs.length };
}
