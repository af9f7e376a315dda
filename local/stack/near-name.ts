/** The known name that a mistyped one most probably means: a third of its letters may be wrong. Case does not count. */
export function nearName(name: string, known: readonly string[]): string | undefined {
  const [nearest] = known
    .map((candidate) => ({ candidate, edits: edits(name.toLowerCase(), candidate.toLowerCase()) }))
    .filter(({ candidate, edits }) => edits <= Math.max(1, Math.floor(candidate.length / 3)))
    .sort((a, b) => a.edits - b.edits);
  return nearest?.candidate;
}

/** Letters to put in, take out, exchange, or swap with their neighbour (optimal string alignment). */
function edits(from: string, to: string): number {
  const distance = Array.from({ length: from.length + 1 }, (_, row) =>
    Array.from({ length: to.length + 1 }, (_, column) => row || column),
  );
  for (let row = 1; row <= from.length; row++)
    for (let column = 1; column <= to.length; column++) {
      const isSame = from[row - 1] === to[column - 1];
      const isSwapped = from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1];
      distance[row]![column] = Math.min(
        distance[row - 1]![column - 1]! + (isSame ? 0 : 1),
        distance[row - 1]![column]! + 1,
        distance[row]![column - 1]! + 1,
        row > 1 && column > 1 && isSwapped ? distance[row - 2]![column - 2]! + 1 : Number.POSITIVE_INFINITY,
      );
    }
  return distance[from.length]![to.length]!;
}
