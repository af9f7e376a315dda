import { setImmediate as turn } from 'node:timers/promises';
import { BoundedRegExp, REGEXP_BOUND, RegExpTimeoutError } from '../src/bounded-regexp.ts';
import { compileExpression } from '../src/jsonata/expression.ts';
import { compileJsonPath } from '../src/jsonpath/evaluate.ts';

/** Goes back and forth over this text for some tenths of a second. */
const SLOW = /^(a{1,9}|b)+$/i;
const TEXT = `${'a'.repeat(26)}!`;

const { ms } = REGEXP_BOUND;
const hurry = () => {
  REGEXP_BOUND.ms = 20;
};
const calmDown = () => {
  REGEXP_BOUND.ms = ms;
};

// What one expression has spent of the time for all is given back after it.
afterEach(async () => {
  calmDown();
  await turn();
});

it.each([
  [/(\d+)-(\d+)/, 'on 12-34', 0],
  [/B/gi, 'abab', 2],
  [/(?<year>\d{4})(?=-)/, '2026-11', 0],
  [/^(a{1,9}|b)+$/i, 'aAbB', 0],
  [/(a)\1/y, 'xaa', 1],
])('%s finds what it would without bounds', (expression, text, lastIndex) => {
  const bounded = new BoundedRegExp(expression);
  bounded.lastIndex = lastIndex;
  expression.lastIndex = lastIndex;

  expect(bounded.exec(text)).toEqual(expression.exec(text));
  expect(bounded.lastIndex).toBe(expression.lastIndex);
  expression.lastIndex = 0;
});

it('ends an expression that takes too long, and all others until there is a pause', async () => {
  const bounded = new BoundedRegExp(SLOW);

  hurry();
  expect(() => bounded.exec(TEXT)).toThrow(RegExpTimeoutError);
  expect(() => bounded.exec('ab')).toThrow(RegExpTimeoutError);
  expect(new BoundedRegExp(/b/i).exec('ab')?.index).toBe(1);
  calmDown();
  await turn();
  expect(bounded.exec('ab')?.index).toBe(0);
});

it('fails an expression of JSONata, as one that never ends', async () => {
  const expression = compileExpression(`$match("${TEXT}", ${SLOW})`, 'Output');

  hurry();
  await expect(expression.evaluate({}, 0)).rejects.toThrow('Expression evaluation timeout');
});

it('fails a path that filters by it', () => {
  const read = compileJsonPath(`$[?(@.s =~ ${SLOW})]`);

  expect(read([{ s: 'ab' }, { s: '!' }])).toEqual([{ s: 'ab' }]);
  hurry();
  expect(() => read([{ s: TEXT }])).toThrow('takes too long');
});
