// Java's random numbers: `$random` of a seed is the first double of java.util.Random with that seed.
// https://docs.oracle.com/en/java/javase/21/docs/api/java.base/java/util/Random.html#nextDouble()

const MULTIPLIER = 0x5deece66dn;
const INCREMENT = 0xbn;
const MASK = (1n << 48n) - 1n;

/** From 0 (included) to 1 (excluded). */
export function javaRandom(seed: number): number {
  let state = (BigInt(seed) ^ MULTIPLIER) & MASK;
  const next = (bits: bigint): bigint => {
    state = (state * MULTIPLIER + INCREMENT) & MASK;
    return state >> (48n - bits);
  };
  const high = next(26n) << 27n;
  return Number(high + next(27n)) / 2 ** 53;
}
