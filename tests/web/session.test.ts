import { createHash, generateKeyPairSync, sign } from 'node:crypto';
import { createSession, type Place } from '../../web/shared/session.ts';

const ISSUER = 'http://127.0.0.1:4566/pool';
const PAGE = 'http://127.0.0.1:4567/rider/';
const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });

/** An issuer that gives codes and tokens as OpenID Connect has it, and a browser tab that is at `url`. */
function world(url = PAGE) {
  const stored = new Map<string, string>();
  const left: string[] = [];
  const asked: URLSearchParams[] = [];
  const revoked: string[] = [];
  let at = new URL(url);
  let now = 1_800_000_000_000;
  const issuer = { refresh: 'refresh-1' as string | null, codes: new Map<string, string>(), isUp: true };
  const respond = (body: unknown, status = 200) =>
    new Response(JSON.stringify(body), { status, headers: { 'content-type': 'application/json' } });

  const fetch = async (input: unknown, init: RequestInit = {}) => {
    if (!issuer.isUp) throw new TypeError('fetch failed');
    const path = new URL(String(input)).pathname;
    if (path === '/pool/.well-known/openid-configuration') {
      return respond({
        issuer: ISSUER,
        authorization_endpoint: `${ISSUER}/oauth2/authorize`,
        token_endpoint: `${ISSUER}/oauth2/token`,
        revocation_endpoint: `${ISSUER}/oauth2/revoke`,
        end_session_endpoint: `${ISSUER}/logout`,
      });
    }
    const body = new URLSearchParams(String(init.body));
    if (path === '/pool/oauth2/revoke') {
      revoked.push(body.get('token')!);
      return new Response(null, { status: 200 });
    }
    asked.push(body);
    if (body.get('grant_type') === 'authorization_code') {
      const challenge = issuer.codes.get(body.get('code')!);
      const answer = createHash('sha256').update(body.get('code_verifier')!).digest('base64url');
      if (challenge !== answer) return respond({ error: 'invalid_grant' }, 400);
    } else if (body.get('refresh_token') !== issuer.refresh) return respond({ error: 'invalid_grant' }, 400);
    return respond({
      access_token: `access-${asked.length}`,
      token_type: 'Bearer',
      expires_in: 300,
      id_token: idToken(now),
      ...(body.get('grant_type') === 'authorization_code' && { refresh_token: 'refresh-1' }),
    });
  };
  const place = {
    get location() {
      const { origin, pathname, search, hash } = at;
      return { origin, pathname, search, hash, assign: (next: string) => left.push(next) };
    },
    history: { replaceState: (_: unknown, __: string, next: string) => (at = new URL(next)) },
    sessionStorage: {
      getItem: (key: string) => stored.get(key) ?? null,
      setItem: (key: string, value: string) => stored.set(key, value),
      removeItem: (key: string) => stored.delete(key),
    },
    fetch,
    now: () => now,
  } as unknown as Place;
  const settings = { issuer: ISSUER, clientId: 'rider-page', path: '/rider/', scope: 'photos/own' };
  return {
    issuer,
    stored,
    left,
    asked,
    revoked,
    session: () => createSession(settings, place),
    where: () => at.href,
    goTo: (next: string) => (at = new URL(next)),
    pass: (seconds: number) => (now += seconds * 1000),
  };
}

function idToken(now: number): string {
  const claims = {
    iss: ISSUER,
    aud: 'rider-page',
    sub: 'somebody',
    iat: Math.floor(Date.now() / 1000),
    exp: Math.floor(now / 1000) + 900_000_000,
  };
  const parts = [{ alg: 'RS256', kid: 'one' }, claims].map((part) =>
    Buffer.from(JSON.stringify(part)).toString('base64url'),
  );
  return [...parts, sign('sha256', Buffer.from(parts.join('.')), privateKey).toString('base64url')].join('.');
}

/** Leaves for the issuer and comes back with its code. */
async function signedIn(tab: ReturnType<typeof world>) {
  await tab.session().signIn({ language: 'de' });
  const url = new URL(tab.left.at(-1)!);
  tab.issuer.codes.set('code-1', url.searchParams.get('code_challenge')!);
  tab.goTo(`${url.searchParams.get('redirect_uri')}?code=code-1&state=${url.searchParams.get('state')}`);
  return url;
}

it('leaves for the issuer with a challenge, and is back where it was with a token', async () => {
  const tab = world(`${PAGE}#photo/1`);
  const url = await signedIn(tab);
  expect(Object.fromEntries(url.searchParams)).toMatchObject({
    client_id: 'rider-page',
    redirect_uri: PAGE,
    response_type: 'code',
    scope: 'openid photos/own',
    code_challenge_method: 'S256',
    ui_locales: 'de',
  });
  const session = tab.session();
  expect(await session.restore()).toBe(true);
  expect([await session.token(), tab.where()]).toEqual(['access-1', `${PAGE}#photo/1`]);
  expect([...tab.stored.keys()]).toEqual(['refresh-token']);
});

it('asks the issuer again only when the token ends, or was refused', async () => {
  const tab = world();
  await signedIn(tab);
  const session = tab.session();
  await session.restore();
  tab.pass(200);
  expect(await session.token()).toBe('access-1');
  tab.pass(80);
  expect(await session.token()).toBe('access-2');
  expect(await session.token({ fresh: true })).toBe('access-3');
  expect(tab.asked.map((body) => body.get('grant_type'))).toEqual([
    'authorization_code',
    'refresh_token',
    'refresh_token',
  ]);
});

it('a reload signs nobody out', async () => {
  const tab = world();
  await signedIn(tab);
  await tab.session().restore();
  const reloaded = tab.session();
  expect(await reloaded.restore()).toBe(true);
  expect(await reloaded.token()).toBe('access-2');
});

it('a callback that this tab never asked for is left alone', async () => {
  const tab = world(`${PAGE}?code=stolen&state=foreign`);
  expect(await tab.session().restore()).toBe(false);
  expect([tab.where(), tab.asked]).toEqual([PAGE, []]);
});

it('a refused sign-in is told', async () => {
  const tab = world();
  const url = await signedIn(tab);
  tab.goTo(`${PAGE}?error=access_denied&state=${url.searchParams.get('state')}`);
  await expect(tab.session().restore()).rejects.toThrow();
});

describe('without a session', () => {
  it('there is no token', async () => {
    await expect(world().session().token()).rejects.toMatchObject({ type: 'signed-out' });
  });

  it('that the issuer has ended, nobody is signed in', async () => {
    const tab = world();
    await signedIn(tab);
    await tab.session().restore();
    tab.issuer.refresh = null;
    expect(await tab.session().restore()).toBe(false);
    expect(tab.stored.size).toBe(0);
  });

  it('that cannot be learned of, the page is offline and still knows its rider', async () => {
    const tab = world();
    await signedIn(tab);
    await tab.session().restore();
    tab.issuer.isUp = false;
    await expect(tab.session().token()).rejects.toMatchObject({ type: 'offline' });
    expect(tab.stored.size).toBe(1);
  });
});

it('signing out ends the session here and there', async () => {
  const tab = world();
  await signedIn(tab);
  const session = tab.session();
  await session.restore();
  await session.signOut();
  expect([tab.revoked, tab.stored.size]).toEqual([['refresh-1'], 0]);
  const url = new URL(tab.left.at(-1)!);
  expect([url.pathname, url.searchParams.get('logout_uri')]).toEqual(['/pool/logout', PAGE]);
  await expect(session.token()).rejects.toMatchObject({ type: 'signed-out' });
});
