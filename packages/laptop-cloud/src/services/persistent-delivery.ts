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

const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 60_000;

/** Attempts until success, with exponential pauses and full jitter; what the caller did wrong is not repeated. Never rejects. */
export async function deliverPersistently(
  attempt: () => Promise<unknown>,
  limits: RetryLimits,
  time: { clock: Clock; signal: AbortSignal },
): Promise<DeliveryResult> {
  const oldest = time.clock.now() + limits.maxAgeMs;
  for (let retries = 0; ; retries++) {
    try {
      await attempt();
      return { status: 'delivered', retries };
    } catch (error) {
      if (isPermanent(error)) return { status: 'failed', retries, error };
      if (retries >= limits.maxRetries) {
        return { status: 'failed', retries, error, exhausted: 'MaximumRetryAttempts' };
      }
      await pause(time.clock, pauseMs(retries), time.signal);
      if (time.signal.aborted) return { status: 'interrupted', retries, error };
      if (time.clock.now() >= oldest) {
        return { status: 'failed', retries, error, exhausted: 'MaximumEventAgeInSeconds' };
      }
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
