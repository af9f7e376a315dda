// Who is signed in: authorization code with PKCE against any OpenID Connect issuer. The access token lives in memory; the refresh
// token in the tab's session storage, so that a reload asks nobody; each attempt has its own verifier, so that two tabs may.

import * as oauth from 'oauth4webapi';
import { ApiProblem, type TokenSource } from './api.ts';
import { Issuer } from './issuer.ts';
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
  return new OpenIdSession(settings, place);
}

class OpenIdSession implements Session {
  readonly #settings: SignInSettings;
  readonly #place: Place;
  readonly #issuer: Issuer;
  #access: { token: string; until: number } | undefined;

  constructor(settings: SignInSettings, place: Place) {
    this.#settings = settings;
    this.#place = place;
    this.#issuer = new Issuer(settings, place);
  }

  restore(): Promise<boolean> {
    const parameters = new URLSearchParams(this.#place.location.search);
    const state = parameters.get('state');
    return state !== null ? this.#finishSignIn(parameters, state) : this.#refresh();
  }

  async signIn({ language }: { language?: string } = {}): Promise<void> {
    const { clientId, scope } = this.#settings;
    const { location, sessionStorage } = this.#place;
    const issuer = await this.#issuer.described();
    const state = oauth.generateRandomState();
    const verifier = oauth.generateRandomCodeVerifier();
    const attempt: Attempt = { verifier, hash: location.hash };
    sessionStorage.setItem(attemptKey(state), JSON.stringify(attempt));
    const url = new URL(issuer.authorization_endpoint!);
    url.search = new URLSearchParams({
      client_id: clientId,
      redirect_uri: this.#redirectUri,
      response_type: 'code',
      scope: `openid ${scope}`,
      state,
      code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
      code_challenge_method: 'S256',
      ...(language !== undefined && { ui_locales: language, lang: language }),
    }).toString();
    location.assign(url.href);
  }

  async signOut(): Promise<void> {
    const { clientId, signOutUrl } = this.#settings;
    const { location, sessionStorage } = this.#place;
    const issuer = await this.#issuer.described();
    const token = sessionStorage.getItem(REFRESH_TOKEN);
    this.#forget();
    if (token !== null && issuer.revocation_endpoint !== undefined) {
      // An issuer that cannot be reached keeps the token; this tab has forgotten it all the same.
      await this.#issuer.revoke(token).catch(() => undefined);
    }
    const at = signOutUrl || issuer.end_session_endpoint;
    if (at === undefined) return location.assign(this.#redirectUri);
    const url = new URL(at);
    url.search = new URLSearchParams({
      client_id: clientId,
      // Cognito's word, and OpenID Connect's.
      logout_uri: this.#redirectUri,
      post_logout_redirect_uri: this.#redirectUri,
    }).toString();
    location.assign(url.href);
  }

  readonly token: TokenSource = async ({ fresh } = { fresh: false }) => {
    const kept = this.#access;
    if (kept && !fresh && kept.until - this.#place.now() > 30_000) return kept.token;
    const isSignedIn = await this.#refresh().catch(() => {
      throw new ApiProblem(0, 'offline');
    });
    if (isSignedIn) return this.#access!.token;
    throw new ApiProblem(401, 'signed-out');
  };

  get #redirectUri(): string {
    return this.#place.location.origin + this.#settings.path;
  }

  async #finishSignIn(parameters: URLSearchParams, state: string): Promise<boolean> {
    const { history, sessionStorage } = this.#place;
    const key = attemptKey(state);
    const stored = sessionStorage.getItem(key);
    sessionStorage.removeItem(key);
    // Of another tab, or come back to by the history: nobody of ours asked for it.
    if (stored === null) {
      history.replaceState(null, '', this.#redirectUri);
      return this.#refresh();
    }
    const { verifier, hash } = JSON.parse(stored) as Attempt;
    history.replaceState(null, '', this.#redirectUri + hash);
    const answer = { parameters, state, redirectUri: this.#redirectUri, verifier };
    this.#keep(await this.#issuer.tokensOfCode(answer));
    return true;
  }

  /** False when nobody is signed in any more. Rejects when that could not be learned. */
  async #refresh(): Promise<boolean> {
    const token = this.#place.sessionStorage.getItem(REFRESH_TOKEN);
    if (token === null) return false;
    const tokens = await this.#issuer.tokensOfRefresh(token);
    if (tokens) this.#keep(tokens);
    else this.#forget();
    return tokens !== undefined;
  }

  #keep(tokens: oauth.TokenEndpointResponse): void {
    const { access_token: token, expires_in: seconds = 300, refresh_token: refresh } = tokens;
    this.#access = { token, until: this.#place.now() + seconds * 1000 };
    if (refresh !== undefined) this.#place.sessionStorage.setItem(REFRESH_TOKEN, refresh);
  }

  #forget(): void {
    this.#access = undefined;
    this.#place.sessionStorage.removeItem(REFRESH_TOKEN);
  }
}
