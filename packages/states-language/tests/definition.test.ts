// What is wrong with a definition is refused, with its code and its place.
import { InvalidDefinitionError, parseStateMachine, validateStateMachine } from '../src/definition.ts';
import { chain, INVOKE, machine } from './engine.ts';

function found(definition: string | object): [string, string | undefined, string][] {
  return validateStateMachine(definition).map(({ code, location, message }) => [code, location, message]);
}

const SCHEMA = 'SCHEMA_VALIDATION_FAILED';
const TARGET = 'MISSING_TRANSITION_TARGET';

const PROCESSOR = { StartAt: 'Item', States: { Item: { Type: 'Pass', End: true } } };
const READER = { Resource: 'arn:aws:states:::s3:getObject' };

function map(more: object): object {
  return machine({ Type: 'Map', ItemProcessor: PROCESSOR, ...more });
}

function distributed(more: object): object {
  const ProcessorConfig = { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' };
  return map({ ItemProcessor: { ...PROCESSOR, ProcessorConfig }, ...more });
}

test.each<[string, object | string, string, string | undefined, string]>([
  ['an empty object', {}, SCHEMA, '/', 'These fields are required: [States, StartAt]'],
  [
    'no JSON',
    '{"a" 1}',
    'INVALID_JSON_DESCRIPTION',
    '[Source: (String)"{"a" 1}"; line: 1, column: 7]',
    `Unexpected character ('1' (code 49)): was expecting a colon to separate field name and value\n at [Source: (String)"{"a" 1}"; line: 1, column: 7]`,
  ],
  ['a list', '[]', 'SCHEMA_VALIDATION_FAILED', undefined, 'Definition must be a valid JSON object'],
  ['nothing', ' ', 'SCHEMA_VALIDATION_FAILED', undefined, 'Definition must be a valid JSON object'],
  ['an unknown field', machine({ Type: 'Pass' }, { Foo: 1 }), SCHEMA, '/', "Field 'Foo' is not supported"],
  [
    'an unknown field of a state',
    machine({ Type: 'Pass', Bar: 1 }),
    SCHEMA,
    '/States/Only',
    "Field 'Bar' is not supported",
  ],
  [
    'a field of another type of state',
    machine({ Type: 'Pass', Resource: 'x' }),
    SCHEMA,
    '/States/Only',
    "Field 'Resource' is not supported",
  ],
  ['an unknown type', machine({ Type: 'Pause' }), SCHEMA, '/States/Only/Type', "'Type' should have one of"],
  ['no type', machine({}), SCHEMA, '/States/Only', 'These fields are required: [Type]'],
  [
    'no StartAt target',
    { StartAt: 'No', States: { A: { Type: 'Succeed' } } },
    TARGET,
    '/StartAt',
    "Missing 'StartAt' target: No",
  ],
  [
    'no Next target',
    { StartAt: 'A', States: { A: { Type: 'Pass', Next: 'No' } } },
    TARGET,
    '/States/A/Next',
    "Missing 'Next' target: No",
  ],
  [
    'an unreachable state',
    { StartAt: 'A', States: { A: { Type: 'Succeed' }, B: { Type: 'Succeed' } } },
    TARGET,
    '/States/B',
    'State "B" is not reachable.',
  ],
  [
    'neither Next nor End',
    { StartAt: 'A', States: { A: { Type: 'Pass' } } },
    SCHEMA,
    '/States/A',
    'This object should have only one of the following fields: [Next, End]',
  ],
  [
    'both Next and End',
    { StartAt: 'A', States: { A: { Type: 'Pass', Next: 'A', End: true } } },
    SCHEMA,
    '/States/A',
    'There should only be one of the following fields: [Next, End]',
  ],
  [
    'no ARN',
    machine({ Type: 'Task', Resource: 'work' }),
    SCHEMA,
    '/States/Only/Resource',
    'not a valid resource ARN',
  ],
  [
    'a bad path',
    machine({ Type: 'Pass', InputPath: '$.[' }),
    SCHEMA,
    '/States/Only/InputPath',
    'Value must be a valid JSONPath.',
  ],
  [
    'a function where a path is read',
    machine({ Type: 'Wait', SecondsPath: 'States.MathAdd(1, 2)' }),
    SCHEMA,
    '/States/Only/SecondsPath',
    "Value is not a Reference Path: Reference path didn't start with '$'",
  ],
  [
    'a variable of a rule that is no path',
    {
      StartAt: 'Choose',
      States: {
        Choose: { Type: 'Choice', Choices: [{ Variable: 'x', NumericEqualsPath: 'y', Next: 'Only' }] },
        Only: { Type: 'Succeed' },
      },
    },
    SCHEMA,
    '/States/Choose/Choices[0]/Variable',
    "Value is not a Reference Path: Reference path didn't start with '$'",
  ],
  [
    'a place to write to that is no path',
    machine({ Type: 'Pass', ResultPath: 'a' }),
    SCHEMA,
    '/States/Only/ResultPath',
    "Value is not a Reference Path: Reference path didn't start with '$'",
  ],
  [
    'a path that cannot be written',
    machine({ Type: 'Pass', ResultPath: '$.a[*]' }),
    SCHEMA,
    '/States/Only/ResultPath',
    'Value is not a Reference Path',
  ],
  [
    'the context object as target',
    machine({ Type: 'Pass', ResultPath: '$$.a' }),
    SCHEMA,
    '/States/Only/ResultPath',
    'context object',
  ],
  [
    'a template member that is no path',
    machine({ Type: 'Pass', Parameters: { a: { 'b.$': 'text' } } }),
    SCHEMA,
    '/States/Only/Parameters/a',
    "The value for the field 'b.$' must be a valid JSONPath or a valid intrinsic function call",
  ],
  [
    'an unknown intrinsic function',
    machine({ Type: 'Pass', Parameters: { 'b.$': 'States.Nope(1)' } }),
    SCHEMA,
    '/States/Only/Parameters',
    "The value for the field 'b.$' must be a valid JSONPath or a valid intrinsic function call",
  ],
  [
    'a bad expression',
    machine({ Type: 'Pass', QueryLanguage: 'JSONata', Output: '{% 1 + %}' }),
    'INVALID_JSONATA_EXPRESSION',
    '/States/Only/Output',
    'Unexpected end of expression',
  ],
  [
    'JSONPath fields in a JSONata state',
    machine({ Type: 'Pass', QueryLanguage: 'JSONata', InputPath: '$' }),
    SCHEMA,
    '/States/Only',
    "set to 'JSONata', but field 'InputPath' is only supported for the 'JSONPath' QueryLanguage",
  ],
  [
    'JSONata fields in a JSONPath state',
    machine({ Type: 'Pass', Output: 1 }),
    SCHEMA,
    '/States/Only',
    "set to 'JSONPath', but field 'Output' is only supported for the 'JSONata' QueryLanguage",
  ],
  [
    'JSONPath inside JSONata',
    machine({ Type: 'Pass', QueryLanguage: 'JSONPath' }, { QueryLanguage: 'JSONata' }),
    SCHEMA,
    '/States/Only',
    "'JSONPath' if set to 'JSONata' for whole state machine",
  ],
  [
    'a fraction of a second',
    machine({ Type: 'Wait', Seconds: 1.5 }),
    SCHEMA,
    '/States/Only/Seconds',
    'INTEGER',
  ],
  [
    'no time to wait',
    machine({ Type: 'Wait' }),
    SCHEMA,
    '/States/Only',
    '[SecondsPath, Seconds, TimestampPath, Timestamp]',
  ],
  [
    'two times to wait',
    machine({ Type: 'Wait', Seconds: 1, SecondsPath: '$.s' }),
    SCHEMA,
    '/States/Only',
    '[SecondsPath, Seconds]',
  ],
  [
    'a bad timestamp',
    machine({ Type: 'Wait', Timestamp: '2026-01-01' }),
    SCHEMA,
    '/States/Only/Timestamp',
    'RFC3339',
  ],
  [
    'two limits',
    machine({ Type: 'Task', Resource: INVOKE, TimeoutSeconds: 1, TimeoutSecondsPath: '$.t' }),
    SCHEMA,
    '/States/Only',
    'There should only be one of the following fields: [TimeoutSeconds, TimeoutSecondsPath]',
  ],
  [
    'no branches',
    machine({ Type: 'Parallel', Branches: [] }),
    SCHEMA,
    '/States/Only/Branches',
    'Value cannot be empty',
  ],
  ['no processor', machine({ Type: 'Map' }), SCHEMA, '/States/Only', '[ItemProcessor, Iterator]'],
  [
    'a reader of an inline Map',
    machine({
      Type: 'Map',
      ItemProcessor: machine({ Type: 'Pass' }, { States: { Only2: { Type: 'Succeed' } }, StartAt: 'Only2' }),
      ItemReader: { Resource: 'arn:aws:states:::s3:getObject' },
    }),
    SCHEMA,
    '/States/Only/ItemReader',
    'DISTRIBUTED',
  ],
  [
    'an unknown retry field',
    machine({ Type: 'Task', Resource: INVOKE, Retry: [{ ErrorEquals: ['A'], Times: 2 }] }),
    SCHEMA,
    '/States/Only/Retry[0]',
    "Field 'Times' is not supported",
  ],
  [
    'States.ALL in company',
    machine({ Type: 'Task', Resource: INVOKE, Retry: [{ ErrorEquals: ['States.ALL', 'A'] }] }),
    SCHEMA,
    '/States/Only/Retry[0]/ErrorEquals',
    'alone and at end of list',
  ],
  [
    'States.ALL before others',
    machine({
      Type: 'Task',
      Resource: INVOKE,
      Retry: [{ ErrorEquals: ['States.ALL'] }, { ErrorEquals: ['A'] }],
    }),
    SCHEMA,
    '/States/Only/Retry[0]/ErrorEquals',
    'alone and at end of list',
  ],
  [
    'a catcher without target',
    machine({ Type: 'Task', Resource: INVOKE, Catch: [{ ErrorEquals: ['A'], Next: 'No' }] }),
    TARGET,
    '/States/Only/Catch[0]/Next',
    'No',
  ],
  [
    'a rule without operator',
    chain({ A: { Type: 'Choice', Choices: [{ Variable: '$.a', Next: 'B' }] }, B: { Type: 'Succeed' } }),
    SCHEMA,
    '/States/A/Choices[0]',
    'exactly one',
  ],
  [
    'an unknown operator',
    chain({
      A: { Type: 'Choice', Choices: [{ Variable: '$.a', NumberEquals: 1, Next: 'B' }] },
      B: { Type: 'Succeed' },
    }),
    SCHEMA,
    '/States/A/Choices[0]',
    "Field 'NumberEquals' is not supported",
  ],
  [
    'an operand of the wrong type',
    chain({
      A: { Type: 'Choice', Choices: [{ Variable: '$.a', NumericEquals: '1', Next: 'B' }] },
      B: { Type: 'Succeed' },
    }),
    SCHEMA,
    '/States/A/Choices[0]/NumericEquals',
    'NUMBER',
  ],
  [
    'a reserved variable',
    machine({ Type: 'Pass', Assign: { states: 1 } }),
    'RESERVED_VARIABLE_NAME',
    '/States/Only/Assign/states',
    "Cannot assign to reserved variable '$states'.",
  ],
  [
    'a part of a variable',
    machine({ Type: 'Pass', Assign: { 'x.y': 1 } }),
    'INVALID_VARIABLE_NAME',
    '/States/Only/Assign/x.y',
    "Invalid variable name 'x.y': the variable name contains invalid characters.",
  ],
  [
    'a long name of a variable',
    machine({ Type: 'Pass', Assign: { [`v${'x'.repeat(80)}`]: 1 } }),
    'INVALID_VARIABLE_NAME',
    `/States/Only/Assign/v${'x'.repeat(80)}`,
    '80-character limit',
  ],
  [
    'a variable of the outer scope',
    chain({
      Set: { Type: 'Pass', Assign: { x: 1 } },
      Both: { Type: 'Parallel', Branches: [machine({ Type: 'Pass', Assign: { x: 2 } })] },
    }),
    'DUPLICATE_VARIABLE_NAME',
    '/States/Both/Branches[0]/States/Only/Assign',
    "The variable name 'x' was already defined in a parent scope.",
  ],
  [
    'a name used twice',
    {
      StartAt: 'A',
      States: {
        A: { Type: 'Parallel', Branches: [{ StartAt: 'A', States: { A: { Type: 'Succeed' } } }], End: true },
      },
    },
    'DUPLICATE_STATE_NAME',
    '/States/A/Branches[0]/States/A',
    'Duplicate State name: A',
  ],
  [
    'a long name of a state',
    { StartAt: 'n'.repeat(81), States: { ['n'.repeat(81)]: { Type: 'Succeed' } } },
    'INVALID_STATE_NAME',
    `/States/${'n'.repeat(81)}`,
    '80-character limit',
  ],
  [
    'text that ends as an expression and does not open',
    machine({ Type: 'Pass', QueryLanguage: 'JSONata', Output: { a: '1 %}' } }),
    SCHEMA,
    '/States/Only/Output/a',
    'JSONata string must start with {% and end with %}',
  ],
  [
    'text that opens as an expression and does not close',
    machine({ Type: 'Pass', QueryLanguage: 'JSONata', Output: { a: '{% 1' } }),
    SCHEMA,
    '/States/Only/Output/a',
    'JSONata string must start with {% and end with %}',
  ],
  [
    'several selectors of a rule',
    chain({
      A: { Type: 'Choice', Choices: [{ Variable: '$.a', And: [], Next: 'B' }] },
      B: { Type: 'Succeed' },
    }),
    SCHEMA,
    '/States/A/Choices[0]',
    'only one of the following fields, [And, Or, Not, Variable, Condition]',
  ],
  [
    'a comparison in a JSONata rule',
    chain({
      A: { Type: 'Choice', QueryLanguage: 'JSONata', Choices: [{ Variable: '$.a', Next: 'B' }] },
      B: { Type: 'Succeed' },
    }),
    SCHEMA,
    '/States/A/Choices[0]',
    "field 'Variable' is only supported for the 'JSONPath' QueryLanguage",
  ],
  [
    'a number below its least',
    map({ MaxConcurrency: -1 }),
    SCHEMA,
    '/States/Only/MaxConcurrency',
    'Minimum value is 0',
  ],
  [
    'a percentage above its most',
    distributed({ ToleratedFailurePercentage: 101 }),
    SCHEMA,
    '/States/Only/ToleratedFailurePercentage',
    'Maximum value is 100.0',
  ],
  [
    'a number of a Map from the context object',
    map({ MaxConcurrencyPath: '$$.Execution.Input.n' }),
    SCHEMA,
    '/States/Only/MaxConcurrencyPath',
    'Value is not a Reference Path',
  ],
  [
    'items at several places',
    map({ ItemsPath: '$..items' }),
    SCHEMA,
    '/States/Only/ItemsPath',
    'Value is not a Reference Path',
  ],
  [
    'a processor with a language of its own',
    map({ ItemProcessor: { ...PROCESSOR, QueryLanguage: 'JSONata' } }),
    SCHEMA,
    '/States/Only/ItemProcessor',
    "Field 'QueryLanguage' is not supported",
  ],
  [
    'a distributed Map without the type of its children',
    map({ ItemProcessor: { ...PROCESSOR, ProcessorConfig: { Mode: 'DISTRIBUTED' } } }),
    SCHEMA,
    '/States/Only/ItemProcessor/ProcessorConfig',
    'These fields are required: [ExecutionType]',
  ],
  [
    'a type of children that an inline Map does not have',
    map({ ItemProcessor: { ...PROCESSOR, ProcessorConfig: { Mode: 'INLINE', ExecutionType: 'EXPRESS' } } }),
    SCHEMA,
    '/States/Only/ItemProcessor/ProcessorConfig',
    "Field 'ExecutionType' is not supported",
  ],
  [
    'CSV that does not say where its header is',
    distributed({ ItemReader: { ...READER, ReaderConfig: { InputType: 'CSV' } } }),
    SCHEMA,
    '/States/Only/ItemReader/ReaderConfig',
    "The field 'CSVHeaderLocation' is required",
  ],
  [
    'a header that is given nowhere',
    distributed({
      ItemReader: { ...READER, ReaderConfig: { InputType: 'CSV', CSVHeaderLocation: 'GIVEN' } },
    }),
    SCHEMA,
    '/States/Only/ItemReader/ReaderConfig',
    'These fields are required: [CSVHeaders]',
  ],
  [
    'objects to load of no known type',
    distributed({ ItemReader: { ...READER, ReaderConfig: { Transformation: 'LOAD_AND_FLATTEN' } } }),
    SCHEMA,
    '/States/Only/ItemReader/ReaderConfig',
    'These fields are required: [InputType]',
  ],
  [
    'a type of an inventory, which is CSV',
    distributed({
      ItemReader: { ...READER, ReaderConfig: { ManifestType: 'S3_INVENTORY', InputType: 'JSONL' } },
    }),
    SCHEMA,
    '/States/Only/ItemReader/ReaderConfig',
    "Field 'InputType' is not supported",
  ],
  [
    'a long label',
    distributed({ Label: 'l'.repeat(41) }),
    'INVALID_LABEL_NAME',
    '/States/Only/Label',
    '40-character limit',
  ],
  [
    'a Label without letters',
    distributed({ Label: '' }),
    'INVALID_LABEL_NAME',
    '/States/Only/Label',
    'is empty, or has characters that a Label cannot have',
  ],
  [
    'a Label with a star',
    distributed({ Label: 'all*' }),
    'INVALID_LABEL_NAME',
    '/States/Only/Label',
    'is empty, or has characters that a Label cannot have',
  ],
  [
    'a Label with a blank',
    distributed({ Label: 'a b' }),
    'INVALID_LABEL_NAME',
    '/States/Only/Label',
    'is empty, or has characters that a Label cannot have',
  ],
  [
    'credentials without a role',
    machine({ Type: 'Task', Resource: INVOKE, Credentials: {} }),
    SCHEMA,
    '/States/Only/Credentials',
    "The field 'RoleArn' is required but was missing",
  ],
])('refuses %s', (_what, definition, code, location, message) => {
  expect(found(definition)).toContainEqual([code, location, expect.stringContaining(message)]);
  expect(() => parseStateMachine(definition)).toThrow(InvalidDefinitionError);
});

test.each([
  'arn:aws:states:::nosuch:call',
  'arn:aws:states:::dynamodb:query',
  'arn:aws:states:::dynamodb:putItem.sync',
  'arn:aws:states:::glue:startJobRun.waitForTaskToken',
  'arn:aws:states:::lambda:invoke.sync:2',
  'arn:aws:states:::aws-sdk:dynamodb:PutItem',
  'arn:aws:states:::aws-sdk:dynamodb:putItem.sync',
])('%s is no resource that Step Functions knows', (Resource) => {
  expect(found(machine({ Type: 'Task', Resource }))).toEqual([
    [SCHEMA, '/States/Only/Resource', expect.stringContaining(`${Resource} is not recognized`)],
  ]);
});

test.each([
  'arn:aws:states:::dynamodb:updateItem',
  'arn:aws:states:::glue:startJobRun.sync',
  'arn:aws:states:::states:startExecution.sync:2',
  'arn:aws:states:::emr-serverless:startJobRun.sync',
  'arn:aws:states:::aws-sdk:sfn:startExecution.waitForTaskToken',
  'arn:aws:states:eu-west-1:123456789012:activity:Look',
])('%s is known', (Resource) => {
  expect(found(machine({ Type: 'Task', Resource }))).toEqual([]);
});

test('a heartbeat must be shorter than the timeout', () => {
  const task = { Type: 'Task', Resource: INVOKE, TimeoutSeconds: 10, HeartbeatSeconds: 10 };
  expect(found(machine(task))).toMatchObject([[SCHEMA, '/States/Only/HeartbeatSeconds', expect.anything()]]);
});

test('a machine that cannot end is refused as a whole, whatever else it cannot reach', () => {
  const definition = {
    StartAt: 'A',
    States: { A: { Type: 'Pass', Next: 'A' }, B: { Type: 'Pass', Next: 'A' } },
  };
  expect(found(definition)).toEqual([['MISSING_END_STATE', undefined, 'Workflow has no terminal state']]);
  expect(() => parseStateMachine(definition)).toThrow(
    'MISSING_END_STATE: Workflow has no terminal state at null',
  );
});

test('two Maps of a machine have different labels', () => {
  const { States: one } = distributed({ Label: 'each' }) as { States: { Only: object } };
  const inner = { ...PROCESSOR, StartAt: 'Other', States: { Other: { Type: 'Pass', End: true } } };
  const ProcessorConfig = { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' };
  const two = { Type: 'Map', Label: 'each', ItemProcessor: { ...inner, ProcessorConfig } };
  expect(found(chain({ First: { ...one.Only, End: undefined }, Second: two }))).toContainEqual([
    'DUPLICATE_LABEL_NAME',
    '/States/Second/Label',
    'Duplicate Label name: each',
  ]);
});

test('an Express machine has neither activities nor distributed Maps', () => {
  const activity = 'arn:aws:states:eu-west-1:123456789012:activity:Look';
  expect(validateStateMachine(machine({ Type: 'Task', Resource: activity }), 'EXPRESS')).toMatchObject([
    { location: '/States/Only/Resource', message: 'Express state machine does not support Activity ARN' },
  ]);
  expect(validateStateMachine(distributed({}), 'EXPRESS')).toMatchObject([
    { location: '/States/Only/ItemProcessor/ProcessorConfig/Mode' },
  ]);
});

test.each<[string, object, string, string]>([
  ['a path that is not evaluated', { Parameters: { a: { b: '$.c' } } }, 'NO_DOLLAR', '/Parameters/a/b'],
  ['a function that is not called', { Parameters: { id: 'States.UUID()' } }, 'NO_DOLLAR', '/Parameters/id'],
  ['a path in a Result', { Result: { a: '$.b' } }, 'PASS_RESULT_IS_STATIC', '/Result'],
])('warns of %s', (_what, fields, code, location) => {
  expect(validateStateMachine(machine({ Type: 'Pass', ...fields }))).toMatchObject([
    { severity: 'WARNING', code, location: `/States/Only${location}` },
  ]);
});

test('warns of a path in a field that takes none', () => {
  const definition = { StartAt: 'A', States: { A: { Type: 'Fail', Cause: '$.cause' } } };
  expect(validateStateMachine(definition)).toMatchObject([
    { severity: 'WARNING', code: 'NO_PATH', location: '/States/A/Cause' },
  ]);
});

test('an Express machine has no callbacks and waits for no job', () => {
  const definition = machine({ Type: 'Task', Resource: 'arn:aws:states:::sqs:sendMessage.waitForTaskToken' });
  expect(validateStateMachine(definition, 'STANDARD')).toEqual([]);
  expect(validateStateMachine(definition, 'EXPRESS')).toMatchObject([{ location: '/States/Only/Resource' }]);
});

test('tolerated failures of an inline Map are accepted with a warning', () => {
  const definition = machine({
    Type: 'Map',
    ToleratedFailureCount: 1,
    ItemProcessor: { StartAt: 'Item', States: { Item: { Type: 'Pass', End: true } } },
  });
  expect(validateStateMachine(definition)).toMatchObject([
    { severity: 'WARNING', location: '/States/Only/ToleratedFailureCount' },
  ]);
  expect(parseStateMachine(definition).queryLanguage).toBe('JSONPath');
});

test('comments are welcome everywhere', () => {
  const definition = {
    Comment: 'c',
    Version: '1.0',
    ...chain({
      A: {
        Comment: 'c',
        Type: 'Choice',
        Choices: [{ Comment: 'c', Variable: '$.a', IsNull: true, Next: 'B' }],
        Default: 'B',
      },
      B: {
        Type: 'Task',
        Resource: INVOKE,
        Retry: [{ Comment: 'c', ErrorEquals: ['A'] }],
        Catch: [{ Comment: 'c', ErrorEquals: ['A'], Next: 'C' }],
      },
      C: { Type: 'Succeed' },
    }),
  };
  expect(found(definition)).toEqual([]);
});

test.each([String.raw`States.StringToJson('{"a":"\"b\""}')`, String.raw`States.Format('{}', 'a\nb')`])(
  'refuses a backslash before what it does not escape: %s',
  (call) => {
    expect(found(machine({ Type: 'Pass', Parameters: { 'a.$': call } }))).toEqual([
      [SCHEMA, '/States/Only/Parameters', expect.stringContaining("The value for the field 'a.$' must be")],
    ]);
  },
);

test('what only the catcher of a Parallel assigns may be assigned inside as well', () => {
  const Assign = { x: 1 };
  const Catch = [{ ErrorEquals: ['States.ALL'], Assign, Next: 'After' }];
  const Branches = [machine({ Type: 'Pass', Assign })];
  expect(
    found(chain({ Both: { Type: 'Parallel', Branches, Catch }, After: { Type: 'Pass', Assign: { y: 1 } } })),
  ).toEqual([]);
});
