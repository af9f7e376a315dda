// What is in a long list, so that the list is looked through once, not for each value that may be in it. Equal is what `==` of a
// filter takes for equal: numbers and the texts that hold them, everything else by structure.
import { canonicalText } from '../canonical-text.ts';

export class Members {
  readonly #values = new Set<string>();
  readonly #numbers = new Set<number>();
  readonly #numbersInTexts = new Set<number>();

  constructor(list: readonly unknown[]) {
    for (const item of list) {
      if (typeof item === 'number') this.#numbers.add(item);
      else this.#values.add(canonicalText(item));
      if (typeof item === 'string') this.#numbersInTexts.add(Number(item));
    }
  }

  has(value: unknown): boolean {
    if (typeof value === 'number') return this.#numbers.has(value) || this.#numbersInTexts.has(value);
    if (typeof value === 'string' && this.#numbers.has(Number(value))) return true;
    return this.#values.has(canonicalText(value));
  }
}
