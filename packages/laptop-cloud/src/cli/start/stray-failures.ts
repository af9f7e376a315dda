// A promise that nobody waited for and that failed: one line says so, and everything else goes on. Without this Node ends the
// process, and every execution under way with it.
import type { EventEmitter } from 'node:events';

/** Logs what is rejected without a handler, until the function given back is called. */
export function outliveStrayFailures(
  host: Pick<EventEmitter, 'on' | 'off'>,
  log: (line: string) => void,
): () => void {
  const survive = (reason: unknown): void => {
    log(
      `something failed that nobody waited for: ${reason instanceof Error ? reason.stack : String(reason)}`,
    );
  };
  host.on('unhandledRejection', survive);
  return () => void host.off('unhandledRejection', survive);
}
