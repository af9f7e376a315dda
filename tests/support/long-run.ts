// Some things are tried in every case there is, or in hundreds of generated ones, and each costs seconds. `npm run test:long` does
// all of it; `npm test` tries enough of them to notice when the promise breaks.

export const isLongRun = process.env['LONG_RUN'] === '1';

/** `it` and `describe` of what is done in the long run alone; the short one says that it was skipped. */
export const longRun = isLongRun ? { it, describe } : { it: it.skip, describe: describe.skip };

/** How often fast-check tries something: `usually`, or `long` times in the long run. */
export const numRuns = (usually: number, long: number): number => (isLongRun ? long : usually);

/** The cases for `it.each`: `always`, and in the long run `more` of them. */
export function cases<Case>(always: readonly Case[], more: readonly Case[]): Case[] {
  return isLongRun ? [...always, ...more] : [...always];
}
