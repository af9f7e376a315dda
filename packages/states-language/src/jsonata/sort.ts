// JSONata's $sort copies what is left of both halves at every comparison, and keeps the copies until its end: memory by the square of
// the list. This one merges in place.

/** Whether the first is to stand behind the second. */
type IsBehind = (one: unknown, other: unknown) => unknown;

/** A list in the order that the function says, or of its numbers or texts. Throws D3070 for others. */
export async function sort(list: unknown[] | undefined, isBehind?: IsBehind): Promise<unknown[] | undefined> {
  if (list === undefined || list.length <= 1) return list;
  if (isBehind) return merged(list, isBehind);
  const [type] = new Set(list.map((item) => typeof item));
  if ((type !== 'number' && type !== 'string') || list.some((item) => typeof item !== type))
    throw Object.assign(
      new Error(
        'The single argument form of the sort function can only be applied to an array of strings or an array of numbers.  Use the second argument to specify a comparison function',
      ),
      { code: 'D3070', index: 1 },
    );
  return [...(list as number[])].sort((one, other) => (one > other ? 1 : one < other ? -1 : 0));
}

async function merged(list: readonly unknown[], isBehind: IsBehind): Promise<unknown[]> {
  let from = [...list];
  let to: unknown[] = new Array(from.length);
  for (let width = 1; width < from.length; width *= 2) {
    for (let start = 0; start < from.length; start += 2 * width) {
      const middle = Math.min(start + width, from.length);
      const end = Math.min(start + 2 * width, from.length);
      let [left, right] = [start, middle];
      for (let at = start; at < end; at++) {
        const takesRight =
          left === middle || (right < end && Boolean(await isBehind(from[left], from[right])));
        to[at] = takesRight ? from[right++] : from[left++];
      }
    }
    [from, to] = [to, from];
  }
  return from;
}
