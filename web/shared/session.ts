// Who is signed in: authorization code with PKCE against any OpenID Connect issuer. The access token lives in memory; the refresh
// token in the tab's session storage, so that a reload asks nobody; each attempt has its own verifier, so that two tabs may.

import * as oauth from 'oauth4webapi';
import { ApiProblem, type TokenSource } from './api.ts';
import { REFRESH_TOKEN } from './session-keys.ts';

/** How this page signs people in, as the deployment wrote it beside the page. */
export interface SignInSettings {
  /** URL of the issuer, exactly as it names itself. */
  issuer: string;
  clientId: string;
  /** Path of the page, which people come back to. */
  path: string;
  /** Scopes beside `openid`, separated by blanks. */
  scope: string;
  /** Cognito ends a session at an address of its own; empty where the issuer follows OpenID Connect. */
  signOutUrl?: string;
}

export interface Session {
  /** True when somebody is signed in: by the callback in the address bar, or from before. Rejects when the callback is refused. */
  restore(): Promise<boolean>;
  /** Leaves the page for the issuer's; comes back to where it is now. */
  signIn(options?: { language?: string }): Promise<void>;
  /** Ends the session here and at the issuer; leaves the page. */
  signOut(): Promise<void>;
  token: TokenSource;
}

/** What of a browser it needs. */
export interface Place {
  location: { origin: string; pathname: string; search: string; hash: string; assign(url: string): void };
  history: { replaceState(data: unknown, unused: string, url: string): void };
  sessionStorage: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;
  fetch: typeof fetch;
  now(): number;
}

const attemptKey = (state: string) => `sign-in:${state}`;

interface Attempt {
  verifier: string;
  /** The page's own part of the address to come back to. */
  hash: string;
}

export function createSession(settings: SignInSettings, place: Place): Session {
  const client: oauth.Client = { client_id: settings.clientId };
  const options = {
    [oauth.customFetch]: (url: string, init: object) => place.fetch(url, init),
    // A laptop's own issuer has no certificate.
    [oauth.allowInsecureRequests]: settings.issuer.startsWith('http://'),
  };
  const redirectUri = place.location.origin + settings.path;
  let access: { token: string; until: number } | undefined;
  let found: Promise<oauth.AuthorizationServer> | undefined;

  /** The issuer's description of itself; asked again after a failure. */
  const server = () => {
    found ??= discover();
    found.catch(() => {
      found = undefined;
    });
    return found;
  };

  async function discover(): Promise<oauth.AuthorizationServer> {
    const issuer = new URL(settings.issuer);
    return oauth.processDiscoveryResponse(issuer, await oauth.discoveryRequest(issuer, options));
  }

  function keep(tokens: oauth.TokenEndpointResponse): void {
    const { access_token: token, expires_in: seconds = 300, refresh_token: refresh } = tokens;
    access = { token, until: place.now() + seconds * 1000 };
    if (refresh !== undefined) place.sessionStorage.setItem(REFRESH_TOKEN, refresh);
  }

  async function finishSignIn(parameters: URLSearchParams, state: string): Promise<boolean> {
    const key = attemptKey(state);
    const stored = place.sessionStorage.getItem(key);
    place.sessionStorage.removeItem(key);
    // Of another tab, or come back to by the history: nobody of ours asked for it.
    if (stored === null) {
      place.history.replaceState(null, '', redirectUri);
      return refresh();
    }
    const { verifier, hash } = JSON.parse(stored) as Attempt;
    place.history.replaceState(null, '', redirectUri + hash);
    const issuer = await server();
    const valid = oauth.validateAuthResponse(issuer, client, parameters, state);
    const response = await oauth.authorizationCodeGrantRequest(
      issuer,
      client,
      oauth.None(),
      valid,
      redirectUri,
      verifier,
      options,
    );
    keep(await oauth.processAuthorizationCodeResponse(issuer, client, response));
    return true;
  }

  /** False when nobody is signed in any more. Rejects when that could not be learned. */
  async function refresh(): Promise<boolean> {
    const token = place.sessionStorage.getItem(REFRESH_TOKEN);
    if (token === null) return false;
    const issuer = await server();
    const response = await oauth.refreshTokenGrantRequest(issuer, client, oauth.None(), token, options);
    try {
      keep(await oauth.processRefreshTokenResponse(issuer, client, response));
      return true;
    } catch (error) {
      if (!(error instanceof oauth.ResponseBodyError)) throw error;
      forget();
      return false;
    }
  }

  function forget(): void {
    access = undefined;
    place.sessionStorage.removeItem(REFRESH_TOKEN);
  }

  return {
    restore() {
      const parameters = new URLSearchParams(place.location.search);
      const state = parameters.get('state');
      return state !== null ? finishSignIn(parameters, state) : refresh();
    },

    async signIn({ language } = {}) {
      const issuer = await server();
      const state = oauth.generateRandomState();
      const verifier = oauth.generateRandomCodeVerifier();
      const attempt: Attempt = { verifier, hash: place.location.hash };
      place.sessionStorage.setItem(attemptKey(state), JSON.stringify(attempt));
      const url = new URL(issuer.authorization_endpoint!);
      url.search = new URLSearchParams({
        client_id: settings.clientId,
        redirect_uri: redirectUri,
        response_type: 'code',
        scope: `openid ${settings.scope}`,
        state,
        code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
        code_challenge_method: 'S256',
        ...(language !== undefined && { ui_locales: language, lang: language }),
      }).toString();
      place.location.assign(url.href);
    },

    async signOut() {
      const issuer = await server();
      const token = place.sessionStorage.getItem(REFRESH_TOKEN);
      forget();
      if (token !== null && issuer.revocation_endpoint !== undefined) {
        // An issuer that cannot be reached keeps the token; this tab has forgotten it all the same.
        await oauth.revocationRequest(issuer, client, oauth.None(), token, options).catch(() => undefined);
      }
      const at = settings.signOutUrl || issuer.end_session_endpoint;
      if (at === undefined) return place.location.assign(redirectUri);
      const url = new URL(at);
      url.search = new URLSearchParams({
        client_id: settings.clientId,
        // Cognito's word, and OpenID Connect's.
        logout_uri: redirectUri,
        post_logout_redirect_uri: redirectUri,
      }).toString();
      place.location.assign(url.href);
    },

    async token({ fresh } = { fresh: false }) {
      if (access && !fresh && access.until - place.now() > 30_000) return access.token;
      if (await refreshed()) return access!.token;
      throw new ApiProblem(401, 'signed-out');
    },
  };

  async function refreshed(): Promise<boolean> {
    try {
      return await refresh();
    } catch {
      throw new ApiProblem(0, 'offline');
    }
  }
}
