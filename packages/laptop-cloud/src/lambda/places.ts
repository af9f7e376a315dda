// How many environments of a function may be at work at once, whichever of its versions they run.
import { LambdaError } from './lambda-error.ts';

export interface Bounds {
  /** Most environments at work at once. */
  limit: number;
  /** Beyond the limit: refuse as Lambda throttles, or wait for a free one. */
  whenFull: 'refuse' | 'wait';
}

interface Waiting {
  enter(): void;
  giveUp(reason: unknown): void;
}

export class Places {
  #bounds: Bounds;
  #taken = 0;
  #isClosed = false;
  readonly #waiting: Waiting[] = [];

  constructor(bounds: Bounds) {
    this.#bounds = bounds;
  }

  /** Other bounds from now on; who works beyond them goes on. */
  bound(bounds: Bounds): void {
    if (bounds.limit === this.#bounds.limit && bounds.whenFull === this.#bounds.whenFull) return;
    this.#bounds = bounds;
    while (this.#waiting.length > 0 && this.areFree()) this.#enterNext();
    if (bounds.whenFull === 'refuse') for (const { giveUp } of this.#waiting.splice(0)) giveUp(throttled());
  }

  areFree(): boolean {
    return !this.#isClosed && this.#taken < this.#bounds.limit;
  }

  /**
   * Throws LambdaError TooManyRequestsException when full and not waiting, and the signal's reason when that came while waiting:
   * what nobody waits for any more takes no place from those who do.
   */
  async take(signal: AbortSignal | undefined): Promise<void> {
    if (this.#isClosed) throw closed();
    if (this.areFree()) {
      this.#taken += 1;
      return;
    }
    if (this.#bounds.whenFull === 'refuse') throw throttled();
    await new Promise<void>((enter, giveUp) => {
      signal?.throwIfAborted();
      const one = {
        enter: () => {
          signal?.removeEventListener('abort', leave);
          enter();
        },
        giveUp,
      };
      const leave = (): void => {
        const place = this.#waiting.indexOf(one);
        if (place >= 0) this.#waiting.splice(place, 1);
        giveUp(signal?.reason);
      };
      signal?.addEventListener('abort', leave, { once: true });
      this.#waiting.push(one);
    });
  }

  free(): void {
    this.#taken -= 1;
    // The place goes straight to who waits longest, so that nobody new can take it in between.
    if (this.#waiting.length > 0 && this.areFree()) this.#enterNext();
  }

  /** Those who wait would start new environments in the places of those that end now. */
  close(): void {
    this.#isClosed = true;
    for (const { giveUp } of this.#waiting.splice(0)) giveUp(closed());
  }

  #enterNext(): void {
    this.#taken += 1;
    this.#waiting.shift()?.enter();
  }
}

function throttled(): LambdaError {
  return new LambdaError('TooManyRequestsException', 'Rate Exceeded.', 429);
}

function closed(): LambdaError {
  return new LambdaError('ServiceException', 'The laptop is closing.', 500);
}
