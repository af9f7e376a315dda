/** A photo that is still being checked by then has died on its way: it holds nobody back any more. */
export const LONGEST_CHECK_MS = 20 * 60_000;
