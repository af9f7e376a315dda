// When a schedule is due: its expression in its time zone, between its first and its last date.
import { type Expression, parseExpression } from './expression.ts';
import { ExpressionError } from './expression-error.ts';
import { type TimeZone, timeZone } from './time-zone.ts';

export interface TimingDefinition {
  expression: string;
  /** UTC by default. */
  timeZone?: string | undefined;
  /** Nothing is due before; one-time schedules have neither. */
  startMs?: number | undefined;
  endMs?: number | undefined;
}

export interface Timing {
  isOneTime: boolean;
  /**
   * The first time after `afterMs`; undefined when there is none any more. A rate counts from its start date, or else from
   * `anchorMs`, at which it is due for the first time.
   */
  next(afterMs: number, anchorMs: number): number | undefined;
}

/** Throws ExpressionError. */
export function compileTiming(definition: TimingDefinition): Timing {
  const zone = zoneOf(definition.timeZone ?? 'UTC');
  const expression = parseExpression(definition.expression);
  const { startMs, endMs = Number.POSITIVE_INFINITY } = definition;
  if (startMs !== undefined && endMs <= startMs) throw new ExpressionError('EndDate must be after StartDate');
  if (expression.kind === 'at') {
    const due = instantOf(expression.wall, zone, definition.expression);
    return { isOneTime: true, next: (afterMs) => (due > afterMs ? due : undefined) };
  }
  const dueAfter = recurrence(expression, zone);
  return {
    isOneTime: false,
    next(afterMs, anchorMs) {
      // What is due at the first instant counts.
      const from = startMs === undefined ? afterMs : Math.max(afterMs, startMs - 1);
      const due = dueAfter(from, startMs ?? anchorMs);
      return due !== undefined && due <= endMs ? due : undefined;
    },
  };
}

function recurrence(
  expression: Exclude<Expression, { kind: 'at' }>,
  zone: TimeZone,
): (fromMs: number, anchorMs: number) => number | undefined {
  if (expression.kind === 'cron') return (fromMs) => expression.cron.next(fromMs, zone);
  const { periodMs } = expression;
  return (fromMs, anchorMs) =>
    fromMs < anchorMs ? anchorMs : anchorMs + (Math.floor((fromMs - anchorMs) / periodMs) + 1) * periodMs;
}

function zoneOf(name: string): TimeZone {
  try {
    return timeZone(name);
  } catch (cause) {
    throw new ExpressionError(`"${name}" is no IANA time zone such as Europe/Berlin`, { cause });
  }
}

function instantOf(wall: number, zone: TimeZone, text: string): number {
  const instant = zone.instantOf(wall);
  if (instant !== undefined) return instant;
  throw new ExpressionError(`${text} does not exist in ${zone.name}, where clocks go forward over it`);
}
