// One sequence of states under way (the machine, a branch, an iteration) and one visit of a state in it.

import type { Run } from './execution-run.ts';
import { InterpreterFailure, QUERY_FAILED, RUNTIME, StateFailure } from './failure.ts';
import type { EventDetails } from './history.ts';
import { WHOLE } from './history.ts';
import type { ResumedAttempt, ResumePoint, StateNote } from './host.ts';
import { IntrinsicError } from './intrinsics/functions.ts';
import { isStackOverflow } from './jsonata/engine-limits.ts';
import type { QueryContext } from './query.ts';
import type { Scope } from './scope.ts';
import { StatesTaskError } from './task-error.ts';

export type StateType = 'Task' | 'Pass' | 'Choice' | 'Wait' | 'Succeed' | 'Fail' | 'Parallel' | 'Map';
export type Variables = Readonly<Record<string, unknown>>;

/** A state, compiled: what it does once it is entered, and where it goes. */
export interface State {
  readonly name: string;
  readonly type: StateType;
  /** The branches of a Parallel, or the processor of a Map. */
  readonly graphs?: readonly Graph[];
  /** Does the state and records its exit. Rejects with what went wrong. */
  run(visit: StateExecution): Step | Promise<Step>;
}

/** Where a state leads: to the next state, or to the end of its sequence. */
export interface Step {
  next: string | undefined;
  output: unknown;
}

/** The states of a machine, a branch or an item processor. */
export interface Graph {
  readonly startAt: string;
  readonly states: ReadonlyMap<string, State>;
}

export interface MapItem {
  Index: number;
  Key?: string;
  Value: unknown;
  /** `STATE_DATA`, or the place in S3 the item was read from. */
  Source: string;
}

export interface Flow {
  readonly run: Run;
  readonly scope: Scope;
  /** The last event of this branch. */
  previousEventId: number;
  variables: Variables;
  readonly mapItem: MapItem | undefined;
  /** A branch or an iteration. */
  readonly isNested: boolean;
}

/** The test of a single state: what it shows of its data on their way, and what it puts in the place of effects. */
export interface StateTestRun {
  /** Filled while the state runs: afterInputPath, afterParameters, result ... */
  readonly inspection: Record<string, unknown>;
  /** Laid over the context object, or all that is in it. */
  readonly context: Readonly<Record<string, unknown>>;
  readonly isWholeContext: boolean;
  /** Attempts of the matching retrier that lie behind. */
  readonly retriesUsed: number;
  /** Stands for the task, the branches or the iterations. */
  readonly perform: (() => Promise<unknown>) | undefined;
  /** Stands for what an ItemReader would load. */
  readonly loaded: unknown;
  /** How many iterations of a Map are taken to have failed. */
  readonly failedIterations: number;
  /** What Retry or Catch answered; a retrier whose attempts are used up has no delay. */
  answer:
    | { retryIndex: number; delaySeconds: number }
    | { retryIndex: number }
    | { catchIndex: number }
    | undefined;
  failure: StateFailure | undefined;
}

export class StateExecution implements QueryContext {
  readonly flow: Flow;
  readonly state: State;
  readonly input: unknown;
  readonly enteredTime: number;
  readonly enteredEventId: number;
  /** The event that the entry follows. */
  readonly enteredAfterId: number;
  retryCount = 0;
  token: string | undefined;
  /** Only in a test of the state. */
  test: StateTestRun | undefined;
  /** Redrive: what the first attempt finds done. */
  #resume: ResumePoint | undefined;
  #context: Readonly<Record<string, unknown>> | undefined;

  constructor(
    flow: Flow,
    state: State,
    input: unknown,
    enteredTime: number,
    entry: { enteredEventId: number; enteredAfterId: number },
    resume?: ResumePoint,
  ) {
    this.flow = flow;
    this.state = state;
    this.input = input;
    this.enteredTime = enteredTime;
    this.enteredEventId = entry.enteredEventId;
    this.enteredAfterId = entry.enteredAfterId;
    this.#resume = resume;
  }

  /** Where this visit goes on. Retries start from the beginning, so it is given once only. */
  takeResume(): ResumePoint | undefined {
    const resume = this.#resume;
    this.#resume = undefined;
    return resume;
  }

  /** Continuation: how far the attempt has come that goes on. */
  get resumed(): ResumedAttempt | undefined {
    return this.#resume?.attempt;
  }

  get variables(): Variables {
    return this.flow.variables;
  }

  /** The context object, made only for the states that look at it. */
  get context(): Readonly<Record<string, unknown>> {
    this.#context ??= this.test?.isWholeContext ? this.test.context : this.#madeContext();
    return this.#context;
  }

  #madeContext(): Readonly<Record<string, unknown>> {
    return {
      ...this.flow.run.context,
      State: {
        EnteredTime: new Date(this.enteredTime).toISOString(),
        Name: this.state.name,
        ...(RETRYING.has(this.state.type) && { RetryCount: this.retryCount }),
      },
      ...(this.token && { Task: { Token: this.token } }),
      ...(this.flow.mapItem && { Map: { Item: this.flow.mapItem } }),
      ...this.test?.context,
    };
  }

  /** The same visit, seen while one item of a Map is selected. */
  withItem(item: MapItem): QueryContext {
    return { variables: this.variables, context: { ...this.context, Map: { Item: item } } };
  }

  /** A new attempt, with a new token if the task waits for one. */
  attempt(retryCount: number, token?: string): void {
    this.retryCount = retryCount;
    this.token = token;
    this.#context = undefined;
  }

  /** Lets go of what is made again when somebody looks at it: a task may wait for days. */
  release(): void {
    this.#context = undefined;
  }

  /** Sleeps until a time, which whoever goes on after this process learns. */
  async sleepUntil(dueTime: number, retry?: StateNote['retry']): Promise<void> {
    const { host } = this.flow.run;
    const sinceTime = host.clock.now();
    const { enteredEventId } = this;
    host.note?.({ enteredEventId, dueTime, sinceTime, ...(retry && { retry }) });
    await this.sleepOn({ dueTime, sinceTime });
  }

  /** Goes on sleeping after this process has learned until when; a clock that was put back since prolongs nothing. */
  async sleepOn({ dueTime, sinceTime = 0 }: Pick<StateNote, 'dueTime' | 'sinceTime'>): Promise<void> {
    const { run, scope } = this.flow;
    const { clock } = run.host;
    const ms = dueTime - Math.max(clock.now(), sinceTime);
    await scope.wait(clock.sleep(ms, scope.signal));
  }

  /** Records the next event of the branch. */
  record(type: string, details?: EventDetails): void {
    this.flow.previousEventId = this.flow.run.record(this.flow.previousEventId, type, details);
  }

  /** Records an event that the next one does not follow, as AWS does with what merely closes something. */
  recordAside(type: string, details?: EventDetails): void {
    this.flow.run.record(this.flow.previousEventId, type, details);
  }

  /** Records the exit, sets the variables and checks the size of the output. */
  leave(next: string | undefined, output: unknown, assigned?: Variables): Step {
    const { run } = this.flow;
    if (output !== this.input) run.checkSize(output, this.state.name);
    const variables = assigned && { ...this.variables, ...assigned };
    const texts = assigned && Object.keys(assigned).length > 0 ? textsOf(assigned) : undefined;
    if (texts) run.checkVariables(Object.values(texts), variables, this.state.name);
    this.record(EXITED[this.state.type], {
      stateExitedEventDetails: {
        name: this.state.name,
        output: run.textOf(output),
        outputDetails: WHOLE,
        ...(texts && { assignedVariables: texts, assignedVariablesDetails: WHOLE }),
      },
    });
    if (variables) this.flow.variables = variables;
    return { next, output };
  }

  /** Turns anything thrown into a failure of this state, and records a failed evaluation. */
  failureOf(error: unknown): StateFailure {
    if (error instanceof StateFailure) return error;
    if (error instanceof StatesTaskError) return new StateFailure(error.errorName, error.cause);
    const message = isStackOverflow(error)
      ? TOO_DEEP
      : error instanceof Error
        ? error.message
        : String(error);
    const cause = this.test
      ? message
      : `An error occurred while executing the state '${this.state.name}' (entered at the event id #${this.enteredEventId}). ${message}`;
    if (error instanceof IntrinsicError) return new StateFailure('States.IntrinsicFailure', cause);
    if (!(error instanceof InterpreterFailure)) return new StateFailure(RUNTIME, cause);
    if (error.errorName === QUERY_FAILED) this.#recordEvaluation(error, cause);
    return new StateFailure(error.errorName, cause);
  }

  /** Fields are evaluated on the way into the state: as long as nothing else was recorded of it, AWS has this follow what its entry follows. */
  #recordEvaluation({ errorName, location, isOfValue }: InterpreterFailure, cause: string): void {
    const { flow, enteredEventId, enteredAfterId } = this;
    const isOnEntry = !isOfValue && flow.previousEventId === enteredEventId;
    flow.previousEventId = flow.run.record(
      isOnEntry ? enteredAfterId : flow.previousEventId,
      'EvaluationFailed',
      {
        evaluationFailedEventDetails: {
          error: errorName,
          cause,
          ...(location !== undefined && { location }),
          state: this.state.name,
        },
      },
    );
  }
}

/** What V8 cannot write or go through; how deep that is depends on where it is asked to. */
const TOO_DEEP = 'The data of the state is nested too deeply.';

function textsOf(variables: Variables): Record<string, string> {
  return Object.fromEntries(Object.entries(variables).map(([name, value]) => [name, JSON.stringify(value)]));
}

/** The states that can be retried, and so count their retries in the context object. */
const RETRYING: ReadonlySet<StateType> = new Set(['Task', 'Parallel', 'Map'] as const);

function typed(suffix: string): Readonly<Record<StateType, string>> {
  const types: StateType[] = ['Task', 'Pass', 'Choice', 'Wait', 'Succeed', 'Fail', 'Parallel', 'Map'];
  return Object.fromEntries(types.map((type) => [type, `${type}State${suffix}`])) as Record<
    StateType,
    string
  >;
}
export const ENTERED = typed('Entered');
const EXITED = typed('Exited');
