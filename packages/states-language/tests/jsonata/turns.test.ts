import { setImmediate as nextTurn } from 'node:timers/promises';
import jsonata from 'jsonata';
import { longRunTest, takeTurns } from '../../src/jsonata/turns.ts';

const COUNTING = '($count := function($n) { $n < 500 ? $count($n + 1) : $n }; $count(0))';

async function turnsDuring(text: string, input?: unknown): Promise<{ turns: number; result: unknown }> {
  const expression = jsonata(text);
  takeTurns(expression, { turnMs: 0 });
  let turns = 0;
  let isOver = false;
  const counted = (async () => {
    while (!isOver) {
      await nextTurn();
      turns++;
    }
  })();
  const result: unknown = await expression.evaluate(input);
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

test('a list that is looked through for each of its items lets others have their turn', async () => {
  const list = Array.from({ length: 60 }, (_, number) => number);

  const { turns, result } = await turnsDuring('$sum($.($one := $; $count($$[$ = $one])))', list);

  expect(result).toBe(60);
  expect(turns).toBeGreaterThan(3);
});

test.each([
  ['calls a function of its own', '$f := function($n) { $n }', {}, true],
  ['makes a range', '[1..5]', {}, true],
  ['looks through many values', '$states.input[$ > 5]', { states: { input: Array(400).fill(1) } }, true],
  ['sorts many values', '$states.input^($)', { states: { input: Array(400).fill(1) } }, true],
  ['looks through values that are many together', '$count($states.input.a)', nested(20, 20), true],
  ['looks through few', '$states.input[$ > 5]', { states: { input: [1, 2, 3] } }, false],
  ['takes one of many', '$states.input.a.b', { states: { input: Array(400).fill(1) } }, false],
])('an expression that %s: whether it may run long', (_what, text, bindings, expected) => {
  expect(longRunTest(text)(bindings)).toBe(expected);
});

function nested(lists: number, items: number): object {
  return { input: Array.from({ length: lists }, () => Array(items).fill('one')) };
}

test('an expression that goes on too long is ended, each evaluation by its own steps', async () => {
  const expression = jsonata(COUNTING);
  takeTurns(expression, { mostSteps: 8_000 });
  const endless = jsonata('($go := function($n) { $go($n + 1) }; $go(0))');
  takeTurns(endless, { mostSteps: 8_000 });

  const together = await Promise.all([expression.evaluate(undefined), expression.evaluate(undefined)]);

  expect(together).toEqual([500, 500]);
  await expect(endless.evaluate(undefined)).rejects.toMatchObject({ code: 'D1012' });
});

test('a short expression is not interrupted', async () => {
  expect(await turnsDuring('1 + 1')).toEqual({ turns: 0, result: 2 });
});
