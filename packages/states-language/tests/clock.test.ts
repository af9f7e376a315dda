// Virtual time: jumps only when everything sleeps, in order, and leaves nothing behind.
import fc from 'fast-check';
import { debuggerAwareClock, realClock, virtualClock } from '../src/clock.ts';

const immediates = () => process.getActiveResourcesInfo().filter((kind) => kind === 'Immediate').length;

test('wakes sleepers in the order of their time, and those of one time in the order they lay down', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.integer({ min: 1, max: 50 }), { maxLength: 40 }), async (delays) => {
      const clock = virtualClock(1_000);
      const woken: [number, number][] = [];
      await Promise.all(
        delays.map(async (ms, at) => {
          await clock.sleep(ms);
          woken.push([clock.now(), at]);
        }),
      );
      const expected = delays.map((ms, at): [number, number] => [1_000 + ms, at]);
      expect(woken).toEqual(expected.sort(([a, i], [b, j]) => a - b || i - j));
    }),
  );
});

test('stands still while it is held', async () => {
  const clock = virtualClock(0);
  const release = clock.hold();
  let isAwake = false;
  const sleep = clock.sleep(5).then(() => {
    isAwake = true;
  });
  for (let turn = 0; turn < 5; turn++) await new Promise(setImmediate);
  expect([isAwake, clock.now()]).toEqual([false, 0]);
  release();
  release();
  await sleep;
  expect(clock.now()).toBe(5);
});

test('an aborted sleep rejects with the reason, moves no time and leaves nothing pending', async () => {
  const clock = virtualClock(0);
  const before = immediates();
  const controller = new AbortController();
  const sleep = clock.sleep(5, controller.signal);
  controller.abort(new Error('enough'));
  await expect(sleep).rejects.toThrow('enough');
  await expect(clock.sleep(5, controller.signal)).rejects.toThrow('enough');
  expect(clock.now()).toBe(0);
  expect(immediates()).toBeLessThanOrEqual(before);
});

test('many aborted sleeps do not pile up', async () => {
  const clock = virtualClock(0);
  const long = clock.sleep(1_000_000);
  for (let at = 0; at < 5_000; at++) {
    const controller = new AbortController();
    const sleep = clock.sleep(1 + (at % 7), controller.signal);
    controller.abort(new Error('enough'));
    await expect(sleep).rejects.toThrow();
  }
  await long;
  expect(clock.now()).toBe(1_000_000);
});

test('the real clock sleeps, and stops when told', async () => {
  const clock = realClock();
  await clock.sleep(1);
  await clock.sleep(0);
  const controller = new AbortController();
  const sleep = clock.sleep(2 ** 40, controller.signal);
  controller.abort(new Error('enough'));
  await expect(sleep).rejects.toThrow('enough');
});

describe("the machine's clock", () => {
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => jest.useRealTimers());

  /** Whether a sleep of an hour is over after each of these spans, the clock having been moved once it began. */
  async function isOverAfter(movedMs: number, spansMs: readonly number[]): Promise<boolean[]> {
    let isOver = false;
    const sleep = realClock()
      .sleep(3_600_000)
      .then(() => {
        isOver = true;
      });
    jest.setSystemTime(Date.now() + movedMs);
    const over: boolean[] = [];
    for (const span of spansMs) {
      await jest.advanceTimersByTimeAsync(span);
      over.push(isOver);
    }
    if (isOver) await sleep;
    return over;
  }

  test('prolongs no sleep when it is put back', async () => {
    expect(await isOverAfter(-7_200_000, [3_599_000, 2_000])).toEqual([false, true]);
  });

  test('ends a sleep soon when it has gone on meanwhile, as that of a laptop which was asleep', async () => {
    expect(await isOverAfter(7_200_000, [29_000, 2_000])).toEqual([false, true]);
  });
});

test.each([
  ['the real clock', realClock().sleep],
  ['deadlines of one that looks at a debugger', debuggerAwareClock(() => false).deadline!],
])('an alarm of %s rings in its time, unless it is given up', async (_, { alarm }) => {
  const rung: string[] = [];
  const giveUp = alarm!(1, () => rung.push('given up'));
  giveUp();
  await new Promise<void>((resolve) =>
    alarm!(5, () => {
      rung.push('in time');
      resolve();
    }),
  );
  expect(rung).toEqual(['in time']);
});

test('an alarm of a held debugger rings once it is let go', async () => {
  let looks = 0;
  const { alarm } = debuggerAwareClock(() => looks++ === 0).deadline!;
  await new Promise<void>((resolve) => alarm!(1, resolve));
  expect(looks).toBe(2);
});
