// The order of all changes, in sequencers: text that grows, also where the clock does not.

/** Whole uploads take minutes; of so many removals the oldest is forgotten. */
const REMOVALS_KEPT = 10_000;

export class ChangeOrder {
  readonly #now: () => number;
  readonly #removals = new Map<string, string>();
  #lastSequence = 0n;

  constructor(now: () => number) {
    this.#now = now;
  }

  /** The clock may have been put back since this one: what comes now is later all the same. */
  comesAfter(sequencer: string): void {
    const sequence = BigInt(`0x${sequencer || 0}`);
    if (sequence > this.#lastSequence) this.#lastSequence = sequence;
  }

  /** A sequencer after those of all changes so far, and before those of all to come. */
  moment(): string {
    const sequence = BigInt(Math.floor(this.#now())) << 12n;
    this.#lastSequence = sequence > this.#lastSequence ? sequence : this.#lastSequence + 1n;
    return this.#lastSequence.toString(16).toUpperCase().padStart(16, '0');
  }

  noteRemoval(name: string, sequencer: string): void {
    this.#removals.delete(name);
    this.#removals.set(name, sequencer);
    if (this.#removals.size > REMOVALS_KEPT) this.#removals.delete(this.#removals.keys().next().value!);
  }

  /** Of the last one; empty where none is known. */
  removalOf(name: string): string {
    return this.#removals.get(name) ?? '';
  }
}
