// Intrinsic functions: results, limits, and what is malformed.
import fc from 'fast-check';
import { compileQuery } from '../../src/query.ts';

function call(text: string, root: unknown = {}, variables: Record<string, unknown> = {}): unknown {
  return compileQuery(text)(root, { context: { State: { Name: 'Here' } }, variables });
}

const root = {
  list: [1, 2, 2, { a: 1 }, { a: 1 }],
  text: 'a,b;c',
  n: 4,
  object: { a: 1 },
  words: ['x', 'y'],
};

test.each<[string, unknown]>([
  ["States.Format('{} and {}', $.n, 'x')", '4 and x'],
  ["States.Format('{}', $.object)", '{a=1}'],
  ["States.Format('{}', $.words)", '[x, y]'],
  ["States.Format('\\{{}\\}', true)", '{true}'],
  ["States.Format('it\\'s {}', null)", "it's null"],
  ["States.Format('no placeholder')", 'no placeholder'],
  ['States.Array(1, $.text, null, true)', [1, 'a,b;c', null, true]],
  ['States.Array()', []],
  ['States.ArrayPartition($.list, 2)', [[1, 2], [2, { a: 1 }], [{ a: 1 }]]],
  ['States.ArrayContains($.list, $.object)', true],
  ['States.ArrayContains($.list, 9)', false],
  ['States.ArrayRange(1, 9, 2)', [1, 3, 5, 7, 9]],
  ['States.ArrayRange(3, 1, -1)', [3, 2, 1]],
  ['States.ArrayRange(1, 0, 1)', []],
  ['States.ArrayGetItem($.list, 1)', 2],
  ['States.ArrayLength($.list)', 5],
  ['States.ArrayUnique($.list)', [1, 2, { a: 1 }]],
  ["States.Base64Encode('Grüße')", 'R3LDvMOfZQ=='],
  ["States.Base64Decode('R3LDvMOfZQ==')", 'Grüße'],
  ["States.Hash('input data', 'SHA-1')", 'aaff4a450a104cd177d28d18d74485e8cae074b7'],
  ["States.Hash('', 'MD5')", 'd41d8cd98f00b204e9800998ecf8427e'],
  ['States.JsonMerge($.object, $.object, false)', { a: 1 }],
  ['States.StringToJson(\'[1, {"a": null}]\')', [1, { a: null }]],
  ["States.StringToJson(' ')", null],
  ['States.JsonToString($.object)', '{"a":1}'],
  ['States.MathAdd($.n, -5)', -1],
  ['States.MathAdd(1.5, 0)', 2],
  ['States.MathAdd(-1.5, 0)', -1],
  ["States.StringSplit($.text, ',;')", ['a', 'b', 'c']],
  ["States.StringSplit(',a,,b,', ',')", ['a', 'b']],
  ["States.Format('{}', $$.State.Name)", 'Here'],
  ['States.ArrayLength($.list[?(@.a == 1)])', 2],
])('%s', (text, expected) => {
  expect(call(text, root)).toEqual(expected);
});

test('variables and nested calls are arguments like any other', () => {
  expect(
    call(
      "States.Format('{}-{}', $who.name, States.MathAdd($count, 1))",
      {},
      { who: { name: 'ada' }, count: 1 },
    ),
  ).toBe('ada-2');
});

test.each([
  ["States.Format('{}')", 'More placeholders than arguments'],
  ["States.Format('x', 1)", 'More arguments than placeholders'],
  ["States.Format('{ x', 1)", "Unescaped '{'"],
  ['States.ArrayGetItem($.list, 9)', 'out of bounds'],
  ['States.ArrayPartition($.list, 0)', 'greater than 0'],
  ['States.ArrayRange(1, 2000, 1)', 'more than 1000'],
  ['States.ArrayRange(1, 2, 0)', 'must not be 0'],
  ["States.Hash('x', 'CRC')", 'Unsupported hash algorithm'],
  ['States.JsonMerge($.object, $.object, true)', 'shallow merge'],
  ["States.StringToJson('{')", 'not valid JSON'],
  ["States.MathAdd('1', 2)", 'Expected a number'],
  ['States.ArrayLength($.text)', 'Expected an array'],
  ["States.Base64Decode('@')", 'not Base64'],
])('%s fails, naming the call', (text, message) => {
  expect(() => call(text, root)).toThrow(message);
  expect(() => call(text, root)).toThrow(`The function '${text}' had the following error`);
});

test.each([
  'States.Nothing(1)',
  'States.UUID',
  'States.UUID(',
  'States.UUID(1)',
  'States.ArrayLength()',
  'States.Format(x)',
  "States.Format('open)",
  'States.Array(1 2)',
  'States.Array(1)x',
])('%s is refused before it runs', (text) => {
  expect(() => compileQuery(text)).toThrow(expect.objectContaining({ name: 'IntrinsicError' }));
});

test('random numbers lie in their range, and a seed repeats them', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: -1000, max: 1000 }),
      fc.integer({ min: 1, max: 1000 }),
      fc.integer(),
      (from, width, seed) => {
        const text = `States.MathRandom(${from}, ${from + width}, ${seed})`;
        const number = call(text) as number;
        expect(number).toBeGreaterThanOrEqual(from);
        expect(number).toBeLessThan(from + width);
        expect(call(text)).toBe(number);
      },
    ),
  );
  expect(call('States.UUID()')).toMatch(/^[0-9a-f-]{36}$/);
});

test('Base64 and JSON texts survive the way there and back', () => {
  fc.assert(
    fc.property(fc.string(), fc.jsonValue(), (text, value) => {
      expect(call('States.Base64Decode(States.Base64Encode($.t))', { t: text })).toBe(
        Buffer.from(text).toString(),
      );
      expect(call('States.StringToJson(States.JsonToString($.v))', { v: value })).toEqual(
        JSON.parse(JSON.stringify(value)),
      );
    }),
  );
});

test('partitions joined again are the list', () => {
  fc.assert(
    fc.property(fc.array(fc.integer()), fc.integer({ min: 1, max: 9 }), (list, size) => {
      const parts = call('States.ArrayPartition($.list, $.size)', { list, size }) as number[][];
      expect(parts.flat()).toEqual(list);
      expect(parts.every((part) => part.length <= size && part.length > 0)).toBe(true);
    }),
  );
});
