// Retry and Catch of Task states: which errors they match, how often and how late, and what the catcher gives on.
import { StatesTaskError } from '../src/task-error.ts';
import { INVOKE, machine, type Options, run } from './engine.ts';

function failingWith(...names: (string | undefined)[]): Options {
  let at = 0;
  return {
    task: () => {
      const name = names[at++];
      if (at > names.length) return 'at last';
      throw new StatesTaskError(name, 'because');
    },
  };
}

function task(fields: object): object {
  return machine({ Type: 'Task', Resource: INVOKE, ...fields });
}

function caughtBy(errors: string[], catcher: object = {}): object {
  return {
    StartAt: 'Work',
    States: {
      Work: {
        Type: 'Task',
        Resource: INVOKE,
        TimeoutSeconds: 5,
        Catch: [{ ErrorEquals: errors, Next: 'Caught', ...catcher }],
        End: true,
      },
      Caught: { Type: 'Pass', End: true },
    },
  };
}

test('waits one second, then two, then four, unless told otherwise', async () => {
  const ran = await run(task({ Retry: [{ ErrorEquals: ['Odd'] }] }), {}, failingWith('Odd', 'Odd', 'Odd'));
  expect(ran.output).toBe('at last');
  expect(ran.elapsedMs).toBe(7_000);
});

test('gives up after three retries, and never retries with MaxAttempts 0', async () => {
  const forever = failingWith(...Array.from({ length: 9 }, () => 'Odd'));
  const three = await run(task({ Retry: [{ ErrorEquals: ['Odd'] }] }), {}, forever);
  expect(three.calls.map(({ retryCount }) => retryCount)).toEqual([0, 1, 2, 3]);
  const none = await run(
    task({ Retry: [{ ErrorEquals: ['Odd'], MaxAttempts: 0 }] }),
    {},
    failingWith('Odd', 'Odd'),
  );
  expect(none.calls).toHaveLength(1);
  expect(none.outcome).toEqual({ status: 'FAILED', error: 'Odd', cause: 'because' });
});

test('IntervalSeconds, BackoffRate and MaxDelaySeconds shape the delays', async () => {
  const retry = {
    ErrorEquals: ['Odd'],
    IntervalSeconds: 3,
    BackoffRate: 3,
    MaxDelaySeconds: 10,
    MaxAttempts: 4,
  };
  const { elapsedMs } = await run(task({ Retry: [retry] }), {}, failingWith('Odd', 'Odd', 'Odd', 'Odd'));
  expect(elapsedMs).toBe((3 + 9 + 10 + 10) * 1_000);
});

test('full jitter never waits longer than the delay', async () => {
  const retry = { ErrorEquals: ['Odd'], IntervalSeconds: 8, MaxAttempts: 1, JitterStrategy: 'FULL' };
  const { elapsedMs } = await run(task({ Retry: [retry] }), {}, failingWith('Odd'));
  expect(elapsedMs).toBeLessThanOrEqual(8_000);
});

test('each retrier counts its own attempts', async () => {
  const retries = [
    { ErrorEquals: ['A'], IntervalSeconds: 1, MaxAttempts: 1 },
    { ErrorEquals: ['B'], IntervalSeconds: 10, MaxAttempts: 1 },
  ];
  const ran = await run(task({ Retry: retries }), {}, failingWith('A', 'B', 'A'));
  expect(ran.elapsedMs).toBe(11_000);
  expect(ran.outcome).toMatchObject({ error: 'A' });
});

test('a retried task is scheduled anew, in the same visit of its state', async () => {
  const { types } = await run(task({ Retry: [{ ErrorEquals: ['States.ALL'] }] }), {}, failingWith('Odd'));
  expect(types.filter((type) => type.startsWith('Task'))).toEqual([
    'TaskStateEntered',
    'TaskScheduled',
    'TaskStarted',
    'TaskFailed',
    'TaskScheduled',
    'TaskStarted',
    'TaskSucceeded',
    'TaskStateExited',
  ]);
});

test.each<[string, string | undefined, string[], boolean]>([
  ['its own name', 'Odd', ['Odd'], true],
  ['another name', 'Odd', ['Even'], false],
  ['States.ALL', 'Odd', ['States.ALL'], true],
  ['States.TaskFailed', 'Odd', ['States.TaskFailed'], true],
  ['States.ALL, though it has no name', undefined, ['States.ALL'], true],
  ['States.Timeout', 'States.Timeout', ['States.Timeout'], true],
  ['States.Timeout, being a missed heartbeat', 'States.HeartbeatTimeout', ['States.Timeout'], true],
  ['States.TaskFailed, being a timeout', 'States.Timeout', ['States.TaskFailed'], false],
])('an error is caught by %s', async (_what, name, errors, isCaught) => {
  const { outcome } = await run(caughtBy(errors), {}, failingWith(name));
  expect(outcome.status).toBe(isCaught ? 'SUCCEEDED' : 'FAILED');
});

test('nothing catches States.Runtime', async () => {
  const definition = caughtBy(['States.Runtime', 'Odd']);
  expect((await run(definition, {}, failingWith('States.Runtime'))).outcome.status).toBe('FAILED');
});

test('the error output replaces the input, or goes where ResultPath says', async () => {
  const fault = { Error: 'Odd', Cause: 'because' };
  expect((await run(caughtBy(['Odd']), { x: 1 }, failingWith('Odd'))).output).toEqual(fault);
  const kept = await run(caughtBy(['Odd'], { ResultPath: '$.fault' }), { x: 1 }, failingWith('Odd'));
  expect(kept.output).toEqual({ x: 1, fault });
});

test('an error without name and cause gives nulls, a timeout an empty cause', async () => {
  const nameless = await run(
    caughtBy(['States.ALL']),
    {},
    {
      task: () => {
        throw new StatesTaskError();
      },
    },
  );
  expect(nameless.output).toEqual({ Error: null, Cause: null });
  const late = await run(caughtBy(['States.Timeout']), {}, { task: () => new Promise(() => {}) });
  expect(late.output).toEqual({ Error: 'States.Timeout', Cause: '' });
});

test('a missed heartbeat is caught by its own name too', async () => {
  const definition = {
    StartAt: 'Work',
    States: {
      Work: {
        Type: 'Task',
        Resource: INVOKE,
        HeartbeatSeconds: 5,
        Catch: [{ ErrorEquals: ['States.HeartbeatTimeout'], Next: 'Caught' }],
        End: true,
      },
      Caught: { Type: 'Pass', End: true },
    },
  };
  const { output } = await run(definition, {}, { task: () => new Promise(() => {}) });
  expect(output).toEqual({ Error: 'States.Timeout', Cause: '' });
});

test('retries come before catchers', async () => {
  const definition = {
    StartAt: 'Work',
    States: {
      Work: {
        Type: 'Task',
        Resource: INVOKE,
        Retry: [{ ErrorEquals: ['Odd'], MaxAttempts: 2 }],
        Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Caught' }],
        End: true,
      },
      Caught: { Type: 'Succeed' },
    },
  };
  const { calls, types } = await run(definition, {}, failingWith('Odd', 'Odd', 'Odd'));
  expect(calls).toHaveLength(3);
  expect(types.slice(-5)).toEqual([
    'TaskFailed',
    'TaskStateExited',
    'SucceedStateEntered',
    'SucceedStateExited',
    'ExecutionSucceeded',
  ]);
});
