import { setImmediate as nextTurn } from 'node:timers/promises';
import jsonata from 'jsonata';
import { takeTurns } from '../../src/jsonata/turns.ts';

const COUNTING = '($count := function($n) { $n < 500 ? $count($n + 1) : $n }; $count(0))';

async function turnsDuring(text: string): Promise<{ turns: number; result: unknown }> {
  const expression = jsonata(text);
  takeTurns(expression, text, 0);
  let turns = 0;
  let isOver = false;
  const counted = (async () => {
    while (!isOver) {
      await nextTurn();
      turns++;
    }
  })();
  const result: unknown = await expression.evaluate(undefined);
  isOver = true;
  const seen = turns;
  await counted;
  return { turns: seen, result };
}

test('a function that calls itself again and again lets others have their turn', async () => {
  const { turns, result } = await turnsDuring(COUNTING);

  expect(result).toBe(500);
  expect(turns).toBeGreaterThan(3);
});

test('a short expression is not interrupted', async () => {
  expect(await turnsDuring('1 + 1')).toEqual({ turns: 0, result: 2 });
});
