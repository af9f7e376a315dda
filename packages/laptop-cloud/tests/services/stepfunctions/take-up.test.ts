// Many executions that an earlier process has left: they are taken up piece by piece, and what they wait with lies on disk.
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GetExecutionHistoryCommand, StartExecutionCommand, StopExecutionCommand } from '@aws-sdk/client-sfn';
import { realClock } from 'states-language';
import { ExecutionFiles } from '../../../src/services/stepfunctions/execution-files.ts';
import type { ExecutionRecord } from '../../../src/services/stepfunctions/execution-record.ts';
import { createWorld } from './stepfunctions-world.ts';

const MANY = 40;
const WAITING = { Before: { Type: 'Pass', Next: 'Rest' }, Rest: { Type: 'Wait', Seconds: 3600, End: true } };

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'take-up-'));
});
afterEach(() => {
  jest.restoreAllMocks();
  rmSync(folder, { recursive: true });
});

/** So many wait; then the process is gone. */
async function leaveMany(): Promise<{ machine: string; arns: string[] }> {
  const world = await createWorld({ folder, clock: realClock() });
  const machine = await world.machine(WAITING);
  const arns = Array.from({ length: MANY }, (_, at) => {
    return world.stepFunctions.start(machine, { name: `left-${at}`, input: '{}' }).executionArn;
  });
  await world.close();
  return { machine, arns };
}

/** Every look at the clock that turns are told by is later by more than a turn. */
function oneATurn(): void {
  let now = 0;
  jest.spyOn(performance, 'now').mockImplementation(() => (now += 1_000));
}

it('goes on with all of many, one after the other; what begins meanwhile is none of them', async () => {
  const { machine, arns } = await leaveMany();
  oneATurn();
  const resumed: string[] = [];
  const world = await createWorld({ folder, clock: realClock(), hears: (name) => resumed.push(name) });
  const atFirst = resumed.length;
  const started = await world.sfn.send(new StartExecutionCommand({ stateMachineArn: machine, name: 'new' }));
  const { goingOn, lost } = await world.resumed;

  expect(atFirst).toBeLessThan(MANY);
  expect(lost).toEqual([]);
  expect(goingOn.map(({ executionArn }) => executionArn).sort()).toEqual([...arns].sort());
  const history = world.stepFunctions.history(started.executionArn!);
  expect(history.filter(({ type }) => type === 'PassStateEntered')).toHaveLength(1);
  await world.close();
});

it('one that is not taken up yet is stopped once it is', async () => {
  const { arns } = await leaveMany();
  oneATurn();
  const world = await createWorld({ folder, clock: realClock() });
  const executionArn = arns.at(-1)!;
  await world.sfn.send(new StopExecutionCommand({ executionArn, error: 'Enough' }));

  expect(world.stepFunctions.describe(executionArn)).toMatchObject({ status: 'ABORTED', error: 'Enough' });
  const { events = [] } = await world.sfn.send(new GetExecutionHistoryCommand({ executionArn }));
  expect(events.map(({ type }) => type)).toEqual([
    'ExecutionStarted',
    'PassStateEntered',
    'PassStateExited',
    'WaitStateEntered',
    'ExecutionAborted',
  ]);
  await world.close();
});

it('whoever stops in the middle leaves the others to the next start', async () => {
  const { arns } = await leaveMany();
  oneATurn();
  const half = await createWorld({ folder, clock: realClock() });
  await half.close();
  expect((await half.resumed).goingOn.length).toBeLessThan(MANY);
  jest.restoreAllMocks();
  const world = await createWorld({ folder, clock: realClock() });

  expect((await world.resumed).goingOn).toHaveLength(MANY);
  for (const arn of arns) expect(world.stepFunctions.describe(arn).status).toBe('RUNNING');
  await world.close();
});

it('a history whose events have left memory is whole, before and after a crash', async () => {
  const arnOf = (at: number) => `arn:aws:states:us-east-1:000000000000:execution:m:${at}`;
  const event = (id: number) => ({ id, previousEventId: id - 1, timestamp: id, type: `Event${id}` });
  const store = new ExecutionFiles(folder);
  const executions = Array.from({ length: 50 }, (_, at) => at);
  for (const at of executions) {
    store.begin(arnOf(at));
    store.records.save(aRecord(arnOf(at)));
  }
  // More than memory keeps, in turns.
  for (let id = 1; id <= 60; id += 1) {
    for (const at of executions) store.append(arnOf(at), event(id));
    if (id % 7 === 0) await store.written();
  }
  const expected = Array.from({ length: 60 }, (_, at) => event(at + 1));
  for (const at of executions) {
    expect(store.history(arnOf(at))).toEqual(expected);
    expect(store.eventCount(arnOf(at))).toBe(60);
  }
  await store.written();
  for (const at of executions) store.evict(arnOf(at));
  store.append(arnOf(0), event(61));
  cpSync(folder, `${folder}-left`, { recursive: true });
  store.close();
  const next = new ExecutionFiles(`${folder}-left`);

  expect(next.left(arnOf(1))).toEqual(expected);
  next.append(arnOf(1), event(61));
  for (const one of [0, 1]) {
    const from = one === 0 ? store : next;
    expect(from.history(arnOf(one)).map(({ id }) => id)).toEqual([...expected.map(({ id }) => id), 61]);
    expect(from.eventCount(arnOf(one))).toBe(61);
  }
  next.close();
  rmSync(`${folder}-left`, { recursive: true });
});

function aRecord(executionArn: string): ExecutionRecord {
  return {
    executionArn,
    name: executionArn,
    stateMachineArn: 'arn:aws:states:us-east-1:000000000000:stateMachine:m',
    type: 'STANDARD',
    roleArn: '',
    definitionKey: '',
    input: '{}',
    status: 'RUNNING',
    startMs: 0,
    redriveCount: 0,
  };
}
