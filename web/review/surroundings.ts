// The browser, as holding a photo needs it.

import type { Surroundings } from './claim-keeper.ts';

export const browserSurroundings: Surroundings = {
  every(ms, call) {
    const timer = setInterval(call, ms);
    return () => clearInterval(timer);
  },
  isHidden: () => document.hidden,
  onShown(call) {
    const follow = () => {
      if (!document.hidden) call();
    };
    document.addEventListener('visibilitychange', follow);
    return () => document.removeEventListener('visibilitychange', follow);
  },
  onLeave(call) {
    addEventListener('pagehide', call);
    return () => removeEventListener('pagehide', call);
  },
};
