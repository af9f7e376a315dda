// The start of an execution: what is asked for, and what is kept of it.
import { newTraceId } from '../trace-ids.ts';
import type { ExecutionRecord } from './execution-record.ts';
import type { StateMachineRecord } from './state-machines.ts';

export interface StartRequest {
  /** Given by the caller, or made. */
  name?: string | undefined;
  /** JSON text. */
  input: string;
  traceHeader?: string | undefined;
  testCase?: string | undefined;
  /** Whose machine it is, when it was started by a version or an alias. */
  versionArn?: string | undefined;
  aliasArn?: string | undefined;
  /** Whether the caller waits for its end, with nobody to answer after a restart. */
  isSynchronous?: boolean | undefined;
}

/** An execution that starts. */
export function newRecord({
  arn,
  name,
  machine,
  definitionKey,
  request,
  nowMs,
}: {
  arn: string;
  name: string;
  machine: StateMachineRecord;
  definitionKey: string;
  request: StartRequest;
  nowMs: number;
}): ExecutionRecord {
  const traceHeader = request.traceHeader ?? (machine.isTraced ? newTraceHeader(nowMs) : undefined);
  return {
    executionArn: arn,
    name,
    stateMachineArn: machine.stateMachineArn,
    type: machine.type,
    roleArn: machine.roleArn,
    definitionKey,
    input: request.input,
    status: 'RUNNING',
    startMs: nowMs,
    redriveCount: 0,
    ...(traceHeader ? { traceHeader } : {}),
    ...(request.testCase === undefined ? {} : { testCase: request.testCase }),
    ...(request.versionArn === undefined ? {} : { stateMachineVersionArn: request.versionArn }),
    ...(request.aliasArn === undefined ? {} : { stateMachineAliasArn: request.aliasArn }),
    ...(request.isSynchronous ? { isSynchronous: true } : {}),
  };
}

/** https://docs.aws.amazon.com/xray/latest/devguide/xray-concepts.html#xray-concepts-tracingheader */
function newTraceHeader(nowMs: number): string {
  return `Root=${newTraceId(nowMs)};Sampled=1`;
}
