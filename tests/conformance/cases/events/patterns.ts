// Which events a pattern takes, and which patterns are none.
import { TestEventPatternCommand } from '@aws-sdk/client-eventbridge';
import { type Case, PAGES } from '../../case.ts';
import { refusal, type World } from '../../world.ts';

const GUIDE = PAGES.eventsGuide('eb-create-pattern-operators');

const event = (detail: unknown) =>
  JSON.stringify({
    id: '1',
    source: 'photos',
    'detail-type': 'Photo',
    account: '123456789012',
    region: 'us-east-1',
    time: '2026-01-01T00:00:00Z',
    resources: [],
    detail,
  });

async function takes({ events }: World, pattern: unknown, detail: unknown): Promise<boolean> {
  const EventPattern = JSON.stringify({ detail: pattern });
  const answer = await events.send(new TestEventPatternCommand({ EventPattern, Event: event(detail) }));
  return answer.Result === true;
}

/** Details that the pattern takes, and others that it does not. */
function matching(name: string, pattern: unknown, taken: unknown[], left: unknown[], source = GUIDE): Case {
  return {
    name,
    source,
    async observe(world) {
      const answers = (all: unknown[]) => Promise.all(all.map((one) => takes(world, pattern, one)));
      return { taken: await answers(taken), left: await answers(left) };
    },
    expected: { taken: taken.map(() => true), left: left.map(() => false) },
  };
}

export const patterns: Case[] = [
  matching(
    'values are compared exactly, a number by its value',
    { a: ['x', 1, null, true] },
    [{ a: 'x' }, { a: 1.0 }, { a: null }, { a: true }],
    [{ a: 'X' }, { a: '1' }, {}, { a: false }],
  ),
  matching(
    'any element of a list in the event fits',
    { a: ['x'] },
    [{ a: ['y', 'x'] }],
    [{ a: ['y'] }, { a: [] }],
  ),
  matching(
    'prefix and suffix, in any case when asked',
    { a: [{ prefix: 'in' }, { suffix: { 'equals-ignore-case': '.PNG' } }] },
    [{ a: 'inside' }, { a: 'b.png' }],
    [{ a: 'Inside' }, { a: 'b.jpg' }],
  ),
  matching(
    'anything-but: of values, of prefixes, of wildcards',
    {
      a: [{ 'anything-but': ['x', 'y'] }],
      b: [{ 'anything-but': { prefix: 'in' } }],
      c: [{ 'anything-but': { wildcard: '*/lib/*' } }],
    },
    [{ a: 'z', b: 'out', c: 'a/b' }],
    [
      { a: 'x', b: 'out', c: 'a/b' },
      { a: 'z', b: 'in', c: 'a' },
      { a: 'z', b: 'out', c: 'a/lib/b' },
      { b: 'out', c: 'a' },
    ],
  ),
  matching(
    'numeric ranges',
    { a: [{ numeric: ['>', 0, '<=', 5] }] },
    [{ a: 5 }, { a: 0.1 }],
    [{ a: 0 }, { a: 5.1 }, { a: '3' }],
  ),
  matching(
    'exists, of leaves',
    { a: [{ exists: true }], b: [{ exists: false }] },
    [{ a: null }, { a: 1, b: { c: 1 } }],
    [{ a: 1, b: 1 }, {}],
  ),
  matching('equals-ignore-case', { a: [{ 'equals-ignore-case': 'Ana' }] }, [{ a: 'ANA' }], [{ a: 'anna' }]),
  matching(
    'wildcards, with a backslash before a star that is meant',
    { a: [{ wildcard: 'a*c' }, { wildcard: 'x\\*' }] },
    [{ a: 'abbc' }, { a: 'ac' }, { a: 'x*' }],
    [{ a: 'acd' }, { a: 'xy' }],
  ),
  matching(
    'addresses in a range',
    { a: [{ cidr: '10.0.0.0/24' }] },
    [{ a: '10.0.0.255' }],
    [{ a: '10.0.1.0' }],
  ),
  matching(
    '$or beside other keys',
    { a: ['1'], $or: [{ b: ['2'] }, { c: [{ numeric: ['>', 3] }] }] },
    [
      { a: '1', b: '2' },
      { a: '1', c: 4 },
    ],
    [{ a: '1' }, { b: '2' }],
  ),
  matching(
    'keys below each other in lists of structures belong to one of them',
    { list: { a: ['1'], b: ['2'] } },
    [{ list: [{ a: '1', b: '2' }] }],
    [
      {
        list: [
          { a: '1', b: '3' },
          { a: '2', b: '2' },
        ],
      },
    ],
    GUIDE,
  ),
  matching(
    'a dot in a name of a pattern joins what lies below it',
    { 'a.b': ['x'] },
    [{ a: { b: 'x' } }, { 'a.b': 'x' }],
    [{ a: { b: 'y' } }],
    PAGES.seen('dotted names join'),
  ),
  {
    name: 'an event without resources is tried too',
    source: PAGES.seen('TestEventPattern without resources'),
    observe: async ({ events }) =>
      (
        await events.send(
          new TestEventPatternCommand({
            EventPattern: '{"source":["photos"]}',
            Event:
              '{"id":"1","source":"photos","detail-type":"a","account":"1","region":"r","time":"2026-01-01T00:00:00Z"}',
          }),
        )
      ).Result,
    expected: true,
  },
  {
    name: 'patterns that are none are refused',
    source: PAGES.eventsGuide('eb-event-patterns'),
    async observe({ events }) {
      const test = (EventPattern: string) =>
        refusal(events.send(new TestEventPatternCommand({ EventPattern, Event: event({}) })));
      return [
        await test('no json'),
        await test('{"source":"photos"}'),
        await test('{"source":[{"unknown":"a"}]}'),
        await test('{"source":[{"numeric":["<",5,"<",6]}]}'),
        await test('{"source":[{"prefix":5}]}'),
        await test('{"source":[]}'),
      ];
    },
    expected: Array(6).fill({ error: 'InvalidEventPatternException', status: 400 }),
  },
];
