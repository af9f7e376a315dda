import { randomUUID } from 'node:crypto';
import { markOf } from '../../adapters/erasure-mark.ts';
import { readLink, unlink } from '../../adapters/rider-links.ts';
import { startErasure } from '../../adapters/step-functions.ts';
import { defineRoute } from '../../shared/route.ts';
import { Erasure } from '../schemas/erasure.ts';
import { erasureOf, PACE_SECONDS } from './read-erasure.ts';

/** Sent again it changes nothing: whoever is linked to no rider any more is told how far the erasure is. */
export const putErasure = defineRoute({
  route: 'PUT /v1/me/erasure',
  summary: 'Have everything erased that is known of the rider',
  audience: 'rider',
  answers: { 200: Erasure, 202: Erasure },
  run: async ({ caller, now }) => {
    const link = await readLink(caller.sub);
    if (link?.riderId === undefined) return { status: 200 as const, body: await erasureOf(link) };
    const { riderId } = link;
    const mark = await markOf(riderId);
    // Started first: a link without an erasure can be erased, an erasure without a start would never be.
    await startErasure({ riderId, erasureId: randomUUID() });
    await unlink(caller.sub, riderId, mark, now);
    return { status: 202 as const, body: { state: 'running' as const }, retryAfter: PACE_SECONDS };
  },
});
