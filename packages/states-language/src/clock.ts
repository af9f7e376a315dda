// Time behind one interface: the machine's own, or a virtual one that jumps as soon as everything sleeps.
import type { Clock, Sleep } from './host.ts';

/** Longer sleeps are cut into pieces: timers stand still while a laptop is asleep, and after that its clock has gone on. */
const LONGEST_TIMER_MS = 30_000;

/** The machine's clock. */
export function realClock(): Clock {
  return { now: Date.now, sleep: REAL_SLEEP };
}

/** How often a deadline that has passed looks whether it still may not count. */
const PATIENCE_MS = 500;

/** The machine's clock, whose deadlines do not end a task as long as `isHeld`: somebody may be reading its variables. */
export function debuggerAwareClock(isHeld: () => boolean): Clock {
  const deadline = async (ms: number, signal?: AbortSignal): Promise<void> => {
    await realSleep(ms, signal);
    while (isHeld()) await realSleep(PATIENCE_MS, signal);
  };
  const alarm = (ms: number, ring: () => void): (() => void) => {
    const ringUnlessHeld = () => {
      if (isHeld()) giveUp = realAlarm(PATIENCE_MS, ringUnlessHeld);
      else ring();
    };
    let giveUp = realAlarm(ms, ringUnlessHeld);
    return () => giveUp();
  };
  return { ...realClock(), deadline: Object.assign(deadline, { alarm }) };
}

function realSleep(ms: number, signal?: AbortSignal): Promise<void> {
  if (signal?.aborted) return Promise.reject(signal.reason);
  if (ms <= 0) return Promise.resolve();
  return new Promise((resolve, reject) => {
    const abort = () => {
      giveUp();
      reject(signal?.reason);
    };
    const giveUp = realAlarm(ms, () => {
      signal?.removeEventListener('abort', abort);
      resolve();
    });
    signal?.addEventListener('abort', abort, { once: true });
  });
}

/** Rings once that much time has passed or the clock says so: one that is put back prolongs nothing. */
function realAlarm(ms: number, ring: () => void): () => void {
  const due = Date.now() + ms;
  const end = performance.now() + ms;
  const wake = () => {
    const left = Math.min(due - Date.now(), end - performance.now());
    if (left <= 0) ring();
    else timer = setTimeout(wake, Math.min(left, LONGEST_TIMER_MS));
  };
  let timer = setTimeout(wake, Math.min(ms, LONGEST_TIMER_MS));
  return () => clearTimeout(timer);
}

const REAL_SLEEP: Sleep = Object.assign(realSleep, { alarm: realAlarm });

export interface VirtualClock extends Clock {
  hold(): () => void;
}

interface Sleeper {
  due: number;
  order: number;
  wake: (() => void) | undefined;
}

/**
 * A clock that starts at `startMs` and stands still while anything runs. Once the event loop has nothing
 * left to do for it, it jumps to the earliest sleeper. Work that it cannot see, such as a request over the
 * network, keeps it standing by `hold()`. It leaves no timer behind: it only ever has one immediate
 * pending, and none when nobody sleeps.
 */
export function virtualClock(startMs: number): VirtualClock {
  let now = startMs;
  let holds = 0;
  let order = 0;
  let live = 0;
  let pending: NodeJS.Immediate | undefined;
  let heap: Sleeper[] = [];

  const arm = () => {
    if (pending || holds > 0 || live === 0) return;
    pending = setImmediate(jump);
  };
  const disarm = () => {
    if (pending) clearImmediate(pending);
    pending = undefined;
  };
  const jump = () => {
    pending = undefined;
    if (holds > 0) return;
    let first = pop(heap);
    while (first && !first.wake) first = pop(heap);
    if (!first?.wake) return;
    live--;
    now = Math.max(now, first.due);
    first.wake();
    arm();
  };

  return {
    now: () => now,
    sleep: (ms, signal) => {
      if (signal?.aborted) return Promise.reject(signal.reason);
      if (ms <= 0) return Promise.resolve();
      return new Promise((resolve, reject) => {
        const sleeper: Sleeper = { due: now + ms, order: order++, wake: undefined };
        const abort = () => {
          if (!sleeper.wake) return;
          sleeper.wake = undefined;
          live--;
          if (heap.length > 2 * live + 64) heap = rebuilt(heap);
          if (live === 0) disarm();
          reject(signal?.reason);
        };
        sleeper.wake = () => {
          sleeper.wake = undefined;
          signal?.removeEventListener('abort', abort);
          resolve();
        };
        live++;
        push(heap, sleeper);
        signal?.addEventListener('abort', abort, { once: true });
        arm();
      });
    },
    hold: () => {
      holds++;
      let held = true;
      return () => {
        if (!held) return;
        held = false;
        holds--;
        arm();
      };
    },
  };
}

function before(a: Sleeper, b: Sleeper): boolean {
  return a.due < b.due || (a.due === b.due && a.order < b.order);
}

function push(heap: Sleeper[], sleeper: Sleeper): void {
  let at = heap.length;
  heap.push(sleeper);
  while (at > 0) {
    const parent = (at - 1) >> 1;
    const above = heap[parent]!;
    if (!before(sleeper, above)) break;
    heap[at] = above;
    at = parent;
  }
  heap[at] = sleeper;
}

function pop(heap: Sleeper[]): Sleeper | undefined {
  const first = heap[0];
  const last = heap.pop();
  if (!first || !last || heap.length === 0) return first;
  let at = 0;
  for (;;) {
    let child = 2 * at + 1;
    if (child >= heap.length) break;
    if (child + 1 < heap.length && before(heap[child + 1]!, heap[child]!)) child++;
    if (!before(heap[child]!, last)) break;
    heap[at] = heap[child]!;
    at = child;
  }
  heap[at] = last;
  return first;
}

function rebuilt(heap: Sleeper[]): Sleeper[] {
  const kept: Sleeper[] = [];
  for (const sleeper of heap) if (sleeper.wake) push(kept, sleeper);
  return kept;
}
