// Executions whose files cannot be read at a start for a reason that may pass. A folder in a file's place stands for the disk's error:
// it is there, and is no file just now.
import { mkdirSync, mkdtempSync, readdirSync, renameSync, rmdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  DescribeMapRunCommand,
  SendTaskSuccessCommand,
  SFNServiceException,
  StopExecutionCommand,
} from '@aws-sdk/client-sfn';
import { createWorld, LAMBDA, type TestFunctions, type World } from './stepfunctions-world.ts';

let folder: string;
let logged: string[];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'unread-'));
  logged = [];
});
afterEach(() => {
  jest.restoreAllMocks();
  rmSync(folder, { recursive: true });
});

const never = () => new Promise(() => undefined);

async function session<Result>(
  functions: TestFunctions,
  use: (world: World) => Promise<Result>,
): Promise<Result> {
  const log = (line: string) => void logged.push(line);
  const world = await createWorld({ folder, functions, log });
  try {
    return await use(world);
  } finally {
    await world.close();
  }
}

/** Takes the files away that lie in a folder of the store, as long as nobody puts them back. */
function unreadable(kind: string, matches: (name: string) => boolean = () => true): () => void {
  const names = readdirSync(join(folder, kind)).filter(matches);
  expect(names).not.toEqual([]);
  for (const name of names) {
    const file = join(folder, kind, name);
    renameSync(file, join(folder, name));
    mkdirSync(file);
  }
  return () => {
    for (const name of names) {
      const file = join(folder, kind, name);
      rmdirSync(file);
      renameSync(join(folder, name), file);
    }
  };
}

const ONE_TASK = { Only: { Type: 'Task', Resource: `${LAMBDA}:only`, End: true } };
const leaveOne = (states: object = ONE_TASK) =>
  session({ only: never }, async (world) => {
    const machine = await world.machine(states as never);
    const { executionArn } = world.stepFunctions.start(machine, { name: 'left', input: '[1,2]' });
    while (!world.stepFunctions.history(executionArn).some(({ type }) => type.endsWith('Scheduled')))
      await new Promise(setImmediate);
    return executionArn;
  });

it.each(['histories', 'definitions'])(
  'one whose file in %s cannot be read stays RUNNING, is named, and goes on once it can be read',
  async (kind) => {
    const executionArn = await leaveOne();
    const putBack = unreadable(kind);
    const calls: unknown[] = [];
    await session({ only: (input) => calls.push(input) && 'done' }, async (world) => {
      const { goingOn, lost, unread } = await world.resumed;
      expect([goingOn, lost, unread.map(({ name }) => name)]).toEqual([[], [], ['left']]);
      expect(logged).toEqual([expect.stringMatching(/^execution left cannot be read at the moment: EISDIR/)]);
      expect(world.stepFunctions.describe(executionArn)).toMatchObject({ status: 'RUNNING' });

      putBack();
      expect(await world.stepFunctions.ended(executionArn)).toMatchObject({
        status: 'SUCCEEDED',
        output: '"done"',
        redriveCount: 0,
      });
      expect(calls).toEqual([[1, 2]]);
      expect(logged.slice(1)).toEqual(['execution left can be read again, and goes on']);
    });
  },
);

it('what a start could not read to its end is the next one’s', async () => {
  const executionArn = await leaveOne();
  const putBack = unreadable('histories');
  await session({ only: never }, async (world) => void (await world.resumed));
  putBack();
  await session({ only: () => 'done' }, async (world) => {
    expect((await world.resumed).goingOn.map(({ name }) => name)).toEqual(['left']);
    expect(await world.stepFunctions.ended(executionArn)).toMatchObject({ status: 'SUCCEEDED' });
  });
});

it('others go on meanwhile; who wants something of it is told to try again', async () => {
  const executionArn = await leaveOne();
  await session({ only: never }, async (world) => {
    const machine = await world.machine({ Rest: { Type: 'Wait', Seconds: 5, End: true } });
    world.stepFunctions.start(machine, { name: 'other', input: '{}' });
  });
  unreadable('histories', (name) => name.includes('left'));
  await session({ only: never }, async (world) => {
    const { goingOn, unread } = await world.resumed;
    expect([goingOn, unread].map((list) => list.map(({ name }) => name))).toEqual([['other'], ['left']]);
    const refused = (sent: Promise<unknown>) => expect(sent).rejects.toThrow(SFNServiceException);
    const stopped = world.sfn.send(new StopExecutionCommand({ executionArn }));
    await expect(stopped).rejects.toMatchObject({
      name: 'ServiceUnavailable',
      message: expect.stringContaining(executionArn),
      $metadata: { httpStatusCode: 503 },
    });
    // The token may be one of its.
    const answered = world.sfn.send(new SendTaskSuccessCommand({ taskToken: 'a token', output: '1' }));
    await expect(answered).rejects.toMatchObject({ name: 'ServiceUnavailable' });
    await refused(answered);
  });
});

it('the children of a Map run wait with their parent, whichever cannot be read', async () => {
  const map = {
    Each: {
      Type: 'Map',
      ItemProcessor: {
        ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' },
        StartAt: 'Only',
        States: ONE_TASK,
      },
      End: true,
    },
  };
  const functions = { only: never };
  const executionArn = await session(functions, async (world) => {
    const { executionArn: arn } = world.stepFunctions.start(await world.machine(map as never), {
      name: 'left',
      input: '[1,2]',
    });
    const isAsked = ({ executionArn: each }: { executionArn: string }) =>
      world.stepFunctions.history(each).some(({ type }) => type.endsWith('Scheduled'));
    while (world.stepFunctions.list().filter(isAsked).length < 2) await new Promise(setImmediate);
    return arn;
  });
  for (const which of [
    (name: string) => name.includes('.left.'),
    (name: string) => !name.includes('.left.'),
  ]) {
    const putBack = unreadable('histories', which);
    await session(functions, async (world) => {
      const { goingOn, lost, unread } = await world.resumed;
      expect([goingOn, lost, unread.map(({ name }) => name)]).toEqual([[], [], ['left']]);
      expect(world.stepFunctions.list().map(({ status }) => status)).toEqual([
        'RUNNING',
        'RUNNING',
        'RUNNING',
      ]);
      putBack();
    });
  }
  const putBack = unreadable('histories', (name) => name.includes('.left.'));
  await session({ only: (input) => input }, async (world) => {
    await world.resumed;
    putBack();
    expect(await world.stepFunctions.ended(executionArn)).toMatchObject({
      status: 'SUCCEEDED',
      output: '[1,2]',
    });
    const mapRunArn = world.stepFunctions.list().find((one) => one.mapRunArn)?.mapRunArn;
    expect(await world.sfn.send(new DescribeMapRunCommand({ mapRunArn }))).toMatchObject({
      status: 'SUCCEEDED',
    });
  });
});
