// Gives back what work has left behind, when there is none: V8 collects when it needs room, and a process at rest never does. While
// there is work, the heap gets more room between two collections.
import { getHeapStatistics, setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

export interface AtRest {
  /** Milliseconds of processor time, since any moment. */
  cpuMs(): number;
  /** Bytes that the heap takes of the system. */
  heapBytes(): number;
  /** By how much the heap may grow from one collection to the next, in percent of what the first one leaves. */
  letGrow(percent: number): void;
  collect(): void;
}

/** Looked at this often. */
const LOOK_EVERY_MS = 5000;
/** At rest is who has used less than this share of one processor. */
const RESTING_SHARE = 0.03;
/** Worth a collection of some 50 ms. */
const WORTH_BYTES = 4 * 2 ** 20;
/** By itself V8 lets a heap of 50 MB grow to four times its size: garbage of 150 MB gathers before anybody looks for it. */
export const GROWTH_AT_REST_PERCENT = 40;
/** To mark a heap of 60 MB takes 150 ms of processor time: with less room, as much as a tenth of the work. */
const GROWTH_AT_WORK_PERCENT = 100;

/** Looks now and then, until it is ended, and collects once after work. */
export function giveMemoryBack(process: AtRest = thisProcess()): () => void {
  const look = looker(process);
  const timer = setInterval(look, LOOK_EVERY_MS).unref();
  return () => clearInterval(timer);
}

/** One look: collects if there was no work since the last look, but more is held than after the last collection. */
export function looker({ cpuMs, heapBytes, letGrow, collect }: AtRest): () => void {
  let usedMs = cpuMs();
  let heldBytes = 0;
  return () => {
    const before = usedMs;
    usedMs = cpuMs();
    const isAtWork = usedMs - before > LOOK_EVERY_MS * RESTING_SHARE;
    letGrow(isAtWork ? GROWTH_AT_WORK_PERCENT : GROWTH_AT_REST_PERCENT);
    if (isAtWork) return;
    if (heapBytes() - heldBytes < WORTH_BYTES) return;
    collect();
    heldBytes = heapBytes();
    usedMs = cpuMs();
  };
}

function thisProcess(): AtRest {
  return {
    cpuMs: () => {
      const { user, system } = process.cpuUsage();
      return (user + system) / 1000;
    },
    // Without opening a file, which a process that may have no more files open fails to.
    heapBytes: () => getHeapStatistics().total_heap_size,
    letGrow: letHeapGrow,
    collect: collector(),
  };
}

/** From the next collection on. */
export function letHeapGrow(percent: number): void {
  setFlagsFromString(`--heap-growing-percent=${percent}`);
}

/** Node hands out the collector only behind a flag, which may be set at any time. */
function collector(): AtRest['collect'] {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as (options: object) => void;
  setFlagsFromString('--no-expose-gc');
  return () => {
    collect({ type: 'major', execution: 'sync', flavor: 'last-resort' });
    // The first one threw compiled code away, too: what a start has run is of no use any more. What work has run is run again, and
    // would be compiled anew: a thousand requests took twice the time after each rest.
    setFlagsFromString('--no-flush-bytecode');
  };
}
