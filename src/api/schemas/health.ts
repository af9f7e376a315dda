// How the stack is, as operators are told: numbers and moments, no photo and no rider.

import * as z from 'zod/mini';

/** An entry of docs/runbook.md. */
const runbook = z.string();
const count = z.int();

const Alarm = z.object({ name: z.string(), since: z.string(), reason: z.string(), runbook });
const Move = z.object({
  state: z.string(),
  startedAt: z.string(),
  moved: count,
  toMove: count,
  failure: z.nullable(z.string()),
});
export const DeadLetters = z.object({
  name: z.string(),
  messages: count,
  /** The latest time that they were sent back. */
  move: z.nullable(Move),
});

export const Health = z.object({
  at: z.string(),
  /** Parts that could not be read just now. */
  unread: z.array(z.string()),
  alarms: z.nullable(
    z.object({ ALARM: z.array(Alarm), INSUFFICIENT_DATA: z.array(Alarm), OK: z.array(Alarm) }),
  ),
  queues: z.nullable(
    z.array(z.object({ name: z.string(), waiting: count, underWay: count, delayed: count, runbook })),
  ),
  deadLetters: z.nullable(z.array(z.object({ ...DeadLetters.shape, runbook }))),
  reviews: z.nullable(
    z.object({
      waiting: count,
      oldestOpenedAt: z.nullable(z.string()),
      nextDueAt: z.nullable(z.string()),
      runbook,
    }),
  ),
  /** `overdue`: still being checked after longer than any check takes. */
  photos: z.nullable(z.object({ inFlight: count, overdue: count, runbook })),
});
