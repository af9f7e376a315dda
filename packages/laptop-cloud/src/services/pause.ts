// Waiting that may be cut short, where work simply stops then.
import type { Clock } from 'states-language';

/** Ends after `ms`, or at once when the signal aborts, which the signal tells; never rejects for that. */
export async function pause(clock: Clock, ms: number, signal: AbortSignal): Promise<void> {
  try {
    await clock.sleep(ms, signal);
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}
