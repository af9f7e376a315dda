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
type Payload = (typeof PAYLOADS)[number];
/** By type of the event, `taskSucceeded` as `TaskSucceeded`; the states all have the same: `PassStateEntered`. */
const BY_TYPE = new Map<string, Payload>(
  PAYLOADS.map((payload) => {
    const name = payload[0].replace('EventDetails', '');
    return [`${name.charAt(0).toUpperCase()}${name.slice(1)}`, payload];
  }),
);

function payloadOf(type: string): Payload | undefined {
  const state = type.indexOf('State');
  return BY_TYPE.get(state > 0 ? type.slice(state) : type);
}
/** Characters; what is shorter is said again. */
const LONG = 100;

export class BurstText {
  readonly #entries: string[] = [];
  /** The last long payload, and the event that has it. */
  #said = '';
  #saidBy = 0;

  add(entry: unknown): void {
    this.#entries.push(JSON.stringify(this.#saidOnce(entry as Partial<HistoryEvent>)));
  }

  /** JSON: its one entry, or all in a list. */
  get json(): string {
    return this.#entries.length === 1 ? this.#entries[0]! : `[${this.#entries.join(',')}]`;
  }

  #saidOnce(event: Partial<HistoryEvent>): unknown {
    const payload = event.type === undefined ? undefined : payloadOf(event.type);
    if (!payload) return event;
    const [name, member] = payload;
    const details = event[name] as Record<string, unknown> | undefined;
    const text = details?.[member] as string | undefined;
    if (text === undefined || text.length < LONG) return event;
    if (text === this.#said) return { ...event, [name]: { ...details, [member]: this.#saidBy } };
    this.#said = text;
    this.#saidBy = event.id!;
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
