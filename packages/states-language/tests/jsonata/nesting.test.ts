import { compileExpression } from '../../src/jsonata/expression.ts';

const v = Array.from({ length: 150 }, (_, n) => ({ id: `k${n}`, n }));
const all = (write: (n: number) => string) => v.map(({ n }) => write(n)).join(', ');

it.each([
  ['the members of an object', `$count($keys({ ${all((n) => `"m${n}": $v[${n}].n`)} }))`],
  ['the elements of a list', `$count([${all((n) => `$v[${n}].n`)}])`],
  ['the keys of a group', '$count($keys($v{id: n}))'],
])('%s may be many', async (_what, text) => {
  expect(await compileExpression(text, 'Output').evaluate({ v }, 0)).toBe(150);
});

it('the keys of a group may be as many as an input has room for', async () => {
  const list = Array.from({ length: 15_000 }, (_, n) => ({ id: `${n}`, n }));
  const group = compileExpression('$count($keys($v[n >= 0]{id: $sum(n) + 1}))', 'Output');

  expect(await group.evaluate({ v: list }, 0)).toBe(15_000);
});

it.each(['$f(60)', '[1, $f(-1)]'])('what calls itself is bounded in %s', async (call) => {
  const text = `($f := function($n) { $n = 0 ? 0 : 1 + $f($n - 1) }; ${call})`;

  await expect(compileExpression(text, 'Output').evaluate({}, 0)).rejects.toThrow('Stack overflow error');
});
