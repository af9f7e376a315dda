// The issuer of tokens: what it says of itself, and what it gives for a code or a refresh token.

import * as oauth from 'oauth4webapi';

/** What comes back from signing in, and what belongs to it here. */
interface Answer {
  parameters: URLSearchParams;
  state: string;
  redirectUri: string;
  verifier: string;
}

export class Issuer {
  readonly #url: string;
  readonly #client: oauth.Client;
  readonly #options: oauth.HttpRequestOptions<'GET'> & oauth.HttpRequestOptions<'POST', URLSearchParams>;
  #description: Promise<oauth.AuthorizationServer> | undefined;

  /** `issuer`: its URL, exactly as it names itself. */
  constructor(
    { issuer, clientId }: { issuer: string; clientId: string },
    place: { fetch: typeof globalThis.fetch },
  ) {
    this.#url = issuer;
    this.#client = { client_id: clientId };
    this.#options = {
      [oauth.customFetch]: (url: string, init: object) => place.fetch(url, init),
      // A laptop's own issuer has no certificate.
      [oauth.allowInsecureRequests]: issuer.startsWith('http://'),
    };
  }

  /** Its description of itself; asked for again after a failure. */
  described(): Promise<oauth.AuthorizationServer> {
    this.#description ??= this.#discover();
    this.#description.catch(() => {
      this.#description = undefined;
    });
    return this.#description;
  }

  /** Rejects when the answer is not the issuer's, or it refuses the code. */
  async tokensOfCode({
    parameters,
    state,
    redirectUri,
    verifier,
  }: Answer): Promise<oauth.TokenEndpointResponse> {
    const server = await this.described();
    const valid = oauth.validateAuthResponse(server, this.#client, parameters, state);
    const response = await oauth.authorizationCodeGrantRequest(
      server,
      this.#client,
      oauth.None(),
      valid,
      redirectUri,
      verifier,
      this.#options,
    );
    return oauth.processAuthorizationCodeResponse(server, this.#client, response);
  }

  /** Undefined when the issuer does not take the token any more. Rejects when that could not be learned. */
  async tokensOfRefresh(token: string): Promise<oauth.TokenEndpointResponse | undefined> {
    const server = await this.described();
    const response = await oauth.refreshTokenGrantRequest(
      server,
      this.#client,
      oauth.None(),
      token,
      this.#options,
    );
    try {
      return await oauth.processRefreshTokenResponse(server, this.#client, response);
    } catch (error) {
      if (!(error instanceof oauth.ResponseBodyError)) throw error;
      return undefined;
    }
  }

  async revoke(token: string): Promise<void> {
    await oauth.revocationRequest(await this.described(), this.#client, oauth.None(), token, this.#options);
  }

  async #discover(): Promise<oauth.AuthorizationServer> {
    const url = new URL(this.#url);
    return oauth.processDiscoveryResponse(url, await oauth.discoveryRequest(url, this.#options));
  }
}
