// Some things are tried in every case there is, or in hundreds of generated ones, and each costs seconds. `npm run test:long` does
// all of it; `npm test` tries enough of them to notice when the promise breaks.

export const isLongRun = process.env['LONG_RUN'] === '1';

/** The cases for `it.each`: `always`, and in the long run `more` of them. */
export function cases<Case>(always: readonly Case[], more: readonly Case[]): Case[] {
  return isLongRun ? [...always, ...more] : [...always];
}
