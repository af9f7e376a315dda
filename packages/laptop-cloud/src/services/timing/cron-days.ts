// The two day fields of cron, of which one always gives way to the other by `?`: L, W and # beside lists and ranges.
import { type Field, numberIn, parseField, refused } from './cron-field.ts';
import { ExpressionError } from './expression-error.ts';

/** Whether the day, in a month of so many days, fits. */
export type DayMatch = (date: { year: number; month: number; day: number; length: number }) => boolean;

const DAY_OF_MONTH: Field = { name: 'day-of-month', least: 1, most: 31 };
const DAY_OF_WEEK: Field = {
  name: 'day-of-week',
  least: 1,
  most: 7,
  names: ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'],
};
const SATURDAY = 7;
const SUNDAY = 1;

export function parseDays(dayOfMonth: string, dayOfWeek: string): DayMatch {
  if ((dayOfMonth === '?') === (dayOfWeek === '?'))
    throw new ExpressionError(
      `one of the fields day-of-month and day-of-week must be "?", and only one: not "${dayOfMonth}" and "${dayOfWeek}"`,
    );
  return dayOfWeek === '?' ? daysOfMonth(dayOfMonth) : daysOfWeek(dayOfWeek);
}

function daysOfMonth(text: string): DayMatch {
  if (text === 'L') return ({ day, length }) => day === length;
  const [, nearest] = /^(\w+)W$/.exec(text) ?? [];
  if (nearest === undefined) {
    const days = parseField(text, DAY_OF_MONTH);
    return ({ day }) => days.has(day);
  }
  if (!/^\d+$/.test(nearest)) throw refused(text, DAY_OF_MONTH);
  const wanted = numberIn(nearest, DAY_OF_MONTH);
  return (date) => wanted <= date.length && date.day === nearestWeekday(wanted, date);
}

/** Monday to Friday, and within the month. */
function nearestWeekday(
  wanted: number,
  { year, month, length }: { year: number; month: number; length: number },
): number {
  const weekday = weekdayOf(year, month, wanted);
  if (weekday === SATURDAY) return wanted === 1 ? 3 : wanted - 1;
  if (weekday === SUNDAY) return wanted === length ? wanted - 2 : wanted + 1;
  return wanted;
}

function daysOfWeek(text: string): DayMatch {
  // The last day of a week is a Saturday.
  if (text === 'L') return ({ year, month, day }) => weekdayOf(year, month, day) === SATURDAY;
  const [, last] = /^(\w+)L$/.exec(text) ?? [];
  if (last !== undefined) {
    const wanted = numberIn(last, DAY_OF_WEEK);
    return ({ year, month, day, length }) => day + 7 > length && weekdayOf(year, month, day) === wanted;
  }
  const [, of, nth] = /^(\w+)#(\d+)$/.exec(text) ?? [];
  if (of !== undefined && nth !== undefined) {
    const wanted = numberIn(of, DAY_OF_WEEK);
    const count = Number(nth);
    if (count < 1 || count > 5)
      throw new ExpressionError(
        `"${text}" in the field day-of-week: no month has a day of the week for the ${nth}th time`,
      );
    return ({ year, month, day }) => Math.ceil(day / 7) === count && weekdayOf(year, month, day) === wanted;
  }
  if (text.includes('#'))
    throw new ExpressionError(`"${text}" in the field day-of-week: # stands for one day alone, such as 3#2`);
  const days = parseField(text, DAY_OF_WEEK, false);
  return ({ year, month, day }) => days.has(weekdayOf(year, month, day));
}

/** 1 for Sunday, as cron counts. */
function weekdayOf(year: number, month: number, day: number): number {
  return new Date(Date.UTC(year, month - 1, day)).getUTCDay() + 1;
}
