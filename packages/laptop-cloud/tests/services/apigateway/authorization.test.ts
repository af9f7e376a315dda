import { UnsecuredJWT } from 'jose';
import { createIssuerKeys } from '../../../src/services/apigateway/issuer-keys.ts';
import { aStack, echoTemplate, type TestStack } from './an-api.ts';
import { anIssuer, CLIENT, type Claims, type TestIssuer, type TokenOptions } from './an-issuer.ts';

let issuer: TestIssuer;
let stack: TestStack;
beforeAll(async () => {
  issuer = await anIssuer();
  stack = await aStack(
    echoTemplate(
      `
        Open: { Type: HttpApi, Properties: { ApiId: !Ref Pets, Path: /open, Method: GET, Auth: { Authorizer: NONE } } }
        Any: { Type: HttpApi, Properties: { ApiId: !Ref Pets, Path: /any, Method: ANY } }
        Scoped: { Type: HttpApi, Properties: { ApiId: !Ref Pets, Path: /scoped, Method: GET, Auth: { AuthorizationScopes: [pets/write, pets/read] } } }
        Query: { Type: HttpApi, Properties: { ApiId: !Ref Pets, Path: /query, Method: GET, Auth: { Authorizer: ByQuery } } }`,
      `
  Pets:
    Type: AWS::Serverless::HttpApi
    Properties:
      CorsConfiguration: { AllowOrigins: ['https://pets.example'], AllowHeaders: [authorization], AllowMethods: [GET, PUT] }
      Auth:
        DefaultAuthorizer: ByHeader
        Authorizers:
          ByHeader: { JwtConfiguration: { issuer: !Ref Issuer, audience: [${CLIENT}, another] } }
          ByQuery: { JwtConfiguration: { Issuer: !Ref Issuer, Audience: [${CLIENT}] }, IdentitySource: $request.querystring.token }
Parameters: { Issuer: { Type: String } }`,
    ),
    { parameters: { Issuer: issuer.url } },
  );
});
afterAll(async () => {
  await stack?.close();
  await issuer.close();
});

interface Echoed {
  event: { requestContext: { authorizer?: { jwt: { claims: Record<string, string>; scopes: unknown } } } };
}

const bearer = async (claims?: Claims, options?: TokenOptions) => ({
  headers: { Authorization: `Bearer ${await issuer.token(claims, options)}` },
});

it('lets everybody call a route without an authorizer', async () => {
  const answer = await stack.ask('/open');
  expect(answer.status).toBe(200);
  expect(answer.json<Echoed>().event.requestContext).not.toHaveProperty('authorizer');
});

it('asks who calls, where nobody says', async () => {
  const answer = await stack.ask('/any');
  expect([answer.status, answer.json(), answer.headers['www-authenticate']]).toEqual([
    401,
    { message: 'Unauthorized' },
    'Bearer',
  ]);
});

it('hands the claims on as text, and no scopes where the route has none', async () => {
  const answer = await stack.ask(
    '/any',
    await bearer({
      'cognito:groups': ['reviewers', 'operators'],
      email_verified: true,
      auth_time: 7,
      nothing: null,
      address: { city: 'Rome' },
    }),
  );
  const { jwt } = answer.json<Echoed>().event.requestContext.authorizer!;
  expect(jwt.scopes).toBeNull();
  expect(jwt.claims).toMatchObject({
    'cognito:groups': '[reviewers operators]',
    email_verified: 'true',
    auth_time: '7',
    address: '{"city":"Rome"}',
    exp: expect.stringMatching(/^\d+$/),
  });
  expect(jwt.claims).not.toHaveProperty('nothing');
});

it('hands on all scopes of the token where the route has some', async () => {
  const answer = await stack.ask('/scoped', await bearer());
  expect(answer.json<Echoed>().event.requestContext.authorizer?.jwt.scopes).toEqual(['pets/read', 'openid']);
});

it.each([
  ['scp', { scope: undefined, scp: 'pets/read' }],
  ['a list of scp', { scope: undefined, scp: ['pets/write'] }],
  ['aud', { aud: CLIENT, client_id: undefined }],
  ['one of several aud', { aud: ['x', 'another'], client_id: 'x' }],
])('takes %s', async (_, claims) => {
  expect((await stack.ask('/scoped', await bearer(claims))).status).toBe(200);
});

it('takes a token without the scheme before it, and RS512', async () => {
  expect((await stack.ask('/any', { headers: { authorization: await issuer.token() } })).status).toBe(200);
  expect((await stack.ask('/any', await bearer({}, { algorithm: 'RS512' }))).status).toBe(200);
});

it('takes a token of the query where the authorizer says so', async () => {
  expect((await stack.ask(`/query?token=${await issuer.token()}`)).status).toBe(200);
  expect((await stack.ask('/query', await bearer())).status).toBe(401);
});

it.each([
  ['no scope of the route', { scope: 'pets/feed' }],
  ['no scope at all', { scope: undefined }],
])('forbids who has %s', async (_, claims) => {
  const answer = await stack.ask('/scoped', await bearer(claims));
  expect([answer.status, answer.json()]).toEqual([403, { message: 'Forbidden' }]);
  expect(answer.headers['www-authenticate']).toContain(
    'scope="pets/write pets/read" error="insufficient_scope"',
  );
});

const past = Math.floor(Date.now() / 1000) - 60;
it.each<[string, Claims, TokenOptions, string]>([
  ['another client', { client_id: 'x' }, {}, 'the token does not have a valid audience'],
  ['another aud, though the client is right', { aud: 'x' }, {}, 'the token does not have a valid audience'],
  ['another issuer', { iss: 'http://x' }, {}, 'the token does not have a valid issuer'],
  ['an end that has passed', { exp: past }, {}, 'the token has expired'],
  ['no end', { exp: undefined }, {}, 'the token does not have a valid exp'],
  ['a beginning to come', { nbf: past + 1000 }, {}, 'the token is not valid yet'],
  ['a birth to come', { iat: past + 1000 }, {}, 'the token was used before it was issued'],
  ['a signature by a stranger', {}, { isForged: true }, 'signature is invalid'],
  ['an unknown key', {}, { kid: 'nobody' }, 'unable to find a signing key that matches the token'],
  ['a shared secret', {}, { algorithm: 'HS256' }, 'signing method is invalid'],
  ['an elliptic curve', {}, { algorithm: 'ES256' }, 'signing method is invalid'],
])('refuses a token with %s', async (_, claims, options, why) => {
  const answer = await stack.ask('/any', await bearer(claims, options));
  expect([answer.status, answer.json(), answer.headers['www-authenticate']]).toEqual([
    401,
    { message: 'Unauthorized' },
    `Bearer scope="" error="invalid_token" error_description="${why}"`,
  ]);
});

it('refuses what is not signed, and what is no token', async () => {
  const unsigned = new UnsecuredJWT({ iss: issuer.url, client_id: CLIENT, exp: past + 1000 }).encode();
  const withoutSignature = await stack.ask('/any', { headers: { authorization: unsigned } });
  expect(withoutSignature.headers['www-authenticate']).toContain('signing method is invalid');
  const word = await stack.ask('/any', { headers: { authorization: 'Bearer word' } });
  expect(word.headers['www-authenticate']).toBe(
    'Bearer scope="" error="invalid_token" error_description="token contains an invalid number of segments"',
  );
  const dots = await stack.ask('/any', { headers: { authorization: 'a.b.c' } });
  expect([dots.status, dots.headers['www-authenticate']]).toEqual([
    401,
    expect.stringContaining('malformed'),
  ]);
});

it('asks an issuer for its keys once', async () => {
  const before = issuer.asked.keys;
  for (let n = 0; n < 5; n++) await stack.ask('/any', await bearer());
  expect(issuer.asked.keys).toBe(before);
  expect(before).toBeGreaterThan(0);
});

it('asks an issuer where its keys are again after two hours', async () => {
  let nowMs = Date.now();
  const one = await anIssuer();
  try {
    const keys = createIssuerKeys(() => nowMs);
    const first = await keys.of(one.url);
    expect(await keys.of(one.url)).toBe(first);
    nowMs += 2 * 60 * 60 * 1000;
    expect(await keys.of(one.url)).not.toBe(first);
  } finally {
    await one.close();
  }
});

it('answers a preflight before any authorizer, and the page may read refusals', async () => {
  const origin = 'https://pets.example';
  const preflight = await stack.ask('/any', {
    method: 'OPTIONS',
    headers: { origin, 'access-control-request-method': 'PUT' },
  });
  expect(preflight.status).toBe(204);
  expect(preflight.headers).toMatchObject({
    'access-control-allow-origin': origin,
    'access-control-allow-methods': 'GET,PUT',
    'access-control-allow-headers': 'authorization',
  });
  const refused = await stack.ask('/any', { headers: { origin } });
  expect([refused.status, refused.headers['access-control-allow-origin']]).toEqual([401, origin]);
});

it('refuses everybody while the issuer is away, says so, and asks again', async () => {
  const away = await anIssuer();
  const later = await aStack(
    echoTemplate(
      '{ Any: { Type: HttpApi, Properties: { ApiId: !Ref Pets, Path: /, Method: GET } } }',
      `
  Pets:
    Type: AWS::Serverless::HttpApi
    Properties: { Auth: { DefaultAuthorizer: One, Authorizers: { One: { JwtConfiguration: { issuer: '${away.url}', audience: [${CLIENT}] } } } } }`,
    ),
  );
  try {
    const headers = { authorization: await away.token() };
    away.fail(503);
    const refused = await later.ask('/', { headers });
    expect([refused.status, refused.headers['www-authenticate']]).toEqual([
      401,
      expect.stringContaining('JWKS communication error'),
    ]);
    expect(later.logged.join()).toContain(`${away.url}/.well-known/openid-configuration: it answers 503`);
    away.fail(undefined);
    expect((await later.ask('/', { headers })).status).toBe(200);
  } finally {
    await later.close();
    await away.close();
  }
});
