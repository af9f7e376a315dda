// People who call the API of a laptop, and the tokens that they have or should not have.

import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { decodeJwt, decodeProtectedHeader, importJWK, type JWK, SignJWT } from 'jose';
import { signIn } from '../../packages/laptop-cloud/src/sign-in.ts';
import type { Laptop } from './laptop.ts';

export interface Asked {
  status: number;
  headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: what a test looks at is its own matter
  body: any;
}

export interface Callers {
  /** An access token of a page (`RiderClient` and so on) for a person. */
  token(name: string, client?: string): Promise<string>;
  idToken(name: string): Promise<string>;
  /** The token with other claims, signed by the pool itself. */
  changed(token: string, claims: Record<string, unknown>): Promise<string>;
  ask(
    route: string,
    options?: { token?: string; body?: unknown; headers?: Record<string, string> },
  ): Promise<Asked>;
}

export function callersOf({ cloud }: Laptop): Callers {
  const clientId = (client: string) => cloud.stack.ref(client);
  return {
    token: async (name, client = 'RiderClient') => (await signIn(cloud, name, clientId(client))).accessToken,
    idToken: async (name) => (await signIn(cloud, name, clientId('RiderClient'))).idToken!,
    async changed(token, claims) {
      const { kid = '' } = decodeProtectedHeader(token);
      const key = await importJWK(poolKey(cloud.stateFolder, kid), 'RS256');
      return new SignJWT({ ...decodeJwt(token), ...claims })
        .setProtectedHeader({ kid, alg: 'RS256' })
        .sign(key);
    },
    async ask(route, { token, body, headers = {} } = {}) {
      const [method = '', place = ''] = route.split(' ');
      const response = await fetch(`${cloud.stack.outputs['ApiUrl']}${place}`, {
        method,
        headers: {
          ...headers,
          ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      const text = await response.text();
      return {
        status: response.status,
        headers: response.headers,
        body: text === '' ? undefined : JSON.parse(text),
      };
    },
  };
}

/** The private half that a pool signs with, as the laptop keeps it. */
function poolKey(stateFolder: string, kid: string): JWK {
  const folder = path.join(stateFolder, 'cognito');
  const keys = readdirSync(folder)
    .filter((file) => file.endsWith('.keys.json'))
    .flatMap((file) =>
      Object.values(JSON.parse(readFileSync(path.join(folder, file), 'utf8')) as Record<string, JWK>),
    );
  return keys.find((key) => key.kid === kid)!;
}
