// ID and access tokens in Cognito's shapes.
// Source: Amazon Cognito Developer Guide, "Understanding user pool JSON web tokens".
import { createHash, randomUUID } from 'node:crypto';
import type { JWTPayload } from 'jose';
import type { Keys, TokenUse } from './keys.ts';
import { type Client, groupsOf, type Person, STANDARD_ATTRIBUTES } from './pool.ts';
import type { Session } from './sessions.ts';

export interface Tokens {
  access_token: string;
  /** With the scope `openid` only. */
  id_token?: string;
  expires_in: number;
  token_type: 'Bearer';
}

export interface TokenIssuer {
  /** What is in `iss`. */
  issuerOf(poolId: string): string;
  issue(client: Client, person: Person, session: Session, nonce?: string): Promise<Tokens>;
  /** The claims of an access token of this issuer that has not expired; undefined for any other text. */
  readAccessToken(token: string): Promise<JWTPayload | undefined>;
}

export interface TokenIssuerOptions {
  keys: Keys;
  /** Origin of the gateway, e.g. `http://127.0.0.1:4566`. */
  endpoint(): string;
  now(): number;
  isPool(poolId: string): boolean;
}

export function createTokenIssuer({ keys, endpoint, now, isPool }: TokenIssuerOptions): TokenIssuer {
  const issuerOf = (poolId: string) => `${endpoint()}/${poolId}`;

  async function sign(poolId: string, use: TokenUse, claims: JWTPayload): Promise<string> {
    const { SignJWT } = await import('jose');
    const { kid, privateKey } = await keys.signingKey(poolId, use);
    // Without `typ`, as Cognito.
    return new SignJWT(claims).setProtectedHeader({ kid, alg: 'RS256' }).sign(privateKey);
  }

  return {
    issuerOf,
    async issue(client, person, session, nonce) {
      const { pool } = client;
      const issuedAt = Math.floor(now() / 1000);
      const origin = client.hasRevocation ? { origin_jti: session.originJti } : {};
      const common = {
        sub: person.sub,
        ...groupClaim(client, person),
        iss: issuerOf(pool.id),
        ...origin,
        event_id: session.eventId,
        auth_time: Math.floor(session.authMs / 1000),
        iat: issuedAt,
      };
      const accessToken = await sign(pool.id, 'access', {
        ...common,
        version: 2,
        client_id: client.id,
        token_use: 'access',
        scope: session.scopes.join(' '),
        exp: issuedAt + client.accessTokenSeconds,
        jti: randomUUID(),
        username: person.username,
      });
      const answer: Tokens = {
        access_token: accessToken,
        expires_in: client.accessTokenSeconds,
        token_type: 'Bearer',
      };
      if (!session.scopes.includes('openid')) return answer;
      const idToken = await sign(pool.id, 'id', {
        at_hash: createHash('sha256').update(accessToken).digest().subarray(0, 16).toString('base64url'),
        ...common,
        ...roleClaims(client, person),
        ...typed(readableAttributes(client, person, session.scopes)),
        'cognito:username': person.username,
        ...(nonce === undefined ? {} : { nonce }),
        aud: client.id,
        token_use: 'id',
        exp: issuedAt + client.idTokenSeconds,
        jti: randomUUID(),
      });
      return { id_token: idToken, ...answer };
    },
    async readAccessToken(token) {
      const { createLocalJWKSet, decodeJwt, jwtVerify } = await import('jose');
      try {
        const poolId = String(decodeJwt(token).iss).split('/').at(-1) ?? '';
        if (!isPool(poolId)) return undefined;
        const { payload } = await jwtVerify(token, createLocalJWKSet(await keys.jwks(poolId)), {
          issuer: issuerOf(poolId),
          algorithms: ['RS256'],
          currentDate: new Date(now()),
        });
        return payload['token_use'] === 'access' ? payload : undefined;
      } catch {
        return undefined;
      }
    },
  };
}

/**
 * What of a person a client sees with these scopes: with `openid` alone or with `profile` all that it may read, else what the
 * other scopes name. https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-define-resource-servers.html
 */
export function readableAttributes(
  client: Client,
  person: Person,
  scopes: readonly string[],
): Record<string, string> {
  const named = Object.keys(ATTRIBUTES_OF_SCOPES).filter((scope) => scopes.includes(scope));
  const isAll = named.length === 0 || named.includes('profile');
  const wanted = named.flatMap((scope) => ATTRIBUTES_OF_SCOPES[scope] ?? []);
  return Object.fromEntries(
    Object.entries(person.attributes).filter(
      ([name]) =>
        (isAll || wanted.includes(name)) &&
        (client.readAttributes === undefined || client.readAttributes.includes(name)),
    ),
  );
}

const ATTRIBUTES_OF_SCOPES: Readonly<Record<string, readonly string[]>> = {
  email: ['email', 'email_verified'],
  phone: ['phone_number', 'phone_number_verified'],
  profile: STANDARD_ATTRIBUTES,
};

/** Kept as text; in tokens two of them are booleans and one is an object. */
function typed(attributes: Readonly<Record<string, string>>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(attributes).map(([name, value]) => {
      if (name.endsWith('_verified')) return [name, value === 'true'];
      return [name, name === 'address' ? { formatted: value } : value];
    }),
  );
}

function groupClaim({ pool }: Client, person: Person): Record<string, string[]> {
  const groups = groupsOf(pool, person);
  return groups.length === 0 ? {} : { 'cognito:groups': groups.map(({ name }) => name) };
}

function roleClaims({ pool }: Client, person: Person): Record<string, unknown> {
  const withRoles = groupsOf(pool, person).filter(({ roleArn }) => roleArn !== undefined);
  const [first, second] = withRoles;
  if (!first) return {};
  // Where two weigh the same, Cognito prefers none.
  const isTie = second !== undefined && second.precedence === first.precedence;
  return {
    'cognito:roles': withRoles.map(({ roleArn }) => roleArn),
    ...(isTie ? {} : { 'cognito:preferred_role': first.roleArn }),
  };
}
