// npm run test:web: people in a real browser use the pages of a laptop, as README promises that they can.

import { mkdir, mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { asked } from '../../tools/asked.ts';
import { findChromium, HOW_TO_GET_ONE } from './chromium.ts';
import { drive } from './drive.ts';
import { JOURNEYS } from './journeys.ts';
import { ROOT, startLaptop } from './laptop.ts';

const HELP = `npm run test:web -- [options]

People in a real browser use the pages of a laptop of their own (needs Chromium).

  --only WORDS   journeys whose name holds these words (repeatable)
  --headed       show the browser
  --screens      take the pictures of docs/screens again
  --keep         leave the laptop's state and the pictures of the run
  --help         this text`;

process.exitCode = await main();

async function main(): Promise<number> {
  const { values } = asked(HELP, {
    options: {
      only: { type: 'string', multiple: true },
      headed: { type: 'boolean', default: false },
      screens: { type: 'boolean', default: false },
      keep: { type: 'boolean', default: false },
    },
  });
  const { only, headed, screens, keep } = values;
  const chosen = JOURNEYS.filter(
    ({ name }) => only === undefined || only.some((words) => name.includes(words)),
  );
  if (chosen.length === 0) {
    console.error(`no journey's name holds ${only?.map((words) => `"${words}"`).join(' or ')}. There are:`);
    for (const { name } of JOURNEYS) console.error(`  ${name}`);
    return 2;
  }
  const program = findChromium();
  if (program === undefined) {
    console.log(`SKIPPED: npm run test:web needs ${HOW_TO_GET_ONE}.`);
    return 0;
  }
  const folder = await mkdtemp(path.join(await realpath(tmpdir()), 'rider-photos-web-'));
  await mkdir(path.join(folder, 'state'));
  const laptop = await startLaptop(path.join(folder, 'state'), (line) => console.log(`  laptop: ${line}`));
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.once(signal, () => void laptop.close().finally(() => process.exit(1)));
  const failures = await drive(chosen, {
    laptop,
    program,
    isHeaded: headed,
    folder,
    ...(screens && { screensFolder: path.join(ROOT, 'docs/screens') }),
  }).finally(() => laptop.close());
  if (failures === 0 && !keep) await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  else console.log(`The laptop's state and pictures of what failed are in ${folder}`);
  console.log(failures === 0 ? 'All well.' : `Failed: ${failures}.`);
  return failures === 0 ? 0 : 1;
}
