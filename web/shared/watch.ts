// Keeps up with something that changes by asking for it at the pace that the API sets: not while nobody looks, never in step with
// everybody else, and where that is wanted not for ever while nobody comes back.

import { type ApiProblem, type Ask, problemOf, type Reply } from './api.ts';
import { latestOf } from './latest.ts';

export interface Watcher {
  /** Asks now, as something was just done about it. */
  again(): void;
  stop(): void;
}

export interface Watching<State> {
  onState(state: State): void;
  /** Nothing could be learned this time; it asks again. `signed-out`, `wrong-role` and `not-found` end it. */
  onProblem(problem: ApiProblem): void;
  /** It has asked for as long as `longestMs`. It asks again when somebody comes back to the page. */
  onStopped?(): void;
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

/** Around the pace of the API: after an outage everybody comes back at once. */
const JITTER = 0.2;
const PACE_WITHOUT_ONE = 5;
const ENDS = new Set(['signed-out', 'not-found', 'wrong-role']);

/** Asks by `load`, until an answer comes without a pace. */
export function watch<State>(
  load: (ask: Ask) => Promise<Reply<State>>,
  clock: Clock,
  watching: Watching<State>,
  { longestMs = Number.POSITIVE_INFINITY }: { longestMs?: number } = {},
): Watcher {
  let startedAt = clock.now();
  let isPaused = false;
  const abort = new AbortController();
  const begin = latestOf();
  let etag: string | undefined;
  let cancel: (() => void) | undefined;
  let isAsking = false;

  const endReturn = clock.onReturn(() => {
    if (clock.isHidden() || isAsking || abort.signal.aborted) return;
    if (isPaused) startedAt = clock.now();
    isPaused = false;
    void ask();
  });

  async function ask(): Promise<void> {
    cancel?.();
    cancel = undefined;
    isAsking = true;
    const isLatest = begin();
    let pace: number | undefined = PACE_WITHOUT_ONE;
    try {
      const reply = await load({
        signal: abort.signal,
        ...(etag !== undefined && { ifNoneMatch: etag }),
      });
      if (!isLatest() || abort.signal.aborted) return;
      etag = reply.etag ?? etag;
      pace = reply.retryAfter;
      if (reply.body !== undefined) watching.onState(reply.body);
    } catch (error) {
      if (!isLatest() || abort.signal.aborted) return;
      const problem = problemOf(error);
      watching.onProblem(problem);
      pace = ENDS.has(problem.type) ? undefined : (problem.retryAfter ?? PACE_WITHOUT_ONE);
    } finally {
      if (isLatest()) isAsking = false;
    }
    if (pace === undefined) return stop();
    next(pace);
  }

  function next(seconds: number): void {
    if (abort.signal.aborted || clock.isHidden()) return;
    const ms = seconds * 1000 * (1 - JITTER + clock.random() * 2 * JITTER);
    if (clock.now() + ms - startedAt > longestMs) {
      isPaused = true;
      watching.onStopped?.();
      return;
    }
    cancel = clock.after(ms, () => void ask());
  }

  function stop(): void {
    abort.abort();
    cancel?.();
    endReturn();
  }

  void ask();
  return {
    again() {
      if (!abort.signal.aborted) void ask();
    },
    stop,
  };
}
