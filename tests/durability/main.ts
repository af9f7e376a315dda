// npm run test:kill: executions whose process is killed at random moments, two hundred times: none is lost, all end, each as
// one that nobody interrupted, and nothing that has ended is done again. What clients of the stores were told is there, too.
// npm run test:kill -- [--kills N] [--minutes N] [--seed N]
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { asked, askedNumber } from '../../tools/asked.ts';
import { buildService } from './killed-process.ts';
import { Load } from './load.ts';
import { verdictOf } from './verdict.ts';

const HELP = `npm run test:kill -- [options]

Kills the process of executions at random moments: none may be lost, none done again.

  --kills N   how often (default 200)
  --minutes N at most so long, and the verdict is on the kills until then (default 18)
  --seed N    of chance, as a run before has printed it
  --help      this text`;

const { values } = asked(HELP, {
  options: {
    kills: { type: 'string', default: '200' },
    minutes: { type: 'string', default: '18' },
    seed: { type: 'string' },
  },
});
const kills = askedNumber('--kills', values.kills, { least: 1, most: 100_000 });
const seed =
  values.seed === undefined
    ? Date.now() % 2 ** 31
    : askedNumber('--seed', values.seed, { least: 0, most: 2 ** 31 });
console.log(`${kills} kills, seed ${seed}`);
const folder = mkdtempSync(path.join(tmpdir(), 'durability-'));
const startedMs = performance.now();
const program = path.join(folder, 'service.mjs');
await buildService(program);
const load = new Load(
  path.join(folder, 'executions'),
  { program, callsFile: path.join(folder, 'calls.jsonl') },
  seed,
);
for (let kill = 1; kill <= kills; kill++) {
  if (performance.now() - startedMs > Number(values.minutes) * 60_000) {
    console.log(`time is over after ${kill - 1} of ${kills} kills`);
    break;
  }
  const { goingOn, openCount } = await load.liveAndDie();
  if (kill % 10 === 0)
    console.log(
      `${kill} kills after ${seconds()} s; the last process went on with ${goingOn} executions and left ${openCount}`,
    );
}
await load.liveToTheEnd();
console.log(`all ended after ${seconds()} s`);
const verdict = await verdictOf(load);
for (const [what, figure] of Object.entries(verdict.figures)) console.log(`${what.padEnd(52)} ${figure}`);
for (const fault of verdict.faults.slice(0, 20)) console.log(`FAULT ${fault}`);
console.log(`${verdict.faults.length} faults after ${seconds()} s`);
if (verdict.faults.length === 0) rmSync(folder, { recursive: true });
else console.log(`left in ${folder}`);
process.exit(verdict.faults.length === 0 ? 0 : 1);

function seconds(): string {
  return ((performance.now() - startedMs) / 1000).toFixed(0);
}
