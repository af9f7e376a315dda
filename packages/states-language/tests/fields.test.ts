// Fields whose value comes from data: templates with lists in them, types that expressions must have, numbers by path.
import { chain, INVOKE, machine, run } from './engine.ts';

const JSONATA = { QueryLanguage: 'JSONata' };
const causeOf = async (definition: object, input: unknown = {}) => {
  const { outcome } = await run(definition, input);
  return outcome.status === 'SUCCEEDED' ? undefined : outcome.cause;
};

test('templates are filled inside of lists, and lists beside them stay', async () => {
  const Parameters = {
    list: [{ 'a.$': '$.n' }, 'text', [{ 'b.$': '$.n' }], { c: 1 }],
    plain: ['$.n', { d: [] }],
    price$: 5,
  };
  const { output } = await run(machine({ Type: 'Pass', Parameters }), { n: 2 });
  expect(output).toEqual({
    list: [{ a: 2 }, 'text', [{ b: 2 }], { c: 1 }],
    plain: ['$.n', { d: [] }],
    price$: 5,
  });
});

test('an intrinsic function that fails in a template is no missing path', async () => {
  const definition = machine({ Type: 'Pass', Parameters: { 'a.$': "States.MathAdd('x', 1)" } });
  expect((await run(definition)).outcome).toMatchObject({
    error: 'States.IntrinsicFailure',
    cause: expect.stringContaining('Expected a number'),
  });
});

test('a ResultPath that cannot be applied says which, and to what', async () => {
  expect(await causeOf(machine({ Type: 'Pass', Result: 1, ResultPath: '$.a.b' }), { a: 1 })).toContain(
    'Unable to apply ReferencePath $.a.b to input {"a":1}',
  );
});

test('JSONata: expressions are found inside of lists, and named by their place', async () => {
  const state = { Type: 'Pass', Output: { list: [1, null, { a: '{% $states.input.n %}' }] } };
  expect((await run(machine(state, JSONATA), { n: 2 })).output).toEqual({ list: [1, null, { a: 2 }] });
  expect(await causeOf(machine(state, JSONATA))).toContain("specified for the field 'Output/list[2]/a'");
});

test('JSONata: a failed expression of Arguments or Output is named after its field', async () => {
  const task = { Type: 'Task', Resource: INVOKE };
  const missing = '{% $states.input.no %}';
  expect(await causeOf(machine({ ...task, Arguments: missing }, JSONATA))).toContain(
    "specified for the field 'Arguments' returned nothing",
  );
  expect(await causeOf(machine({ ...task, Output: missing }, JSONATA))).toContain(
    "specified for the field 'Output' returned nothing",
  );
  expect(await causeOf(machine({ ...task, Assign: { v: missing } }, JSONATA))).toContain(
    "specified for the field 'Assign/v' returned nothing",
  );
});

test('JSONata: what a state assigns without an Output is there in the next one', async () => {
  const { output } = await run(
    chain(
      {
        Set: { Type: 'Pass', Assign: { n: '{% $states.input.n + 1 %}' } },
        Get: { Type: 'Pass', Output: '{% $n %}' },
      },
      JSONATA,
    ),
    { n: 1 },
  );
  expect(output).toBe(2);
});

const choosing = (Condition: string) => ({
  ...JSONATA,
  StartAt: 'Choose',
  States: {
    Choose: { Type: 'Choice', Choices: [{ Condition, Next: 'End' }], Default: 'End' },
    End: { Type: 'Succeed' },
  },
});
const task = (fields: object) => machine({ Type: 'Task', Resource: INVOKE, ...fields }, JSONATA);
const failing = (fields: object) => ({
  ...JSONATA,
  StartAt: 'F',
  States: { F: { Type: 'Fail', ...fields } },
});

test.each<[string, object, string]>([
  ['Condition', choosing('{% null %}'), "Expected 'boolean', but was 'null' for value: null"],
  ['Condition', choosing('{% [1, 2] %}'), "Expected 'boolean', but was 'array' for value: [1,2]"],
  [
    'TimeoutSeconds',
    task({ TimeoutSeconds: '{% "5" %}' }),
    `Expected 'number', but was 'string' for value: "5"`,
  ],
  ['Error', failing({ Error: '{% 1 %}' }), "Expected 'string', but was 'number' for value: 1"],
  ['Cause', failing({ Cause: '{% {"a": 1} %}' }), `Expected 'string', but was 'object' for value: {"a":1}`],
])('JSONata: %s must have its type', async (_field, definition, cause) => {
  expect(await causeOf(definition)).toContain(cause);
});

const each = (fields: object) =>
  machine({
    Type: 'Map',
    ItemsPath: '$.items',
    ...fields,
    ItemProcessor: {
      ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' },
      StartAt: 'Item',
      States: { Item: { Type: 'Pass', End: true } },
    },
  });
const items = [1, 2];

test.each<[unknown, object]>([
  [1, { status: 'SUCCEEDED' }],
  ['2', { status: 'SUCCEEDED' }],
  [1.5, { cause: expect.stringContaining('value "1.5" which is not a valid integer: $.n') }],
  [' ', { cause: expect.stringContaining('value " " which is not a valid integer: $.n') }],
  ['x', { cause: expect.stringContaining('value "x" which is not a valid integer: $.n') }],
  [true, { cause: expect.stringContaining('value "true" which is not a valid integer: $.n') }],
  [[1], { cause: expect.stringContaining('value "[1]" which is not a valid integer: $.n') }],
])('an integer by path may be %j or not', async (n, expected) => {
  const { outcome } = await run(each({ MaxConcurrencyPath: '$.n' }), { items, n });
  expect(outcome).toMatchObject(expected);
});

test.each<[unknown, object]>([
  [12.5, { status: 'SUCCEEDED' }],
  ['12.5', { status: 'SUCCEEDED' }],
  ['', { cause: expect.stringContaining('value "" which is not a valid float: $.n') }],
  [null, { cause: expect.stringContaining('value "null" which is not a valid float: $.n') }],
])('a percentage by path may be %j or not', async (n, expected) => {
  const { outcome } = await run(each({ ToleratedFailurePercentagePath: '$.n' }), { items, n });
  expect(outcome).toMatchObject(expected);
});
