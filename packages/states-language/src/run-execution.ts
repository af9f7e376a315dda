// Takes an execution from its first event to its last.

import { Run } from './execution-run.ts';
import { Cancelled, StateFailure } from './failure.ts';
import { runFlow } from './flow.ts';
import { type Fault, WHOLE } from './history.ts';
import type { Execution, Host, Outcome } from './host.ts';
import type { Scope } from './scope.ts';
import type { Flow, Graph } from './state-execution.ts';

export interface Conditions {
  /** The scope that ends this execution when it is cancelled: that of a distributed Map. */
  scope?: Scope;
  /** The machine's TimeoutSeconds. */
  timeoutSeconds?: number;
}

/** Runs one execution of the states to its end and records it. Never rejects. */
export async function runExecution(
  graph: Graph,
  execution: Execution,
  host: Host,
  conditions: Conditions = {},
): Promise<Outcome> {
  const run = new Run(execution, host, conditions.scope);
  const ending = new Ending(run, conditions.timeoutSeconds);
  const resume = execution.resume ?? execution.continued?.point;
  const flow: Flow = {
    run,
    scope: run.scope,
    previousEventId: resume?.lastEventId ?? 0,
    variables: resume?.variables ?? {},
    mapItem: undefined,
    isNested: false,
  };
  let outcome: Outcome;
  try {
    start(flow);
    const output = await runFlow(flow, graph, execution.input, resume);
    outcome = { status: 'SUCCEEDED', output };
  } catch (error) {
    outcome = outcomeOf(error, ending);
  } finally {
    ending.release();
    run.scope.close();
  }
  finish(flow, outcome);
  return outcome;
}

function start(flow: Flow): void {
  const { run } = flow;
  const { execution } = run;
  if (execution.resume) {
    flow.previousEventId = run.record(run.lastEventId, 'ExecutionRedriven', {
      executionRedrivenEventDetails: { redriveCount: execution.redriveCount },
    });
    return;
  }
  if (run.lastEventId > 0) return;
  // The first state follows no event, not even this one: AWS numbers it so.
  run.record(0, 'ExecutionStarted', {
    executionStartedEventDetails: {
      input: execution.inputText ?? run.textOf(execution.input),
      inputDetails: WHOLE,
      roleArn: execution.roleArn,
    },
  });
}

/** Cancels the execution when the host aborts it or its time is over, and remembers which it was. */
class Ending {
  outcome: Outcome | undefined;
  #run: Run;
  #timer: AbortController | undefined;

  constructor(run: Run, timeoutSeconds: number = Number.POSITIVE_INFINITY) {
    const { signal, clock, quotas } = run.host;
    const seconds = Math.min(timeoutSeconds, quotas?.maxSeconds ?? timeoutSeconds);
    const deadline = clock.deadline ?? clock.sleep;
    this.#run = run;
    if (signal?.aborted) this.handleEvent();
    signal?.addEventListener('abort', this);
    if (seconds === Number.POSITIVE_INFINITY) return;
    this.#timer = new AbortController();
    const passedMs = Math.max(0, clock.now() - (run.execution.continued?.sinceTime ?? clock.now()));
    deadline(seconds * 1_000 - passedMs, this.#timer.signal).then(
      () => this.#end({ status: 'TIMED_OUT' }),
      () => {},
    );
  }

  /** The host's signal. */
  handleEvent(): void {
    this.#end({ status: 'ABORTED', ...faultOf(this.#run.host.signal?.reason) });
  }

  #end(outcome: Outcome): void {
    this.outcome ??= outcome;
    // As with AWS, the states that are cut off leave no event of their own.
    this.#run.isEnding = true;
    this.#run.scope.cancel();
  }

  release(): void {
    this.#run.host.signal?.removeEventListener('abort', this);
    this.#timer?.abort();
  }
}

/** `{ error, cause }`, whatever else the reason of an abort may hold. */
function faultOf(reason: unknown): Fault {
  const { error, cause } = (typeof reason === 'object' && reason !== null ? reason : {}) as Record<
    string,
    unknown
  >;
  return {
    ...(typeof error === 'string' && { error }),
    ...(typeof cause === 'string' && { cause }),
  };
}

function outcomeOf(error: unknown, ending: Ending): Outcome {
  if (error instanceof Cancelled) return ending.outcome ?? { status: 'ABORTED' };
  if (error instanceof StateFailure)
    return {
      status: 'FAILED',
      ...error.fault,
    };
  return {
    status: 'FAILED',
    error: 'States.Runtime',
    cause: error instanceof Error ? error.message : String(error),
  };
}

function finish(flow: Flow, outcome: Outcome): void {
  const { run, previousEventId } = flow;
  run.isEnding = true;
  if (outcome.status === 'SUCCEEDED') {
    const output = run.textOf(outcome.output);
    run.record(previousEventId, 'ExecutionSucceeded', {
      executionSucceededEventDetails: { output, outputDetails: WHOLE },
    });
    return;
  }
  const { status, ...fault } = outcome;
  if (status === 'FAILED')
    run.record(previousEventId, 'ExecutionFailed', { executionFailedEventDetails: fault });
  // What ends an execution from outside follows no event; only here does AWS name the error of a timeout.
  else if (status === 'TIMED_OUT')
    run.record(0, 'ExecutionTimedOut', { executionTimedOutEventDetails: { error: 'States.Timeout' } });
  else run.record(0, 'ExecutionAborted', { executionAbortedEventDetails: fault });
}
