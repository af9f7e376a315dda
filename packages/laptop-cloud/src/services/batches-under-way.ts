// The batches that a reader of a queue has under way: it takes no more than it may handle at once, and can be stopped without waiting
// for them.

export class BatchesUnderWay {
  readonly #underWay = new Set<Promise<void>>();
  readonly #signal: AbortSignal;
  #lookAgain = (): void => undefined;

  /** Aborted when the reader is to stop. */
  constructor(signal: AbortSignal) {
    this.#signal = signal;
    signal.addEventListener('abort', () => this.#lookAgain());
  }

  /** Of what never rejects. */
  add(handling: Promise<void>): void {
    const handled = handling.finally(() => {
      this.#underWay.delete(handled);
      this.#lookAgain();
    });
    this.#underWay.add(handled);
  }

  /** Resolves once there are fewer than this many, or the reader is to stop. One may wait. */
  async fewerThan(most: number): Promise<void> {
    while (this.#underWay.size >= most && !this.#signal.aborted)
      await new Promise<void>((resolve) => {
        this.#lookAgain = resolve;
      });
  }

  /** Resolves when those that are under way now have ended. */
  async ended(): Promise<void> {
    await Promise.all(this.#underWay);
  }
}
