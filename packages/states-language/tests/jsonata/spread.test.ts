import jsonata from 'jsonata';
import { compileExpression } from '../../src/jsonata/expression.ts';

const INPUT = {
  v: { one: { a: 1 }, two: { a: 1, b: [2] }, many: [{ a: 1 }, [{ b: 2 }, 3], 'x', null], none: {} },
};

it.each([
  '$spread($v.one)',
  '$spread($v.two)',
  '$spread([$v.one])',
  '$spread($v.many)',
  '$spread(5)',
  '$v.two ~> $spread',
  '$v.two.$spread()',
  '[$spread($v.none)]',
  '[$spread([])]',
])('%s is what JSONata makes of it', async (text) => {
  const theirs: unknown = await jsonata(text).evaluate(undefined, INPUT);

  const ours = await compileExpression(text, 'Output').evaluate(INPUT, 0);

  expect(JSON.stringify(ours)).toBe(JSON.stringify(theirs));
});
