import { compileExpression } from '../../src/jsonata/expression.ts';
import { expectAsJsonata } from './as-jsonata.ts';

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
])('%s is what JSONata makes of it', (text) => expectAsJsonata(text, INPUT));

it.each(['$sort([1, "a"])', '$sort([{}, {}])', '$sort([true, false])'])(
  '%s is refused as there',
  async (text) => {
    await expect(compileExpression(text, 'Output').evaluate({}, 0)).rejects.toThrow(
      'D3070: The single argument form of the sort function can only be applied',
    );
  },
);

it('copies no part of the list at each comparison', async () => {
  const expression = compileExpression('$sort($v.many, function($l, $r) { $l > $r })', 'Output');
  const many = Array.from({ length: 200 }, (_, n) => (n * 7) % 200);
  const slice = jest.spyOn(Array.prototype, 'slice');
  try {
    await expression.evaluate({ v: { many } }, 0);
    const copies = slice.mock.contexts.filter((list) => (list as unknown[]).includes(199));
    expect(copies.length).toBeLessThan(10);
  } finally {
    slice.mockRestore();
  }
});
