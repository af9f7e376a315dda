import type * as z from 'zod/mini';
import { readErasure as readRecord } from '../../adapters/erasure-rows.ts';
import { type RiderLink, readLink } from '../../adapters/rider-links.ts';
import { defineRoute } from '../../shared/route.ts';
import { Erasure } from '../schemas/erasure.ts';

export const PACE_SECONDS = 2;
/** Somebody has to fix it first. */
const DELAYED_SECONDS = 60;

export const readErasure = defineRoute({
  route: 'GET /v1/me/erasure',
  summary: 'How far the erasure is, and the receipt; asked again after Retry-After',
  audience: 'rider',
  answers: { 200: Erasure },
  run: async ({ caller }) => {
    const body = await erasureOf(await readLink(caller.sub));
    if (body.state === 'running') return { status: 200, body, retryAfter: PACE_SECONDS };
    return { status: 200, body, ...(body.state === 'delayed' && { retryAfter: DELAYED_SECONDS }) };
  },
});

export async function erasureOf(link: RiderLink | undefined): Promise<z.input<typeof Erasure>> {
  if (link?.erasure === undefined) return { state: 'none' };
  const record = await readRecord(link.erasure);
  // Begun, and not yet noted.
  if (!record) return { state: 'running' };
  return { state: record.state, ...(record.receipt && { receipt: record.receipt }) };
}
