// The way of a person through the page, and what is refused on it.
import { createHash, randomBytes } from 'node:crypto';
import { SignInError, signIn } from '../../../src/sign-in.ts';
import { CALLBACK, poolTemplate, startCognito, type TestCognito } from '../../support/cognito.ts';

let cloud: TestCognito;
let clientId: string;
const verifier = randomBytes(32).toString('base64url');
const challenge = createHash('sha256').update(verifier).digest('base64url');

beforeAll(async () => {
  cloud = await startCognito({ people: [{ username: 'ada', groups: ['chiefs'] }] });
  clientId = cloud.stack.ref('Web');
});
afterAll(() => cloud.close());

const query = (members: Record<string, string | undefined> = {}) => {
  const all = {
    response_type: 'code',
    client_id: clientId,
    redirect_uri: CALLBACK,
    scope: 'openid',
    state: 'a+b&c',
    code_challenge: challenge,
    code_challenge_method: 'S256',
    ...members,
  };
  return new URLSearchParams(
    Object.entries(all).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
};
const get = (path: string) => fetch(`${cloud.endpoint}${path}`, { redirect: 'manual' });
const choose = (
  username: string,
  members: Record<string, string | undefined> = {},
  headers: Record<string, string> = {},
) =>
  fetch(`${cloud.endpoint}/login?${query(members)}`, {
    method: 'POST',
    body: new URLSearchParams({ username }),
    redirect: 'manual',
    headers,
  });
const locationOf = (response: Response) => new URL(response.headers.get('location') ?? '', cloud.endpoint);

it('leads from the authorize endpoint to a page that lists everybody, those of the template with their groups', async () => {
  const first = await get(`/oauth2/authorize?${query()}`);
  const page = await fetch(locationOf(first));
  const html = await page.text();

  expect(first.status).toBe(302);
  expect(page.status).toBe(200);
  expect(html).toContain('<h1>Who are you?</h1>');
  expect(html).toContain('<button name="username" value="ada">ada <small>chiefs</small></button>');
  expect(html).toContain('<button name="username" value="cleo">cleo <small>senders</small></button>');
  expect(html).toContain('<label for="username">');
  expect(html).not.toContain('<script');
  expect(page.headers.get('content-security-policy')).toMatch(
    /^default-src 'none'; style-src 'sha256-[^']+'; form-action 'self' http:\/\/127\.0\.0\.1:5600; base-uri 'none'; frame-ancestors 'none'$/,
  );
  const [, style = ''] = /<style>([\s\S]*)<\/style>/.exec(html) ?? [];
  const hash = createHash('sha256').update(style).digest('base64');
  expect(page.headers.get('content-security-policy')).toContain(hash);
});

it('sends the browser back with a code and the state as it was', async () => {
  const location = locationOf(await choose('ada'));

  expect(`${location.origin}${location.pathname}`).toBe(CALLBACK);
  expect(location.searchParams.get('state')).toBe('a+b&c');
  expect(location.searchParams.get('code')).toMatch(/^[0-9a-f-]{36}$/);
});

it('leaves PKCE to the client, as Cognito does', async () => {
  const location = locationOf(
    await choose('ada', { code_challenge: undefined, code_challenge_method: undefined }),
  );
  const response = await fetch(`${cloud.endpoint}/oauth2/token`, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'authorization_code',
      client_id: clientId,
      redirect_uri: CALLBACK,
      code: location.searchParams.get('code') ?? '',
    }),
  });

  expect(await response.json()).toMatchObject({ token_type: 'Bearer', id_token: expect.any(String) });
});

it('makes known who types a new name, and knows the person the next time', async () => {
  const one = await signIn(cloud, 'bao', clientId);
  const other = await signIn(cloud, 'bao', clientId);

  expect(subOf(one.accessToken)).toBe(subOf(other.accessToken));
  expect(subOf(one.accessToken)).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4/);
});

it('says on the page what is wrong with a name, and keeps what was typed', async () => {
  const response = await choose('<b> x');
  const html = await response.text();

  expect(response.status).toBe(400);
  expect(html).toContain('role="alert">A name has 1 to 128 letters');
  expect(html).toContain('value="&#60;b&#62; x"');
  expect(html).not.toContain('<b>');
});

it('takes the form of no page but its own', async () => {
  expect((await choose('ada', {}, { 'sec-fetch-site': 'cross-site' })).status).toBe(400);
  expect((await choose('ada', {}, { 'sec-fetch-site': 'same-origin' })).status).toBe(302);
});

it.each([
  ['an unknown client', { client_id: 'nobody' }, 'No client has the client_id nobody'],
  ['no client', { client_id: undefined }, 'No client has the client_id (none)'],
  ['another address to go back to', { redirect_uri: `${CALLBACK}/` }, 'is not among the CallbackURLs'],
  ['no address to go back to', { redirect_uri: undefined }, 'The redirect_uri (none)'],
])('sends nobody anywhere for %s', async (_, members, message) => {
  for (const path of ['/oauth2/authorize', '/login']) {
    const response = await get(`${path}?${query(members)}`);
    expect(response.status).toBe(400);
    expect(response.headers.get('location')).toBeNull();
    expect(await response.text()).toContain(message);
  }
});

it.each([
  ['implicit flow', { response_type: 'token' }, 'unauthorized_client'],
  ['no response_type', { response_type: undefined }, 'invalid_request'],
  ['a code_challenge_method without a code_challenge', { code_challenge: undefined }, 'invalid_request'],
  ['a plain code_challenge', { code_challenge_method: 'plain' }, 'invalid_request'],
  ['no method of the code_challenge', { code_challenge_method: undefined }, 'invalid_request'],
  ['a code_challenge that is no hash', { code_challenge: 'short' }, 'invalid_request'],
  ['a scope that the client does not have', { scope: 'openid profile' }, 'invalid_scope'],
  ['no page', { prompt: 'none' }, 'login_required'],
])('tells the client of %s', async (_, members, error) => {
  const location = locationOf(await get(`/oauth2/authorize?${query(members)}`));

  expect(`${location.origin}${location.pathname}`).toBe(CALLBACK);
  expect(location.searchParams.get('error')).toBe(error);
  expect(location.searchParams.get('state')).toBe('a+b&c');
});

it('signs out to registered addresses alone', async () => {
  const good = await get(
    `/logout?${new URLSearchParams({ client_id: clientId, logout_uri: 'http://127.0.0.1:5600/bye' })}`,
  );
  const bad = await get(
    `/logout?${new URLSearchParams({ client_id: clientId, logout_uri: 'http://127.0.0.1:5600/' })}`,
  );
  const again = await get(`/logout?${query()}`);

  expect(good.headers.get('location')).toBe('http://127.0.0.1:5600/bye');
  expect([bad.status, bad.headers.get('location')]).toEqual([400, null]);
  expect(again.headers.get('location')).toBe(`/oauth2/authorize?${query()}`);
});

it('lets in by name those alone whom administrators made known, where the pool says so', async () => {
  const closed = await startCognito({
    template: poolTemplate().replace(
      'People: { Type: AWS::Cognito::UserPool }',
      'People: { Type: AWS::Cognito::UserPool, Properties: { AdminCreateUserConfig: { AllowAdminCreateUserOnly: true } } }',
    ),
  });
  try {
    await expect(signIn(closed, 'bao', closed.stack.ref('Web'))).rejects.toThrow(SignInError);
    await expect(signIn(closed, 'bao', closed.stack.ref('Web'))).rejects.toThrow('administrators alone');
    expect((await signIn(closed, 'cleo', closed.stack.ref('Web'))).expiresIn).toBe(600);
  } finally {
    await closed.close();
  }
});

it('has no pages without a domain', async () => {
  const bare = await startCognito({
    template: poolTemplate().replace(/^ {2}Domain: .*$/m, ''),
  });
  try {
    await expect(signIn(bare, 'ada', bare.stack.ref('Web'))).rejects.toThrow(
      'has no AWS::Cognito::UserPoolDomain',
    );
  } finally {
    await bare.close();
  }
});

function subOf(token: string): unknown {
  return JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()).sub;
}
