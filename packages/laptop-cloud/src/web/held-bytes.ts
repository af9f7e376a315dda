// What a door holds in memory of requests that have no answer yet: each body has its own limit, and all of them together this one.

/** As much as ten of the largest bodies. */
export const MOST_HELD_BYTES = 256 * 1024 * 1024;

export class HeldBytes {
  readonly #most: number;
  #held = 0;

  constructor(most = MOST_HELD_BYTES) {
    this.#most = most;
  }

  /** One request's share: nothing until something of its body has come. */
  share(): Share {
    let taken = 0;
    return {
      take: (bytes) => {
        if (this.#held + bytes > this.#most) return false;
        this.#held += bytes;
        taken += bytes;
        return true;
      },
      release: () => {
        this.#held -= taken;
        taken = 0;
      },
    };
  }
}

export interface Share {
  /** False where so many bytes would be too many. */
  take(bytes: number): boolean;
  /** Gives all of it back. */
  release(): void;
}
