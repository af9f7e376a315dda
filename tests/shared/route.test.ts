import * as z from 'zod/mini';
import { Problem } from '../../src/shared/problem.ts';
import { defineRoute, serve } from '../../src/shared/route.ts';
import { apiEvent, RIDER_CLAIMS, type Sent } from './api-event.ts';
import { CONTEXT, capture } from './invocation.ts';

const Greeting = z.object({ greeting: z.string() });
const Body = z.strictObject({ wish: z.string().check(z.maxLength(5)) });

const readGreeting = defineRoute({
  route: 'GET /v1/greetings/{name}',
  summary: 'A greeting',
  audience: 'rider',
  params: z.object({ name: z.string() }),
  query: z.object({ loud: z.exactOptional(z.enum(['yes'])) }),
  answers: { 200: Greeting },
  run: async ({ params, query }) => ({
    status: 200,
    body: { greeting: `${query.loud ? 'HELLO' : 'hello'} ${params.name}`, secret: 'face id' },
    etag: 'one',
    retryAfter: 3,
  }),
});
const putWish = defineRoute({
  route: 'PUT /v1/wishes/{id}',
  summary: 'A wish',
  audience: 'reviewer',
  body: Body,
  answers: { 200: z.object({ from: z.string(), at: z.optional(z.string()) }), 204: null },
  run: async ({ body, caller, ifMatch }) => {
    if (body.wish === 'stop')
      throw new Problem(409, 'stopped', 'It has stopped', { members: { version: 2 } });
    if (body.wish === 'break') throw new Error('the table says: secret-rider');
    if (body.wish === 'none') return { status: 204 };
    return { status: 200, body: { from: caller.name, at: ifMatch } };
  },
});
const handler = serve([readGreeting, putWish]);

const REVIEWER = { ...RIDER_CLAIMS, username: 'rita', 'cognito:groups': '[operators reviewers]' };

async function send(route: 'GET /v1/greetings/{name}' | 'PUT /v1/wishes/{id}', sent: Sent = {}) {
  const written = await capture(() =>
    handler(apiEvent(route, { params: { name: 'ada', id: '1' }, ...sent }), CONTEXT),
  );
  const output = written.output as { statusCode: number; headers: Record<string, string>; body?: string };
  return { ...written, ...output, json: output.body === undefined ? undefined : JSON.parse(output.body) };
}
const wish = (body: unknown, more: Sent = {}) =>
  send('PUT /v1/wishes/{id}', { claims: REVIEWER, body, ...more });

describe('an answer', () => {
  it('holds what its schema names and nothing else, and is kept by nobody', async () => {
    const { statusCode, headers, json } = await send('GET /v1/greetings/{name}', { query: { loud: 'yes' } });
    expect([statusCode, json]).toEqual([200, { greeting: 'HELLO ada' }]);
    expect(headers).toEqual({
      'cache-control': 'no-store',
      'content-type': 'application/json',
      etag: '"one"',
      'retry-after': '3',
    });
  });

  it.each([
    ['"one"', 304],
    ['W/"one"', 304],
    ['"zero", "one"', 304],
    ['"two"', 200],
  ])('to a caller who has %s is %i, with when to ask again', async (known, status) => {
    const { statusCode, headers, body } = await send('GET /v1/greetings/{name}', {
      headers: { 'if-none-match': known },
    });
    expect([statusCode, headers['retry-after'], body === undefined]).toEqual([status, '3', status === 304]);
  });

  it('may have no body', async () => {
    const { statusCode, body } = await wish({ wish: 'none' });
    expect([statusCode, body]).toEqual([204, undefined]);
  });
});

describe('a request', () => {
  it('is read with its entity tag, base64 or not', async () => {
    const { json } = await wish({ wish: 'tea' }, { headers: { 'if-match': 'W/"7"' } });
    expect(json).toEqual({ from: 'rita', at: '7' });
    const event = apiEvent('PUT /v1/wishes/{id}', {
      claims: REVIEWER,
      body: Buffer.from('{"wish":"tea"}').toString('base64'),
    }) as Record<string, unknown>;
    const { output } = await capture(() => handler({ ...event, isBase64Encoded: true } as never, CONTEXT));
    expect(output).toMatchObject({ statusCode: 200 });
  });

  it('that does not fit is told where, and none of its values', async () => {
    const { statusCode, headers, json, text } = await wish({ wish: 'private words', more: 1 });
    expect([statusCode, headers['content-type']]).toEqual([400, 'application/problem+json']);
    expect(json).toEqual({
      type: '/problems/invalid-request',
      title: 'The request does not fit',
      status: 400,
      errors: [
        { pointer: '#/body/wish', code: 'too_big' },
        { pointer: '#/body', code: 'unrecognized_keys' },
      ],
      requestId: 'request-1',
    });
    expect(JSON.stringify(json) + text).not.toContain('private words');
  });

  it.each([
    ['no JSON', '{', 400, '/problems/invalid-request'],
    ['too long', JSON.stringify({ wish: 'x'.repeat(70_000) }), 413, '/problems/too-large'],
  ])('with a body that is %s is refused', async (_, body, status, type) => {
    expect((await wish(body)).json).toMatchObject({ status, type });
  });

  const nested = (depth: number) => `{"wish":${'['.repeat(depth)}${']'.repeat(depth)}}`;
  it.each([
    ['not_unicode', '{"wish":"\\ud83d"}'],
    ['not_unicode', '{"wish":"tea","\\ude00":1}'],
    ['too_deep', nested(32)],
    ['too_deep', nested(30_000)],
  ])('with a body that is %s is told so', async (code, body) => {
    expect((await wish(body)).json.errors).toEqual([{ pointer: '#/body', code }]);
  });

  it('may hold every character, and be as deep as its schema wants', async () => {
    expect((await wish('{"wish":"\\ud83d\\ude00"}')).json).toMatchObject({ from: 'rita' });
    expect((await wish(nested(31))).json.errors).toEqual([{ pointer: '#/body/wish', code: 'invalid_type' }]);
  });

  it('is refused by its names when it belongs to another role, or to nobody', async () => {
    expect((await wish({ wish: 'tea' }, { claims: RIDER_CLAIMS })).json).toMatchObject({
      status: 403,
      type: '/problems/wrong-role',
    });
    expect((await wish({ wish: 'tea' }, { claims: null })).json).toMatchObject({ status: 401 });
  });
});

describe('what goes wrong', () => {
  it('on the caller’s side is a problem of its own type, with its members', async () => {
    expect((await wish({ wish: 'stop' })).json).toMatchObject({
      type: '/problems/stopped',
      status: 409,
      version: 2,
    });
  });

  it('on ours is answered 500 without a word about it, and counted', async () => {
    const { json, metrics } = await wish({ wish: 'break' });
    expect(json).toEqual({
      type: '/problems/our-fault',
      title: 'Something went wrong on our side',
      status: 500,
      requestId: 'request-1',
    });
    expect(metrics[0]).toMatchObject({ route: 'PUT /v1/wishes/{id}', RouteFailed: 1 });
  });
});

it('every request is one log line in and one out, under its id, with route and status', async () => {
  const { logs, metrics, text } = await send('GET /v1/greetings/{name}', {
    params: { name: 'secret-name' },
  });
  expect(logs.map(({ message }) => message)).toEqual(['route started', 'route succeeded']);
  expect(logs[1]).toMatchObject({
    route: 'GET /v1/greetings/{name}',
    correlation_id: 'request-1',
    status: 200,
  });
  expect(metrics[0]).toMatchObject({ route: 'GET /v1/greetings/{name}', RouteSucceeded: 1 });
  expect(text).not.toMatch(/secret-name|5a1f0c52/);
});

it('a table with one key twice is refused', () => {
  expect(() => serve([putWish, putWish])).toThrow('same key');
});

it('an event that is none of an HTTP API is refused by its name', async () => {
  await expect(handler({} as never, CONTEXT)).rejects.toMatchObject({ name: 'InvalidInputError' });
});
