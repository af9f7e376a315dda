// The order of keys in listings: that of their UTF-8 bytes.

const FIRST_SURROGATE = 0xd800;

/** Differs from JavaScript's where a surrogate pair meets U+E000 and above: the pair comes last. */
export function compareKeys(a: string, b: string): number {
  const shared = Math.min(a.length, b.length);
  for (let at = 0; at < shared; at += 1) {
    const [one, other] = [a.charCodeAt(at), b.charCodeAt(at)];
    if (one !== other) return rankOf(one) - rankOf(other);
  }
  return a.length - b.length;
}

function rankOf(unit: number): number {
  if (unit < FIRST_SURROGATE) return unit;
  return unit <= 0xdfff ? unit + 0x10000 : unit;
}
