// What a distributed Map iterates over: the elements of an array, or the members of an object.

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
