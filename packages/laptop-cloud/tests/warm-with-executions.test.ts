import type { LambdaFunction } from '../src/lambda/lambda-function.ts';
import type { ExecutionRecord } from '../src/services/stepfunctions/execution-record.ts';
import type { StateMachineRecord } from '../src/services/stepfunctions/state-machines.ts';
import { functionsIn, warmWithExecutions } from '../src/warm-with-executions.ts';

const FIRST = 'arn:aws:lambda:us-east-1:000000000000:function:stack-First-1A2B';
const SECOND = 'arn:aws:lambda:us-east-1:000000000000:function:stack-Second-3C4D:live';
const RARE = 'arn:aws:lambda:us-east-1:000000000000:function:stack-Rare-5E6F';
const DEFINITION = JSON.stringify({
  StartAt: 'First',
  States: {
    Undo: { Type: 'Task', Resource: RARE, End: true },
    Second: {
      Type: 'Task',
      Resource: 'arn:aws:states:::lambda:invoke',
      Parameters: { FunctionName: SECOND },
      Next: 'First',
    },
    First: {
      Type: 'Task',
      Resource: FIRST,
      Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Undo' }],
      Next: 'Second',
    },
  },
});
const MACHINE = 'arn:aws:states:us-east-1:000000000000:stateMachine:journey';
const STARTER = 'arn:aws:lambda:us-east-1:000000000000:function:stack-Starter-7G8H';

/** What has been asked to be warm, while executions and messages come and go. */
function aStack({ told: tells = `${MACHINE}:live` } = {}) {
  const warmed: string[][] = [];
  const stack = {
    nowMs: 0,
    warmed,
    told: (_: Partial<ExecutionRecord>): void => undefined,
    batch: (_: string): void => undefined,
  };
  warmWithExecutions(
    {
      prewarm: async (names) => void warmed.push([...names]),
      find: () => ({ environment: { LEVEL: 'info', MACHINE: tells } }) as unknown as LambdaFunction,
    },
    {
      stepFunctions: {
        onStatus: (listener) => {
          stack.told = (record) => listener(record as ExecutionRecord);
        },
        definitionOf: () => DEFINITION,
        stateMachines: () => [{ stateMachineArn: MACHINE, definition: DEFINITION } as StateMachineRecord],
      },
      lambdaService: {
        onBatch: (listener) => {
          stack.batch = listener;
        },
      },
    },
    () => stack.nowMs,
  );
  return stack;
}

test('finds the functions of a definition, as resources and in parameters, the first ahead, without those for failures', () => {
  expect(functionsIn(DEFINITION)).toEqual([FIRST, SECOND]);
  expect(functionsIn('{"StartAt":"Done","States":{"Done":{"Type":"Succeed"}}}')).toEqual([]);
});

test('finds functions on every way, the nearest ahead', () => {
  const task = (name: string, more: object) => ({
    Type: 'Task',
    Resource: `arn:aws:lambda:us-east-1:000000000000:function:${name}`,
    ...more,
  });
  const inner = (name: string) => ({ StartAt: name, States: { [name]: task(name, { End: true }) } });
  const definition = {
    StartAt: 'Which',
    States: {
      Last: task('Last', { End: true }),
      Which: { Type: 'Choice', Choices: [{ Next: 'Each' }], Default: 'Both' },
      Each: { Type: 'Map', ItemProcessor: inner('Item'), Next: 'Last' },
      Both: { Type: 'Parallel', Branches: [inner('Left'), inner('Right')], Next: 'Last' },
    },
  };

  const names = functionsIn(JSON.stringify(definition)).map((arn) => arn.split(':').at(-1));

  expect(names).toEqual(['Item', 'Last', 'Left', 'Right']);
});

test('starts the functions of a machine with a message for a function that is told of it, before there is an execution', () => {
  const stack = aStack();

  stack.batch(STARTER);
  stack.batch(STARTER);

  expect(stack.warmed).toEqual([[FIRST, SECOND]]);
});

test('starts nothing with a message for a function that is told of no machine', () => {
  const stack = aStack({ told: `${MACHINE}-of-others` });

  stack.batch(STARTER);

  expect(stack.warmed).toEqual([]);
});

test('leaves those of a distributed Map until its children run, and not those of an inline one', () => {
  const over = (Mode: string, Resource: string) => ({
    Type: 'Map',
    ItemProcessor: {
      ProcessorConfig: { Mode },
      StartAt: 'Each',
      States: { Each: { Type: 'Task', Resource, End: true } },
    },
    End: true,
  });
  const States = { Inline: over('INLINE', FIRST), Distributed: over('DISTRIBUTED', SECOND) };
  expect(functionsIn(JSON.stringify({ StartAt: 'Inline', States }))).toEqual([FIRST]);
});

test('starts the functions of a machine with its first execution, not with each', () => {
  const stack = aStack();

  stack.told({ executionArn: 'one', definitionKey: 'k', status: 'RUNNING' });
  stack.told({ executionArn: 'one', definitionKey: 'k', status: 'SUCCEEDED' });
  stack.told({ executionArn: 'two', definitionKey: 'k', status: 'RUNNING' });
  const atFirst = stack.warmed.length;
  stack.nowMs = 120_000;
  stack.told({ executionArn: 'three', definitionKey: 'k', status: 'RUNNING' });

  expect([atFirst, stack.warmed]).toEqual([
    1,
    [
      [FIRST, SECOND],
      [FIRST, SECOND],
    ],
  ]);
});

test('leaves the children of a map run to their parent', () => {
  const stack = aStack();

  stack.told({ executionArn: 'child', definitionKey: 'k', status: 'RUNNING', mapRunArn: 'run' });

  expect(stack.warmed).toEqual([]);
});
