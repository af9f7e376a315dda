// npm run simulate: what happens to a burst of uploads, before it happens.

import { readWords } from 'laptop-cloud/template';
import { runTool } from './run-tool.ts';
import { type BurstOptions, simulateBurst } from './simulate/burst.ts';
import { costOfBurst } from './simulate/burst-cost.ts';
import { printBurst } from './simulate/report.ts';
import { UsageError } from './usage-error.ts';

const HELP = `npm run simulate -- [options]

Sends a burst of uploads through the queue and the state machine in virtual time, against Rekognition's quotas: the real
definition on the real engine; what tasks take is assumed (tools/simulate/tasks.ts). Exit code 0 when no photo fails, else 1.

  --photos N                   uploads (default 1000)
  --within SECONDS             time in which they come (default 1)
  --tps N                      Rekognition's calls a second: 5 in most regions, 50 in the largest (default 5)
  --detect-faces-tps N         the same for DetectFaces (default 25, or 100 from 50 --tps on)
  --max-concurrent-photos N    the parameter of the template (default 4 for each call a second)
  --lambda-concurrency N       functions at the same time; a fresh account may have 10 (default 1000)
  --seed N                     another course of chance (default 1)
  --json                       one JSON object instead of the table
  --help                       this text`;

const OPTIONS = {
  photos: { type: 'string', default: '1000' },
  within: { type: 'string', default: '1' },
  tps: { type: 'string', default: '5' },
  'detect-faces-tps': { type: 'string' },
  'max-concurrent-photos': { type: 'string' },
  'lambda-concurrency': { type: 'string', default: '1000' },
  seed: { type: 'string', default: '1' },
  json: { type: 'boolean', default: false },
} as const;

process.exitCode = await runTool(HELP, simulate);

async function simulate(args: string[]): Promise<number> {
  const values = read(args);
  const whole = (name: keyof typeof values, text: string, least: number, most: number): number => {
    const value = Number(text);
    if (Number.isInteger(value) && value >= least && value <= most) return value;
    throw new UsageError([`--${name} takes an integer from ${least} to ${most}, not "${text}"`]);
  };
  const tps = whole('tps', values.tps, 1, 10_000);
  const options: BurstOptions = {
    definitionFile: 'statemachine/check-photo.asl.json',
    photos: whole('photos', values.photos, 1, 100_000),
    withinSeconds: whole('within', values.within, 0, 86_400),
    tps,
    detectFacesTps: whole(
      'detect-faces-tps',
      values['detect-faces-tps'] ?? String(tps >= 50 ? 100 : 25),
      1,
      10_000,
    ),
    maxConcurrentPhotos: whole(
      'max-concurrent-photos',
      values['max-concurrent-photos'] ?? String(Math.min(1000, 4 * tps)),
      1,
      1000,
    ),
    lambdaConcurrency: whole('lambda-concurrency', values['lambda-concurrency'], 1, 100_000),
    seed: whole('seed', values.seed, 0, 2 ** 32 - 1),
  };
  const isWatched = process.stderr.isTTY && !values.json;
  const report = await simulateBurst({
    ...options,
    ...(isWatched && {
      onAnswered: (count: number) => {
        if (count % 100 === 0) process.stderr.write(`\r${count} of ${options.photos} answered`);
      },
    }),
  });
  if (isWatched) process.stderr.write('\r\x1b[K');
  const cost = costOfBurst(report);
  if (values.json) console.log(JSON.stringify({ ...options, ...report, cost }));
  else printBurst(options, report, cost);
  return report.failed === 0 ? 0 : 1;
}

function read(args: string[]) {
  return readWords({ args, options: OPTIONS }).values;
}
