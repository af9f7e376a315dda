import { type ApiProblem, createApi } from '../../web/shared/api.ts';

interface Call {
  path: string;
  init: RequestInit;
}

/** An API that gives these answers one after another, and the tokens it was asked with. */
function against(...answers: (Response | Error)[]) {
  const calls: Call[] = [];
  const request = async (path: unknown, init: RequestInit = {}) => {
    calls.push({ path: String(path), init });
    const answer = answers.shift();
    if (!(answer instanceof Response)) throw answer ?? new Error('nothing more');
    return answer;
  };
  let issued = 0;
  const api = createApi(
    async ({ fresh } = { fresh: false }) => `token-${fresh ? ++issued : issued}`,
    request as typeof fetch,
  );
  return { api, calls };
}
const headersOf = ({ init }: Call) => init.headers as Record<string, string>;
const problemOf = (promise: Promise<unknown>) =>
  promise.then(
    () => {
      throw new Error('answered');
    },
    (error: unknown) => error as ApiProblem,
  );

it('an answer comes with its entity tag and when to ask again', async () => {
  const { api, calls } = against(
    new Response('{"status":"processing"}', { headers: { etag: '"p-1"', 'retry-after': '2' } }),
  );
  const reply = await api.get<{ status: string }>('/v1/photos/1', { ifNoneMatch: '"p-0"' });
  expect(reply).toEqual({ status: 200, body: { status: 'processing' }, etag: '"p-1"', retryAfter: 2 });
  expect(headersOf(calls[0]!)).toEqual({ authorization: 'Bearer token-0', 'if-none-match': '"p-0"' });
});

it('a body is sent as JSON, and what has none is answered without', async () => {
  const { api, calls } = against(new Response(null, { status: 204 }));
  expect(await api.put('/v1/x', { body: { a: 1 }, ifMatch: '"3"', keepalive: true })).toEqual({
    status: 204,
    body: undefined,
  });
  expect(calls[0]!.init).toMatchObject({
    method: 'PUT',
    body: '{"a":1}',
    keepalive: true,
    cache: 'no-store',
  });
  expect(headersOf(calls[0]!)).toMatchObject({ 'content-type': 'application/json', 'if-match': '"3"' });
});

describe('a token that is refused', () => {
  it('is replaced once', async () => {
    const { api, calls } = against(
      new Response('{"message":"Unauthorized"}', { status: 401 }),
      new Response('{}'),
    );
    expect((await api.get('/v1/me')).status).toBe(200);
    expect(calls.map((call) => headersOf(call)['authorization'])).toEqual([
      'Bearer token-0',
      'Bearer token-1',
    ]);
  });

  it('twice means that nobody is signed in', async () => {
    const refused = () => new Response('{"message":"Unauthorized"}', { status: 401 });
    const { api, calls } = against(refused(), refused());
    expect(await problemOf(api.get('/v1/me'))).toMatchObject({ status: 401, type: 'signed-out' });
    expect(calls).toHaveLength(2);
  });
});

describe('a problem', () => {
  it('has the last part of its type, and its members', async () => {
    const body = JSON.stringify({ type: '/problems/claim-lost', status: 412, version: 4 });
    const { api } = against(new Response(body, { status: 412, headers: { 'retry-after': '9' } }));
    expect(await problemOf(api.put('/v1/x'))).toMatchObject({
      status: 412,
      type: 'claim-lost',
      retryAfter: 9,
      members: { version: 4 },
    });
  });

  it.each([
    ['{"message":"Forbidden"}', 403, 'wrong-role'],
    ['{"message":"Not Found"}', 404, 'not-found'],
    ['{"message":"Too Many Requests"}', 429, 'too-many-requests'],
    ['{"message":"Service Unavailable"}', 503, 'our-fault'],
    ['<html>a proxy</html>', 502, 'our-fault'],
  ])('that the gateway words itself, %s, is known by its status %i', async (body, status, type) => {
    const { api } = against(new Response(body, { status }));
    expect(await problemOf(api.delete('/v1/x'))).toMatchObject({ name: 'ApiProblem', status, type });
  });

  it('is offline when nothing answers, and the abort of whoever gave up', async () => {
    const { api } = against(new TypeError('fetch failed'), new DOMException('gone', 'AbortError'));
    expect(await problemOf(api.get('/v1/me'))).toMatchObject({ status: 0, type: 'offline' });
    expect(await problemOf(api.get('/v1/me', { signal: AbortSignal.abort() }))).toMatchObject({
      name: 'AbortError',
    });
  });
});
