// What operators are shown: executions by name, without what went in and out; erasures without riders.

import * as z from 'zod/mini';
import { ErasureReceipt } from './erasure.ts';

/** Which of the state machines. */
export const Machine = z.enum(['check-photo', 'forget-rider', 'recheck-photos', 'reindex-faces']);
const Status = z.enum(['RUNNING', 'SUCCEEDED', 'FAILED', 'TIMED_OUT', 'ABORTED', 'PENDING_REDRIVE']);

const name = z.string().check(z.regex(/^[A-Za-z0-9_-]{1,80}$/));
export const ExecutionParams = z.object({ name });
export const OfMachine = z.object({ machine: z._default(Machine, 'check-photo') });
/** Data are the rider's: they are shown to who says so and why, and that is written down. */
export const ExecutionInFullQuery = z.object({
  machine: z._default(Machine, 'check-photo'),
  data: z.optional(z.literal('yes')),
  reason: z.optional(z.string().check(z.trim(), z.minLength(3), z.maxLength(200))),
});
/** Whose dead letters go back. */
export const QueueParams = z.object({ name: z.enum(['uploads', 'votes']) });
export const ExecutionQuery = z.object({
  machine: z._default(Machine, 'check-photo'),
  status: z.optional(Status),
  /** As long as a token of Step Functions may be. */
  after: z.optional(z.string().check(z.minLength(1), z.maxLength(1024))),
});

export const Execution = z.object({
  name: z.string(),
  status: z.string(),
  startedAt: z.string(),
  stoppedAt: z.nullable(z.string()),
});
export const ExecutionPage = z.object({ executions: z.array(Execution), next: z.nullable(z.string()) });

const text = z.nullable(z.string());
export const ExecutionInFull = z.object({
  ...Execution.shape,
  /** The error's name. Its cause is of the data: it may quote an input. */
  error: z.nullable(z.string()),
  redrives: z.int(),
  states: z.array(
    z.object({
      name: z.string(),
      enteredAt: z.string(),
      leftAt: z.nullable(z.string()),
      /** Failed attempts. */
      failures: z.int(),
      /** Names of their errors, in their order. Without data Step Functions may leave them out. */
      errors: z.array(z.string()),
      data: z.optional(z.object({ input: text, output: text, causes: z.array(z.string()) })),
    }),
  ),
  /** Asked for with `data=yes`: JSON texts. */
  data: z.optional(z.object({ input: text, output: text, cause: text })),
});

export const ErasureParams = z.object({ erasureId: z.uuid() });
/** As long as the key of an upload leaves it, `incoming/<riderId>/<photoId>`: what came in can be erased. */
const LONGEST_RIDER_ID = 1024 - 'incoming//x'.length;
export const ErasureOf = z.strictObject({
  // With a slash it would name one photo of another rider.
  riderId: z.string().check(z.maxLength(LONGEST_RIDER_ID), z.regex(/^[^/]+$/)),
});
/** The mark of an erasure. */
export const ErasureQuery = z.object({ after: z.optional(z.string().check(z.regex(/^[0-9a-f]{64}$/))) });
export const ErasurePage = z.object({
  erasures: z.array(
    z.object({
      state: z.enum(['running', 'delayed', 'done']),
      /** The execution's name, until it is done. */
      erasureId: z.optional(z.string()),
      requestedAt: z.optional(z.string()),
      receipt: z.optional(ErasureReceipt),
    }),
  ),
  next: z.nullable(z.string()),
});
