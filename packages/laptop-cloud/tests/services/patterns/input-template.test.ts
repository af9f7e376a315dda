import fc from 'fast-check';
import { compilePath } from '../../../src/services/patterns/event-path.ts';
import { asRuleText, fillTemplate } from '../../../src/services/patterns/input-template.ts';

const values: Record<string, unknown> = {
  key: 'a "quoted" \\ key',
  size: 12,
  list: ['x', 1],
  object: { a: 'b' },
  none: null,
};
const fill = (template: string) => fillTemplate(template, (name) => values[name]);

it.each([
  ['a text outside quotes as JSON', '{"key":<key>}', { key: 'a "quoted" \\ key' }],
  ['a text inside quotes, whole', '{"key":"file <key>!"}', { key: 'file a "quoted" \\ key!' }],
  [
    'a number, a list and an object',
    '{"n":<size>,"l":<list>,"o":<object>}',
    { n: 12, l: ['x', 1], o: { a: 'b' } },
  ],
  ['a number inside quotes', '"<size> bytes"', '12 bytes'],
  ['an object inside quotes as its JSON', '"got <object>"', 'got {"a":"b"}'],
  ['a missing value as empty', '{"a":<missing>,"b":"[<missing>]"}', { a: '', b: '[]' }],
  ['after an escaped quote', '{"a":"\\"<size>","b":<size>}', { a: '"12', b: 12 }],
])('fills in %s', (_, template, expected) => {
  expect(JSON.parse(fill(template))).toEqual(expected);
});

it('keeps what is no placeholder', () => {
  expect(fill('"1 < 2 and 3 > 2, <>"')).toBe('"1 < 2 and 3 > 2, <>"');
});

it('stays JSON for every value, in and out of quotes', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const filled = JSON.parse(fillTemplate('{"bare":<v>,"quoted":"-<v>-"}', () => value)) as Record<
        string,
        unknown
      >;
      expect(JSON.stringify(filled['bare'])).toBe(JSON.stringify(value));
      expect(filled['quoted']).toBe(`-${typeof value === 'string' ? value : JSON.stringify(value)}-`);
    }),
  );
});

it.each([
  ['an object in a text, without its quotes', '"Payload of <object>"', '"Payload of {a:b}"'],
  ['a list in a text, without its quotes', '"<list>"', '"[x,1]"'],
  ['an object in an object, as it is', '{"o":"<object>"}', '{"o":"{"a":"b"}"}'],
])('rules write %s', (_, template, expected) => {
  expect(fillTemplate(template, (name) => values[name], asRuleText)).toBe(expected);
});

describe('paths', () => {
  const event = { detail: { object: { key: 'k', 'a key': 1 }, list: [{ n: 1 }, { n: 2 }] } };
  it.each([
    ['$', event],
    ['$.detail.object.key', 'k'],
    ['$.detail.list[1].n', 2],
    ["$.detail.object['a key']", 1],
    ['$.detail.nothing.more', undefined],
    ['$.detail.list.length', undefined],
  ])('%s', (path, expected) => {
    expect(compilePath(path)(event)).toEqual(expected);
  });

  it.each(['detail', '$.', '$..key', '$.list[*]', '$.list[-1]', '$.a[?(@.b)]'])('refuses %s', (path) => {
    expect(() => compilePath(path)).toThrow(`Invalid JSON path "${path}"`);
  });
});
