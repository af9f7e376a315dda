// What a scenario is, and how it says what it saw.

import type { Stop } from './debugging.ts';
import type { Editor } from './editor.ts';

export interface Scenario {
  name: string;
  run(editor: Editor, row: Row): Promise<void>;
}

/**
 * One promise of a scenario, a line in the table: does something, and throws Error that says what was seen instead, or
 * returns what was seen, in a few words.
 */
export type Row = (promise: string, check: () => Promise<string>) => Promise<void>;

/** Throws Error that says what was seen instead. */
export function expectThat(holds: boolean, seen: string): asserts holds {
  if (!holds) throw new Error(seen);
}

/** The next stop, which has to be at this place. */
export async function stopAt(editor: Editor, place: string): Promise<Stop> {
  const stop = await editor.nextStop();
  if (!stop) throw new Error(`it ran to its end and never stopped at ${place}`);
  expectThat(stop.at === place, `it stopped at ${stop.at} (${stop.thread}) instead of ${place}`);
  return stop;
}

/** Runs to the end of what is debugged, which has to come without another stop. */
export async function runToEnd(editor: Editor): Promise<void> {
  const stop = await editor.nextStop();
  expectThat(stop === undefined, `it stopped once more, at ${stop?.at}`);
}

/** Names and values, shortened, for a line in the table. */
export function inWords(values: Record<string, string>): string {
  return Object.entries(values)
    .map(([name, value]) => `${name} = ${value.length > 40 ? `${value.slice(0, 40)}…` : value}`)
    .join(', ');
}
