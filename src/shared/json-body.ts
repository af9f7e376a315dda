// What JSON may say and no body of a request may hold, whatever its schema: it is refused at the door, where the caller hears of it.

/** Deeper than any body of ours, and far from where reading and writing JSON run out of stack. */
const DEEPEST = 32;

/** The word for what does not fit; undefined where all does. Half of a character is no text: stores and AWS's clients change or refuse it. */
export function oddityOf(value: unknown, depth = 0): 'too_deep' | 'not_unicode' | undefined {
  if (typeof value === 'string') return value.isWellFormed() ? undefined : 'not_unicode';
  if (typeof value !== 'object' || value === null) return undefined;
  if (depth === DEEPEST) return 'too_deep';
  for (const [name, member] of Object.entries(value)) {
    const oddity = name.isWellFormed() ? oddityOf(member, depth + 1) : 'not_unicode';
    if (oddity) return oddity;
  }
  return undefined;
}
