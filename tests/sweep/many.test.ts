// More than a run may fix: what is left is the next run's, and in the end all of it is fixed, each photo once.
// As many as you like: SWEEP_MANY=10000 npx jest tests/sweep/many tells time and memory.

import { BOUNDS } from '../../src/sweep/run.ts';
import { isLongRun } from '../support/long-run.ts';
import { type SweepCloud, startSweepCloud } from './sweep-cloud.ts';

const asked = process.env['SWEEP_MANY'];
const MANY = Number(asked ?? (isLongRun ? 200 : 40));
/** As it is in Lambda where many are asked for. */
const bounds = asked ? BOUNDS : { fixed: 15, looked: 25 };

let cloud: SweepCloud;
beforeAll(async () => {
  cloud = await startSweepCloud();
});
afterAll(() => cloud.close());
jest.setTimeout(3_600_000);

it('fixes as many as it may in each run, until none is left', async () => {
  const machine = process.env['STATE_MACHINE_ARN']!.replace(':stateMachine:', ':execution:');
  const upload = { bucket: 'photos', versionId: 'v1', size: 20_000, expiresAt: 4_000_000_000 };
  const rows = Array.from({ length: MANY }, (_, n) => ({
    pk: `RIDER#rider-${n}`,
    sk: 'PHOTO#p',
    status: 'processing',
    openStatus: 'processing',
    updatedAt: cloud.ago(30 + (MANY - n) / 1000),
    executionArn: `${machine}:n${n}`,
    key: `incoming/rider-${n}/p`,
    ...upload,
  }));
  await cloud.putMany(rows);
  const before = { memory: process.memoryUsage().rss, cpu: process.cpuUsage(), at: Date.now() };
  const fixed: number[] = [];
  for (;;) {
    const { report } = await cloud.sweep({ bounds });
    const count = report.processing?.['started-again'] ?? 0;
    if (count === 0) break;
    fixed.push(count);
    // Later than a run, earlier than a photo that was started is looked at again.
    cloud.pass(0.01);
  }
  expect(fixed.every((count) => count <= bounds.fixed)).toBe(true);
  expect(fixed).toHaveLength(Math.ceil(MANY / bounds.fixed));
  const started = await cloud.names();
  expect([started.length, new Set(started).size]).toEqual([MANY, MANY]);
  if (!asked) return;
  const { user, system } = process.cpuUsage(before.cpu);
  const more = Math.round((process.memoryUsage().rss - before.memory) / 1_048_576);
  console.log(
    `${MANY} photos in ${fixed.length} runs: ${((Date.now() - before.at) / 1000).toFixed(1)} s, CPU ${((user + system) / 1e6).toFixed(1)} s, ${more} MB more (services included)`,
  );
});
