import type { ExecutionRecord } from '../src/services/stepfunctions/execution-record.ts';
import { functionsIn, warmWithExecutions } from '../src/warm-with-executions.ts';

const FIRST = 'arn:aws:lambda:us-east-1:000000000000:function:stack-First-1A2B';
const SECOND = 'arn:aws:lambda:us-east-1:000000000000:function:stack-Second-3C4D:live';
const DEFINITION = JSON.stringify({
  StartAt: 'First',
  States: {
    First: { Type: 'Task', Resource: FIRST, Next: 'Second' },
    Second: {
      Type: 'Task',
      Resource: 'arn:aws:states:::lambda:invoke',
      Parameters: { FunctionName: SECOND },
      End: true,
    },
  },
});

/** What has been asked to be warm, while executions come and go. */
function aStack() {
  const warmed: string[][] = [];
  const stack = { nowMs: 0, warmed, told: (_: Partial<ExecutionRecord>): void => undefined };
  warmWithExecutions(
    { prewarm: async (names) => void warmed.push([...names]) },
    {
      onStatus: (listener) => {
        stack.told = (record) => listener(record as ExecutionRecord);
      },
      definitionOf: () => DEFINITION,
    },
    () => stack.nowMs,
  );
  return stack;
}

test('finds the functions of a definition, as resources and in parameters, in its order', () => {
  expect(functionsIn(DEFINITION)).toEqual([FIRST, SECOND]);
  expect(functionsIn('{"StartAt":"Done"}')).toEqual([]);
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
