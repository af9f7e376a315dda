import jsonata from 'jsonata';
import { compileExpression } from '../../src/jsonata/expression.ts';

const INPUT = {
  v: {
    many: [3, 1, 2, 2, 10, -1],
    words: ['b', 'a', 'B'],
    things: [4, 1, 3, 2, 1].map((n, at) => ({ n, at })),
  },
};

it.each([
  '$sort($v.many)',
  '$sort($v.words)',
  '$sort($v.things, function($l, $r) { $l.n > $r.n }).at',
  '$sort($v.things, function($l, $r) { $l.n < $r.n }).at',
  '$v.many ~> $sort(function($l, $r) { $l < $r })',
  '$v.many ~> $sort',
  '$sort([5])',
  '$sort(5)',
  '$sort([])',
  '$count($sort($v.nothing))',
])('%s is what JSONata makes of it', async (text) => {
  const theirs: unknown = await jsonata(text).evaluate(undefined, INPUT);

  const ours = await compileExpression(text, 'Output').evaluate(INPUT, 0);

  expect(JSON.stringify(ours)).toBe(JSON.stringify(theirs));
});

it.each(['$sort([1, "a"])', '$sort([{}, {}])', '$sort([true, false])'])(
  '%s is refused as there',
  async (text) => {
    await expect(compileExpression(text, 'Output').evaluate({}, 0)).rejects.toThrow(
      'D3070: The single argument form of the sort function can only be applied',
    );
  },
);

it('keeps nothing but the list and its order', async () => {
  // JSONata itself would hold some two gigabytes of copies of this one.
  const text = '$sort([1..40000])[[0, -1]]';

  expect(await compileExpression(text, 'Output').evaluate({}, 0)).toEqual([1, 40_000]);
});
