// SweepPhotos: finds what got stuck on its way and fixes it. It may run twice at once, or break anywhere: everything that it does is
// done by whoever writes first, and found again by the next run where it was not.
// In: what the schedule says of itself  Out: per kind, what became of what was found
// Throws: ConfigurationError, DependencyRefusedError, DependencyThrottledError, DependencyUnavailableError, after every kind was swept

import { setTimeout as sleep } from 'node:timers/promises';
import type { Context } from 'aws-lambda';
import * as z from 'zod/mini';
import { countPhotosInFlight } from '../adapters/dynamodb.ts';
import { LONGEST_CHECK_MS } from '../domain/longest-check.ts';
import { createRoom } from '../intake/room.ts';
import { maxConcurrentPhotos } from '../shared/config.ts';
import { InvalidInputError } from '../shared/errors.ts';
import { countUnder, observe, recordSeconds } from '../shared/telemetry.ts';
import { awaitedUploads } from './awaited-uploads.ts';
import { dueReviews } from './due-reviews.ts';
import { lostUploads } from './lost-uploads.ts';
import { overdueReviews } from './overdue-reviews.ts';
import { BOUNDS, type Kind, type Run, type Swept } from './run.ts';
import { stoppedPhotos } from './stopped-photos.ts';
import { stuckErasures } from './stuck-erasures.ts';
import { unheardRechecks } from './unheard-rechecks.ts';
import { untoldDecisions } from './untold-decisions.ts';
import { untoldFailures } from './untold-failures.ts';

export const Event = z.object({ runId: z.string().check(z.minLength(1)), scheduledFor: z.string() });

/** In this order: a photo that is given up is told of in the same run. What starts photos comes last: it waits for room. */
const ORDER: readonly Kind[] = [
  dueReviews,
  untoldDecisions,
  lostUploads,
  awaitedUploads,
  unheardRechecks,
  stuckErasures,
  overdueReviews,
  stoppedPhotos,
  untoldFailures,
];

export type Report = Partial<Record<Kind['name'], Swept['outcomes']>>;

/** Time to tell in what was given up, and to answer Lambda. */
const MARGIN_MS = 20_000;
/** Those of AdmitUploads and this one. */
const SHARE_THE_ROOM = 3;

export const handler = (event: unknown, context: Context): Promise<Report> => {
  const given = z.safeParse(Event, event);
  if (!given.success) throw new InvalidInputError('The event is none of the schedule of the sweep');
  return observe(
    {
      kind: 'step',
      name: 'SweepPhotos',
      correlationId: given.data.runId,
      context,
      outcome: (report) => ({ swept: report }),
    },
    () => {
      const untilMs = Date.now() + context.getRemainingTimeInMillis() - MARGIN_MS;
      return sweepAll({
        now: () => new Date(),
        untilMs,
        bounds: BOUNDS,
        room: createRoom({
          limit: maxConcurrentPhotos(),
          sharedBy: SHARE_THE_ROOM,
          countInFlight: () => countPhotosInFlight(new Date(Date.now() - LONGEST_CHECK_MS).toISOString()),
          now: Date.now,
          sleep: (ms) => sleep(ms),
        }),
      });
    },
  );
};

/** Sweeps every kind, whatever becomes of the others, and throws the first failure then. */
export async function sweepAll(run: Run): Promise<Report> {
  const report: Report = {};
  let failure: unknown;
  for (const kind of ORDER) {
    const swept = await sweepKind(kind, run);
    report[kind.name] = swept.outcomes;
    failure ??= swept.failure;
  }
  if (failure !== undefined) throw failure;
  return report;
}

async function sweepKind(kind: Kind, run: Run): Promise<Swept> {
  try {
    const swept = await kind.sweep(run);
    recordSeconds('OldestStuckSeconds', { kind: kind.name }, swept.oldestSeconds);
    for (const [outcome, count] of Object.entries(swept.outcomes))
      countUnder('Swept', { kind: kind.name, outcome }, count);
    return swept;
  } catch (failure) {
    countUnder('Swept', { kind: kind.name, outcome: 'failed' });
    return { outcomes: { failed: 1 }, failure, oldestSeconds: 0 };
  }
}
