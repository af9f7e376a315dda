// Cancellation that costs nothing until it is used: a tree of scopes, with an AbortSignal only where somebody asks for one.
import { Cancelled } from './failure.ts';

export class Scope {
  #parent: Scope | undefined;
  /** The children are a list: the first and the last one, and from each the one before and after it. */
  #first: Scope | undefined;
  #last: Scope | undefined;
  #before: Scope | undefined;
  #after: Scope | undefined;
  #onCancel: ((reason: Error) => void) | undefined;
  #controller: AbortController | undefined;
  #reason: Cancelled | undefined;

  constructor(parent?: Scope) {
    this.#parent = parent;
    this.#reason = parent?.reason;
    if (!parent || this.#reason) return;
    this.#before = parent.#last;
    if (parent.#last) parent.#last.#after = this;
    else parent.#first = this;
    parent.#last = this;
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
    // A child leaves the list as it is cancelled.
    while (this.#first) this.#first.cancel(reason);
    this.close();
  }

  /** Leaves the tree; a closed scope is never cancelled from above. */
  close(): void {
    const parent = this.#parent;
    if (!parent) return;
    if (parent.#first === this) parent.#first = this.#after;
    if (parent.#last === this) parent.#last = this.#before;
    if (this.#before) this.#before.#after = this.#after;
    if (this.#after) this.#after.#before = this.#before;
    this.#parent = this.#before = this.#after = undefined;
  }

  /** Makes `wait` reject, without cancelling anything. */
  interrupt(reason: Error): void {
    this.#onCancel?.(reason);
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
