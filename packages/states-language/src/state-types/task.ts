// Task: one call of the host, timed, and recorded the way AWS records its kind of resource.
import { Cancelled, runtimeFailure, StateFailure } from '../failure.ts';
import { compileNumber, compileOptional, type Field, type Language, type Source, then } from '../fields.ts';
import type { TaskCall } from '../host.ts';
import { compileRecovery, withRecovery } from '../retry.ts';
import { Scope } from '../scope.ts';
import { compileShape, type Shape } from '../shape.ts';
import type { State, StateExecution, Step } from '../state-execution.ts';
import { StatesTaskError } from '../task-error.ts';
import { type Journal, journalOf } from './task-journal.ts';

interface Task {
  resource: string;
  shape: Shape;
  journal: Journal;
  timeout: Field;
  heartbeat: Field;
  credentials: Field | undefined;
}

export function compileTask(name: string, source: Source, language: Language): State {
  const resource = source['Resource'] as string;
  const task: Task = {
    resource,
    shape: compileShape(source, language),
    journal: journalOf(resource),
    timeout: compileNumber(source, 'TimeoutSeconds', language),
    heartbeat: compileNumber(source, 'HeartbeatSeconds', language),
    credentials: compileOptional(source, 'Credentials', language),
  };
  const recovery = compileRecovery(source, language, { needsToken: task.journal.needsToken });
  const attempt = (visit: StateExecution) => attemptTask(visit, task);
  return { name, type: 'Task', run: (visit) => withRecovery(visit, recovery, attempt) };
}

function attemptTask(visit: StateExecution, task: Task): Promise<Step> | Step {
  const ended = visit.resumed?.result;
  if (ended) {
    visit.takeResume();
    return task.shape.finish(visit, ended.output);
  }
  return then(task.shape.prepare(visit), (input) =>
    then(termsOf(visit, task), (terms) =>
      then(checkInput(visit, task, input), () => perform(visit, task, input, terms)),
    ),
  );
}

/** Refuses parameters that the service would not even be asked with. */
function checkInput(visit: StateExecution, task: Task, input: unknown): void | Promise<void> {
  const { host } = visit.flow.run;
  if (!host.complaintsOf || !task.journal.isIntegration || visit.resumed || visit.test?.perform) return;
  return then(host.complaintsOf(task.resource, input), (complaints) => {
    if (complaints.length === 0) return;
    throw runtimeFailure(
      `The Parameters '${JSON.stringify(input)}' could not be used to start the Task: [${complaints.join(', ')}]`,
    );
  });
}

/** On a function of its own, so that a task that waits holds on to no more than it needs. */
function perform(visit: StateExecution, task: Task, input: unknown, terms: Terms): Promise<Step> {
  visit.flow.run.checkSize(input, visit.state.name);
  if (task.journal.isQueued && !visit.resumed) checkActivity(visit, task.resource);
  const call = new Call(visit, task, input, terms);
  visit.release();
  return call.perform().then((result) => task.shape.finish(visit, result));
}

/** Nobody would ever come for the task of one that is gone. */
function checkActivity(visit: StateExecution, arn: string): void {
  const { host } = visit.flow.run;
  if (host.hasActivity?.(arn) === false && !visit.test?.perform)
    throw runtimeFailure(`The activity ${arn} does not exist.`);
}

/** What a call may take, and as whom it is made. */
type Terms = Pick<TaskCall, 'timeoutMs' | 'heartbeatMs' | 'credentials'>;

function termsOf(visit: StateExecution, task: Task): Terms | Promise<Terms> {
  const evaluation = { root: visit.input };
  return then(task.timeout(visit, evaluation), (timeout) =>
    then(task.heartbeat(visit, evaluation), (heartbeat) =>
      then(task.credentials?.(visit, evaluation), (credentials) => ({
        ...(timeout !== undefined && { timeoutMs: milliseconds(timeout, 'TimeoutSeconds') }),
        ...(heartbeat !== undefined && { heartbeatMs: milliseconds(heartbeat, 'HeartbeatSeconds') }),
        ...(credentials !== undefined && { credentials }),
      })),
    ),
  );
}

function milliseconds(value: unknown, name: string): number {
  if (typeof value === 'number' && value > 0) return value * 1_000;
  throw runtimeFailure(`The ${name} field must be a positive integer but was: ${JSON.stringify(value)}`);
}

const TIMED_OUT: ReadonlySet<string | undefined> = new Set(['States.Timeout', 'States.HeartbeatTimeout']);

function timedOut(): StateFailure {
  return new StateFailure('States.Timeout', undefined);
}

/** AWS reports it as States.Timeout; only Retry and Catch know the name of its own. */
function missedHeartbeat(): StateFailure {
  return new StateFailure('States.Timeout', undefined, 'States.HeartbeatTimeout');
}

function ignore(): void {}

/** Made once: its stack would cost more than the call. */
const OVER = new Cancelled('the call is over');

const SCOPE = Symbol('scope');

/** Made only where somebody asks for it. One function for all calls: with one each, V8 keeps every call in a dictionary. */
const SIGNAL: PropertyDescriptor & ThisType<{ [SCOPE]: Scope }> = {
  enumerable: true,
  get() {
    return this[SCOPE].signal;
  },
};

/** One call under way: what the host sees of it, its deadlines and its events. */
class Call {
  readonly #visit: StateExecution;
  readonly #task: Task;
  readonly #scope: Scope;
  readonly #call: TaskCall;
  #lastHeartbeat = 0;
  /** The host has said what comes before the first period. */
  #isHeartbeatHeld = false;
  /** What gives up the alarms of its deadlines. */
  #timeoutAlarm: (() => void) | undefined;
  #heartbeatAlarm: (() => void) | undefined;
  #hasStarted = false;
  #isSubmitted = false;
  #isOver = false;
  /** Continuation: nothing is to be asked for again, only its end is waited for. */
  readonly #isUnderWay: boolean;

  constructor(visit: StateExecution, task: Task, input: unknown, terms: Terms) {
    const scope = new Scope(visit.flow.scope);
    const resumed = visit.takeResume()?.attempt?.task;
    this.#visit = visit;
    this.#task = task;
    this.#hasStarted = resumed?.isStarted ?? false;
    this.#isSubmitted = resumed?.submitted !== undefined;
    this.#isUnderWay = resumed !== undefined && (this.#isSubmitted || task.journal.isQueued);
    this.#scope = scope;
    // A plain object, so that hosts may copy it with changes.
    const call = {
      [SCOPE]: scope,
      state: visit.state.name,
      resource: task.resource,
      input,
      execution: visit.flow.run.execution,
      enteredEventId: visit.enteredEventId,
      retryCount: visit.retryCount,
      submitted: (output: unknown) => this.#submitted(output),
      started: (workerName?: string) => this.#started(workerName),
      heartbeat: (after?: Promise<unknown>) => (after ? this.#holdHeartbeat(after) : this.#heartbeat()),
      ...(visit.token !== undefined && { token: visit.token }),
      ...(resumed && { resumed }),
      ...terms,
    };
    this.#call = Object.defineProperty(call, 'signal', SIGNAL) as typeof call & Pick<TaskCall, 'signal'>;
  }

  #submitted(output: unknown): void {
    if (this.#isOver || this.#isSubmitted) return;
    this.#isSubmitted = true;
    this.#task.journal.submitted?.(this.#visit, output);
  }

  #started(workerName?: string): void {
    if (this.#isOver || this.#hasStarted) return;
    this.#hasStarted = true;
    this.#task.journal.started?.(this.#visit, workerName);
  }

  #heartbeat(): void {
    this.#lastHeartbeat = this.#visit.flow.run.host.clock.now();
  }

  #holdHeartbeat(after: Promise<unknown>): void {
    const { heartbeatMs } = this.#call;
    if (heartbeatMs === undefined) return;
    this.#isHeartbeatHeld = true;
    const begin = () => {
      if (!this.#isOver) this.#beginHeartbeats(heartbeatMs);
    };
    after.then(begin, begin);
  }

  #beginHeartbeats(period: number): void {
    this.#heartbeat();
    this.#watchHeartbeat(period, period);
  }

  /** Calls the host and waits for the result, a deadline or cancellation, whichever is first. */
  async perform(): Promise<unknown> {
    const visit = this.#visit;
    const { journal } = this.#task;
    const { host } = visit.flow.run;
    if (!this.#isUnderWay) journal.scheduled(visit, this.#call);
    try {
      const { test } = visit;
      const work = test?.perform ? test.perform() : host.invoke(this.#call);
      this.#watchDeadlines();
      const result = await this.#scope.wait(work);
      this.#started();
      if (journal.submits) this.#submitted({});
      visit.flow.run.checkSize(result, journal.source, 'States.ALL');
      journal.succeeded(visit, result);
      return result;
    } catch (error) {
      if (!(error instanceof StateFailure || error instanceof StatesTaskError)) throw error;
      const failure = visit.failureOf(error);
      const isTimeout = TIMED_OUT.has(failure.errorName);
      this.#scope.cancel();
      // A task that nobody took in time was never started.
      if (!isTimeout) this.#started();
      journal.failed(visit, failure, isTimeout);
      throw failure;
    } finally {
      this.#isOver = true;
      this.#timeoutAlarm?.();
      this.#heartbeatAlarm?.();
      // Without alarms the deadlines sleep on the scope's signal, which hosts see aborted once the call is over.
      if (this.#hasDeadline) this.#scope.cancel(OVER);
      else this.#scope.close();
    }
  }

  /** Ends the wait for the result when a deadline passes. */
  #watchDeadlines(): void {
    const { timeoutMs, heartbeatMs } = this.#call;
    if (timeoutMs !== undefined)
      this.#timeoutAlarm = this.#expire(timeoutMs - this.#passedMs, () => this.#scope.interrupt(timedOut()));
    if (heartbeatMs !== undefined && !this.#isHeartbeatHeld) this.#beginHeartbeats(heartbeatMs);
  }

  /** Of its time, before this process began. */
  get #passedMs(): number {
    const { resumed } = this.#call;
    if (!resumed || !this.#isUnderWay) return 0;
    return Math.max(0, this.#visit.flow.run.host.clock.now() - resumed.scheduledTime);
  }

  get #hasDeadline(): boolean {
    return this.#call.timeoutMs !== undefined || this.#call.heartbeatMs !== undefined;
  }

  /** Ends the wait once no heartbeat came for a whole period, of which so much is left. */
  #watchHeartbeat(period: number, leftMs: number): void {
    this.#heartbeatAlarm = this.#expire(leftMs, () => {
      const left = this.#lastHeartbeat + period - this.#visit.flow.run.host.clock.now();
      if (left > 0) this.#watchHeartbeat(period, left);
      else this.#scope.interrupt(missedHeartbeat());
    });
  }

  /** Gives what gives it up, where the clock has alarms. */
  #expire(ms: number, ring: () => void): (() => void) | undefined {
    const { clock } = this.#visit.flow.run.host;
    const { alarm } = clock.deadline ?? clock.sleep;
    if (alarm) return alarm(ms, ring);
    const { signal } = this.#scope;
    const passed = clock.deadline ? clock.deadline(ms, signal) : clock.sleep(ms, signal);
    passed.then(ring, ignore);
    return undefined;
  }
}
