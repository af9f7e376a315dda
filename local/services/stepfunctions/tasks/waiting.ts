// The second link of the chain: tasks whose end comes later, by token, by a worker, or with a nested execution's end.
import type { TaskCall } from '../../../states/host.ts';
import { StatesTaskError } from '../../../states/task-error.ts';
import type { TaskTokens } from '../task-tokens.ts';
import { parseResource } from './resource.ts';
import { isRecord } from './sdk-schema.ts';
import type { TaskStep } from './task.ts';

export interface WaitingOptions {
  tokens: TaskTokens;
  /** Hands the task of an activity to a worker and waits for its token. */
  perform: TaskStep;
  /** Gives the ended execution once it has ended; stops it when the signal aborts first. */
  nested(executionArn: string, signal: AbortSignal): Promise<EndedExecution>;
}

/** An ended execution as `startExecution.sync` reports it; times in milliseconds, payloads as JSON text. */
export interface EndedExecution {
  executionArn: string;
  stateMachineArn: string;
  name: string;
  status: string;
  startMs: number;
  stopMs: number;
  input: string;
  output?: string;
  error?: string;
  cause?: string;
}

/** Makes the request of each task by `request` and waits as its resource says. */
export function withWaiting(request: TaskStep, options: WaitingOptions): TaskStep {
  return async (task) => {
    const resource = parseResource(task.resource);
    if (resource?.kind === 'activity') return options.perform(task);
    if (resource?.kind !== 'optimized' && resource?.kind !== 'sdk') return request(task);
    if (resource.pattern === 'waitForTaskToken') return untilTokenReturns(task, request, options.tokens);
    if (resource.pattern === 'request-response') return request(task);
    return untilNestedEnds(task, request, options, resource.pattern === 'sync:2');
  };
}

async function untilTokenReturns(task: TaskCall, request: TaskStep, tokens: TaskTokens): Promise<unknown> {
  if (!task.token) throw new Error(`${task.state} waits for a task token but was given none`);
  const failed = new AbortController();
  // The token may come back before the request that carries it is answered.
  const returned = tokens.wait(task.token, {
    signal: AbortSignal.any([task.signal, failed.signal]),
    onHeartbeat: () => task.heartbeat(),
  });
  returned.catch(() => undefined);
  try {
    task.submitted(await request(task));
  } catch (error) {
    failed.abort(error);
    throw error;
  }
  return returned;
}

async function untilNestedEnds(
  task: TaskCall,
  request: TaskStep,
  options: WaitingOptions,
  isOutputParsed: boolean,
): Promise<unknown> {
  const started = await request(task);
  task.submitted(started);
  const arn = isRecord(started) ? started['ExecutionArn'] : undefined;
  if (typeof arn !== 'string')
    throw new StatesTaskError('States.Runtime', `${task.resource} does not run on a laptop`);
  const ended = await options.nested(arn, task.signal);
  const report = reportOf(ended, isOutputParsed);
  if (ended.status === 'SUCCEEDED') return report;
  throw new StatesTaskError('States.TaskFailed', JSON.stringify(report));
}

/** `.sync` gives the texts of input and output, `.sync:2` the values. */
function reportOf(ended: EndedExecution, isParsed: boolean): Record<string, unknown> {
  const payload = (text: string) => (isParsed ? JSON.parse(text) : text);
  const { output, error, cause } = ended;
  return {
    ExecutionArn: ended.executionArn,
    Input: payload(ended.input),
    InputDetails: { Included: true },
    Name: ended.name,
    ...(output === undefined ? {} : { Output: payload(output) }),
    OutputDetails: { Included: true },
    ...(error === undefined ? {} : { Error: error }),
    ...(cause === undefined ? {} : { Cause: cause }),
    StartDate: ended.startMs,
    StateMachineArn: ended.stateMachineArn,
    Status: ended.status,
    StopDate: ended.stopMs,
  };
}
