// The second link of the chain: tasks whose end comes later, by token, by a worker, or with a nested execution's end.
import type { TaskCall } from 'states-language';
import { StatesTaskError } from 'states-language';
import type { TaskTokens } from '../task-tokens.ts';
import { parseResource, type TaskResource } from './resource.ts';
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
  return (task, context) => {
    const resource = parseResource(task.resource);
    if (resource?.kind === 'activity') return options.perform(task, context);
    const pattern = resource && 'pattern' in resource ? resource.pattern : 'request-response';
    if (pattern === 'request-response') return request(task, context);
    // Accepted before the process was another one: only the end is left to wait for.
    const accepted = task.resumed?.submitted;
    const requested = accepted ? Promise.resolve(accepted.output) : request(task, context);
    // https://docs.aws.amazon.com/step-functions/latest/dg/connect-lambda.html
    if (isFunction(resource) && !accepted && task.heartbeatMs !== undefined) task.heartbeat(requested);
    if (pattern === 'waitForTaskToken')
      return untilTokenReturns(task, requested, options.tokens, context.stateMachineArn);
    const ended = untilNestedEnds(task, requested, options, pattern === 'sync:2');
    return orTokenReturns(task, ended, options.tokens, context.stateMachineArn);
  };
}

/** Whose heartbeats are missed only after its function has answered. */
function isFunction(resource: TaskResource | undefined): boolean {
  return resource?.kind === 'optimized' && resource.service === 'lambda';
}

/** Many executions may wait at once, for days: what waits is kept small. */
function untilTokenReturns(
  task: TaskCall,
  requested: Promise<unknown>,
  tokens: TaskTokens,
  stateMachineArn: string,
): Promise<unknown> {
  const { token } = task;
  if (!token) return Promise.reject(new Error(`${task.state} waits for a task token but was given none`));
  // The token may come back before the request that carries it is answered.
  const returned = tokens.wait(token, task, stateMachineArn);
  requested.then(task.submitted).catch((error) => tokens.drop(token, error));
  return returned;
}

/** Whoever is given the token of a task that waits for an execution may end the task before; the execution goes on. */
async function orTokenReturns(
  task: TaskCall,
  ended: Promise<unknown>,
  tokens: TaskTokens,
  stateMachineArn: string,
): Promise<unknown> {
  const { token } = task;
  if (!token) return ended;
  const returned = tokens.wait(token, task, stateMachineArn);
  try {
    return await Promise.race([ended, returned]);
  } finally {
    tokens.drop(token, new Error(`${task.state} is over`));
  }
}

async function untilNestedEnds(
  task: TaskCall,
  requested: Promise<unknown>,
  options: WaitingOptions,
  isOutputParsed: boolean,
): Promise<unknown> {
  const started = await requested;
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
    ...(output === undefined ? {} : { Output: payload(output), OutputDetails: { Included: true } }),
    ...(error === undefined ? {} : { Error: error }),
    ...(cause === undefined ? {} : { Cause: cause }),
    StartDate: ended.startMs,
    StateMachineArn: ended.stateMachineArn,
    Status: ended.status,
    StopDate: ended.stopMs,
  };
}
