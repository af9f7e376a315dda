// What operators ask of a recheck and are told of it. It names no rider.

import * as z from 'zod/mini';
import { RECHECK_MODES, RECHECK_SOURCES } from '../../domain/recheck.ts';

export const RecheckParams = z.object({ recheckId: z.string().check(z.regex(/^[A-Za-z0-9_-]{1,64}$/)) });

export const RecheckAsked = z.strictObject({
  mode: z._default(z.enum(RECHECK_MODES), 'report'),
  source: z._default(z.enum(RECHECK_SOURCES), 'stored'),
  /** Thresholds to try, as the parameter Configuration has them; those of new photos by default. */
  configuration: z.exactOptional(z.record(z.string(), z.unknown())),
});

const count = z.int();
const Agreement = z.object({ agree: count, ask: count, against: count, unknown: count });

export const RecheckSummary = z.object({
  photos: count,
  /** With another answer, as far as that is known. */
  moved: count,
  withoutMeasures: count,
  /** `approved>retake`: what the rules said, and what they would say. */
  moves: z.record(z.string(), count),
  people: z.object({ photos: count, before: Agreement, now: Agreement }),
  /** Errors, with how many pictures could not be looked at for each. */
  broken: z.record(z.string(), count),
});

export const Recheck = z.object({
  status: z.string(),
  startedAt: z.string(),
  stoppedAt: z.nullable(z.string()),
  /** What it ended of; null unless it failed. Its cause stands in its history. */
  error: z.nullable(z.string()),
  /** Null until it has ended well. */
  summary: z.nullable(RecheckSummary),
});
