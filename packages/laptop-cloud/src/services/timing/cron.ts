// cron(minutes hours day-of-month month day-of-week year), and when it is due next.
// Source: EventBridge Scheduler User Guide, "Schedule types": "Cron-based schedules"; what it does not name is refused.

import { type DayMatch, parseDays } from './cron-days.ts';
import { type Field, parseField } from './cron-field.ts';
import { ExpressionError } from './expression-error.ts';
import type { TimeZone } from './time-zone.ts';

export interface Cron {
  /** The first time after `afterMs`; undefined when there is none any more. */
  next(afterMs: number, zone: TimeZone): number | undefined;
}

const MINUTES: Field = { name: 'minutes', least: 0, most: 59 };
const HOURS: Field = { name: 'hours', least: 0, most: 23 };
const MONTHS: Field = {
  name: 'month',
  least: 1,
  most: 12,
  names: 'JAN FEB MAR APR MAY JUN JUL AUG SEP OCT NOV DEC'.split(' '),
};
const YEARS: Field = { name: 'year', least: 1970, most: 2199, isOnce: true };

const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;
/** More than any clock is ever set back by. */
const LONGEST_REPEAT_MS = DAY_MS;

/** Reads what stands between the brackets. Throws ExpressionError naming the field. */
export function parseCron(text: string): Cron {
  const fields = text.trim().split(/\s+/);
  const [minutes, hours, dayOfMonth, month, dayOfWeek, year] = fields;
  if (year === undefined || fields.length !== 6)
    throw new ExpressionError(
      `cron takes six fields (minutes hours day-of-month month day-of-week year), not ${text.trim() === '' ? 'none' : fields.length}`,
    );
  const plan = {
    minutes: [...parseField(minutes!, MINUTES)].sort(byNumber),
    hours: [...parseField(hours!, HOURS)].sort(byNumber),
    days: parseDays(dayOfMonth!, dayOfWeek!),
    months: parseField(month!, MONTHS),
    years: parseField(year, YEARS),
  };
  return { next: (afterMs, zone) => nextTime(plan, afterMs, zone) };
}

interface Plan {
  minutes: readonly number[];
  hours: readonly number[];
  days: DayMatch;
  months: ReadonlySet<number>;
  years: ReadonlySet<number>;
}

// A time that clocks skip is never due, and one that they show twice is due the first time.
function nextTime(plan: Plan, afterMs: number, zone: TimeZone): number | undefined {
  const from = zone.wallAt(afterMs) - LONGEST_REPEAT_MS;
  for (const day of daysOf(plan, from)) {
    for (const hour of plan.hours)
      for (const minute of plan.minutes) {
        const wall = day + (hour * 60 + minute) * MINUTE_MS;
        if (wall < from) continue;
        const instant = zone.instantOf(wall);
        if (instant !== undefined && instant > afterMs) return instant;
      }
  }
  return undefined;
}

/** Midnights on the wall of all days that fit, from the day of `from` on. */
function* daysOf({ days, months, years }: Plan, from: number): Generator<number> {
  const start = new Date(from);
  for (let year = Math.max(YEARS.least, start.getUTCFullYear()); year <= YEARS.most; year++) {
    if (!years.has(year)) continue;
    for (let month = 1; month <= 12; month++) {
      if (!months.has(month)) continue;
      const length = new Date(Date.UTC(year, month, 0)).getUTCDate();
      for (let day = 1; day <= length; day++) {
        const midnight = Date.UTC(year, month - 1, day);
        if (midnight + DAY_MS > from && days({ year, month, day, length })) yield midnight;
      }
    }
  }
}

const byNumber = (one: number, other: number): number => one - other;
