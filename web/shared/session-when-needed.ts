// Signing in is most of a page's code, and who comes for the first time has yet to ask for it: it is fetched when it is needed, and
// in a quiet moment before.

import { ApiProblem } from './api.ts';
import type { Place, Session } from './session.ts';
import { REFRESH_TOKEN } from './session-keys.ts';

export interface PageSession extends Session {
  /** Whether somebody comes back from signing in, or was here before: else there is nothing to restore. */
  hasTraces: boolean;
  /** Makes it ready, as nothing else is to be done. */
  prepare(): void;
}

/** `load` is called again after it has failed. */
export function sessionWhenNeeded(
  place: Pick<Place, 'sessionStorage'> & { location: Pick<Place['location'], 'search'> },
  load: () => Promise<Session>,
): PageSession {
  let loading: Promise<Session> | undefined;
  const loaded = (): Promise<Session> => {
    loading ??= load();
    loading.catch(() => {
      loading = undefined;
    });
    return loading;
  };
  const hasTraces =
    new URLSearchParams(place.location.search).get('state') !== null ||
    place.sessionStorage.getItem(REFRESH_TOKEN) !== null;
  return {
    hasTraces,
    prepare: () => void loaded().catch(() => undefined),
    restore: async () => hasTraces && (await loaded()).restore(),
    signIn: async (options) => (await loaded()).signIn(options),
    signOut: async () => (await loaded()).signOut(),
    async token(options) {
      const session = await loaded().catch(() => {
        throw new ApiProblem(0, 'offline');
      });
      return session.token(options);
    },
  };
}
