// JSONata states: Arguments, Output, Assign, Condition, Items, the reserved variable and the added functions.
import { StatesTaskError } from '../../src/task-error.ts';
import { chain, INVOKE, machine, run, START } from '../engine.ts';

const JSONATA = { QueryLanguage: 'JSONata' };

async function output(template: unknown, input: unknown = {}): Promise<unknown> {
  const ran = await run(machine({ Type: 'Pass', Output: template }, JSONATA), input);
  if (ran.outcome.status !== 'SUCCEEDED') throw new Error(ran.outcome.cause);
  return ran.output;
}

test.each<[unknown, unknown]>([
  ['plain text', 'plain text'],
  ['{% $states.input.n + 1 %}', 3],
  [
    { a: ['{% $states.input.n %}', 'x'], b: null },
    { a: [2, 'x'], b: null },
  ],
  ['{% $states.input.list[v > 1].v %}', [2, 3]],
  ['{% [$states.input.list[v = 1].v] %}', [1]],
  ['{% {"x": $states.input.no, "y": 1} %}', { y: 1 }],
  ['{% $states.context.State.Name %}', 'Only'],
  ['{% $partition([1, 2, 3], 2) %}', [[1, 2], [3]]],
  ['{% $range(1, 7, 3) %}', [1, 4, 7]],
  ['{% $range(1, 9, 9) %}', 1],
  ['{% $range(1, 9, 9)[] %}', [1]],
  ['{% [$range(1, 9, 9)] %}', [1]],
  ['{% $count($range(1, 9, 9)) %}', 1],
  ['{% $hash("", "MD5") %}', 'd41d8cd98f00b204e9800998ecf8427e'],
  ['{% $parse("{\\"a\\": [1]}") %}', { a: [1] }],
  ['{% $range(-1.7, 2, 1) %}', [-1, 0, 1, 2]],
  ['{% $count($range(1, 200000, 1)) %}', 200_000],
  ['{% $random(42) %}', 0.7275636800328681],
  ['{% $length($uuid()) %}', 36],
  ['{% $millis() %}', START],
  ['{% $now() %}', '2026-01-01T00:00:00.000Z'],
  ['{% $now("[Y]") %}', '2026'],
  ['{% 1/0 %}', 'Infinity'],
  ['{% [-1/0, 1e308 * 10] %}', ['-Infinity', 'Infinity']],
  ['{% {"n": $parseInteger("x", "0")} %}', { n: 'NaN' }],
  ['{% $base64decode("aGk=") %}', 'hi'],
  ['{%$sum([1, 2])%}', 3],
  ['{% $states.input %}', { n: 2, list: [{ v: 1 }, { v: 2 }, { v: 3 }] }],
])('Output %j', async (template, expected) => {
  expect(await output(template, { n: 2, list: [{ v: 1 }, { v: 2 }, { v: 3 }] })).toEqual(expected);
});

test.each([
  [
    '{% $states.input.no %}',
    "The JSONata expression '$states.input.no' specified for the field 'Output/a' returned nothing (undefined).",
  ],
  [
    '{% 1 + "x" %}',
    'threw an error during evaluation. T2002: The right side of the "+" operator must evaluate to a number',
  ],
  ['{% $eval("1") %}', 'threw an error during evaluation. T1006: Attempted to invoke a non-function'],
  ['{% $error("mine") %}', 'mine'],
  ['{% 1/0 + 1 %}', 'threw an error during evaluation. D1001: '],
  ['{% $base64decode("!!!") %}', 'threw an internal error during evaluation. '],
  ['{% function($x) { $x } %}', 'returned an unsupported result type.'],
])('%s fails the state, naming expression and field', async (expression, message) => {
  const { outcome, events } = await run(machine({ Type: 'Pass', Output: { a: expression } }, JSONATA));
  expect(outcome).toMatchObject({ status: 'FAILED', error: 'States.QueryEvaluationError' });
  expect(outcome).toMatchObject({ cause: expect.stringContaining(message) });
  expect(events[2]).toMatchObject({
    type: 'EvaluationFailed',
    evaluationFailedEventDetails: {
      location: 'Output/a',
      state: 'Only',
      error: 'States.QueryEvaluationError',
    },
  });
});

test('what cannot be evaluated on the way into a state follows what the entry follows, later what came before it', async () => {
  const follows = async (state: object) => {
    const definition = chain({ First: { Type: 'Pass' }, Then: state }, JSONATA);
    const { events } = await run(definition);
    const failed = events.find(({ type }) => type === 'EvaluationFailed');
    return events.find(({ id }) => id === failed?.previousEventId)?.type;
  };
  expect(await follows({ Type: 'Pass', Output: '{% $no %}' })).toBe('PassStateExited');
  expect(await follows({ Type: 'Task', Resource: INVOKE, Arguments: '{% $no %}' })).toBe('PassStateExited');
  expect(await follows({ Type: 'Task', Resource: INVOKE, Output: '{% $no %}' })).toBe('TaskSucceeded');
});

test('Arguments shape the call; Output and Assign see result and input', async () => {
  const ran = await run(
    machine(
      {
        Type: 'Task',
        Resource: INVOKE,
        Arguments: { FunctionName: 'F', Payload: '{% $states.input.who %}' },
        Output: { greeting: '{% $states.result.text & "!" %}', from: '{% $states.input.who %}' },
        Assign: { last: '{% $states.result.text %}' },
      },
      JSONATA,
    ),
    { who: 'ada' },
    { task: () => ({ text: 'hello' }) },
  );
  expect(ran.calls[0]?.input).toEqual({ FunctionName: 'F', Payload: 'ada' });
  expect(ran.output).toEqual({ greeting: 'hello!', from: 'ada' });
  expect(ran.events.at(-2)?.stateExitedEventDetails?.assignedVariables).toEqual({ last: '"hello"' });
});

test('without Output a task gives its result', async () => {
  const ran = await run(
    machine({ Type: 'Task', Resource: INVOKE }, JSONATA),
    { a: 1 },
    { task: () => ({ b: 2 }) },
  );
  expect(ran.calls[0]?.input).toEqual({ a: 1 });
  expect(ran.output).toEqual({ b: 2 });
});

test('a failed evaluation can be caught, and the catcher sees the error output', async () => {
  const { output: caught } = await run(
    {
      ...JSONATA,
      StartAt: 'Work',
      States: {
        Work: {
          Type: 'Task',
          Resource: INVOKE,
          Catch: [
            {
              ErrorEquals: ['Odd'],
              Output: { name: '{% $states.errorOutput.Error %}', was: '{% $states.input.x %}' },
              Assign: { why: '{% $states.errorOutput.Cause %}' },
              Next: 'Done',
            },
          ],
          End: true,
        },
        Done: { Type: 'Pass', Output: { why: '{% $why %}', before: '{% $states.input %}' }, End: true },
      },
    },
    { x: 1 },
    {
      task: () => {
        throw new StatesTaskError('Odd', 'because');
      },
    },
  );
  expect(caught).toEqual({ why: 'because', before: { name: 'Odd', was: 1 } });
});

function choosing(condition: unknown): object {
  return {
    ...JSONATA,
    StartAt: 'Choose',
    States: {
      Choose: {
        Type: 'Choice',
        Choices: [{ Condition: condition, Output: { chose: 'rule' }, Next: 'End' }],
        Default: 'End',
        Output: { chose: 'default' },
      },
      End: { Type: 'Succeed' },
    },
  };
}

test('Condition decides, and each way has its own Output', async () => {
  expect((await run(choosing('{% $states.input.n > 1 %}'), { n: 2 })).output).toEqual({ chose: 'rule' });
  expect((await run(choosing('{% $states.input.n > 1 %}'), { n: 1 })).output).toEqual({ chose: 'default' });
  expect((await run(choosing(true))).output).toEqual({ chose: 'rule' });
});

test('a Condition must be a boolean', async () => {
  expect((await run(choosing('{% "yes" %}'))).outcome).toMatchObject({
    error: 'States.QueryEvaluationError',
    cause: expect.stringContaining(
      `specified for the field 'Choices[0]/Condition' returned an unexpected result type. Expected 'boolean', but was 'string' for value: "yes"`,
    ),
  });
});

const same = { StartAt: 'Item', States: { Item: { Type: 'Pass', End: true } } };

test('Items come from an expression, a literal or the input', async () => {
  const map = (fields: object) => machine({ Type: 'Map', ItemProcessor: same, ...fields }, JSONATA);
  expect((await run(map({ Items: '{% $states.input.list %}' }), { list: [1, 2] })).output).toEqual([1, 2]);
  expect((await run(map({ Items: [1, '{% $states.input.n %}'] }), { n: 5 })).output).toEqual([1, 5]);
  expect((await run(map({}), ['a'])).output).toEqual(['a']);
  const { outcome, types } = await run(map({ Items: '{% 1 %}' }));
  expect(outcome).toMatchObject({
    cause: expect.stringContaining("Expected 'array', but was 'number' for value: 1"),
  });
  expect(types.slice(2)).toEqual(['EvaluationFailed', 'MapStateFailed', 'ExecutionFailed']);
});

test('ItemSelector sees the item in the context object', async () => {
  const { output: made } = await run(
    machine(
      {
        Type: 'Map',
        Items: ['a', 'b'],
        ItemSelector: {
          item: '{% $states.context.Map.Item.Value & $string($states.context.Map.Item.Index) %}',
        },
        ItemProcessor: same,
      },
      JSONATA,
    ),
  );
  expect(made).toEqual([{ item: 'a0' }, { item: 'b1' }]);
});

test('Wait, Fail and the limits of a task take expressions', async () => {
  const waited = await run(machine({ Type: 'Wait', Seconds: '{% $states.input.s %}' }, JSONATA), { s: 4 });
  expect(waited.elapsedMs).toBe(4_000);
  const until = await run(machine({ Type: 'Wait', Timestamp: '{% $states.input.t %}' }, JSONATA), {
    t: '2026-01-01T00:01:00Z',
  });
  expect(until.elapsedMs).toBe(60_000);
  const fail = {
    ...JSONATA,
    StartAt: 'F',
    States: { F: { Type: 'Fail', Error: '{% $states.input.e %}', Cause: 'c' } },
  };
  expect((await run(fail, { e: 'Odd' })).outcome).toEqual({ status: 'FAILED', error: 'Odd', cause: 'c' });
  const limited = await run(
    machine({ Type: 'Task', Resource: INVOKE, TimeoutSeconds: '{% 2 + 3 %}' }, JSONATA),
  );
  expect(limited.calls[0]?.timeoutMs).toBe(5_000);
});

test('a single state of a JSONPath machine can be JSONata', async () => {
  const { output: mixed } = await run(
    {
      StartAt: 'Path',
      States: {
        Path: { Type: 'Pass', Parameters: { 'n.$': '$.n' }, Next: 'Ata' },
        Ata: { Type: 'Pass', QueryLanguage: 'JSONata', Output: '{% $states.input.n * 2 %}', End: true },
      },
    },
    { n: 21 },
  );
  expect(mixed).toBe(42);
});

test.each<[string, string, string]>([
  [
    'deep',
    Array(200).fill('1').join('+'),
    'Stack overflow error: Check for non-terminating recursive function.',
  ],
  ['recursive', '($f := function($n){ 1 + $f($n) }; $f(1))', 'Stack overflow error'],
  [
    'large',
    '$count([1..900000])',
    'Expression evaluation memory limit exceeded: Check for excessive memory usage',
  ],
  ['wide', '$count($range(1, 900000, 1))', 'Expression evaluation memory limit exceeded'],
])('an expression that is too %s fails the state, which may catch it', async (_what, expression, cause) => {
  const { outcome } = await run(
    machine({ Type: 'Pass', QueryLanguage: 'JSONata', Output: `{% ${expression} %}` }),
  );
  expect(outcome).toMatchObject({
    error: 'States.QueryEvaluationError',
    cause: expect.stringContaining(`threw an error during evaluation: ${cause}`),
  });
});
