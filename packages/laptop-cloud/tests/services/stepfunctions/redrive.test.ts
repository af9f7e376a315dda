// Redriving over the API: within which limits an execution can be redriven, and once for each client token.
import {
  DeleteStateMachineCommand,
  DescribeExecutionCommand,
  RedriveExecutionCommand,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';
import { virtualClock } from '../../../../states-language/src/clock.ts';
import { redriveRefusal } from '../../../src/services/stepfunctions/execution-redrive.ts';
import { createWorld, LAMBDA, ROLE, type World } from './stepfunctions-world.ts';

const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;
const WORK = { Work: { Type: 'Task', Resource: `${LAMBDA}:work`, End: true } };

const clock = virtualClock(Date.UTC(2026, 0, 1));
let world: World;
beforeAll(async () => {
  const work = () => {
    throw new Error('broken');
  };
  world = await createWorld({ clock, functions: { work } });
});
afterAll(() => world.close());

async function failed() {
  const { executionArn } = await world.run(await world.machine(WORK));
  return executionArn ?? '';
}

async function redrive(executionArn: string, clientToken?: string) {
  const { redriveDate } = await world.sfn.send(new RedriveExecutionCommand({ executionArn, clientToken }));
  await world.stepFunctions.ended(executionArn);
  return redriveDate;
}

function described(executionArn: string) {
  return world.sfn.send(new DescribeExecutionCommand({ executionArn }));
}

async function expectRefusal(executionArn: string, reason: string) {
  await expect(redrive(executionArn)).rejects.toMatchObject({
    name: 'ExecutionNotRedrivable',
    message: reason,
  });
  expect(await described(executionArn)).toMatchObject({
    redriveStatus: 'NOT_REDRIVABLE',
    redriveStatusReason: reason,
  });
}

describe('RedriveExecution', () => {
  it('goes on fourteen days after the end, and not later', async () => {
    const executionArn = await failed();
    await clock.sleep(14 * DAY_MS);
    expect(await described(executionArn)).toMatchObject({ redriveStatus: 'REDRIVABLE' });
    await redrive(executionArn);
    await clock.sleep(14 * DAY_MS + 1);
    await expectRefusal(executionArn, 'Execution redrivable period exceeded');
  });

  it('is refused while the execution runs', async () => {
    const stateMachineArn = await world.machine({ Wait: { Type: 'Wait', Seconds: 60, End: true } });
    const release = clock.hold();
    const { executionArn = '' } = await world.sfn.send(new StartExecutionCommand({ stateMachineArn }));
    await expectRefusal(executionArn, 'Execution is RUNNING and cannot be redriven');
    release();
    await world.stepFunctions.ended(executionArn);
  });

  it('is refused once the state machine is deleted', async () => {
    const executionArn = await failed();
    const { stateMachineArn } = world.stepFunctions.describe(executionArn);
    await world.sfn.send(new DeleteStateMachineCommand({ stateMachineArn }));
    await expectRefusal(executionArn, 'State machine is in DELETING status');
  });

  it('is refused for a child of a map run, which goes on with its parent', async () => {
    const processor = {
      ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' },
      StartAt: 'Work',
    };
    const map = { Type: 'Map', ItemProcessor: { ...processor, States: WORK }, End: true };
    await world.run(await world.machine({ Each: map }), [1]);
    const child = world.stepFunctions.list().find(({ mapRunArn }) => mapRunArn)?.executionArn ?? '';
    expect(await described(child)).toMatchObject({ redriveStatus: 'REDRIVABLE_BY_MAP_RUN' });
    await expect(redrive(child)).rejects.toMatchObject({ name: 'ExecutionNotRedrivable' });
  });

  it('redrives once for a client token, as long as the token is remembered', async () => {
    const executionArn = await failed();
    const first = await redrive(executionArn, 'one');
    await clock.sleep(15 * MINUTE_MS);
    expect(await redrive(executionArn, 'one')).toEqual(first);
    expect(await described(executionArn)).toMatchObject({ redriveCount: 1, redriveDate: first });
    await clock.sleep(1);
    expect(await redrive(executionArn, 'one')).not.toEqual(first);
    expect(await described(executionArn)).toMatchObject({ redriveCount: 2 });
  });

  it('remembers the last ten client tokens', async () => {
    const executionArn = await failed();
    for (let at = 0; at <= 10; at++) await redrive(executionArn, `token-${at}`);
    await redrive(executionArn, 'token-1');
    expect(await described(executionArn)).toMatchObject({ redriveCount: 11 });
    await redrive(executionArn, 'token-0');
    expect(await described(executionArn)).toMatchObject({ redriveCount: 12 });
  });

  it('refuses a client token that AWS would not take', async () => {
    const executionArn = await failed();
    for (const token of ['', 'with space', 'x'.repeat(65)])
      await expect(redrive(executionArn, token)).rejects.toMatchObject({ name: 'ValidationException' });
  });
});

describe('what speaks against a redrive', () => {
  const record = {
    executionArn: 'arn:aws:states:us-east-1:000000000000:execution:machine:one',
    name: 'one',
    stateMachineArn: 'arn:aws:states:us-east-1:000000000000:stateMachine:machine',
    type: 'STANDARD',
    roleArn: ROLE,
    definitionKey: '',
    input: '{}',
    status: 'FAILED',
    startMs: 0,
    stopMs: 1,
    redriveCount: 0,
  } as const;

  it.each([
    [
      'a history without room for two more events',
      { eventCount: 24_999 },
      1,
      'Execution history event limit exceeded',
    ],
    [
      'a start more than a year ago',
      { stopMs: 365 * DAY_MS },
      365 * DAY_MS + 1,
      'Execution has exceeded the max execution time',
    ],
    ['an Express execution', { type: 'EXPRESS' }, 1, 'Execution is FAILED and cannot be redriven'],
  ] as const)('%s', (_what, more, nowMs, reason) => {
    expect(redriveRefusal({ ...record, ...more }, nowMs)).toBe(reason);
  });

  it.each([
    ['a history of 24,998 events', { eventCount: 24_998 }],
    ['an Express child of a map run', { type: 'EXPRESS', mapRunArn: 'arn:aws:states:::mapRun:m/l:1' }],
  ] as const)('not %s', (_what, more) => {
    expect(redriveRefusal({ ...record, ...more }, 1)).toBeUndefined();
  });
});
