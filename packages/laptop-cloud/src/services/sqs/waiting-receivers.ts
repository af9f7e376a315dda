// Receivers that wait for a queue to change.
import type { Clock } from 'states-language';
import { pause } from '../pause.ts';

export interface WaitingReceivers {
  /** Ends after that long, with a change, or when the signal aborts; gives how long it was. */
  wait(ms: number, signal: AbortSignal | undefined): Promise<number>;
  /** Something has changed. */
  wake(): void;
}

export function createWaitingReceivers(clock: Clock): WaitingReceivers {
  const waiting = new Set<AbortController>();
  return {
    async wait(ms, signal) {
      const startedAt = clock.now();
      const waiter = new AbortController();
      const stop = () => waiter.abort();
      waiting.add(waiter);
      signal?.addEventListener('abort', stop);
      await pause(clock, ms, waiter.signal);
      signal?.removeEventListener('abort', stop);
      waiting.delete(waiter);
      // The clock may have been put back meanwhile.
      return waiter.signal.aborted ? Math.min(ms, Math.max(0, clock.now() - startedAt)) : ms;
    },
    wake() {
      for (const waiter of [...waiting]) waiter.abort();
    },
  };
}
