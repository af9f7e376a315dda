// One run of the sweep: what it may do, and what became of what it found.

import type { Room } from '../intake/room.ts';

/** What the sweep looks for; the dimension of its metrics. */
export const KINDS = [
  'processing',
  'due-review',
  'overdue-review',
  'decided',
  'awaited-upload',
  'lost-upload',
  'erasure',
  'untold-failure',
  'recheck',
] as const;
export type KindName = (typeof KINDS)[number];

/** What was done about one stuck thing; the others say why nothing was. */
const FIXED = [
  'started-again',
  'told',
  'counted-again',
  'announced-again',
  'row-made',
  'row-dropped',
  'given-up',
] as const;
const LEFT = [
  /** It is not stuck: an execution runs, a file may still come. */
  'not-stuck',
  /** Another run, or the workflow itself, was faster. */
  'taken',
  /** So many photos are being checked that it has to wait for the next run. */
  'no-room',
  'failed',
] as const;
export type Outcome = (typeof FIXED)[number] | (typeof LEFT)[number];

export interface Bounds {
  /** Things of one kind that a run fixes. */
  fixed: number;
  /** Things of one kind that a run looks at. */
  looked: number;
}
export const BOUNDS: Bounds = { fixed: 250, looked: 500 };
/** More failures than these are no chance: the kind is left for the next run. */
const MOST_FAILURES = 5;

export interface Run {
  now(): Date;
  /** Epoch milliseconds by which the run has to end. */
  untilMs: number;
  bounds: Bounds;
  room: Room;
}

export interface Swept {
  outcomes: Partial<Record<Outcome, number>>;
  /** The first failure; the rest of the kind was swept all the same. */
  failure?: unknown;
  /** Seconds that the oldest of the kind has been there, be it fixed now; 0 without any. */
  oldestSeconds: number;
}

export interface Kind {
  name: KindName;
  sweep(run: Run): Promise<Swept>;
}

/** Fixes one after the other, within the run's bounds; what is left is left to the next run. */
export async function eachOf<Thing>(
  run: Run,
  things: AsyncIterable<Thing> | Iterable<Thing>,
  fix: (thing: Thing) => Promise<Outcome>,
): Promise<Omit<Swept, 'oldestSeconds'>> {
  const swept: Omit<Swept, 'oldestSeconds'> = { outcomes: {} };
  const { outcomes } = swept;
  let looked = 0;
  let fixed = 0;
  for await (const thing of things) {
    if (looked >= run.bounds.looked || fixed >= run.bounds.fixed) break;
    if (run.now().getTime() >= run.untilMs) break;
    looked += 1;
    let outcome: Outcome = 'failed';
    try {
      outcome = await fix(thing);
    } catch (failure) {
      swept.failure ??= failure;
    }
    outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
    if ((FIXED as readonly string[]).includes(outcome)) fixed += 1;
    if (outcome === 'no-room' || (outcomes.failed ?? 0) >= MOST_FAILURES) break;
  }
  return swept;
}

export const MINUTE_MS = 60_000;
export const HOUR_MS = 60 * MINUTE_MS;

export const later = (now: Date, ms: number): Date => new Date(now.getTime() + ms);

/** Seconds since a moment (ISO 8601); 0 without one. */
export const ageOf = (at: string | undefined, now: Date): number =>
  at === undefined ? 0 : Math.max(0, Math.round((now.getTime() - Date.parse(at)) / 1000));
