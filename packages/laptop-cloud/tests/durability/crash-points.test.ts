// Every file that is written anew, killed between any two operations on files: what is there afterwards is what was acknowledged,
// with or without the step that was under way; nothing is lost, nothing comes back, and no file is left over.
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isLongRun } from '../../../../tests/support/long-run.ts';
import { executions, histories, invocations, lists } from './crash-executions.ts';
import { keyFiles, keysFile, objects } from './crash-objects.ts';
import { CrashPoints } from './crash-points.ts';
import { deliveries, messageLog, queues } from './crash-queues.ts';
import type { Scenario } from './crash-scenario.ts';

const SCENARIOS = {
  'the keys of a bucket': keysFile,
  'buckets and objects': objects,
  'key files of earlier releases': keyFiles,
  queues: queues,
  deliveries: deliveries,
  'executions that are forgotten': executions,
  'histories that lie together': histories,
  'the message log': messageLog,
  'lists that are replaced': lists,
  'asynchronous invocations': invocations,
};

const LONG_MS = 900_000;

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'crash-'));
});
afterEach(() => {
  jest.restoreAllMocks();
  rmSync(root, { recursive: true });
});

function filesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => statSync(join(folder, name)).isFile())
    .sort();
}

/** What a process knows that opens the folder, and which files are there once it has. */
async function reopened<World>(
  { open, known, later, close }: Scenario<World>,
  folder: string,
  opened?: () => void,
) {
  const world = await open(folder);
  opened?.();
  const atFirst = await known(world);
  const files = filesIn(folder);
  await later?.(world);
  const facts = JSON.stringify([atFirst, await known(world)]);
  await close(world);
  return { facts, files };
}

async function run<World>(scenario: Scenario<World>): Promise<{ faults: string[]; moments: string[] }> {
  const { open, before, steps, known, close, left, isOutside = false } = scenario;
  const folder = join(root, 'state');
  mkdirSync(folder);
  const points = new CrashPoints(folder, join(root, 'copies'));
  const states: string[] = [];
  const firstOf: number[] = [];
  let world = await open(folder);
  await before?.(world);
  const see = async (): Promise<void> => {
    const copy = join(root, `state-${states.length}`);
    cpSync(folder, copy, { recursive: true });
    const { facts } = await reopened(scenario, copy);
    // As the process itself has it.
    expect(JSON.parse(facts)[0]).toEqual(JSON.parse(JSON.stringify(await known(world))));
    states.push(facts);
  };
  // Where another has made it, this one does not know it yet.
  if (isOutside) states.push('');
  else await see();
  for (const step of steps) {
    firstOf.push(points.moments.length);
    points.begin();
    if (step === 'reopen') {
      await close(world);
      world = await open(folder);
    } else await step(world);
    points.pause();
    await see();
  }
  points.close();
  await close(world);

  const faults: string[] = [];
  for (const [at, { what, folder: copy }] of points.moments.entries()) {
    const step = firstOf.findLastIndex((first) => first <= at);
    const expected = [states[step]!, states[step + 1]!];
    const recovery = new CrashPoints(copy, join(root, `recovery-${at}`));
    if (isLongRun || at % 29 === 0) recovery.begin();
    const first = await reopened(scenario, copy, () => recovery.pause());
    recovery.close();
    // Whoever is killed while it recovers has left the same; of all moments that is tried in the long run.
    const again = recovery.moments.map((moment) => [`then ${moment.what}`, moment.folder] as const);
    for (const [more, where] of [['', copy] as const, ...again]) {
      const found = where === copy ? first : await reopened(scenario, where);
      const place = `step ${step}, ${what} ${more}`;
      if (!expected.includes(found.facts))
        faults.push(`${place}:\n  is       ${found.facts}\n  expected ${expected.join('\n        or ')}`);
      const over = found.files.filter((name) => !left.test(name));
      if (over.length > 0) faults.push(`${place}: left over: ${over.join(', ')}`);
      rmSync(where, { recursive: true });
    }
  }
  return { faults, moments: points.moments.map(({ what }) => what) };
}

it.each(Object.keys(SCENARIOS))(
  '%s: killed anywhere, nothing is lost and nothing comes back',
  async (name) => {
    const scenario = SCENARIOS[name as keyof typeof SCENARIOS] as Scenario<unknown>;
    const { faults, moments } = await run(scenario);

    expect(faults.slice(0, 5)).toEqual([]);
    // Otherwise it was not looked at.
    expect(moments).toContain(`renameSync ${scenario.anew}.new`);
  },
  LONG_MS,
);
