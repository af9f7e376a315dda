// Texts that are no JSON are told of in Jackson's words, at its places; and no others are.
import fc from 'fast-check';
import { jsonFault, mayBeTooDeep } from '../src/json-faults.ts';

const VALUES = "(JSON String, Number, Array, Object or token 'null', 'true' or 'false')";

test.each<[string, string, string]>([
  ['not a definition', `Unrecognized token 'not': was expecting ${VALUES}`, 'line: 1, column: 4'],
  ['[nul]', `Unrecognized token 'nul': was expecting ${VALUES}`, 'line: 1, column: 5'],
  ['nullable', `Unrecognized token 'nullable': was expecting ${VALUES}`, 'line: 1, column: 9'],
  ["{'a':1}", quote("'", 39, 'was expecting double-quote to start field name'), 'line: 1, column: 3'],
  ['{"a":1,\n}', quote('}', 125, 'was expecting double-quote to start field name'), 'line: 2, column: 2'],
  ['{"a" 1}', quote('1', 49, 'was expecting a colon to separate field name and value'), 'column: 7'],
  ['{"a":1 "b":2}', quote('"', 34, 'was expecting comma to separate Object entries'), 'column: 9'],
  ['[1 2]', quote('2', 50, 'was expecting comma to separate Array entries'), 'column: 5'],
  ['[1,]', quote(']', 93, `expected a valid value ${VALUES}`), 'column: 5'],
  ['{"a":}', quote('}', 125, 'expected a value'), 'column: 7'],
  ['{} {', quote('{', 123, 'Expected space separating root-level values'), 'column: 5'],
  ['[€]', `Unrecognized token '€': was expecting ${VALUES}`, 'column: 3'],
  ['[•]', `Unexpected character ('•' (code 8226 / 0x2022)): expected a valid value ${VALUES}`, 'column: 3'],
  ['{"a":', 'Unexpected end-of-input within/between Object entries', 'column: 6'],
  ['{"a', 'Unexpected end-of-input in field name', 'column: 4'],
  ['"a', 'Unexpected end-of-input: was expecting closing quote for a string value', 'column: 3'],
  ['01', 'Invalid numeric value: Leading zeroes not allowed', 'column: 2'],
  [
    '1.x',
    "Unexpected character ('x' (code 120)) in numeric value: Decimal point not followed by a digit",
    'column: 4',
  ],
  ['"\\x"', "Unrecognized character escape 'x' (code 120)", 'column: 4'],
  ['"\\u00g0"', quote('g', 103, 'expected a hex-digit for character escape sequence'), 'column: 7'],
  [
    '"a\n"',
    'Illegal unquoted character ((CTRL-CHAR, code 10)): has to be escaped using backslash to be included in string value',
    'line: 2, column: 1',
  ],
  [
    '[',
    'Unexpected end-of-input: expected close marker for Array (start marker at [Source: (String)"["; line: 1, column: 1])',
    'column: 2',
  ],
  [
    '{"a":1]',
    `Unexpected close marker ']': expected '}' (for Object starting at [Source: (String)"{"a":1]"; line: 1, column: 1])`,
    'column: 8',
  ],
])('%j', (text, problem, place) => {
  const fault = jsonFault(text);
  expect(fault?.problem).toBe(problem);
  expect(fault?.source).toContain(`[Source: (String)"${text}"; `);
  expect(fault?.source).toContain(`${place}]`);
});

function quote(char: string, code: number, problem: string): string {
  return `Unexpected character ('${char}' (code ${code})): ${problem}`;
}

test('of a long text the beginning is shown', () => {
  expect(jsonFault(`[${'1,'.repeat(300)}]`)?.source).toMatch(
    /^\[Source: \(String\)"\[(1,)*1"\[truncated 102 chars\]; line: 1, column: 603\]$/,
  );
});

test('finds a fault where JSON.parse does, whatever is taken from, put into or cut off a text', () => {
  const mutated = fc
    .tuple(fc.json(), fc.nat(), fc.nat(3), fc.string({ maxLength: 2 }))
    .map(([text, at, length, put]) => {
      const start = at % (text.length + 1);
      return text.slice(0, start) + put + text.slice(start + length);
    });
  fc.assert(
    fc.property(mutated, (text) => {
      expect(jsonFault(text) === undefined).toBe(isJson(text));
    }),
    { numRuns: 2_000 },
  );
});

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

test('a text may be nested as deep as Jackson reads, not deeper', () => {
  const nested = (depth: number) => `${'[{"a":'.repeat(depth / 2)}0${'}]'.repeat(depth / 2)}`;
  expect(mayBeTooDeep(nested(1000))).toBe(false);
  expect(jsonFault(nested(1000))).toBeUndefined();
  expect(mayBeTooDeep(nested(1002))).toBe(true);
  expect(jsonFault(nested(100_000))?.problem).toMatch(
    /^Document nesting depth \(1001\) exceeds the maximum allowed \(1000, /,
  );
});
