// Whether a search for a face still holds when the face has been taken into the collection. Every face that came in is counted after
// it is in: if only one's own was counted since before the search, the search saw all others.

export interface Indexings {
  count: number;
  /** When the last one was counted, milliseconds since 1970; undefined before the first. */
  lastMs?: number;
}

/**
 * The count that a search begun at `searchedMs` stands on. Null when the last face came in less than `settlingSeconds` before: a
 * collection may need a moment until it finds what it has taken in, and clocks differ.
 */
export function standsAt(
  { count, lastMs }: Indexings,
  searchedMs: number,
  settlingSeconds: number,
): number | null {
  const isSettled = lastMs === undefined || searchedMs - lastMs >= settlingSeconds * 1000;
  return isSettled ? count : null;
}

/** `countNow` includes the own face. */
export function stillStands(searchStandsAt: number | null, countNow: number): boolean {
  return searchStandsAt !== null && countNow === searchStandsAt + 1;
}
