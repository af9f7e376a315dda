// One reading of a document by a path: what its parts have found already, and how far it may go.
import { runtimeFailure } from '../failure.ts';
import { Members } from './members.ts';
import type { Operand, Test } from './parse.ts';

/** A second of work. What fits into the data of a state is looked through in a hundredth of it, unless a path multiplies it. */
const MOST_VISITS = 5_000_000;

export class Reading {
  readonly root: unknown;
  readonly #mostVisits: number;
  #visits = 0;
  readonly #found = new Map<Operand | Test, unknown>();
  readonly #members = new Map<readonly unknown[], Members>();

  constructor(root: unknown, mostVisits = MOST_VISITS) {
    this.root = root;
    this.#mostVisits = mostVisits;
  }

  /** Of one value on the way. Throws the States.Runtime failure when there were too many. */
  visit(): void {
    if (++this.#visits > this.#mostVisits)
      throw runtimeFailure(
        `The path looks at more than ${this.#mostVisits} values: read them in steps, by several states.`,
      );
  }

  /** What does not depend on the node that a filter looks at is found once. */
  once<Found>(what: Operand | Test, find: () => Found): Found {
    if (!this.#found.has(what)) this.#found.set(what, find());
    return this.#found.get(what) as Found;
  }

  membersOf(list: readonly unknown[]): Members {
    const known = this.#members.get(list);
    if (known) return known;
    const members = new Members(list);
    this.#members.set(list, members);
    return members;
  }
}
