// npm run bench:uploads: what the main process spends for each of a thousand photos that come at once. Exit code 1 when a mark is missed.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { asked, askedNumber } from '../../tools/asked.ts';
import { ROOT } from '../laptop.ts';
import { isMissed, type Mark, median, tableOf } from '../mark.ts';
import { canTellMemory } from '../small/memory.ts';
import { isBuild, startBuild } from './build.ts';
import { type Spent, sendPhotos } from './photos.ts';

const HELP = `npm run bench:uploads -- [options]

What the main process spends for each of many photos that come at once, its Rekognition mocked: processor time, all its threads.
With another build beside it, in turns: git worktree add FOLDER COMMIT, then npm ci in there.

  --against FOLDER  another build of this application
  --photos N        photos of each run (default 1000)
  --rounds N        runs of each build, each with a new laptop (default 2)
  --help            this text`;

/** Until functions have started and code that runs often is compiled: as a laptop that has been used. */
const WARM_UPS = 40;

async function main(): Promise<void> {
  const { values } = asked(HELP, {
    options: {
      against: { type: 'string' },
      photos: { type: 'string', default: '1000' },
      rounds: { type: 'string', default: '2' },
    },
  });
  const photos = askedNumber('--photos', values.photos, { least: 1, most: 100_000 });
  const rounds = askedNumber('--rounds', values.rounds, { least: 1, most: 100 });
  const other = values.against === undefined ? undefined : path.resolve(values.against);
  if (other !== undefined && !isBuild(other)) {
    console.error(`error --against takes a folder with another build and its node_modules, not "${other}"`);
    process.exit(2);
  }
  if (!canTellMemory())
    return console.log('SKIPPED: processor time of another process is told by Linux only');
  const spent = { own: [] as Spent[], other: [] as Spent[] };
  for (let round = 0; round < rounds; round += 1) {
    if (other !== undefined) spent.other.push(await measured(other, photos));
    spent.own.push(await measured(ROOT, photos));
  }
  const marks = marksOf(photos, spent.own, spent.other);
  console.log(tableOf(marks));
  process.exitCode = marks.some(isMissed) ? 1 : 0;
}

async function measured(build: string, photos: number): Promise<Spent> {
  const folder = mkdtempSync(path.join(tmpdir(), 'rider-photos-uploads-'));
  try {
    const laptop = await startBuild(build, folder);
    try {
      await sendPhotos(laptop, 'warm', WARM_UPS);
      const spent = await sendPhotos(laptop, 'photo', photos);
      const figures = `${spent.processorMs.toFixed(2)} ms of the main process, ${spent.wallMs.toFixed(1)} ms in all`;
      console.log(`${build}: ${figures} for each photo`);
      return spent;
    } finally {
      await laptop.stop();
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function marksOf(photos: number, own: readonly Spent[], other: readonly Spent[]): Mark[] {
  const time = (all: readonly Spent[]) => median(all.map(({ processorMs }) => processorMs));
  const mark: Mark = {
    name: `main process for each of ${photos.toLocaleString('en')} photos at once`,
    measured: time(own),
    unit: 'ms',
    digits: 2,
  };
  if (other.length === 0) return [mark];
  return [
    mark,
    {
      name: `  against the other build (${time(other).toFixed(2)} ms)`,
      measured: time(own) / time(other),
      unit: 'times',
      digits: 2,
      goal: { atMost: 0.6 },
    },
  ];
}

await main();
