// Waits for the answer to a photo by asking for it at the pace that the API sets: not while nobody looks, never in step with
// everybody else, and not for ever while nobody comes back.

import { type Api, ApiProblem } from '../shared/api.ts';
import type { PhotoState } from './rider-api.ts';

export interface Watcher {
  stop(): void;
}

export interface Watching {
  onState(state: PhotoState): void;
  /** Nothing could be learned this time; it asks again. `signed-out` and `not-found` end it. */
  onProblem(problem: ApiProblem): void;
  /** It has asked for long enough: a message will come. It asks again when somebody comes back to the page. */
  onStopped(): void;
}

/** What of a browser it needs. */
export interface Clock {
  now(): number;
  /** Calls back after so many milliseconds; the returned function calls it off. */
  after(ms: number, call: () => void): () => void;
  /** 0 to 1. */
  random(): number;
  isHidden(): boolean;
  /** Calls back whenever the page is hidden, shown, or online again; the returned function ends that. */
  onReturn(call: () => void): () => void;
}

const LONGEST_MS = 10 * 60_000;
/** Around the pace of the API: after an outage everybody comes back at once. */
const JITTER = 0.2;
const PACE_WITHOUT_ONE = 5;
const ENDS = new Set(['signed-out', 'not-found', 'wrong-role']);

export function watchPhoto(api: Api, photoId: string, clock: Clock, watching: Watching): Watcher {
  let startedAt = clock.now();
  let isPaused = false;
  const abort = new AbortController();
  let etag: string | undefined;
  let cancel: (() => void) | undefined;
  let isAsking = false;

  const endReturn = clock.onReturn(() => {
    if (clock.isHidden() || isAsking || abort.signal.aborted) return;
    if (isPaused) startedAt = clock.now();
    isPaused = false;
    ask();
  });

  async function ask(): Promise<void> {
    cancel?.();
    cancel = undefined;
    isAsking = true;
    let pace: number | undefined = PACE_WITHOUT_ONE;
    try {
      const reply = await api.get<PhotoState>(`/v1/photos/${photoId}`, {
        signal: abort.signal,
        ...(etag !== undefined && { ifNoneMatch: etag }),
      });
      etag = reply.etag ?? etag;
      pace = reply.retryAfter;
      if (reply.body) watching.onState(reply.body);
    } catch (error) {
      if (abort.signal.aborted) return;
      if (!(error instanceof ApiProblem)) throw error;
      watching.onProblem(error);
      pace = ENDS.has(error.type) ? undefined : (error.retryAfter ?? PACE_WITHOUT_ONE);
    } finally {
      isAsking = false;
    }
    if (pace === undefined) return stop();
    next(pace);
  }

  function next(seconds: number): void {
    if (abort.signal.aborted || clock.isHidden()) return;
    const ms = seconds * 1000 * (1 - JITTER + clock.random() * 2 * JITTER);
    if (clock.now() + ms - startedAt > LONGEST_MS) {
      isPaused = true;
      watching.onStopped();
      return;
    }
    cancel = clock.after(ms, ask);
  }

  function stop(): void {
    abort.abort();
    cancel?.();
    endReturn();
  }

  void ask();
  return { stop };
}
