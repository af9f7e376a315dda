// What is kept of one execution, and what follows from it.
import type { Execution, HistoryEvent, Outcome } from 'states-language';
import { ServiceError } from '../service.ts';
import { nameOf } from './arns.ts';
import type { Burst } from './shared-histories.ts';
import type { TaskContext } from './tasks/task.ts';

export type ExecutionStatus = 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'TIMED_OUT' | 'ABORTED';
export type MachineType = 'STANDARD' | 'EXPRESS';

/** A redrive that a client asked for with a token. */
export interface TokenedRedrive {
  clientToken: string;
  redriveMs: number;
}

/** One execution; times in milliseconds, payloads as JSON text. */
export interface ExecutionRecord {
  executionArn: string;
  name: string;
  stateMachineArn: string;
  /** The version it began with, and the alias that led there. */
  stateMachineVersionArn?: string;
  stateMachineAliasArn?: string;
  type: MachineType;
  roleArn: string;
  /** Key of the definition's snapshot. */
  definitionKey: string;
  input: string;
  status: ExecutionStatus;
  startMs: number;
  stopMs?: number;
  output?: string;
  error?: string;
  cause?: string;
  traceHeader?: string;
  /** Case of the mock configuration. */
  testCase?: string;
  /** Whoever started it waits for its end: there is nobody left to answer when the process has died. */
  isSynchronous?: true;
  redriveCount: number;
  redriveMs?: number;
  /** The last redrives that were asked for with a client token. */
  redrives?: TokenedRedrive[];
  /** How many events the history had when the execution ended. */
  eventCount?: number;
  /** The map run that this is a child of, and which of its children it is. */
  mapRunArn?: string;
  mapRunIndex?: number;
  /** Where its history lies, unless it has a file of its own. */
  bursts?: readonly Burst[] | undefined;
}

/** What the engine is told of an execution. */
export function executionOf(record: ExecutionRecord): Execution {
  return {
    id: record.executionArn,
    name: record.name,
    roleArn: record.roleArn,
    startTime: record.startMs,
    redriveCount: record.redriveCount,
    ...(record.isSynchronous && { isSynchronous: true }),
    input: JSON.parse(record.input),
    inputText: record.input,
    stateMachine: { id: record.stateMachineArn, name: nameOf(record.stateMachineArn) },
  };
}

/** What tasks are told of it. */
export function contextOf({
  executionArn,
  stateMachineArn,
  roleArn,
  traceHeader,
}: ExecutionRecord): TaskContext {
  return { executionArn, stateMachineArn, roleArn, ...(traceHeader ? { traceHeader } : {}) };
}

/** What starting an execution again gives: the running one if it has the same input, otherwise ExecutionAlreadyExists. */
export function sameExecution(known: ExecutionRecord, input: string): ExecutionRecord {
  if (known.status === 'RUNNING' && known.input === input) return known;
  throw new ServiceError('ExecutionAlreadyExists', `Execution Already Exists: '${known.executionArn}'`);
}

/** The execution as its outcome leaves it. */
export function endedRecord(
  record: ExecutionRecord,
  outcome: Outcome,
  { stopMs, eventCount }: { stopMs: number; eventCount: number },
): ExecutionRecord {
  if (outcome.status === 'SUCCEEDED') {
    return { ...record, status: 'SUCCEEDED', stopMs, eventCount, output: JSON.stringify(outcome.output) };
  }
  const { status, error, cause } = outcome;
  return {
    ...record,
    status,
    stopMs,
    eventCount,
    ...(error === undefined ? {} : { error }),
    ...(cause === undefined ? {} : { cause }),
  };
}

/** How the last event of a map run's child ends it; undefined for every other event. */
export function endOfChild(event: HistoryEvent): Partial<ExecutionRecord> | undefined {
  switch (event.type) {
    case 'ExecutionSucceeded':
      return { status: 'SUCCEEDED', output: event.executionSucceededEventDetails?.output ?? 'null' };
    case 'ExecutionFailed':
      return { status: 'FAILED', ...event.executionFailedEventDetails };
    case 'ExecutionTimedOut':
      return { status: 'TIMED_OUT', ...event.executionTimedOutEventDetails };
    case 'ExecutionAborted':
      return { status: 'ABORTED', ...event.executionAbortedEventDetails };
    default:
      return undefined;
  }
}
