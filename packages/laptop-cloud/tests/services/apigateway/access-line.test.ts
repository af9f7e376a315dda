import { type Answered, compileAccessFormat } from '../../../src/services/apigateway/access-line.ts';

const answered = (
  more: { rawPath?: string; userAgent?: string; claims?: Record<string, string> } = {},
): Answered => ({
  exchange: {
    request: {
      method: 'GET',
      path: '/',
      query: '',
      httpVersion: '1.1',
      headers: more.userAgent === undefined ? {} : { 'user-agent': more.userAgent },
      cookies: [],
      sourceIp: '127.0.0.1',
      sourcePort: 1,
      body: async () => Buffer.alloc(0),
      signal: new AbortController().signal,
    },
    requestId: 'id',
    startedMs: Date.UTC(2026, 1, 3, 4, 5, 6),
    apiId: 'api',
    accountId: '1',
    domainName: 'api.localhost',
    rawPath: more.rawPath ?? '/',
    traceHeader: '',
    stage: '$default',
    ...(more.claims ? { authorizer: { jwt: { claims: more.claims, scopes: null } } } : {}),
    facts: { errorMessage: 'Not Found' },
  },
  status: 404,
  responseLength: 5,
  endedMs: Date.UTC(2026, 1, 3, 4, 5, 7),
});

it('puts in what is known, and - for what is not', () => {
  const line = compileAccessFormat(
    '$context.identity.sourceIp - [$context.requestTime] "$context.httpMethod $context.routeKey" $context.status $context.responseLatency $context.requestId',
  );
  expect(line(answered())).toBe('127.0.0.1 - [03/Feb/2026:04:05:06 +0000] "GET -" 404 1000 id');
});

it('names claims with colons', () => {
  const line = compileAccessFormat('$context.requestId: $context.authorizer.claims.cognito:groups.');
  expect(line(answered({ claims: { 'cognito:groups': '[a b]' } }))).toBe('id: [a b].');
});

it.each([
  ['{"id":"$context.requestId","path":"$context.path","agent":"$context.identity.userAgent"}'],
  [
    '{"id":"$context.requestId","path":"$context.path","error":$context.error.messageString,"agent":"$context.identity.userAgent"}',
  ],
])('lets no caller break a line of JSON', (format) => {
  const userAgent = 'a" \\ b';
  const line = compileAccessFormat(format)(answered({ rawPath: '/a\n{"b"', userAgent }));
  expect(line).not.toContain('\n');
  expect(JSON.parse(line)).toMatchObject({ path: '/a\n{"b"', agent: userAgent });
});

it('lets no caller begin a line of text', () => {
  expect(compileAccessFormat('$context.requestId $context.path')(answered({ rawPath: '/a\nb' }))).toBe(
    'id /a\\nb',
  );
});

it('has nothing to tell of who calls by IAM or a certificate', () => {
  const line = compileAccessFormat(
    '$context.requestId $context.identity.userArn $context.identity.cognitoIdentityId $context.identity.clientCert.validity.notAfter',
  );
  expect(line(answered())).toBe('id - - -');
});

it.each(['$context', '$context.color', '$context.authorizer.claims', '$context.identity.apiKey'])(
  'refuses %s',
  (variable) => {
    expect(() => compileAccessFormat(`$context.requestId ${variable}`)).toThrow(`${variable} is not known`);
  },
);
