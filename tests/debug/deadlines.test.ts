import { setTimeout as wait } from 'node:timers/promises';
import { debuggerAwareClock } from '../../packages/states-language/src/clock.ts';
import { parseStateMachine } from '../../packages/states-language/src/definition.ts';
import type { Host, Outcome } from '../../packages/states-language/src/host.ts';
import { runStateMachine } from '../../packages/states-language/src/run.ts';

const MACHINE = parseStateMachine({
  StartAt: 'Look',
  States: {
    Look: {
      Type: 'Task',
      Resource: 'arn:aws:lambda:us-east-1:000000000000:function:look',
      TimeoutSeconds: 1,
      End: true,
    },
  },
});

/** Longer than the state allows. */
const LOOKING_MS = 1200;

function run(isHeld: () => boolean, invoke: Host['invoke']): Promise<Outcome> {
  const execution = {
    input: {},
    id: 'arn:aws:states:us-east-1:000000000000:execution:machine:debugged',
    name: 'debugged',
    roleArn: 'arn:aws:iam::000000000000:role/machine',
    startTime: Date.now(),
    redriveCount: 0,
    stateMachine: { id: 'arn:aws:states:us-east-1:000000000000:stateMachine:machine', name: 'machine' },
  };
  return runStateMachine(MACHINE, execution, { clock: debuggerAwareClock(isHeld), invoke });
}

const looked: Host['invoke'] = async ({ signal }) => {
  await wait(LOOKING_MS, undefined, { signal });
  return 'seen';
};
const never: Host['invoke'] = ({ signal }) =>
  new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));

it('lets a task outlive its TimeoutSeconds while somebody may be reading its variables', async () => {
  expect(await run(() => true, looked)).toEqual({ status: 'SUCCEEDED', output: 'seen' });
});

it('ends a task at its TimeoutSeconds when nobody does', async () => {
  expect(await run(() => false, never)).toMatchObject({ status: 'FAILED', error: 'States.Timeout' });
});

it('ends a task that is overdue once nobody looks any more', async () => {
  let looks = 0;

  const outcome = await run(() => looks++ === 0, never);

  expect(outcome).toMatchObject({ status: 'FAILED', error: 'States.Timeout' });
  expect(looks).toBe(2);
});
