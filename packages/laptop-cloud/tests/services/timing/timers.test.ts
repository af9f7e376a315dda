import { createTimers } from '../../../src/services/timing/timers.ts';

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
      due: (scheduledMs) => told.push([scheduledMs, now]),
      ended: resolve,
    }),
  );

  expect(slept).toEqual([3_600_000, 1_800_000]);
  expect(told).toEqual([[3_600_000, 3_600_000]]);
});
