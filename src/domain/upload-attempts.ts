// How many photos a rider may send within a while. The while begins with the first of them.

import type { Configuration } from './configuration.ts';

/** As it stands in the rider's profile. `since`: ISO 8601, when the current while began. */
export interface Attempts {
  since: string;
  count: number;
}

export interface AttemptsLeft {
  left: number;
  /** ISO 8601, when all of them are there again; null while all are there. */
  resetsAt: string | null;
}

/** What the profile holds after one more attempt; undefined when none is left. */
export function oneMoreAttempt(
  made: Attempts | undefined,
  now: Date,
  limits: Configuration['uploads'],
): Attempts | undefined {
  const current = currentAttempts(made, now, limits);
  if (!current) return { since: now.toISOString(), count: 1 };
  return current.count < limits.most ? { since: current.since, count: current.count + 1 } : undefined;
}

export function attemptsLeft(
  made: Attempts | undefined,
  now: Date,
  limits: Configuration['uploads'],
): AttemptsLeft {
  const current = currentAttempts(made, now, limits);
  if (!current) return { left: limits.most, resetsAt: null };
  const resetsAt = new Date(endMs(current, limits)).toISOString();
  return { left: Math.max(0, limits.most - current.count), resetsAt };
}

function currentAttempts(made: Attempts | undefined, now: Date, limits: Configuration['uploads']) {
  return made && now.getTime() < endMs(made, limits) ? made : undefined;
}

function endMs({ since }: Attempts, { withinSeconds }: Configuration['uploads']): number {
  return Date.parse(since) + withinSeconds * 1000;
}
