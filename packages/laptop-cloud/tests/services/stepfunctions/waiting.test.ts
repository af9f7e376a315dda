// What a task that waits for its token begins with.
import { createTaskTokens } from '../../../src/services/stepfunctions/task-tokens.ts';
import type { Task } from '../../../src/services/stepfunctions/tasks/task.ts';
import { withWaiting } from '../../../src/services/stepfunctions/tasks/waiting.ts';

const context = {
  executionArn: 'arn:aws:states:us-east-1:000000000000:execution:m:e',
  stateMachineArn: 'arn:aws:states:us-east-1:000000000000:stateMachine:m',
  roleArn: 'arn:aws:iam::000000000000:role/m',
};

function heartbeatsAfter(resource: string, more: Partial<Task> = {}): unknown[] {
  const answer = Promise.resolve('answered');
  const held: unknown[] = [];
  const task = {
    state: 'Wait',
    resource,
    input: {},
    token: 't'.repeat(64),
    heartbeatMs: 1000,
    signal: new AbortController().signal,
    submitted: () => undefined,
    heartbeat: (after?: Promise<unknown>) => void held.push(after === answer),
    ...more,
  } as unknown as Parameters<ReturnType<typeof withWaiting>>[0];
  const perform = withWaiting(() => answer, {
    tokens: createTaskTokens(),
    perform: () => answer,
    nested: () => new Promise(() => undefined),
  });
  void perform(task, context);
  return held;
}

test('the heartbeats of a function with a token are missed only after it has answered', () => {
  expect(heartbeatsAfter('arn:aws:states:::lambda:invoke.waitForTaskToken')).toEqual([true]);
});

test.each<[string, string, Partial<Parameters<typeof heartbeatsAfter>[1]> | undefined]>([
  ['another service', 'arn:aws:states:::sqs:sendMessage.waitForTaskToken', undefined],
  [
    'a task without heartbeats',
    'arn:aws:states:::lambda:invoke.waitForTaskToken',
    { heartbeatMs: undefined } as never,
  ],
  [
    'a function that had answered before the restart',
    'arn:aws:states:::lambda:invoke.waitForTaskToken',
    { resumed: { submitted: { output: {} } } } as never,
  ],
])('the heartbeats of %s wait for nothing', (_, resource, more) => {
  expect(heartbeatsAfter(resource, more)).toEqual([]);
});
