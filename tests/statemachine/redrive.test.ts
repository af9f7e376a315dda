// Redrive, as docs/runbook.md tells it: what goes on where it stopped, and what only fails again.

import { readFileSync } from 'node:fs';
import path from 'node:path';
import { DescribeExecutionCommand, RedriveExecutionCommand } from '@aws-sdk/client-sfn';
import {
  createWorld,
  type World,
} from '../../packages/laptop-cloud/tests/services/stepfunctions/stepfunctions-world.ts';
import { virtualClock } from '../../packages/states-language/src/clock.ts';
import { fillDefinition } from '../../statemachine/fill-definition.ts';

const ROOT = path.join(import.meta.dirname, '../..');
const read = (file: string) => readFileSync(path.join(ROOT, file), 'utf8');
const input: unknown = JSON.parse(read('events/check-photo/upload.json'));
const mocks = JSON.parse(read('statemachine/mocks/MockConfigFile.json')) as {
  StateMachines: { CheckPhoto: { TestCases: Record<string, Record<string, string>> } };
  MockedResponses: Record<string, Record<string, { Return: { Payload: unknown } }>>;
};
const { Decide: decided, ...withoutDecide } = mocks.StateMachines.CheckPhoto.TestCases['Approved']!;
mocks.StateMachines.CheckPhoto.TestCases['DecideIsReal'] = withoutDecide;
const approval = mocks.MockedResponses[decided!]!['0']!.Return.Payload as Record<string, unknown>;

let world: World;
let isMended: boolean;
let arn: string;
beforeAll(async () => {
  const clock = virtualClock(Date.parse('2026-03-01T12:00:00Z'));
  const Decide = () => (isMended ? approval : { verdict: 'approved' });
  world = await createWorld({ clock, mocks, functions: { Decide } });
  const {
    States,
    StartAt: _,
    ...more
  } = JSON.parse(fillDefinition(read('statemachine/check-photo.asl.json'))) as {
    States: Record<string, unknown>;
    StartAt: string;
  };
  arn = await world.machine(States, { ...more, name: 'CheckPhoto' });
});
afterAll(() => world.close());
beforeEach(() => {
  isMended = false;
});

async function redrive(executionArn: string | undefined) {
  await world.sfn.send(new RedriveExecutionCommand({ executionArn }));
  await world.stepFunctions.ended(executionArn!);
  return world.sfn.send(new DescribeExecutionCommand({ executionArn }));
}

const entered = (executionArn: string | undefined) =>
  world.stepFunctions.history(executionArn!).flatMap((event) => event.stateEnteredEventDetails?.name ?? []);

it('carries a photo to approval once the step that answered nonsense is fixed', async () => {
  const failed = await world.run(`${arn}#DecideIsReal`, input);
  expect(failed).toMatchObject({ status: 'FAILED', error: 'States.Runtime' });
  expect(entered(failed.executionArn)).not.toContain('WithdrawPhoto');

  isMended = true;
  const redriven = await redrive(failed.executionArn);
  expect(redriven).toMatchObject({ status: 'SUCCEEDED', redriveCount: 1 });
  expect(entered(failed.executionArn).filter((state) => state === 'InspectPhoto')).toHaveLength(1);
  expect(entered(failed.executionArn)).toEqual(expect.arrayContaining(['SaveApproval', 'Done']));
});

it('fails again at once after a fault that was compensated: the execution ended in a Fail state', async () => {
  const failed = await world.run(`${arn}#DetectFaceFails`, input);
  expect(await redrive(failed.executionArn)).toMatchObject({
    status: 'FAILED',
    error: 'DependencyRefusedError',
    redriveCount: 1,
  });
  expect(entered(failed.executionArn).filter((state) => state === 'DetectFace')).toHaveLength(1);
});
