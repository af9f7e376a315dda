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
  nested: { a: { b: [1, 'x'] }, c: null },
  path: 'a\\b',
  'a, b': 'key',
  '(x': 'open',
  "it's": 'quoted',
  shuffled: [
    { a: 1, b: { c: 2, d: 3 } },
    { b: { d: 3, c: 2 }, a: 1 },
  ],
  reversed: [
    { b: { d: 3, c: 2 }, a: 1 },
    { a: 1, b: { c: 2, d: 3 } },
  ],
  long: 'x'.repeat(10_000),
  longer: 'x'.repeat(10_001),
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
  ["States.Format('{}', $.nested)", '{a={b=[1, x]}, c=null}'],
  ["States.Format('\\\\ {}', 1)", '\\ 1'],
  ["States.StringSplit($.path, '\\\\')", ['a', 'b']],
  ["States.Format('{}', $['a, b'])", 'key'],
  ["States.Format('{}{}', $['a, b'], $[\"(x\"])", 'keyopen'],
  ["States.Format('{}', $['it\\'s'])", 'quoted'],
  ["States.Format('{}', $.list.length())", '5'],
  ['States.ArrayLength($.list[0, 1])', 2],
  ['States.Array($.list[9], 1)', [null, 1]],
  ['States.Array(-1.25, 1e3, 2E-2, 12.5e+1, -0.5, false)', [-1.25, 1000, 0.02, 125, -0.5, false]],
  ['States.Array( 1 , $.n , null )', [1, 4, null]],
  ['States.ArrayGetItem($.list, 0)', 1],
  ['States.ArrayGetItem($.list, 4)', { a: 1 }],
  ['States.ArrayUnique($.shuffled)', [{ a: 1, b: { c: 2, d: 3 } }]],
  ['States.ArrayUnique($.reversed)', [{ b: { d: 3, c: 2 }, a: 1 }]],
  ['States.ArrayLength(States.ArrayRange(1, 1000, 1))', 1000],
  ['States.ArrayRange(1, 1, 5)', [1]],
  ["States.Base64Decode('TQ')", 'M'],
  ["States.Base64Decode('')", ''],
  ["States.Hash($.object, 'MD5')", 'bb6cb5c68df4652941caf652a366f2d8'],
  ['States.MathAdd(2147483646, 1)', 2147483647],
  ['States.MathAdd(-2147483647, -1)', -2147483648],
  ['States.MathAdd(-0.4, 0)', 0],
  ['States.MathRandom(5, 6)', 5],
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
  ["States.Base64Decode('@TQ=')", 'not Base64'],
  ["States.Base64Decode('TQ=@')", 'not Base64'],
  ["States.Base64Decode('TQxyz')", 'not Base64'],
  ['States.ArrayRange(1, 1001, 1)', 'more than 1000'],
  ['States.ArrayGetItem($.list, -1)', 'The index -1 is out of bounds of an array of 5'],
  ['States.ArrayGetItem($.list, 5)', 'The index 5 is out of bounds of an array of 5'],
  ['States.Base64Encode($.longer)', 'longer than 10000 characters'],
  ['States.Base64Encode($.n)', 'Expected a string but got: 4'],
  ['States.JsonMerge($.object, $.list, false)', 'Both values must be JSON objects'],
  ['States.JsonMerge($.text, $.object, false)', 'Both values must be JSON objects'],
  ['States.MathAdd(2147483647, 1)', 'The sum 2147483648 is out of range'],
  ['States.MathAdd(-2147483648, -1)', 'The sum -2147483649 is out of range'],
  ['States.MathAdd(2147483648, 0)', 'The number 2147483648 is out of range'],
  ['States.MathRandom(3, 3)', 'The start must be less than the end'],
  ['States.MathRandom(4, 3, 1)', 'The start must be less than the end'],
])('%s fails, naming the call', (text, message) => {
  expect(() => call(text, root)).toThrow(message);
  expect(() => call(text, root)).toThrow(`The function '${text}' had the following error`);
});

test('ten thousand characters are not too many', () => {
  expect(call('States.Base64Encode($.long)', root)).toHaveLength(13_336);
  expect(call("States.Hash($.long, 'SHA-256')", root)).toHaveLength(64);
});

test('random numbers without a seed differ', () => {
  const numbers = Array.from({ length: 20 }, () => call('States.MathRandom(0, 1000000000)'));
  expect(new Set(numbers).size).toBeGreaterThan(1);
  expect(numbers.every((number) => (number as number) < 1_000_000_000)).toBe(true);
});

test('an argument that finds nothing is reported as its path is', () => {
  const missing = "No results for path: $['no']";
  expect(() => call('States.Array($.no)', {})).toThrow(
    expect.objectContaining({ name: 'PathNotFoundError', message: missing }),
  );
});

const nestedTo = (depth: number) => `${'States.Array('.repeat(depth)}1${')'.repeat(depth)}`;

test('functions nest ten deep, and no deeper', () => {
  expect(JSON.stringify(call(nestedTo(10)))).toBe('[[[[[[[[[[1]]]]]]]]]]');
  expect(() => compileQuery(nestedTo(11))).toThrow('Intrinsic functions are nested too deeply');
});

test.each([
  ['States.Nothing(1)', "Unrecognized intrinsic function 'States.Nothing'"],
  ['States.UUID(1)', 'Invalid number of arguments for States.UUID: expected 0, got 1'],
  ['States.MathRandom(1)', 'Invalid number of arguments for States.MathRandom: expected 2 to 3, got 1'],
  ["States.Format('open)", "The string that is not closed in 'States.Format('open)'"],
  ['States.Array(1 2)', "Malformed intrinsic function 'States.Array(1 2)' at character 14"],
  ['States.Array(1; 2)', "Malformed intrinsic function 'States.Array(1; 2)' at character 14"],
  ['States.Array(1.x)', "Malformed intrinsic function 'States.Array(1.x)' at character 14"],
  [String.raw`States.Format('a\n{}', 1)`, 'at character 17'],
  ['States.Array(x1)', "Malformed intrinsic function 'States.Array(x1)' at character 14"],
  ['States.Array(xStates.UUID())', 'at character 14'],
  ['States.Array(1)x', 'at character 16'],
])('%s is refused where it goes wrong', (text, message) => {
  expect(() => compileQuery(text)).toThrow(message);
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
