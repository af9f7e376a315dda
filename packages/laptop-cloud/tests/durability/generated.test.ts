// Machines of every kind of state whose process dies at any moment: they end as if it never had. The process is left behind
// here, with its folder as it was at that moment; npm run test:kill kills real ones.
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateActivityCommand } from '@aws-sdk/client-sfn';
import fc from 'fast-check';
import { numRuns } from '../../../../tests/support/long-run.ts';
import { virtualClock } from '../../../states-language/src/clock.ts';
import { DURABLE_INPUT, durableMachines } from '../../../states-language/tests/durable-machines.ts';
import { createWorld, type World } from '../services/stepfunctions/stepfunctions-world.ts';
import { asked, done, flaw } from './done.ts';
import { Outside } from './outside.ts';
import { NESTED, TASKS, type Told } from './tasks.ts';

const START = Date.parse('2026-01-01T00:00:00Z');

interface Life {
  world: World;
  clock: { now(): number };
  /** Functions of a process that is dead do nothing. */
  die(): void;
}

async function live(folder: string, outside: Outside, fromMs: number): Promise<Life> {
  let isAlive = true;
  const clock = virtualClock(fromMs);
  const whileAlive = (work: (told: Told) => unknown) => async (told: Told) => {
    // As long as it takes: a process dies in the middle of its tasks, too.
    await new Promise((resolve) => setTimeout(resolve, Math.random() * 2));
    return isAlive ? work(told) : new Promise(() => undefined);
  };
  const functions = {
    work: whileAlive((told) => outside.work(told)),
    ask: whileAlive((told) => outside.ask(told)),
  };
  const world = await createWorld({ folder, clock, functions, activityPollMs: 50 });
  outside.sfn = world.sfn;
  return {
    world,
    clock,
    die: () => {
      isAlive = false;
      outside.sfn = undefined;
    },
  };
}

/** Runs a machine to its end; the process dies whenever so many events more have happened. */
async function runThrough(definition: object, deaths: readonly number[]) {
  const root = mkdtempSync(join(tmpdir(), 'durable-'));
  const outside = new Outside();
  const worker = outside.workForActivity();
  let folder = join(root, '0');
  let life = await live(folder, outside, START);
  await life.world.sfn.send(new CreateActivityCommand({ name: 'work' }));
  await life.world.machine(NESTED, { name: 'nested' });
  const { States } = definition as { States: Record<string, unknown> };
  const machine = await life.world.machine(States, { name: 'durable' });
  const input = JSON.stringify(DURABLE_INPUT);
  let died = 0;
  const dead: Promise<void>[] = [];
  let { executionArn } = { executionArn: '' };
  for (const events of [...deaths, Number.POSITIVE_INFINITY]) {
    const { world } = life;
    const next = join(root, String(died + 1));
    const death = Promise.withResolvers<'died'>();
    let left = events;
    world.stepFunctions.onHistory(() => {
      if (--left !== 0) return;
      life.die();
      cpSync(folder, next, { recursive: true });
      death.resolve('died');
    });
    executionArn ||= world.stepFunctions.start(machine, { input }).executionArn;
    const end = await Promise.race([world.stepFunctions.ended(executionArn), death.promise, patience()]);
    if (end === 'stuck')
      throw new Error(`it never ends: ${JSON.stringify(world.stepFunctions.history(executionArn))}`);
    if (end !== 'died') break;
    died++;
    const now = life.clock.now();
    dead.push(world.close());
    folder = next;
    life = await live(folder, outside, now);
    // Nobody was told of an execution that was not kept: it is started again.
    if (!life.world.stepFunctions.list().some((one) => one.executionArn === executionArn)) executionArn = '';
  }
  const { stepFunctions } = life.world;
  const record = stepFunctions.describe(executionArn);
  const ran = {
    outcome: { status: record.status, output: record.output, cause: record.cause },
    tookMs: (record.stopMs ?? 0) - record.startMs,
    done: done(stepFunctions),
    flaws: stepFunctions.list().flatMap((one) => flaw(stepFunctions.history(one.executionArn)) ?? []),
    unrecorded: outside.calls.length - asked(stepFunctions),
    running: stepFunctions.list().filter(({ status }) => status === 'RUNNING'),
    died,
  };
  outside.close();
  await Promise.all([life.world.close(), ...dead, worker]);
  rmSync(root, { recursive: true });
  return ran;
}

/** Time is virtual: nothing takes long. */
function patience(): Promise<'stuck'> {
  return new Promise((resolve) => setTimeout(() => resolve('stuck'), 20_000).unref());
}

test('a machine whose process dies, again and again, ends as if it never had', async () => {
  let deaths = 0;
  await fc.assert(
    fc.asyncProperty(
      durableMachines(TASKS, true),
      fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 3 }),
      async (definition, moments) => {
        const { died: _, tookMs, unrecorded, ...smooth } = await runThrough(definition, []);
        const { died, tookMs: took, unrecorded: unknown, ...bumpy } = await runThrough(definition, moments);
        expect(bumpy).toEqual(smooth);
        expect(unknown).toBeLessThanOrEqual(0);
        deaths += died;
      },
    ),
    { numRuns: numRuns(10, 60) },
  );
  expect(deaths).toBeGreaterThan(5);
}, 300_000);
