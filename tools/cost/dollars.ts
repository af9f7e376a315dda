/** `$4.51`; `$0.0012` where cents would say nothing. */
export function dollars(usd: number): string {
  return `$${usd !== 0 && Math.abs(usd) < 0.1 ? usd.toPrecision(2) : usd.toFixed(2)}`;
}
