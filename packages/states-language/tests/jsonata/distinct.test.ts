import { compileExpression } from '../../src/jsonata/expression.ts';
import { expectAsJsonata } from './as-jsonata.ts';

const INPUT = {
  v: {
    mixed: [
      1,
      '1',
      1,
      null,
      'null',
      true,
      'true',
      [1, 2],
      [2, 1],
      [1, 2],
      { a: 1, b: [2] },
      { b: [2], a: 1 },
      {},
      [],
    ],
    same: [{ k: 'x' }, { k: 'x' }],
  },
};

it.each([
  '$distinct($v.mixed)',
  '$distinct($v.same.k)',
  '$distinct([$v.same.k])',
  '$distinct($v.same)',
  '$distinct("a")',
  '$distinct([])',
  '$count($distinct([$sum, $sum, $max]))',
  '$distinct([[[1]], [[1]], "[[1]]"])',
  '$v.mixed ~> $distinct',
  '[$distinct($v.same.k), 1]',
])('%s is what JSONata makes of it', (text) => expectAsJsonata(text, INPUT));

it('of nothing makes nothing', async () => {
  expect(await compileExpression('$exists($distinct($v.nothing))', 'Output').evaluate(INPUT, 0)).toBe(false);
});

it('takes a list in one go, not each element for every other', async () => {
  let looks = 0;
  const items = Array.from({ length: 400 }, (_, id) =>
    Object.defineProperty({}, 'id', {
      enumerable: true,
      get() {
        looks++;
        return id;
      },
    }),
  );
  await compileExpression('$count($distinct($v))', 'Output').evaluate({ v: items }, 0);

  expect(looks).toBeLessThan(items.length * 5);
});
