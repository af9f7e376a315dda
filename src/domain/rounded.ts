/** A measured value as people read it: at most two decimals. */
export function rounded(value: number): number {
  return Math.round(value * 100) / 100;
}
