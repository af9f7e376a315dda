// Deliveries that AWS repeats until they succeed, are refused for good, or have become too old.
import type { Clock } from 'states-language';
import { pause } from './pause.ts';
import { ServiceError } from './service.ts';

export interface RetryLimits {
  /** Attempts after the first. */
  maxRetries: number;
  maxAgeMs: number;
}

export interface DeliveryResult {
  /** interrupted: the signal aborted first. */
  status: 'delivered' | 'failed' | 'interrupted';
  retries: number;
  error?: unknown;
  /** Why a failure that might have passed was not tried again. */
  exhausted?: 'MaximumRetryAttempts' | 'MaximumEventAgeInSeconds';
}

/** How far it has come, between two attempts: another process can go on from here. */
export interface Progress {
  sinceMs: number;
  retries: number;
  /** After an attempt that failed: when the next one is due. */
  wait?: { dueMs: number; error: unknown };
}

export interface Persistence {
  clock: Clock;
  signal: AbortSignal;
  /** Where an earlier process has left it; otherwise it begins now. */
  from?: Progress;
  /** Told before each wait; an attempt that is cut off is no attempt. */
  waiting?(progress: Progress): void;
}

const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 60_000;

/** Attempts until success, with exponential pauses and full jitter; what the caller did wrong is not repeated. Never rejects. */
export async function deliverPersistently(
  attempt: () => Promise<unknown>,
  limits: RetryLimits,
  { clock, signal, from, waiting = () => {} }: Persistence,
): Promise<DeliveryResult> {
  const sinceMs = from?.sinceMs ?? clock.now();
  let retries = from?.retries ?? 0;
  let wait = from?.wait;
  for (;;) {
    if (wait) {
      const { dueMs, error } = wait;
      // No longer than any: the clock may have been put back since.
      await pause(clock, Math.min(dueMs - clock.now(), LONGEST_PAUSE_MS), signal);
      if (signal.aborted) return { status: 'interrupted', retries, error };
      if (clock.now() >= sinceMs + limits.maxAgeMs) {
        return { status: 'failed', retries, error, exhausted: 'MaximumEventAgeInSeconds' };
      }
      retries += 1;
    }
    try {
      await attempt();
      return { status: 'delivered', retries };
    } catch (error) {
      // What closes fails what is under way, which says nothing of the target.
      if (signal.aborted) return { status: 'interrupted', retries, error };
      if (isPermanent(error)) return { status: 'failed', retries, error };
      if (retries >= limits.maxRetries) {
        return { status: 'failed', retries, error, exhausted: 'MaximumRetryAttempts' };
      }
      wait = { dueMs: clock.now() + pauseMs(retries), error };
      waiting({ sinceMs, retries, wait });
    }
  }
}

function pauseMs(retries: number): number {
  return Math.ceil(Math.random() * Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** retries));
}

function isPermanent(error: unknown): boolean {
  if (!(error instanceof ServiceError) || error.status >= 500) return false;
  return error.status !== 429 && !/throttl|limitexceeded|toomanyrequests/i.test(error.code);
}
