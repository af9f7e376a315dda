import { setTimeout as wait } from 'node:timers/promises';

/** More than a busy machine needs for anything that is waited for. */
const PATIENCE_MS = 120_000;

/** Resolves when the condition holds. Throws Error that names what was waited for. */
export async function until(
  what: string,
  holds: () => boolean | Promise<boolean>,
  timeoutMs = PATIENCE_MS,
): Promise<void> {
  const endMs = performance.now() + timeoutMs;
  while (!(await holds())) {
    if (performance.now() > endMs) throw new Error(`${what}: not within ${timeoutMs / 1000} s`);
    await wait(40);
  }
}
