// rate(...), cron(...) and at(...).
// Source: EventBridge Scheduler User Guide, "Schedule types", with its rules for daylight saving time: a rate counts hours that
// pass, a cron time that clocks skip is not due, and one that they show twice is due once.

import { type Cron, parseCron } from './cron.ts';
import { ExpressionError } from './expression-error.ts';

export type Expression =
  | { kind: 'rate'; periodMs: number }
  | { kind: 'cron'; cron: Cron }
  /** `wall` as if it were UTC. */
  | { kind: 'at'; wall: number };

const UNIT_MS: Readonly<Record<string, number>> = { minute: 60_000, hour: 3_600_000, day: 86_400_000 };

/** Reads an expression. Throws ExpressionError. */
export function parseExpression(text: string): Expression {
  const [, kind, inside = ''] = /^(rate|cron|at)\((.*)\)$/s.exec(text) ?? [];
  if (kind === 'cron') return { kind, cron: parseCron(inside) };
  if (kind === 'rate') return { kind, periodMs: parseRate(inside) };
  if (kind === 'at') return { kind, wall: parseAt(inside) };
  throw new ExpressionError(
    `"${text}" is no schedule: write rate(5 minutes), cron(0 9 * * ? *) or at(2026-12-24T18:00:00)`,
  );
}

function parseRate(inside: string): number {
  const [, count, unit] = /^(\d+)\s+(minute|hour|day)s?$/.exec(inside) ?? [];
  const value = Number(count);
  if (!unit || !(value >= 1))
    throw new ExpressionError(
      `rate(${inside}) is no rate: a number from 1, a blank, and minutes, hours or days`,
    );
  return value * UNIT_MS[unit]!;
}

function parseAt(inside: string): number {
  const isWhole = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/.test(inside);
  const wall = isWhole ? Date.parse(`${inside}Z`) : Number.NaN;
  // Date.parse takes the 30th of February for the 2nd of March.
  if (!Number.isNaN(wall) && new Date(wall).toISOString().startsWith(inside)) return wall;
  throw new ExpressionError(`at(${inside}) is no time: write it as at(yyyy-mm-ddThh:mm:ss)`);
}
