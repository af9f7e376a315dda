// What memory holds for whoever comes again soon is let go when nobody does.

/** How long nobody may come. */
const IDLE_MS = 5000;

export interface Use {
  /** Somebody came. */
  note(): void;
  stop(): void;
}

/** Calls `letGo` once nobody has come for a while, and again whenever that happens anew. Keeps no process alive. */
export function whileUsed(letGo: () => void, idleMs = IDLE_MS): Use {
  let timer: NodeJS.Timeout | undefined;
  let wasUsed = false;
  function look(): void {
    if (!wasUsed) {
      stop();
      letGo();
    }
    wasUsed = false;
  }
  function stop(): void {
    clearInterval(timer);
    timer = undefined;
  }
  return {
    note() {
      wasUsed = true;
      timer ??= setInterval(look, idleMs).unref();
    },
    stop,
  };
}
