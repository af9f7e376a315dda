// JSONata's $distinct compares every element with every other: a list as long as AWS lets it be would take hours, in one step that
// nothing interrupts. This one looks each of them up.

/** The elements of a list, each once and in their order; anything else as it is. */
export function distinct(list: unknown): unknown {
  if (!Array.isArray(list) || list.length <= 1) return list;
  const others = new Map<unknown, number>();
  const seen = new Set<string>();
  const kept = list.filter((item) => {
    const key = keyOf(item, others);
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
  // What JSONata has found, and not made as a list, is no list where it is one alone.
  if ('sequence' in list) Object.defineProperty(kept, 'sequence', { enumerable: false, value: true });
  return kept;
}

/** The same text for what is deeply equal: names of members stand in no order. Functions are equal to themselves. */
function keyOf(value: unknown, others: Map<unknown, number>): string {
  if (typeof value === 'string') return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map((item) => keyOf(item, others)).join()}]`;
  if (typeof value === 'object' && value !== null && !('_jsonata_lambda' in value)) {
    const members = Object.keys(value)
      .sort()
      .map((name) => `${JSON.stringify(name)}:${keyOf((value as Record<string, unknown>)[name], others)}`);
    return `{${members.join()}}`;
  }
  if (typeof value !== 'object' && typeof value !== 'function') return String(value);
  if (value === null) return 'null';
  const number = others.get(value) ?? others.size;
  others.set(value, number);
  return `#${number}`;
}
