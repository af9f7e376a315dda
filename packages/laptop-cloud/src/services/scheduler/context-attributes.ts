// The keywords in an Input that stand for facts of the invocation.
// Source: EventBridge Scheduler User Guide, "Adding context attributes in EventBridge Scheduler".
import { randomBytes } from 'node:crypto';
import { secondsOf } from '../timing/seconds.ts';

export interface Attempt {
  scheduleArn: string;
  scheduledMs: number;
  /** From 1. */
  number: number;
  /** Another one for each attempt. */
  executionId: string;
}

export function newExecutionId(): string {
  return randomBytes(8).toString('hex');
}

/** Keywords that nobody knows stay as they are. */
export function withAttributes(input: string, attempt: Attempt): string {
  return input.replace(
    /<aws\.scheduler\.([a-z-]+)>/g,
    (keyword, name: string) => ATTRIBUTES[name]?.(attempt) ?? keyword,
  );
}

const ATTRIBUTES: Readonly<Record<string, (attempt: Attempt) => string>> = {
  'schedule-arn': ({ scheduleArn }) => scheduleArn,
  'scheduled-time': ({ scheduledMs }) => secondsOf(scheduledMs),
  'execution-id': ({ executionId }) => executionId,
  'attempt-number': ({ number }) => String(number),
};
