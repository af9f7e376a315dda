// The text of a burst of an execution. A state gives what the next one gets, so that a long payload is said up to five times in one
// burst: it is written once, and where it is said again stands the number of the event that has it.
import type { HistoryEntry, HistoryEvent } from 'states-language';
import { isNote } from './execution-store.ts';

/** Events whose payload others have, too, and where. */
const PAYLOADS = [
  ['stateEnteredEventDetails', 'input'],
  ['stateExitedEventDetails', 'output'],
  ['taskSucceededEventDetails', 'output'],
  ['lambdaFunctionScheduledEventDetails', 'input'],
  ['lambdaFunctionSucceededEventDetails', 'output'],
  ['executionStartedEventDetails', 'input'],
  ['executionSucceededEventDetails', 'output'],
] as const;
/** Characters; what is shorter is said again. */
const LONG = 100;

export class BurstText {
  readonly #entries: string[] = [];
  /** The last long payload, and the event that has it. */
  #said = '';
  #saidBy = 0;

  add(entry: unknown): void {
    this.#entries.push(JSON.stringify(this.#saidOnce(entry as HistoryEvent)));
  }

  /** JSON: its one entry, or all in a list. */
  get json(): string {
    return this.#entries.length === 1 ? this.#entries[0]! : `[${this.#entries.join(',')}]`;
  }

  #saidOnce(event: HistoryEvent): unknown {
    for (const [name, member] of PAYLOADS) {
      const details = event[name] as Record<string, unknown> | undefined;
      if (!details) continue;
      const text = details[member] as string;
      if (text.length < LONG) break;
      if (text === this.#said) return { ...event, [name]: { ...details, [member]: this.#saidBy } };
      this.#said = text;
      this.#saidBy = event.id;
    }
    return event;
  }
}

/** The entries of a burst that was read, each as it was added; undefined where one names an event that is not there. */
export function entriesOf(burst: unknown): HistoryEntry[] | undefined {
  const entries = [burst].flat() as HistoryEntry[];
  const texts = new Map<unknown, string>();
  for (const entry of entries) {
    if (isNote(entry)) continue;
    for (const [name, member] of PAYLOADS) {
      const details = entry[name] as Record<string, unknown> | undefined;
      if (!details) continue;
      const given = details[member];
      const text = typeof given === 'string' ? given : texts.get(given);
      if (text === undefined) return undefined;
      details[member] = text;
      texts.set(entry.id, text);
    }
  }
  return entries;
}
