/** A measured value as people read it: at most two decimals. */
export function rounded(value: number): number {
  return Math.round(value * 100) / 100;
}

/** Drops the noise that arithmetic on ratios leaves, so that what lies exactly at a bound is judged as being there. */
export function steady(value: number): number {
  return Math.round(value * 1e6) / 1e6;
}
