import { ageOf, eachOf, later, type Outcome, type Run } from '../../src/sweep/run.ts';

const START = new Date('2026-11-28T08:00:00.000Z');
/** A run whose clock goes on by a second with every look at it. */
const runWith = (bounds: Partial<Run['bounds']> = {}, seconds = Number.POSITIVE_INFINITY): Run => {
  let looks = 0;
  return {
    now: () => later(START, 1000 * looks++),
    untilMs: START.getTime() + seconds * 1000,
    bounds: { fixed: 250, looked: 500, ...bounds },
    room: {} as Run['room'],
  };
};

/** What a run makes of things that end so, and how many of them it has looked at. */
async function sweep(run: Run, ...ends: (Outcome | Error)[]) {
  let looked = 0;
  const swept = await eachOf(run, ends, async (end) => {
    looked += 1;
    if (end instanceof Error) throw end;
    return end;
  });
  return { ...swept, looked };
}
const times = <Thing>(count: number, thing: Thing): Thing[] => Array.from({ length: count }, () => thing);

it('counts what became of each', async () => {
  expect(await sweep(runWith(), 'told', 'not-stuck', 'told', 'taken')).toStrictEqual({
    outcomes: { told: 2, 'not-stuck': 1, taken: 1 },
    looked: 4,
  });
  expect(await sweep(runWith())).toStrictEqual({ outcomes: {}, looked: 0 });
});

it.each([
  'started-again',
  'told',
  'counted-again',
  'announced-again',
  'row-made',
  'row-dropped',
  'given-up',
] as const)('fixes no more than its bound: %s', async (fixed) => {
  expect(await sweep(runWith({ fixed: 2 }), ...times(4, fixed))).toMatchObject({
    outcomes: { [fixed]: 2 },
    looked: 2,
  });
});

it.each(['not-stuck', 'taken'] as const)('passes by what is %s, until it has looked enough', async (left) => {
  const bounds = { fixed: 1, looked: 3 };
  expect(await sweep(runWith(bounds), left, left, 'told', 'told')).toMatchObject({ looked: 3 });
  expect(await sweep(runWith(bounds), ...times(5, left))).toMatchObject({ looked: 3 });
});

it('ends with what has no room, and takes nothing up when its time is over', async () => {
  expect(await sweep(runWith(), 'told', 'no-room', 'told')).toMatchObject({ looked: 2 });
  expect(await sweep(runWith({}, 2), ...times(5, 'told' as const))).toMatchObject({ looked: 2 });
  expect(await sweep(runWith({}, 0), 'told')).toStrictEqual({ outcomes: {}, looked: 0 });
});

it('goes on past what fails, keeps the first failure, and stops at the fifth', async () => {
  const [first, second] = [new Error('first'), new Error('second')];
  expect(await sweep(runWith(), first, 'told', second, 'told')).toStrictEqual({
    outcomes: { failed: 2, told: 2 },
    failure: first,
    looked: 4,
  });
  expect(await sweep(runWith({ fixed: 1 }), ...times(9, first))).toMatchObject({
    outcomes: { failed: 5 },
    looked: 5,
  });
});

it('takes things one after the other, as they come', async () => {
  async function* coming() {
    yield* ['a', 'b', 'c'];
  }
  const order: string[] = [];
  await eachOf(runWith(), coming(), async (thing) => {
    order.push(`${thing} begun`);
    await Promise.resolve();
    order.push(`${thing} done`);
    return 'told';
  });
  expect(order).toEqual(['a begun', 'a done', 'b begun', 'b done', 'c begun', 'c done']);
});

it.each([
  [undefined, 0],
  ['2026-11-28T07:59:30.000Z', 30],
  ['2026-11-28T07:59:29.400Z', 31],
  // A clock that is ahead.
  ['2026-11-28T08:00:30.000Z', 0],
])('since %s it has been %i seconds', (at, seconds) => {
  expect(ageOf(at, START)).toBe(seconds);
});
