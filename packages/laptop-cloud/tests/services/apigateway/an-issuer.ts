// An issuer of tokens on this machine, as OpenID Connect describes one.

import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type CryptoKey, exportJWK, generateKeyPair, SignJWT } from 'jose';

export interface TestIssuer {
  url: string;
  /** How often its keys were asked for. */
  asked: { keys: number };
  /** A token with Cognito's claims of an access token, and others in their place. */
  token(claims?: Claims, options?: TokenOptions): Promise<string>;
  /** Answers everything with this status from now on. */
  fail(status: number | undefined): void;
  close(): Promise<void>;
}

/** Undefined leaves one out. */
export type Claims = Readonly<Record<string, unknown>>;

export interface TokenOptions {
  algorithm?: string;
  kid?: string;
  /** Signs with a key that the issuer does not have. */
  isForged?: boolean;
}

export const CLIENT = 'a-client';

export async function anIssuer(): Promise<TestIssuer> {
  const kid = 'key-1';
  const pairs = {
    RS256: await generateKeyPair('RS256', { extractable: true }),
    RS512: await generateKeyPair('RS512', { extractable: true }),
    ES256: await generateKeyPair('ES256', { extractable: true }),
  };
  const stranger = await generateKeyPair('RS256', { extractable: true });
  const published = await Promise.all(
    Object.entries(pairs).map(async ([alg, { publicKey }]) => ({
      ...(await exportJWK(publicKey)),
      kid: alg === 'RS256' ? kid : alg,
      alg,
      use: 'sig',
    })),
  );
  const asked = { keys: 0 };
  let failing: number | undefined;
  const server = createServer((request, response) => {
    const paths: Record<string, () => unknown> = {
      '/pool/.well-known/openid-configuration': () => ({ issuer: url, jwks_uri: `${url}/keys` }),
      '/pool/keys': () => {
        asked.keys++;
        return { keys: published };
      },
    };
    const answer = paths[request.url ?? ''];
    response.statusCode = failing ?? (answer ? 200 : 404);
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify(answer && failing === undefined ? answer() : {}));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/pool`;

  const keyOf = (algorithm: string, isForged: boolean): CryptoKey | Uint8Array => {
    if (algorithm.startsWith('HS')) return new TextEncoder().encode('a secret that everybody may guess');
    if (isForged) return stranger.privateKey;
    return pairs[algorithm as keyof typeof pairs].privateKey;
  };
  return {
    url,
    asked,
    token(claims = {}, { algorithm = 'RS256', kid: named, isForged = false } = {}) {
      const nowSeconds = Math.floor(Date.now() / 1000);
      const payload = {
        sub: 'someone',
        iss: url,
        client_id: CLIENT,
        token_use: 'access',
        scope: 'pets/read openid',
        iat: nowSeconds,
        exp: nowSeconds + 60,
        ...claims,
      };
      const ofAlgorithm = algorithm === 'RS256' ? kid : algorithm;
      return new SignJWT(payload)
        .setProtectedHeader({ alg: algorithm, kid: named ?? ofAlgorithm })
        .sign(keyOf(algorithm, isForged));
    },
    fail: (status) => {
      failing = status;
    },
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
