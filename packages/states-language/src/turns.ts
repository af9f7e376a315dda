// Executions take turns with everything else in the process: what goes from state to state without a wait would hold up every client,
// and the children of a Map are ten thousand of these at once. Those that run by one clock stand in one line.
import type { Clock } from './host.ts';

/** Steps of all of them before the process does something else. */
const STEPS_PER_TURN = 128;

/** Of many items that are only read or counted: together they take about as long as a state. */
export const ITEMS_PER_STEP = 16;

export class Turns {
  readonly #clock: Clock;
  #steps = 0;
  readonly #waiting: (() => void)[] = [];
  #release: (() => void) | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Counts a step. Undefined: it may be taken at once; else when the promise resolves. */
  take(): Promise<void> | undefined {
    if (this.#waiting.length === 0 && ++this.#steps <= STEPS_PER_TURN) return undefined;
    if (this.#waiting.length === 0) {
      // A virtual clock must not take this wait for sleep.
      this.#release = this.#clock.hold?.();
      setImmediate(this.#next);
    }
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  readonly #next = (): void => {
    const going = this.#waiting.splice(0, STEPS_PER_TURN);
    this.#steps = going.length;
    if (this.#waiting.length > 0) setImmediate(this.#next);
    else this.#release?.();
    for (const go of going) go();
  };
}

const known = new WeakMap<Clock, Turns>();

export function turnsOf(clock: Clock): Turns {
  const turns = known.get(clock) ?? new Turns(clock);
  known.set(clock, turns);
  return turns;
}
