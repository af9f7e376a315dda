// The tokens: their shape, who gets them, when they end, and that who checks them finds the key.
import { createHash, randomBytes } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  AdminDeleteUserCommand,
  AdminUserGlobalSignOutCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { createRemoteJWKSet, decodeJwt, decodeProtectedHeader, jwtVerify } from 'jose';
import { signIn } from '../../../src/sign-in.ts';
import { CALLBACK, startCognito, type TestCognito } from '../../support/cognito.ts';

let cloud: TestCognito;
let poolId: string;
let web: string;
let server: string;
beforeAll(async () => {
  cloud = await startCognito({ people: [{ username: 'ada', groups: ['senders', 'chiefs'] }] });
  poolId = cloud.stack.ref('People');
  web = cloud.stack.ref('Web');
  server = cloud.stack.ref('Server');
});
afterAll(() => cloud.close());

type Members = Record<string, string>;
const issuer = () => `${cloud.endpoint}/${poolId}`;
const post = async (path: string, members: Members, headers: Members = {}) => {
  const response = await fetch(`${cloud.endpoint}${path}`, {
    method: 'POST',
    body: new URLSearchParams(members),
    headers,
  });
  return { status: response.status, body: (await response.json()) as Members, headers: response.headers };
};
const refresh = (refreshToken: string, more: Members = {}) =>
  post('/oauth2/token', {
    grant_type: 'refresh_token',
    client_id: web,
    refresh_token: refreshToken,
    ...more,
  });
const userInfo = (token: string) =>
  fetch(`${cloud.endpoint}/oauth2/userInfo`, { headers: { authorization: `Bearer ${token}` } });

/** A code of the page for the client, and what goes with it. */
async function codeOf(username: string, clientId: string, scope: string, more: Members = {}) {
  const verifier = randomBytes(32).toString('base64url');
  const query = new URLSearchParams({
    response_type: 'code',
    client_id: clientId,
    redirect_uri: CALLBACK,
    scope,
    ...more,
    ...(clientId === web
      ? {
          code_challenge: createHash('sha256').update(verifier).digest('base64url'),
          code_challenge_method: 'S256',
        }
      : {}),
  });
  const response = await fetch(`${cloud.endpoint}/login?${query}`, {
    method: 'POST',
    body: new URLSearchParams({ username }),
    redirect: 'manual',
  });
  const code = new URL(response.headers.get('location') ?? '').searchParams.get('code') ?? '';
  return {
    grant_type: 'authorization_code',
    client_id: clientId,
    code,
    redirect_uri: CALLBACK,
    code_verifier: verifier,
  };
}

describe('their shape', () => {
  it('is that of Cognito for access tokens: no audience, groups as a list, scopes in one text', async () => {
    const { accessToken, expiresIn } = await signIn(cloud, 'ada', web);
    const { payload, protectedHeader } = await jwtVerify(
      accessToken,
      createRemoteJWKSet(new URL(`${issuer()}/.well-known/jwks.json`)),
      { issuer: issuer() },
    );

    expect(payload).toEqual({
      sub: expect.stringMatching(/^[0-9a-f-]{36}$/),
      'cognito:groups': ['chiefs', 'senders'],
      iss: issuer(),
      version: 2,
      client_id: web,
      origin_jti: expect.any(String),
      event_id: expect.any(String),
      token_use: 'access',
      scope: 'openid email parcels/send',
      auth_time: expect.any(Number),
      exp: payload.iat! + 600,
      iat: expect.any(Number),
      jti: expect.any(String),
      username: 'ada',
    });
    expect(protectedHeader).toEqual({ kid: expect.any(String), alg: 'RS256' });
    expect(expiresIn).toBe(600);
  });

  it('is that of Cognito for ID tokens: audience, nonce, the attributes of the scopes', async () => {
    const answer = await post('/oauth2/token', await codeOf('ada', web, 'openid email', { nonce: 'n-1' }));
    const payload = decodeJwt(answer.body['id_token']!);

    expect(payload).toEqual({
      sub: decodeJwt(answer.body['access_token']!).sub,
      'cognito:groups': ['chiefs', 'senders'],
      email_verified: true,
      iss: issuer(),
      'cognito:username': 'ada',
      nonce: 'n-1',
      origin_jti: decodeJwt(answer.body['access_token']!)['origin_jti'],
      aud: web,
      event_id: expect.any(String),
      token_use: 'id',
      auth_time: expect.any(Number),
      exp: payload.iat! + 1200,
      iat: expect.any(Number),
      jti: expect.any(String),
      email: 'ada@example.com',
      at_hash: createHash('sha256')
        .update(answer.body['access_token']!)
        .digest()
        .subarray(0, 16)
        .toString('base64url'),
    });
    expect(answer.headers.get('cache-control')).toBe('no-store');
    expect(answer.headers.get('access-control-allow-origin')).toBe('*');
  });

  it('leaves out what there is not: no groups, no ID token without openid', async () => {
    const { accessToken, idToken } = await signIn(cloud, 'bao', web, ['parcels/send']);

    expect(decodeJwt(accessToken)).not.toHaveProperty('cognito:groups');
    expect(idToken).toBeUndefined();
  });

  it('signs the two kinds with two keys, so that both have to be looked up', async () => {
    const { accessToken, idToken } = await signIn(cloud, 'ada', web);
    const { keys } = (await (await fetch(`${issuer()}/.well-known/jwks.json`)).json()) as {
      keys: Members[];
    };
    const kids = [accessToken, idToken!].map((token) => decodeProtectedHeader(token).kid);

    expect(new Set(kids).size).toBe(2);
    expect(keys.map(({ kid }) => kid).sort()).toEqual(kids.sort());
    for (const key of keys) expect(Object.keys(key).sort()).toEqual(['alg', 'e', 'kid', 'kty', 'n', 'use']);
  });
});

describe('discovery', () => {
  it('names every endpoint, and answers scripts of any origin', async () => {
    const response = await fetch(`${issuer()}/.well-known/openid-configuration`);

    expect(await response.json()).toMatchObject({
      issuer: issuer(),
      jwks_uri: `${issuer()}/.well-known/jwks.json`,
      authorization_endpoint: `${cloud.endpoint}/oauth2/authorize`,
      token_endpoint: `${cloud.endpoint}/oauth2/token`,
      userinfo_endpoint: `${cloud.endpoint}/oauth2/userInfo`,
      revocation_endpoint: `${cloud.endpoint}/oauth2/revoke`,
      end_session_endpoint: `${cloud.endpoint}/logout`,
    });
    expect(response.headers.get('access-control-allow-origin')).toBe('*');
    expect(cloud.stack.attribute('People', 'ProviderURL')).toBe(issuer());
  });

  it('answers 404 for a pool that is not there', async () => {
    const response = await fetch(`${cloud.endpoint}/us-east-1_Nobody123/.well-known/jwks.json`);
    expect(response.status).toBe(404);
  });

  it('lets browsers ask before they send a token', async () => {
    const response = await fetch(`${cloud.endpoint}/oauth2/userInfo`, {
      method: 'OPTIONS',
      headers: { origin: 'http://127.0.0.1:5600', 'access-control-request-method': 'GET' },
    });
    expect(response.status).toBe(204);
    expect(response.headers.get('access-control-allow-headers')).toContain('authorization');
  });
});

describe('a code', () => {
  it('is good once; a second time it ends what came of the first', async () => {
    const grant = await codeOf('ada', web, 'openid');
    const first = await post('/oauth2/token', grant);
    const second = await post('/oauth2/token', grant);

    expect(first.status).toBe(200);
    expect([second.status, second.body]).toEqual([400, { error: 'invalid_grant' }]);
    expect((await refresh(first.body['refresh_token']!)).body).toEqual({ error: 'invalid_grant' });
  });

  it('is good for five minutes', async () => {
    const [soon, late] = [await codeOf('ada', web, 'openid'), await codeOf('ada', web, 'openid')];
    cloud.advance(299_000);
    expect((await post('/oauth2/token', soon)).status).toBe(200);
    cloud.advance(2_000);
    expect((await post('/oauth2/token', late)).body).toEqual({ error: 'invalid_grant' });
  });

  it.each([
    ['another verifier', { code_verifier: 'x'.repeat(43) }, 'invalid_grant'],
    ['no verifier', { code_verifier: '' }, 'invalid_grant'],
    ['another way back', { redirect_uri: 'https://parcels.example/back' }, 'invalid_grant'],
    ['an unknown client', { client_id: 'nobody' }, 'invalid_client'],
    ['a secret that the client does not have', { client_secret: 'x' }, 'invalid_client'],
    ['no client', { client_id: undefined }, 'invalid_request'],
    ['another grant', { grant_type: 'password' }, 'unsupported_grant_type'],
    ['no grant', { grant_type: undefined }, 'invalid_request'],
    ['no code', { code: '' }, 'invalid_request'],
    ['a code of nobody', { code: 'x' }, 'invalid_grant'],
  ])('gives no tokens to %s', async (_, members, error) => {
    const grant = { ...(await codeOf('ada', web, 'openid')), ...members };
    const given = Object.entries(grant).filter((entry): entry is [string, string] => entry[1] !== undefined);
    const { status, body } = await post('/oauth2/token', Object.fromEntries(given));
    expect([status, body['error']]).toEqual([400, error]);
  });

  it('of one client is nothing to another', async () => {
    const grant = await codeOf('ada', server, 'openid');
    expect((await post('/oauth2/token', { ...grant, client_id: web })).body).toEqual({
      error: 'invalid_grant',
    });
  });
});

describe('a client with a secret', () => {
  const basic = (secret: string) => ({
    authorization: `Basic ${Buffer.from(`${server}:${secret}`).toString('base64')}`,
  });
  const secret = () => cloud.stack.attribute('Server', 'ClientSecret');

  it('shows it in the header or in the form', async () => {
    const { client_id: _, ...bare } = await codeOf('ada', server, 'openid');
    expect((await post('/oauth2/token', bare, basic(secret()))).status).toBe(200);
    const grant = await codeOf('ada', server, 'openid');
    expect((await post('/oauth2/token', { ...grant, client_secret: secret() })).status).toBe(200);
  });

  it('gets nothing without, or with another one', async () => {
    const grant = await codeOf('ada', server, 'openid');
    expect((await post('/oauth2/token', grant)).body['error']).toBe('invalid_client');
    expect((await post('/oauth2/token', grant, basic('x'))).body['error']).toBe('invalid_client');
    expect((await post('/oauth2/token', grant, basic(secret()))).status).toBe(200);
  });

  it('sees every attribute with the scope profile', async () => {
    const { idToken } = await signIn(cloud, 'cleo', server, ['openid', 'profile']);
    expect(decodeJwt(idToken!)['email']).toBe('cleo@parcels.example');
  });
});

describe('a refresh token', () => {
  it('gives new tokens of the same sign-in until it ends, and none of its own kind', async () => {
    const first = await signIn(cloud, 'ada', web);
    cloud.advance(60_000);
    const { status, body } = await refresh(first.refreshToken);
    const [old, fresh] = [decodeJwt(first.accessToken), decodeJwt(body['access_token']!)];

    expect(status).toBe(200);
    expect(body).not.toHaveProperty('refresh_token');
    expect(fresh).toMatchObject({
      auth_time: old['auth_time'],
      origin_jti: old['origin_jti'],
      scope: old['scope'],
    });
    expect(fresh.iat! - old.iat!).toBeGreaterThanOrEqual(60);
    expect(fresh.jti).not.toBe(old.jti);
    cloud.advance(7_200_000);
    expect((await refresh(first.refreshToken)).body).toEqual({ error: 'invalid_grant' });
  });

  it('ends when it is revoked, and so does the access token at the issuer', async () => {
    const { accessToken, refreshToken } = await signIn(cloud, 'ada', web);
    expect((await userInfo(accessToken)).status).toBe(200);

    expect((await post('/oauth2/revoke', { client_id: web, token: accessToken })).body).toEqual({
      error: 'unsupported_token_type',
    });
    expect((await post('/oauth2/revoke', { client_id: web, token: refreshToken })).status).toBe(200);

    expect((await refresh(refreshToken)).body).toEqual({ error: 'invalid_grant' });
    const refused = await userInfo(accessToken);
    expect(refused.status).toBe(401);
    expect(refused.headers.get('www-authenticate')).toContain('error="invalid_token"');
    expect((await post('/oauth2/revoke', { client_id: web, token: 'nothing' })).status).toBe(200);
  });

  it('ends when an administrator signs the person out everywhere', async () => {
    const one = await signIn(cloud, 'ada', web);
    const other = await signIn(cloud, 'cleo', web);
    await cloud.client.send(new AdminUserGlobalSignOutCommand({ UserPoolId: poolId, Username: 'ada' }));
    expect((await refresh(one.refreshToken)).body).toEqual({ error: 'invalid_grant' });
    expect((await refresh(other.refreshToken)).status).toBe(200);
  });

  it('is nothing to the next person of that name', async () => {
    const first = await signIn(cloud, 'dora', web);
    await cloud.client.send(new AdminDeleteUserCommand({ UserPoolId: poolId, Username: 'dora' }));
    const second = await signIn(cloud, 'dora', web);
    expect(decodeJwt(second.accessToken).sub).not.toBe(decodeJwt(first.accessToken).sub);
    expect((await refresh(first.refreshToken)).body).toEqual({ error: 'invalid_grant' });
    expect((await userInfo(first.accessToken)).status).toBe(401);
  });

  it('of one client is nothing to another', async () => {
    const { refreshToken } = await signIn(cloud, 'ada', web);
    const other = { client_id: server, client_secret: cloud.stack.attribute('Server', 'ClientSecret') };
    expect((await refresh(refreshToken, other)).body).toEqual({ error: 'invalid_grant' });
  });
});

describe('user info', () => {
  it('tells of the person what the scopes allow, values as text', async () => {
    const { accessToken } = await signIn(cloud, 'cleo', web, ['openid', 'email']);
    expect(await (await userInfo(accessToken)).json()).toEqual({
      sub: decodeJwt(accessToken).sub,
      email: 'cleo@parcels.example',
      username: 'cleo',
    });
  });

  it.each([
    ['an ID token', async () => (await signIn(cloud, 'ada', web)).idToken!],
    ['an access token without openid', async () => (await signIn(cloud, 'ada', web, ['email'])).accessToken],
    [
      'a token that was changed',
      async () => `${(await signIn(cloud, 'ada', web)).accessToken.slice(0, -8)}AAAAAAAA`,
    ],
    [
      'a token that has ended',
      async () => {
        const { accessToken } = await signIn(cloud, 'ada', web);
        cloud.advance(601_000);
        return accessToken;
      },
    ],
  ])('tells nothing to who shows %s', async (_, token) => {
    expect((await userInfo(await token())).status).toBe(401);
  });

  it('tells nothing to who shows nothing', async () => {
    expect((await fetch(`${cloud.endpoint}/oauth2/userInfo`)).status).toBe(400);
  });
});

describe('after a restart', () => {
  it('keys, people and who is signed in are as before, in files that only their owner reads', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'cognito-kept-'));
    try {
      const before = await startCognito({ folder });
      const kept = await signIn(before, 'bao', web);
      const secretBefore = before.stack.attribute('Server', 'ClientSecret');
      await before.close();

      const after = await startCognito({ folder });
      const response = await fetch(`${after.endpoint}/oauth2/token`, {
        method: 'POST',
        body: new URLSearchParams({
          grant_type: 'refresh_token',
          client_id: web,
          refresh_token: kept.refreshToken,
        }),
      });
      const body = (await response.json()) as Members;
      expect(after.stack.attribute('Server', 'ClientSecret')).toBe(secretBefore);
      await after.close();

      expect(response.status).toBe(200);
      expect(decodeJwt(body['access_token']!).sub).toBe(decodeJwt(kept.accessToken).sub);
      expect(decodeProtectedHeader(body['access_token']!)).toEqual(decodeProtectedHeader(kept.accessToken));
      // Windows tells no such modes.
      const modeOf = (at: string, expected: number) =>
        process.platform === 'win32' ? expected : statSync(at).mode & 0o777;
      expect(modeOf(folder, 0o700)).toBe(0o700);
      const files = readdirSync(folder);
      expect(files.length).toBeGreaterThan(3);
      for (const file of files) {
        expect([file, modeOf(join(folder, file), 0o600)]).toEqual([file, 0o600]);
        expect(readFileSync(join(folder, file), 'utf8')).not.toContain(kept.refreshToken);
      }
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
