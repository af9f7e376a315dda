// Whether somebody is signed in, learned once when the page opens; and signing in.

import { useCallback, useEffect, useState } from 'preact/hooks';
import type { Language } from './language.ts';
import type { PageSession } from './session-when-needed.ts';

/** `refused`: it has just failed. */
export type SignedIn = 'unknown' | 'no' | 'yes' | 'refused';

export interface SessionState {
  signedIn: SignedIn;
  setSignedIn(state: SignedIn): void;
  /** Leaves the page, unless the issuer cannot be reached. */
  signIn(language: Language): void;
}

export function useSession(session: PageSession): SessionState {
  const [signedIn, setSignedIn] = useState<SignedIn>(session.hasTraces ? 'unknown' : 'no');
  useEffect(() => {
    if (!session.hasTraces) return;
    session.restore().then(
      (isIn) => setSignedIn(isIn ? 'yes' : 'no'),
      () => setSignedIn('refused'),
    );
  }, [session]);
  const signIn = useCallback(
    (language: Language) => {
      session.signIn({ language }).catch(() => setSignedIn('refused'));
    },
    [session],
  );
  return { signedIn, setSignedIn, signIn };
}
