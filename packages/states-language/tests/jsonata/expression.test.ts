// What expressions are, and that their results are plain JSON: nothing of JSONata's own is left in them.
import { compileExpression, expressionIn } from '../../src/jsonata/expression.ts';

const evaluate = (text: string, bindings: Record<string, unknown> = {}) =>
  compileExpression(text, 'Output').evaluate(bindings, Date.UTC(2026, 0, 1));

test.each<[unknown, string | undefined]>([
  ['{% 1 %}', '1'],
  ['{%1%}', '1'],
  ['{%%}', ''],
  ['{%}', undefined],
  ['{% 1', undefined],
  ['1 %}', undefined],
  ['x {% 1 %}', undefined],
  [1, undefined],
  [null, undefined],
])('%j is the expression %j', (text, expected) => {
  expect(expressionIn(text)).toBe(expected);
});

test('a list that a path made is a list like any other', async () => {
  const made = await evaluate('$v.a', { v: [{ a: 1 }, { a: 2 }] });
  expect(made).toStrictEqual([1, 2]);
  expect('sequence' in (made as object)).toBe(false);
  const inside = (await evaluate('{"list": $v.a}', { v: [{ a: 1 }, { a: 2 }] })) as { list: object };
  expect('sequence' in inside.list).toBe(false);
  const nested = (await evaluate('[[$v.a], 1]', { v: [{ a: 1 }, { a: 2 }] })) as object[];
  expect(nested).toStrictEqual([[1, 2], 1]);
  expect(Object.keys(nested)).toEqual(['0', '1']);
});

test('what is plain already is given on as it is, not copied', async () => {
  const v = { list: [1, { a: null }], text: 'x', truth: true };
  expect(await evaluate('$v', { v })).toBe(v);
  const list = [1, [2], { a: 3 }];
  expect(await evaluate('$v', { v: list })).toBe(list);
});

test('a member without a value is left out, an element without one is null', async () => {
  const v = { gone: undefined, kept: { gone: undefined, n: 1 }, same: { n: 2 } };
  expect(await evaluate('$v', { v })).toStrictEqual({ kept: { n: 1 }, same: { n: 2 } });
  expect(v).toHaveProperty('gone');
  expect(await evaluate('$v', { v: [1, undefined, [undefined]] })).toStrictEqual([1, null, [null]]);
  expect(Object.entries((await evaluate('{"x": $v.no, "y": 1}', { v: {} })) as object)).toEqual([['y', 1]]);
});

test.each<[string, unknown]>([
  ['$sum', 0],
  ['function($x) { $x }', 0],
  ['[1, $sum]', 0],
  ['{"a": {"b": function($x) { $x }}}', 0],
  ['{"a": [$uppercase]}', 0],
  ['/ab+c/', 0],
  ['{"a": /ab+c/}', 0],
  ['$v', () => 1],
  ['$v', Symbol('s')],
  ['$v', 1n],
])('%s is no result', async (text, v) => {
  await expect(evaluate(text, { v })).rejects.toThrow('returned an unsupported result type.');
});

test('what does not parse says why', () => {
  expect(() => compileExpression('1 +', 'Output')).toThrow(
    expect.objectContaining({ name: 'JsonataSyntaxError', message: expect.stringContaining('end') }),
  );
});

test('$partition takes whole sizes from one on', async () => {
  expect(await evaluate('$partition([1, 2], 1.9)')).toStrictEqual([[1], [2]]);
  await expect(evaluate('$partition([1, 2], 0.9)')).rejects.toThrow('The chunk size must be greater than 0');
});

test.each(['$partition($v.nothing, 2)', '$parse($v.nothing)'])(
  'of nothing, %s makes nothing',
  async (text) => {
    expect(await evaluate(`$exists(${text})`, { v: {} })).toBe(false);
  },
);

test('$random without a seed differs, and $millis takes nothing', async () => {
  const numbers = new Set(await Promise.all(Array.from({ length: 20 }, () => evaluate('$random()'))));
  expect(numbers.size).toBeGreaterThan(1);
  await expect(evaluate('$millis(1)')).rejects.toThrow('does not match function signature');
});
