// Cancellation that costs nothing until it is used: a tree of scopes, with an AbortSignal only where somebody asks for one.
import { Cancelled } from './failure.ts';

export class Scope {
  #parent: Scope | undefined;
  #children: Set<Scope> | undefined;
  #onCancel: ((reason: Cancelled) => void) | undefined;
  #controller: AbortController | undefined;
  #reason: Cancelled | undefined;

  constructor(parent?: Scope) {
    this.#parent = parent;
    this.#reason = parent?.reason;
    if (parent && !this.#reason) {
      parent.#children = (parent.#children ?? new Set()).add(this);
    }
  }

  /** Set once the scope is cancelled. */
  get reason(): Cancelled | undefined {
    return this.#reason;
  }

  get signal(): AbortSignal {
    if (!this.#controller) {
      this.#controller = new AbortController();
      if (this.#reason) this.#controller.abort(this.#reason);
    }
    return this.#controller.signal;
  }

  /** Cancels this scope and all below it. */
  cancel(reason = new Cancelled()): void {
    if (this.#reason) return;
    this.#reason = reason;
    this.#onCancel?.(reason);
    this.#controller?.abort(reason);
    for (const child of this.#children ?? []) child.cancel(reason);
    this.close();
  }

  /** Leaves the tree; a closed scope is never cancelled from above. */
  close(): void {
    const parent = this.#parent;
    if (parent) parent.#children?.delete(this);
    this.#parent = undefined;
  }

  /** Waits for a promise until the scope is cancelled, then rejects with Cancelled. One wait at a time for each scope. */
  wait<T>(promise: Promise<T>): Promise<T> {
    if (this.#reason) {
      promise.catch(() => {});
      return Promise.reject(this.#reason);
    }
    return new Promise<T>((resolve, reject) => {
      this.#onCancel = reject;
      promise.then(
        (value) => {
          this.#onCancel = undefined;
          resolve(value);
        },
        (error) => {
          this.#onCancel = undefined;
          reject(error);
        },
      );
    });
  }
}
