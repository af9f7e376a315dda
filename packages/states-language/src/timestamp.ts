// Timestamps as Step Functions accepts them: the RFC 3339 profile of ISO 8601, with an upper-case T and an offset.

const TIMESTAMP =
  /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,9}))?)?(Z|[+-]\d\d(?::?\d\d)?(?::?\d\d)?)$/;

/** Milliseconds since the epoch, or undefined when the value is no timestamp. */
export function parseTimestamp(value: unknown): number | undefined {
  if (typeof value !== 'string') return undefined;
  const parts = TIMESTAMP.exec(value);
  if (!parts) return undefined;
  const [, year, month, day, hour, minute, second = '0', fraction = '', offset = 'Z'] = parts;
  // Not Date.UTC, which takes the years 0 to 99 for those of the twentieth century.
  const date = new Date(0);
  date.setUTCFullYear(Number(year), Number(month) - 1, Number(day));
  if (date.getUTCMonth() !== Number(month) - 1 || date.getUTCDate() !== Number(day)) return undefined;
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return undefined;
  const time = date.setUTCHours(Number(hour), Number(minute), Number(second));
  return time + Number(`0.${fraction || '0'}`) * 1_000 - offsetMs(offset);
}

function offsetMs(offset: string): number {
  if (offset === 'Z') return 0;
  const digits = offset.slice(1).replaceAll(':', '');
  const minutes = Number(digits.slice(0, 2)) * 60 + Number(digits.slice(2, 4));
  return (offset[0] === '-' ? -1 : 1) * minutes * 60_000;
}
