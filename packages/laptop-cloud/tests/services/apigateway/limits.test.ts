// Throttling, time limits, faults, CORS and access logs of an API.

import { readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { parseFaultFlag } from '../../../src/faults/flag.ts';
import { createThrottles } from '../../../src/services/apigateway/throttle.ts';
import { aStack, echoTemplate, type TestStack } from './an-api.ts';

let stack: TestStack;
beforeAll(async () => {
  stack = await aStack(
    echoTemplate(
      `
        Free: { Type: HttpApi, Properties: { ApiId: !Ref Pets, Path: /free, Method: ANY } }
        Short: { Type: HttpApi, Properties: { ApiId: !Ref Pets, Path: /short, Method: GET, TimeoutInMillis: 100 } }
        Few: { Type: HttpApi, Properties: { ApiId: !Ref Pets, Path: /few, Method: GET, RouteSettings: { ThrottlingBurstLimit: 2, ThrottlingRateLimit: 0.001 } } }
        None: { Type: HttpApi, Properties: { ApiId: !Ref Pets, Path: /none, Method: GET } }
      Timeout: 10`,
      `
  Pets:
    Type: AWS::Serverless::HttpApi
    Properties:
      RouteSettings: { 'GET /none': { ThrottlingRateLimit: 0, ThrottlingBurstLimit: 0 } }
      CorsConfiguration:
        AllowOrigins: [https://pets.example, 'http://*']
        AllowCredentials: true
        AllowMethods: ['*']
        ExposeHeaders: [etag, retry-after]
        MaxAge: 600
      AccessLogSettings:
        DestinationArn: !GetAtt Log.Arn
        Format: '{"id":"$context.requestId","route":"$context.routeKey","status":$context.status,"error":"$context.error.message","to":"$context.integration.status","sub":"$context.authorizer.claims.sub","bytes":$context.responseLength,"type":"$context.error.responseType"}'
  Log: { Type: AWS::Logs::LogGroup, Properties: { LogGroupName: /pets/access } }`,
    ),
  );
});
afterAll(() => stack.close());

/** Lines of JSON in a file of the state folder; streams write behind the answer. */
async function linesUpTo(text: string, ...file: string[]): Promise<Record<string, unknown>[]> {
  for (;;) {
    const written = readFileSync(path.join(stack.cloud.stateFolder, ...file), 'utf8');
    if (written.includes(text) && written.endsWith('\n'))
      return written
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as Record<string, unknown>);
    await wait(5);
  }
}

it('lets a burst through, then one for each token', () => {
  let nowMs = 0;
  const settings = { ThrottlingRateLimit: 2, ThrottlingBurstLimit: 3 };
  const stage = { ApiId: 'a', StageName: 's', DefaultRouteSettings: settings };
  const throttleOf = createThrottles(() => nowMs);
  const take = () => throttleOf(stage, 'GET /a').take();
  expect([take(), take(), take(), take()]).toEqual([true, true, true, false]);
  nowMs += 500;
  expect([take(), take()]).toEqual([true, false]);
  expect(throttleOf(stage, 'GET /b').take()).toBe(true);
  nowMs += 60_000;
  expect([take(), take(), take(), take()]).toEqual([true, true, true, false]);
});

it('answers 429 when a route is asked too often, and holds up no other', async () => {
  const statuses = [];
  for (let n = 0; n < 3; n++) statuses.push((await stack.ask('/few')).status);
  expect(statuses).toEqual([200, 200, 429]);
  const none = await stack.ask('/none');
  expect([none.status, none.json()]).toEqual([429, { message: 'Too Many Requests' }]);
  expect((await stack.ask('/free')).status).toBe(200);
});

it('answers 503 for a function that takes longer than the integration may', async () => {
  const answer = await stack.ask('/short?wait=5000');
  expect([answer.status, answer.json()]).toEqual([503, { message: 'Service Unavailable' }]);
  expect(stack.logged.join()).toContain('the function has not answered within 100 ms');
});

it.each([
  ['do=error,error=TooManyRequestsException', '/free', 503],
  ['do=error,error=ServiceException', '/free', 500],
  ['do=crash', '/free', 503],
  ['do=drop', '/short', 503],
  ['do=duplicate', '/free', 200],
])('calls a function under fault rules: %s', async (rule, route, status) => {
  stack.cloud.faults.replace([parseFaultFlag(`service=lambda:Invoke,${rule}`)]);
  try {
    expect((await stack.ask(route)).status).toBe(status);
  } finally {
    stack.cloud.faults.replace([]);
  }
});

it('writes a line for each request, with what it knows and nothing else', async () => {
  const seen: unknown[] = [];
  stack.cloud.httpApis.onAccess((line) => seen.push(line));
  const good = await stack.ask('/free');
  const bad = await stack.ask('/nowhere');
  const [first, second] = (
    await linesUpTo(String(bad.headers['apigw-requestid']), 'logs', 'pets.access.log')
  ).slice(-2);
  expect(first).toEqual({
    id: good.headers['apigw-requestid'],
    route: 'ANY /free',
    status: 200,
    error: '-',
    to: '200',
    sub: '-',
    bytes: good.body.length,
    type: '-',
  });
  expect(second).toMatchObject({
    id: bad.headers['apigw-requestid'],
    route: '-',
    status: 404,
    error: 'Not Found',
  });
  expect(seen).toMatchObject([{ api: 'Pets', logGroup: '/pets/access' }, { api: 'Pets' }]);
});

it('notes each request for whoever counts what an account would be billed', async () => {
  const { body } = await stack.ask('/free?note=me', { method: 'POST', body: 'four' });
  const api = stack.cloud.stack.ref('Pets');
  const lines = await linesUpTo('"bytesIn":4', 'requests.jsonl');
  expect(lines.filter(({ service }) => service === 'execute-api').at(-1)).toEqual({
    at: expect.any(Number),
    ms: expect.any(Number),
    service: 'execute-api',
    operation: 'request',
    resource: `${api} ANY /free`,
    status: 200,
    bytesIn: 4,
    bytesOut: body.length,
  });
});

it("sets the API's CORS headers in place of the function's", async () => {
  const answer = { statusCode: 200, headers: { 'Access-Control-Allow-Origin': '*', 'X-Own': 'kept' } };
  const target = `/free?answer=${encodeURIComponent(JSON.stringify(answer))}`;
  const { headers } = await stack.ask(target, { headers: { origin: 'https://pets.example' } });
  expect(headers).toMatchObject({
    'access-control-allow-origin': 'https://pets.example',
    'access-control-allow-credentials': 'true',
    'access-control-expose-headers': 'etag,retry-after',
    'x-own': 'kept',
  });
  const stranger = await stack.ask(target, { headers: { origin: 'https://other.example' } });
  expect(stranger.headers).not.toHaveProperty('access-control-allow-origin');
});

it.each([
  ['https://pets.example', 'https://pets.example'],
  ['http://any.example', 'http://any.example'],
  ['https://pets.example.org', undefined],
])('answers a preflight of %s', async (origin, allowed) => {
  const { status, headers, body } = await stack.ask('/free', {
    method: 'OPTIONS',
    headers: { origin, 'access-control-request-method': 'PUT' },
  });
  expect([status, body, headers['access-control-allow-origin']]).toEqual([204, '', allowed]);
  if (allowed)
    expect(headers).toMatchObject({ 'access-control-allow-methods': '*', 'access-control-max-age': '600' });
});

it('gives OPTIONS that are no preflight to their route', async () => {
  const answer = await stack.ask('/free', { method: 'OPTIONS' });
  expect(answer.json<{ event: { routeKey: string } }>().event.routeKey).toBe('ANY /free');
});
