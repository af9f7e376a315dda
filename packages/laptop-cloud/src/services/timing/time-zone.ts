// Wall clocks of IANA time zones, by the zone data that the runtime has.

/** What a clock on a wall shows, as the milliseconds since 1970 at which a clock in UTC shows the same. */
export type WallTime = number;

export interface TimeZone {
  readonly name: string;
  wallAt(instantMs: number): WallTime;
  /** The first instant at which the clock shows it; undefined where it never does, as when clocks go forward. */
  instantOf(wall: WallTime): number | undefined;
}

/** Throws RangeError for a name that is no time zone. */
export function timeZone(name: string): TimeZone {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone: name,
    calendar: 'gregory',
    numberingSystem: 'latn',
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });

  function wallAt(instantMs: number): WallTime {
    const shown: Record<string, number> = {};
    for (const { type, value } of format.formatToParts(instantMs)) shown[type] = Number(value);
    const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = shown;
    return Date.UTC(year, month - 1, day, hour, minute, second);
  }

  const offsetAt = (instantMs: number) => wallAt(instantMs) - Math.floor(instantMs / 1000) * 1000;
  return {
    name,
    wallAt,
    instantOf(wall) {
      // No zone changes its clocks twice within two days.
      const offsets = [offsetAt(wall - DAY_MS), offsetAt(wall + DAY_MS)];
      const fitting = offsets.map((offset) => wall - offset).filter((instant) => wallAt(instant) === wall);
      return fitting.length === 0 ? undefined : Math.min(...fitting);
    },
  };
}

const DAY_MS = 86_400_000;
