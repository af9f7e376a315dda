// What somebody probably meant who wrote a name that is not there.

/** How many names a hint lists at most. */
const MOST_NAMES = 3;

/** The known names that look like this one, nearest first; capitals do not count. None when nothing is near. */
export function nearNames(name: string, known: Iterable<string>): string[] {
  const wanted = name.toLowerCase();
  const bound = Math.max(2, Math.floor(name.length / 3));
  return [...new Set(known)]
    .map((each) => ({ each, distance: distanceOf(wanted, each.toLowerCase()) }))
    .filter(({ distance }) => distance <= bound)
    .toSorted((a, b) => a.distance - b.distance)
    .slice(0, MOST_NAMES)
    .map(({ each }) => each);
}

/** `did you mean DetectFace?`, or else all there are. */
export function nameHint(name: string, known: Iterable<string>): string {
  const all = [...new Set(known)];
  const near = nearNames(name, all);
  if (near.length > 0) return `did you mean ${near.join(' or ')}?`;
  return all.length > 0 ? `there are ${all.join(', ')}` : 'there are none';
}

/** Letters to insert, delete, exchange or swap (Damerau-Levenshtein, neighbours swapped once). A beginning or end is near. */
function distanceOf(a: string, b: string): number {
  const shorter = Math.min(a.length, b.length);
  if (shorter >= 4 && (a.startsWith(b) || b.startsWith(a) || a.endsWith(b) || b.endsWith(a))) return 1;
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, at) => at);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const isSame = a[i - 1] === b[j - 1];
      const isSwapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      row.push(
        Math.min(
          last[j]! + 1,
          row[j - 1]! + 1,
          last[j - 1]! + (isSame ? 0 : 1),
          isSwapped ? beforeLast[j - 2]! + 1 : Number.POSITIVE_INFINITY,
        ),
      );
    }
    beforeLast = last;
    last = row;
  }
  return last[b.length]!;
}
