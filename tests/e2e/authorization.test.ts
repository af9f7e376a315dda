// Every route of the API x everybody who may knock: through the laptop's HTTP API, its authorizer and the functions.

import { randomUUID } from 'node:crypto';
import { AUDIENCES } from '../../src/shared/audience.ts';
import { TABLES } from '../../tools/openapi/tables.ts';
import { type Laptop, startLaptop } from './laptop.ts';
import { type Callers, callersOf } from './signed-in.ts';

let laptop: Laptop;
let callers: Callers;
const tokens: Record<string, string | undefined> = {};
beforeAll(async () => {
  laptop = await startLaptop({ parameters: { RequireConsent: 'on' } });
  callers = callersOf(laptop);
  const [rider, other, reviewer, operator] = await Promise.all([
    callers.token('ada'),
    callers.token('bao'),
    callers.token('rita', 'ReviewClient'),
    callers.token('olga', 'OperateClient'),
  ]);
  Object.assign(tokens, {
    nobody: undefined,
    'no token at all': 'rubbish',
    expired: await callers.changed(rider, { exp: Math.floor(Date.now() / 1000) - 10 }),
    'another audience': await callers.changed(rider, { client_id: 'somebody-else' }),
    'another issuer': await callers.changed(rider, { iss: 'http://127.0.0.1:1/pool' }),
    'a forged scope': `${reviewer.split('.').slice(0, 2).join('.')}.${rider.split('.')[2]}`,
    'an ID token': await callers.idToken('ada'),
    'a rider': rider,
    'another rider': other,
    'a reviewer': reviewer,
    'an operator': operator,
    // Any client's page may ask for the scopes of that client, whoever signs in with it.
    'a rider at the desk': await callers.token('ada', 'ReviewClient'),
    'a rider at the console': await callers.token('ada', 'OperateClient'),
  });
}, 120_000);
afterAll(() => laptop.close());

/** What the door says, or `in`: then the function has answered, whatever it is. */
type Verdict = '401' | '403' | 'wrong-role' | 'in';
const STRANGERS = [
  'nobody',
  'no token at all',
  'expired',
  'another audience',
  'another issuer',
  'a forged scope',
];
const LET_IN: Record<keyof typeof AUDIENCES, readonly string[]> = {
  rider: ['a rider', 'another rider'],
  reviewer: ['a reviewer'],
  operator: ['an operator'],
};
/** With the scope of the page, but without the role. */
const WITHOUT_ROLE: Partial<Record<keyof typeof AUDIENCES, string>> = {
  reviewer: 'a rider at the desk',
  operator: 'a rider at the console',
};
const WHO = [
  ...STRANGERS,
  'an ID token',
  'a rider',
  'another rider',
  'a reviewer',
  'an operator',
  'a rider at the desk',
  'a rider at the console',
];

function expected(audience: keyof typeof AUDIENCES, who: string): Verdict {
  if (STRANGERS.includes(who)) return '401';
  if (LET_IN[audience].includes(who)) return 'in';
  return WITHOUT_ROLE[audience] === who ? 'wrong-role' : '403';
}

const routes = Object.values(TABLES).flat();

it.each(
  routes.flatMap(({ route, audience }) => WHO.map((who) => [route, who, expected(audience, who)] as const)),
)('%s by %s: %s', async (route, who, verdict) => {
  const place = route.replace(/\{\w+\}/g, () => randomUUID());
  const token = tokens[who];
  const { status, body, headers } = await callers.ask(place, token === undefined ? {} : { token });
  if (verdict === '401' || verdict === '403') {
    // In API Gateway's words: no function was asked.
    expect([status, body]).toEqual([
      Number(verdict),
      { message: verdict === '401' ? 'Unauthorized' : 'Forbidden' },
    ]);
  } else if (verdict === 'wrong-role') {
    expect([status, body.type]).toEqual([403, '/problems/wrong-role']);
  } else {
    expect(headers.get('cache-control')).toBe('no-store');
    expect([401, 500, 502, 503]).not.toContain(status);
    expect(body?.type).not.toBe('/problems/wrong-role');
  }
});

it('every route asks for the scope of its audience', () => {
  const template = routes.map(({ route, audience }) => [route, AUDIENCES[audience].scope]);
  const made = laptop.cloud.stack.resources
    .filter(({ type }) => type === 'AWS::ApiGatewayV2::Route')
    .map(({ properties }) => [
      properties['RouteKey'],
      (properties['AuthorizationScopes'] as string[]).join(),
    ]);
  expect(made.sort()).toEqual(template.sort());
});

it('what no route is, nobody gets', async () => {
  const { status, body } = await callers.ask('GET /v1/riders/ada', { token: tokens['a rider']! });
  expect([status, body]).toEqual([404, { message: 'Not Found' }]);
});
