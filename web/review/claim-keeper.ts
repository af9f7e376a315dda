// Holds a photo for as long as somebody looks at it: renewed every minute while the page is visible, given back when it closes.

import { type Api, ApiProblem } from '../shared/api.ts';
import { pathOf } from './review-api.ts';

const RENEW_MS = 60_000;

/** What of a browser it needs. */
export interface Surroundings {
  every(ms: number, call: () => void): () => void;
  isHidden(): boolean;
  /** Calls back when the page is shown again; the returned function ends that. */
  onShown(call: () => void): () => void;
  /** Calls back when the page goes away for good. */
  onLeave(call: () => void): () => void;
}

export interface Keeper {
  /** Stops renewing; gives the photo back unless it was answered or handed over. */
  end(how: { givesBack: boolean }): void;
}

/** `onLost` is told why it is held no more. Anything else that goes wrong is tried again a minute later. */
export function keepClaim(
  api: Api,
  photoId: string,
  around: Surroundings,
  onLost: (problem: ApiProblem) => void,
): Keeper {
  const path = pathOf(photoId, '/claim');
  let isOver = false;

  async function renew(): Promise<void> {
    if (isOver || around.isHidden()) return;
    try {
      await api.put(path, { body: {} });
    } catch (error) {
      if (isOver || !(error instanceof ApiProblem) || error.status < 400 || error.status >= 500) return;
      if (error.status === 401 || error.status === 429) return;
      end({ givesBack: false });
      // Decided, erased, or somebody else's by now.
      onLost([404, 410].includes(error.status) ? error : new ApiProblem(409, 'claim-lost'));
    }
  }

  function end({ givesBack }: { givesBack: boolean }): void {
    if (isOver) return;
    isOver = true;
    for (const stop of stops) stop();
    // Nobody waits for the answer: without it the claim ends by itself.
    if (givesBack) api.delete(path, { keepalive: true }).catch(() => undefined);
  }

  const stops = [
    around.every(RENEW_MS, () => void renew()),
    around.onShown(() => void renew()),
    around.onLeave(() => end({ givesBack: true })),
  ];
  return { end };
}
