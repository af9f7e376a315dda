// Whether somebody is signed in, learned once when the page opens.

import { useEffect, useState } from 'preact/hooks';
import type { Session } from './session.ts';

/** `refused`: the issuer has just sent the person back without a session. */
export type SignedIn = 'unknown' | 'no' | 'yes' | 'refused';

export function useSession(session: Session): [SignedIn, (state: SignedIn) => void] {
  const [signedIn, setSignedIn] = useState<SignedIn>('unknown');
  useEffect(() => {
    session.restore().then(
      (isIn) => setSignedIn(isIn ? 'yes' : 'no'),
      () => setSignedIn('refused'),
    );
  }, [session]);
  return [signedIn, setSignedIn];
}
