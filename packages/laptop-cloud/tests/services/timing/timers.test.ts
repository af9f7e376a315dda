import { createTimers } from '../../../src/services/timing/timers.ts';
import { compileTiming } from '../../../src/services/timing/timing.ts';

it('tells nothing before it is due, when the clock is put back meanwhile', async () => {
  let now = 0;
  const slept: number[] = [];
  const clock = {
    now: () => now,
    sleep: async (ms: number) => {
      slept.push(ms);
      // The first sleep takes as long as it should, but the clock is put back by half an hour.
      now += slept.length === 1 ? ms - 1_800_000 : ms;
    },
  };
  const told: [scheduled: number, at: number][] = [];
  const timers = createTimers({ clock, random: () => 0 });

  await new Promise<void>((resolve) =>
    timers.arm({
      arn: 'a',
      timing: { isOneTime: false, next: (after: number) => (after < 3_600_000 ? 3_600_000 : undefined) },
      anchorMs: 0,
      fromMs: 0,
      windowMs: 0,
      madeUpForMs: 0,
      due: (scheduledMs) => told.push([scheduledMs, now]),
      ended: resolve,
    }),
  );

  expect(slept).toEqual([3_600_000, 1_800_000]);
  expect(told).toEqual([[3_600_000, 3_600_000]]);
});

const HOUR = 3_600_000;
const NOON = Date.parse('2026-05-01T12:00:00Z');

/** A clock that is put to other times, and what it tells: when it was due and when it was told, in minutes after noon. */
function jumpingClock() {
  let now = NOON;
  let wake: (() => void)[] = [];
  return {
    now: () => now,
    // Each sleep is woken with every step, as that of the machine's clock looks every half minute.
    sleep: (_ms: number, signal?: AbortSignal) =>
      new Promise<void>((resolve, reject) => {
        wake.push(resolve);
        signal?.addEventListener('abort', () => reject(signal.reason), { once: true });
      }),
    async goTo(minute: number) {
      now = NOON + minute * 60_000;
      for (let turn = 0; turn < 3; turn++) {
        const woken = wake;
        wake = [];
        for (const one of woken) one();
        await new Promise(setImmediate);
      }
    },
  };
}

/** Minute by minute over these stretches of time; what was told of each schedule, as [due, told]. */
async function toldOver(stretches: readonly (readonly [from: number, to: number])[]) {
  const clock = jumpingClock();
  const timers = createTimers({ clock, random: () => 0 });
  const told: Record<string, [due: number, at: number][]> = {};
  const minuteOf = (ms: number) => (ms - NOON) / 60_000;
  for (const expression of [
    'rate(20 minutes)',
    'cron(0/20 * * * ? *)',
    'cron(30 0/2 * * ? *)',
    'at(2026-05-01T12:50:00)',
  ]) {
    told[expression] = [];
    timers.arm({
      arn: expression,
      timing: compileTiming({ expression }),
      anchorMs: NOON,
      fromMs: NOON,
      windowMs: 0,
      madeUpForMs: 24 * HOUR,
      due: (ms) => told[expression]!.push([minuteOf(ms), minuteOf(clock.now())]),
    });
  }
  await clock.goTo(0);
  for (const [from, to] of stretches)
    for (let minute = from; minute <= to; minute++) await clock.goTo(minute);
  await timers.close();
  return told;
}

it('tells what a clock that is put forward by an hour leaps over once, and goes on', async () => {
  const told = await toldOver([
    [1, 10],
    [70, 130],
  ]);

  expect(told).toEqual({
    'rate(20 minutes)': [
      [60, 70],
      [80, 80],
      [100, 100],
      [120, 120],
    ],
    'cron(0/20 * * * ? *)': [
      [60, 70],
      [80, 80],
      [100, 100],
      [120, 120],
    ],
    'cron(30 0/2 * * ? *)': [[30, 70]],
    'at(2026-05-01T12:50:00)': [[50, 70]],
  });
});

it('goes on with the new time when the clock is put back by an hour, and tells nothing rare twice', async () => {
  const told = await toldOver([
    [1, 65],
    [6, 90],
  ]);

  expect(told['rate(20 minutes)']).toEqual([20, 40, 60, 20, 40, 60, 80].map((minute) => [minute, minute]));
  expect(told['cron(0/20 * * * ? *)']).toEqual(told['rate(20 minutes)']);
  expect(told['cron(30 0/2 * * ? *)']).toEqual([[30, 30]]);
  expect(told['at(2026-05-01T12:50:00)']).toEqual([[50, 50]]);
});
