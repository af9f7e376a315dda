// What a distributed Map iterates over: the elements of an array, or the members of an object.
import type { Field } from '../fields.ts';
import type { StateExecution } from '../state-execution.ts';

/** The source of items that are part of the state's input. */
export const STATE_DATA = 'STATE_DATA';

/** One item before it is selected; where it comes from is told by the context object. */
export interface Entry {
  Key?: string;
  Value: unknown;
  Source: string;
}

export function entriesOf(
  items: readonly unknown[] | Readonly<Record<string, unknown>>,
  Source: string,
): Entry[] {
  if (Array.isArray(items)) return items.map((Value: unknown) => ({ Value, Source }));
  return Object.entries(items).map(([Key, Value]) => ({ Key, Value, Source }));
}

/** What each iteration, or child execution, gets: what ItemSelector makes of the item, or the item itself. */
export async function selectItems(
  visit: StateExecution,
  entries: readonly Entry[],
  select: Field | undefined,
  root: unknown,
): Promise<unknown[]> {
  if (!select) return entries.map(inputOf);
  const selected: unknown[] = [];
  for (const [Index, entry] of entries.entries()) {
    const turn = visit.flow.run.turn();
    if (turn) await turn;
    selected.push(await select(visit, { root, queryContext: visit.withItem({ Index, ...entry }) }));
  }
  return selected;
}

function inputOf({ Key, Value }: Entry): unknown {
  return Key === undefined ? Value : { Key, Value };
}
