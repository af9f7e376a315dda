// The HTTP API of a laptop as `npm start` makes it: how long a rider's page waits for a photo's status when nothing else goes on,
// beside the reference run and beside an emulator that others wrote; and what becomes of a thousand such pages while fifty photos
// are being checked.

import path from 'node:path';
import { watchTogether } from './api/crowd.ts';
import { startEmulatedApi } from './api/emulated-api.ts';
import { makeRiders, type WatchingRider } from './api/riders.ts';
import { timedGet } from './api/timed-get.ts';
import { type Laptop, startByNpm } from './laptop.ts';
import { type Mark, median } from './mark.ts';
import { referenceMs } from './reference.ts';

const RIDERS = 1000;
const PHOTOS = 50;
const ROUNDS = 11;
const REQUESTS = 20;
/** Enough for the functions' code to be compiled and their connections to be open. */
const WARM_UPS = 200;

export async function apiMarks(stateFolder: string): Promise<Mark[]> {
  // All fifty are under way at once; by default twenty would be, and the others wait in the queue.
  const parameters = ['--parameter-overrides', `MaxConcurrentPhotos=${PHOTOS}`];
  const laptop = await startByNpm(`${stateFolder}-api`, parameters);
  try {
    await laptop.warm;
    const riders = await makeRiders(laptop, RIDERS);
    const quiet = await marksOfOne(laptop, riders[0]!, stateFolder);
    return [...quiet, ...(await marksOfMany(laptop, riders))];
  } finally {
    await laptop.stop();
  }
}

/** One request after another, and nothing else. */
async function marksOfOne(laptop: Laptop, rider: WatchingRider, stateFolder: string): Promise<Mark[]> {
  const url = new URL(`${laptop.printed('ApiUrl')}/v1/photos/${rider.photoId}`);
  const ours = timedGet(url, { authorization: `Bearer ${rider.accessToken}` });
  const emulated = await startEmulatedApi(path.dirname(stateFolder)).catch(skipped);
  try {
    await timesOf(ours.ask, WARM_UPS);
    if (emulated) await timesOf(emulated.get, REQUESTS);
    const own: number[] = [];
    const others: number[] = [];
    const ratios: number[] = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      const besideMs = await referenceMs();
      const times = await timesOf(ours.ask, REQUESTS);
      if (emulated) others.push(...(await timesOf(emulated.get, REQUESTS)));
      own.push(...times);
      ratios.push(median(times) / besideMs);
    }
    return [
      {
        name: `GET /v1/photos/{photoId} (median of ${own.length})`,
        measured: median(own),
        unit: 'ms',
        digits: 1,
      },
      {
        // 8 ms on a machine that takes 100 ms for the reference run.
        name: '  against the reference run beside it',
        measured: median(ratios),
        unit: 'times',
        digits: 3,
        goal: { atMost: 0.08 },
      },
      ...(emulated ? marksBeside(median(own), median(others)) : []),
    ];
  } finally {
    ours.close();
    await emulated?.stop();
  }
}

function marksBeside(ownMs: number, otherMs: number): Mark[] {
  return [
    {
      name: "  MiniStack's HTTP API to a function that does nothing",
      measured: otherMs,
      unit: 'ms',
      digits: 1,
    },
    {
      name: '  with token, role and tables, faster than that',
      measured: otherMs / ownMs,
      unit: 'times',
      digits: 1,
      goal: { atLeast: 2 },
    },
  ];
}

function skipped(error: unknown): undefined {
  const why = error instanceof Error ? error.message : String(error);
  console.log(`SKIPPED: the comparison with MiniStack needs Python 3 with venv and pip. ${why}`);
}

async function timesOf(get: () => Promise<number>, count: number): Promise<number[]> {
  const times: number[] = [];
  for (let request = 0; request < count; request += 1) times.push(await get());
  return times;
}

async function marksOfMany(laptop: Laptop, riders: readonly WatchingRider[]): Promise<Mark[]> {
  const { times, errors, answered, seconds } = await watchTogether(laptop, riders, PHOTOS);
  for (const error of new Set(errors)) console.log(`  ${error}`);
  const sorted = times.toSorted((one, other) => one - other);
  return [
    { name: `${RIDERS} riders watch their photos, ${PHOTOS} photos under way`, measured: seconds, unit: 's' },
    { name: '  photos answered', measured: answered, unit: '', goal: { atLeast: PHOTOS } },
    { name: '  requests', measured: times.length, unit: '' },
    { name: '  errors', measured: errors.length, unit: '', goal: { atMost: 0 } },
    { name: '  API, median', measured: median(times), unit: 'ms' },
    {
      name: '  API, 95 of 100 within',
      measured: sorted[Math.ceil(sorted.length * 0.95) - 1] ?? Number.NaN,
      unit: 'ms',
    },
  ];
}
