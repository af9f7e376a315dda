// DeleteStateMachine, as its API reference has it: DELETING until the executions have ended.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CreateStateMachineAliasCommand,
  CreateStateMachineCommand,
  DeleteStateMachineCommand,
  DescribeExecutionCommand,
  DescribeStateMachineCommand,
  ListStateMachinesCommand,
  PublishStateMachineVersionCommand,
  RedriveExecutionCommand,
  StartExecutionCommand,
  StopExecutionCommand,
  UpdateStateMachineCommand,
} from '@aws-sdk/client-sfn';
import { createWorld, LAMBDA, ROLE, type World } from './stepfunctions-world.ts';

const definition = JSON.stringify({
  StartAt: 'Work',
  States: {
    Work: { Type: 'Task', Resource: `${LAMBDA}:work`, Next: 'After' },
    After: { Type: 'Task', Resource: `${LAMBDA}:after`, End: true },
  },
});

let folder: string;
let world: World;
let working: PromiseWithResolvers<unknown>;
let started: PromiseWithResolvers<void>;
let afterwards: number;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'machine-deletion-'));
  await open();
});
afterEach(async () => {
  await world.close();
  rmSync(folder, { recursive: true });
});

async function open(): Promise<void> {
  afterwards = 0;
  working = Promise.withResolvers();
  started = Promise.withResolvers();
  world = await createWorld({
    folder,
    functions: {
      work() {
        started.resolve();
        return working.promise;
      },
      after() {
        afterwards += 1;
      },
    },
  });
  await world.resumed;
}

async function deleteWhileItRuns(): Promise<{ stateMachineArn: string; executionArn: string }> {
  const made = await world.sfn.send(
    new CreateStateMachineCommand({ name: 'Machine', definition, roleArn: ROLE }),
  );
  const stateMachineArn = made.stateMachineArn ?? '';
  const { executionArn = '' } = await world.sfn.send(new StartExecutionCommand({ stateMachineArn }));
  await started.promise;
  await world.sfn.send(new DeleteStateMachineCommand({ stateMachineArn }));
  return { stateMachineArn, executionArn };
}

const statusOf = async (stateMachineArn: string) =>
  (await world.sfn.send(new DescribeStateMachineCommand({ stateMachineArn }))).status;

it('a machine of which nothing runs is gone at once, and may be deleted again', async () => {
  const { stateMachineArn } = await world.sfn.send(
    new CreateStateMachineCommand({ name: 'Machine', definition, roleArn: ROLE }),
  );

  await world.sfn.send(new DeleteStateMachineCommand({ stateMachineArn }));
  await world.sfn.send(new DeleteStateMachineCommand({ stateMachineArn }));

  await expect(statusOf(stateMachineArn ?? '')).rejects.toMatchObject({ name: 'StateMachineDoesNotExist' });
});

it('a machine whose execution runs is DELETING, takes nothing new, and is gone with its end', async () => {
  const { stateMachineArn, executionArn } = await deleteWhileItRuns();

  expect(await statusOf(stateMachineArn)).toBe('DELETING');
  const { stateMachines } = await world.sfn.send(new ListStateMachinesCommand({}));
  expect(stateMachines).toMatchObject([{ stateMachineArn }]);
  const refused = [
    new StartExecutionCommand({ stateMachineArn }),
    new UpdateStateMachineCommand({ stateMachineArn, roleArn: ROLE }),
    new CreateStateMachineCommand({ name: 'Machine', definition, roleArn: ROLE }),
    new PublishStateMachineVersionCommand({ stateMachineArn }),
  ].map((command) => world.sfn.send(command as StartExecutionCommand));
  for (const one of refused) await expect(one).rejects.toMatchObject({ name: 'StateMachineDeleting' });

  await world.sfn.send(new StopExecutionCommand({ executionArn }));

  await expect(statusOf(stateMachineArn)).rejects.toMatchObject({ name: 'StateMachineDoesNotExist' });
});

it('its executions end at their next state', async () => {
  const { stateMachineArn, executionArn } = await deleteWhileItRuns();

  working.resolve({});
  await world.stepFunctions.ended(executionArn);

  const { status } = await world.sfn.send(new DescribeExecutionCommand({ executionArn }));
  expect([status, afterwards]).toEqual(['ABORTED', 0]);
  await expect(statusOf(stateMachineArn)).rejects.toMatchObject({ name: 'StateMachineDoesNotExist' });
  await expect(world.sfn.send(new RedriveExecutionCommand({ executionArn }))).rejects.toMatchObject({
    name: 'ExecutionNotRedrivable',
  });
});

it('a published version of it starts nothing either, and is described as DELETING', async () => {
  const made = await world.sfn.send(
    new CreateStateMachineCommand({ name: 'Machine', definition, roleArn: ROLE, publish: true }),
  );
  const versionArn = made.stateMachineVersionArn ?? '';
  await world.sfn.send(new StartExecutionCommand({ stateMachineArn: versionArn }));
  await started.promise;

  await world.sfn.send(new DeleteStateMachineCommand({ stateMachineArn: made.stateMachineArn }));

  expect(await statusOf(versionArn)).toBe('DELETING');
  await expect(
    world.sfn.send(new StartExecutionCommand({ stateMachineArn: versionArn })),
  ).rejects.toMatchObject({ name: 'StateMachineDeleting' });
  await expect(
    world.sfn.send(
      new CreateStateMachineAliasCommand({
        name: 'live',
        routingConfiguration: [{ stateMachineVersionArn: versionArn, weight: 100 }],
      }),
    ),
  ).rejects.toMatchObject({ name: 'StateMachineDeleting' });
});

it('after a restart it is still DELETING while its execution goes on, and then gone', async () => {
  const { stateMachineArn, executionArn } = await deleteWhileItRuns();

  await world.close();
  await open();
  await started.promise;
  expect(await statusOf(stateMachineArn)).toBe('DELETING');

  await world.sfn.send(new StopExecutionCommand({ executionArn }));

  await expect(statusOf(stateMachineArn)).rejects.toMatchObject({ name: 'StateMachineDoesNotExist' });
});
