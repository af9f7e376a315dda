// Task: one call of the host, timed, and recorded the way AWS records its kind of resource.
import { runtimeFailure, StateFailure } from '../failure.ts';
import { compileNumber, compileTemplate, type Field, type Language, then } from '../fields.ts';
import type { TaskCall } from '../host.ts';
import { compileRecovery, withRecovery } from '../retry.ts';
import { Scope } from '../scope.ts';
import { compileShape, type Shape } from '../shape.ts';
import { StatesTaskError } from '../task-error.ts';
import type { State, Step, Visit } from '../visit.ts';
import { type Journal, journalOf } from './task-journal.ts';

type Source = Readonly<Record<string, unknown>>;

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
    credentials:
      'Credentials' in source ? compileTemplate(source['Credentials'], language, 'Credentials') : undefined,
  };
  const recovery = compileRecovery(source, language, { needsToken: task.journal.needsToken });
  const attempt = (visit: Visit) => attemptTask(visit, task);
  return { name, type: 'Task', run: (visit) => withRecovery(visit, recovery, attempt) };
}

function attemptTask(visit: Visit, task: Task): Promise<Step> | Step {
  return then(task.shape.prepare(visit), (input) => {
    const seen = { root: visit.input };
    return then(task.timeout(visit, seen), (timeout) =>
      then(task.heartbeat(visit, seen), (heartbeat) =>
        then(task.credentials?.(visit, seen), (credentials) => {
          const timeoutSeconds = positive(timeout, 'TimeoutSeconds');
          const heartbeatSeconds = positive(heartbeat, 'HeartbeatSeconds');
          visit.flow.run.checkSize(input, visit.state.name);
          const call = new Call(visit, task, input, timeoutSeconds, heartbeatSeconds, credentials);
          return call.perform().then((result) => task.shape.finish(visit, result));
        }),
      ),
    );
  });
}

function positive(value: unknown, name: string): number | undefined {
  if (value === undefined) return undefined;
  if (typeof value === 'number' && value > 0) return value;
  throw runtimeFailure(`The ${name} field must be a positive integer but was: ${JSON.stringify(value)}`);
}

const TIMED_OUT: ReadonlySet<string | undefined> = new Set(['States.Timeout', 'States.HeartbeatTimeout']);

/** AWS reports it as States.Timeout; only Retry and Catch know the name of its own. */
function missedHeartbeat(): StateFailure {
  return new StateFailure('States.Timeout', undefined, 'States.HeartbeatTimeout');
}

/** One call under way: what the host sees of it, its deadlines and its events. */
class Call {
  readonly #visit: Visit;
  readonly #task: Task;
  readonly #scope: Scope;
  readonly #seen: TaskCall;
  #deadlines: AbortController | undefined;
  #lastHeartbeat = 0;
  #hasStarted = false;
  #isSubmitted = false;
  #isOver = false;

  constructor(
    visit: Visit,
    task: Task,
    input: unknown,
    timeoutSeconds: number | undefined,
    heartbeatSeconds: number | undefined,
    credentials: unknown,
  ) {
    const scope = new Scope(visit.flow.scope);
    this.#visit = visit;
    this.#task = task;
    this.#scope = scope;
    // A plain object, so that hosts may copy it with changes.
    this.#seen = {
      state: visit.state.name,
      resource: task.resource,
      input,
      ...(visit.token !== undefined && { token: visit.token }),
      ...(timeoutSeconds !== undefined && { timeoutMs: timeoutSeconds * 1_000 }),
      ...(heartbeatSeconds !== undefined && { heartbeatMs: heartbeatSeconds * 1_000 }),
      ...(credentials !== undefined && { credentials }),
      get signal() {
        return scope.signal;
      },
      retryCount: visit.retryCount,
      execution: visit.flow.run.execution,
      submitted: (output) => this.#submitted(output),
      started: (workerName) => this.#started(workerName),
      heartbeat: () => this.#heartbeat(),
    };
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

  /** Calls the host and waits for the result, a deadline or cancellation, whichever is first. */
  async perform(): Promise<unknown> {
    const visit = this.#visit;
    const { journal } = this.#task;
    const { host } = visit.flow.run;
    journal.scheduled(visit, this.#seen);
    try {
      const { trial } = visit;
      const work = this.#scope.wait(trial?.perform ? trial.perform() : host.invoke(this.#seen));
      const result = await (this.#hasDeadline ? Promise.race([work, this.#deadline(work)]) : work);
      this.#started();
      if (journal.submits) this.#submitted({});
      visit.flow.run.checkSize(result, this.#seen.resource);
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
      this.#deadlines?.abort();
      this.#scope.close();
    }
  }

  get #hasDeadline(): boolean {
    return this.#seen.timeoutMs !== undefined || this.#seen.heartbeatMs !== undefined;
  }

  /** Rejects when a deadline passes; never resolves. */
  #deadline(work: Promise<unknown>): Promise<never> {
    // When the deadline wins the race, nobody listens any more to how the work ends.
    work.catch(() => {});
    this.#deadlines = new AbortController();
    const { signal } = this.#deadlines;
    return new Promise((_resolve, reject) => {
      const ignore = () => {};
      if (this.#seen.timeoutMs !== undefined)
        this.#expire(this.#seen.timeoutMs, signal).then(
          () => reject(new StateFailure('States.Timeout', undefined)),
          ignore,
        );
      if (this.#seen.heartbeatMs !== undefined) {
        this.#heartbeat();
        this.#watch(signal).then(() => reject(missedHeartbeat()), ignore);
      }
    });
  }

  /** Resolves once no heartbeat came for a whole period. */
  async #watch(signal: AbortSignal): Promise<void> {
    const { clock } = this.#visit.flow.run.host;
    const period = this.#seen.heartbeatMs ?? 0;
    for (let left = period; left > 0; left = this.#lastHeartbeat + period - clock.now())
      await this.#expire(left, signal);
  }

  #expire(ms: number, signal: AbortSignal): Promise<void> {
    const { clock } = this.#visit.flow.run.host;
    return clock.deadline ? clock.deadline(ms, signal) : clock.sleep(ms, signal);
  }
}
