// How much time is left, in the largest unit that says something.

import type { Language } from '../shared/language.ts';

const UNITS = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
] as const;

/** `due`: ISO 8601; `now`: milliseconds. What is over is `0 minutes`. */
export function writeTimeLeft(language: Language, due: string, now: number): string {
  return writeDuration(language, Math.max(0, Date.parse(due) - now));
}

/** In the largest unit of which it is two or more, rounded down. */
export function writeDuration(language: Language, duration: number): string {
  const [unit, ms] = UNITS.find(([, size]) => duration >= 2 * size) ?? UNITS[2];
  return new Intl.NumberFormat(language, { style: 'unit', unit, unitDisplay: 'long' }).format(
    Math.floor(duration / ms),
  );
}
