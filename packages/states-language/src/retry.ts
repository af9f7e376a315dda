// Retry and Catch: what follows when an attempt of a Task, Parallel or Map fails.
import { randomBytes } from 'node:crypto';
import { Cancelled, DATA_LIMIT, StateFailure } from './failure.ts';
import type { Language, Source } from './fields.ts';
import { compileResultPath, compileTransition, follow } from './shape.ts';
import type { StateExecution, Step } from './state-execution.ts';

export interface Retrier {
  errors: readonly string[];
  intervalSeconds: number;
  maxAttempts: number;
  backoffRate: number;
  maxDelaySeconds: number;
  hasJitter: boolean;
}

interface Catcher {
  errors: readonly string[];
  /** Leaves the state by way of the catcher. */
  answer(visit: StateExecution, failure: StateFailure): Step | Promise<Step>;
}

/** The Retry and Catch fields of one state, compiled. */
export interface Recovery {
  readonly retriers: readonly Retrier[];
  readonly catchers: readonly Catcher[];
  readonly needsToken: boolean;
  /** The event that tells that the state failed for good, such as MapStateFailed. */
  readonly failedEvent: string | undefined;
}

export function compileRecovery(
  source: Source,
  language: Language,
  options: { needsToken?: boolean; failedEvent?: string } = {},
): Recovery {
  return {
    retriers: ((source['Retry'] ?? []) as Source[]).map(compileRetrier),
    catchers: ((source['Catch'] ?? []) as Source[]).map((one, at) => compileCatcher(one, language, at)),
    needsToken: options.needsToken ?? false,
    failedEvent: options.failedEvent,
  };
}

/** Attempts the state until it succeeds, is caught, or fails for good. */
export async function withRecovery(
  visit: StateExecution,
  recovery: Recovery,
  attempt: (visit: StateExecution) => Step | Promise<Step>,
): Promise<Step> {
  const { resumed } = visit;
  const retried = resumed?.note?.retry;
  const used: number[] = [...(retried?.used ?? [])];
  // Long past when the attempt has begun.
  if (resumed?.note) await visit.sleepOn(resumed.note);
  for (let retryCount = retried?.count ?? 0; ; retryCount++) {
    if (retryCount > 0 || recovery.needsToken)
      visit.attempt(retryCount, recovery.needsToken ? tokenOf(visit, retryCount) : undefined);
    try {
      if (visit.resumed?.failure) throw resumedFailure(visit);
      const step = attempt(visit);
      return step instanceof Promise ? await step : step;
    } catch (error) {
      if (error instanceof Cancelled) throw error;
      const failure = visit.failureOf(error);
      if (failure.isFatal) throw failure;
      const retry = nextRetry(recovery.retriers, failure, visit.test ? [] : used, visit.test?.retriesUsed);
      if (visit.test) {
        visit.test.failure = failure;
        if (retry) visit.test.answer = { retryIndex: retry.index, delaySeconds: retry.delaySeconds };
        if (retry) throw failure;
        const spent = recovery.retriers.findIndex(({ errors }) => matches(errors, failure));
        if (spent >= 0) visit.test.answer = { retryIndex: spent };
      }
      if (!retry) return answer(visit, recovery, failure);
      // The attempt that goes on is over; the next one is new.
      visit.takeResume();
      const { clock } = visit.flow.run.host;
      const { previousEventId } = visit.flow;
      const noted = { count: retryCount + 1, used: [...used], previousEventId };
      await visit.sleepUntil(clock.now() + retry.delaySeconds * 1_000, noted);
    }
  }
}

function tokenOf({ flow, enteredEventId }: StateExecution, retryCount: number): string {
  const { execution, host } = flow.run;
  return host.tokenOf?.({ execution, enteredEventId, retryCount }) ?? randomBytes(48).toString('base64url');
}

function resumedFailure(visit: StateExecution): StateFailure {
  const { error, cause } = visit.takeResume()?.attempt?.failure ?? {};
  return new StateFailure(error, cause);
}

function answer(visit: StateExecution, recovery: Recovery, failure: StateFailure): Step | Promise<Step> {
  if (recovery.failedEvent) visit.record(recovery.failedEvent);
  const index = recovery.catchers.findIndex(({ errors }) => matches(errors, failure));
  const catcher = recovery.catchers[index];
  if (!catcher) throw failure;
  if (visit.test) visit.test.answer = { catchIndex: index };
  return catcher.answer(visit, failure);
}

/** Whether ErrorEquals names the failure. Wildcards leave out what AWS leaves out of them. */
export function matches(errors: readonly string[], failure: StateFailure): boolean {
  const name = failure.errorName;
  if (failure.isFatal) return false;
  if (name !== undefined && errors.includes(name)) return true;
  if (failure.alias !== undefined && errors.includes(failure.alias)) return true;
  if (errors.includes('States.ALL')) return name !== DATA_LIMIT;
  const isTimeout = name === 'States.Timeout' || name === 'States.HeartbeatTimeout';
  if (isTimeout) return errors.includes('States.Timeout');
  return errors.includes('States.TaskFailed') && name !== DATA_LIMIT;
}

/** The retrier that answers a failure and how long it waits, if its attempts are not used up; counts the attempt in `used`. */
export function nextRetry(
  retriers: readonly Retrier[],
  failure: StateFailure,
  used: number[],
  usedBefore = 0,
): { index: number; delaySeconds: number } | undefined {
  const index = retriers.findIndex(({ errors }) => matches(errors, failure));
  const retrier = retriers[index];
  const attempts = used[index] ?? usedBefore;
  if (!retrier || attempts >= retrier.maxAttempts) return undefined;
  used[index] = attempts + 1;
  return { index, delaySeconds: backoff(retrier, attempts) };
}

function backoff(retrier: Retrier, attempts: number): number {
  const delay = Math.min(retrier.intervalSeconds * retrier.backoffRate ** attempts, retrier.maxDelaySeconds);
  return retrier.hasJitter ? Math.random() * delay : delay;
}

function compileRetrier(source: Source): Retrier {
  return {
    errors: source['ErrorEquals'] as string[],
    intervalSeconds: (source['IntervalSeconds'] as number | undefined) ?? 1,
    maxAttempts: (source['MaxAttempts'] as number | undefined) ?? 3,
    backoffRate: (source['BackoffRate'] as number | undefined) ?? 2,
    maxDelaySeconds: (source['MaxDelaySeconds'] as number | undefined) ?? Number.POSITIVE_INFINITY,
    hasJitter: source['JitterStrategy'] === 'FULL',
  };
}

function compileCatcher(source: Source, language: Language, at: number): Catcher {
  const errors = source['ErrorEquals'] as string[];
  const transition = compileTransition(source, source['Next'], language, `Catch[${at}]/`);
  // The state's OutputPath is for results, not for errors.
  const insert = compileResultPath(source['ResultPath'] as string | null | undefined);
  return {
    errors,
    answer: (visit, failure) => {
      const root = errorOutputOf(failure);
      return follow(visit, transition, { root, errorOutput: root }, insert(visit, root));
    },
  };
}

/** The Error Output that a catcher sees. AWS gives an empty cause where an error has none. */
export function errorOutputOf(failure: StateFailure): { Error: string | null; Cause: string | null } {
  if (failure.errorName === undefined) return { Error: null, Cause: failure.cause ?? null };
  return { Error: failure.errorName, Cause: failure.cause ?? '' };
}
