// What is wrong with a definition is refused, with its code and its place.
import {
  InvalidDefinitionError,
  parseStateMachine,
  validateStateMachine,
} from '../../local/states/definition.ts';
import { chain, INVOKE, machine } from './engine.ts';

function found(definition: string | object): [string, string, string][] {
  return validateStateMachine(definition).map(({ code, location, message }) => [code, location, message]);
}

const SCHEMA = 'SCHEMA_VALIDATION_FAILED';
const TARGET = 'MISSING_TRANSITION_TARGET';

test.each<[string, object | string, string, string, string]>([
  ['an empty object', {}, SCHEMA, '/', 'These fields are required: [States, StartAt]'],
  ['no JSON', '{', 'INVALID_JSON_DESCRIPTION', '/', 'JSON'],
  ['a list', '[]', 'INVALID_JSON_DESCRIPTION', '/', 'must be a JSON object'],
  ['an unknown field', machine({ Type: 'Pass' }, { Foo: 1 }), SCHEMA, '/Foo', "Field 'Foo' is not supported"],
  [
    'an unknown field of a state',
    machine({ Type: 'Pass', Bar: 1 }),
    SCHEMA,
    '/States/Only/Bar',
    "Field 'Bar' is not supported",
  ],
  [
    'a field of another type of state',
    machine({ Type: 'Pass', Resource: 'x' }),
    SCHEMA,
    '/States/Only/Resource',
    'not supported',
  ],
  ['an unknown type', machine({ Type: 'Pause' }), SCHEMA, '/States/Only/Type', 'must be one of'],
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
    "either 'Next' or 'End'",
  ],
  [
    'both Next and End',
    { StartAt: 'A', States: { A: { Type: 'Pass', Next: 'A', End: true } } },
    SCHEMA,
    '/States/A',
    "both 'Next' and 'End'",
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
    'not a valid JSONPath',
  ],
  [
    'a path that cannot be written',
    machine({ Type: 'Pass', ResultPath: '$.a[*]' }),
    SCHEMA,
    '/States/Only/ResultPath',
    'not a valid Reference Path',
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
    '/States/Only/Parameters/a/b.$',
    'must be a valid JSONPath or a valid intrinsic function call',
  ],
  [
    'an unknown intrinsic function',
    machine({ Type: 'Pass', Parameters: { 'b.$': 'States.Nope(1)' } }),
    SCHEMA,
    '/States/Only/Parameters/b.$',
    "Unrecognized intrinsic function 'States.Nope'",
  ],
  [
    'a bad expression',
    machine({ Type: 'Pass', QueryLanguage: 'JSONata', Output: '{% 1 + %}' }),
    SCHEMA,
    '/States/Only/Output',
    'is not valid',
  ],
  [
    'JSONPath fields in a JSONata state',
    machine({ Type: 'Pass', QueryLanguage: 'JSONata', InputPath: '$' }),
    SCHEMA,
    '/States/Only/InputPath',
    'not supported',
  ],
  [
    'JSONata fields in a JSONPath state',
    machine({ Type: 'Pass', Output: 1 }),
    SCHEMA,
    '/States/Only/Output',
    'not supported',
  ],
  [
    'JSONPath inside JSONata',
    machine({ Type: 'Pass', QueryLanguage: 'JSONPath' }, { QueryLanguage: 'JSONata' }),
    SCHEMA,
    '/States/Only/QueryLanguage',
    'outer query language',
  ],
  [
    'a fraction of a second',
    machine({ Type: 'Wait', Seconds: 1.5 }),
    SCHEMA,
    '/States/Only/Seconds',
    'INTEGER',
  ],
  ['no time to wait', machine({ Type: 'Wait' }), SCHEMA, '/States/Only', 'exactly one of'],
  [
    'two times to wait',
    machine({ Type: 'Wait', Seconds: 1, SecondsPath: '$.s' }),
    SCHEMA,
    '/States/Only',
    'exactly one of',
  ],
  [
    'a bad timestamp',
    machine({ Type: 'Wait', Timestamp: '2026-01-01' }),
    SCHEMA,
    '/States/Only/Timestamp',
    'ISO-8601',
  ],
  [
    'two limits',
    machine({ Type: 'Task', Resource: INVOKE, TimeoutSeconds: 1, TimeoutSecondsPath: '$.t' }),
    SCHEMA,
    '/States/Only',
    'Only one of',
  ],
  [
    'no branches',
    machine({ Type: 'Parallel', Branches: [] }),
    SCHEMA,
    '/States/Only/Branches',
    'Value cannot be empty',
  ],
  ['no processor', machine({ Type: 'Map' }), SCHEMA, '/States/Only', '[ItemProcessor]'],
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
    '/States/Only/Retry[0]/Times',
    'not supported',
  ],
  [
    'States.ALL in company',
    machine({ Type: 'Task', Resource: INVOKE, Retry: [{ ErrorEquals: ['States.ALL', 'A'] }] }),
    SCHEMA,
    '/States/Only/Retry[0]/ErrorEquals',
    'alone',
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
    'last entry',
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
    '/States/A/Choices[0]/NumberEquals',
    'not supported',
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
    SCHEMA,
    '/States/Only/Assign/states',
    'reserved',
  ],
  [
    'a variable of the outer scope',
    chain({
      Set: { Type: 'Pass', Assign: { x: 1 } },
      Both: { Type: 'Parallel', Branches: [machine({ Type: 'Pass', Assign: { x: 2 } })] },
    }),
    SCHEMA,
    '/States/Both/Branches[0]/States/Only/Assign',
    'outer scope',
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
    'not unique',
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
