// The browser, as watching something needs it.

import type { Clock } from './watch.ts';

export const browserClock: Clock = {
  now: () => performance.now(),
  after(ms, call) {
    const timer = setTimeout(call, ms);
    return () => clearTimeout(timer);
  },
  random: () => Math.random(),
  isHidden: () => document.hidden,
  onReturn(call) {
    document.addEventListener('visibilitychange', call);
    addEventListener('online', call);
    return () => {
      document.removeEventListener('visibilitychange', call);
      removeEventListener('online', call);
    };
  },
};
