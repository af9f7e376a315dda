// Keeps the claim on a photo alive while it is on the screen, and gives it back when it leaves unanswered.

import { useEffect, useRef } from 'preact/hooks';
import { type Keeper, keepClaim } from './claim-keeper.ts';
import { useDesk } from './desk.ts';
import { rememberHeld } from './open-ticket.ts';
import { browserSurroundings } from './surroundings.ts';
import type { OpenTicket } from './use-ticket.ts';

export interface Claim {
  /** It was answered or handed on: there is nothing to give back. */
  end(): void;
}

/** `holds`: whether the photo is claimed by who looks at it. */
export function useClaim(photoId: string, holds: boolean, act: OpenTicket['act']): Claim {
  const { api } = useDesk();
  const keeper = useRef<Keeper | undefined>(undefined);
  useEffect(() => {
    if (!holds) return;
    const mine = keepClaim(api, photoId, browserSurroundings, (lost) => void act(() => Promise.reject(lost)));
    keeper.current = mine;
    const forget = rememberHeld(sessionStorage, photoId);
    return () => {
      forget();
      mine.end({ givesBack: true });
    };
  }, [api, photoId, holds, act]);
  return { end: () => keeper.current?.end({ givesBack: false }) };
}
