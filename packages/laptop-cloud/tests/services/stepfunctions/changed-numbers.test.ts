import fc from 'fast-check';
import { changedNumbers, warnOfChangedNumbers } from '../../../src/services/stepfunctions/changed-numbers.ts';

test.each([
  ['[9007199254740993]', [['9007199254740993', 9007199254740992]]],
  ['{"a":{"id":12345678901234567890}}', [['12345678901234567890', 12345678901234567000]]],
  ['{"a":0.12345678901234567890}', [['0.12345678901234567890', 0.12345678901234568]]],
  ['{"a":12345678.123456789012}', [['12345678.123456789012', 12345678.123456789]]],
  [
    '[1e400, -1E400]',
    [
      ['1e400', Number.POSITIVE_INFINITY],
      ['-1E400', Number.NEGATIVE_INFINITY],
    ],
  ],
])('%s has numbers that change', (text, expected) => {
  expect(changedNumbers(text).map(({ written, seen }) => [written, seen])).toEqual(expected);
});

test.each([
  '{"a":1.0,"b":[0.1,1e3,-0,100000000000000000000]}',
  '"12345678901234567890"',
  '{"12345678901234567890":1}',
  '9007199254740992',
  '1.50000000000000000000',
  '[1e300, 5E-324]',
])('%s has none', (text) => {
  expect(changedNumbers(text)).toEqual([]);
});

test('what JSON made of a number never changes', () => {
  fc.assert(
    fc.property(fc.double({ noDefaultInfinity: true, noNaN: true }), (number) => {
      expect(changedNumbers(JSON.stringify([number]))).toEqual([]);
    }),
  );
});

test('the warning names what holds them, and how they are seen', () => {
  const lines: string[] = [];
  warnOfChangedNumbers((line) => lines.push(line), 'the input of Check', '{"id":9007199254740993}');
  warnOfChangedNumbers((line) => lines.push(line), 'the input of Check', '{"id":1}');
  expect(lines).toEqual([
    'stepfunctions: the input of Check has numbers that no double holds, so states see 9007199254740993 as 9007199254740992; give them as text',
  ]);
});
