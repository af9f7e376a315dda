// Times as requests have them: seconds since 1970, within the years that a date in ISO 8601 is written with.
import * as z from 'zod';

const FIRST = Date.parse('0001-01-01T00:00:00Z') / 1000;
const LAST = Date.parse('9999-12-31T23:59:59Z') / 1000;

/** Fractions are milliseconds. */
export const epochSeconds = (error?: string) =>
  z
    .number(error === undefined ? {} : { error })
    .min(FIRST)
    .max(LAST);

/** Whether a number is such a time. */
export const isEpochSeconds = (value: number) => value >= FIRST && value <= LAST;
