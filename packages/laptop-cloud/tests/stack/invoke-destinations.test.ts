import { rolesOf } from '../../src/stack/roles.ts';
import { readStack } from '../../src/stack/stack.ts';
import { CONTEXT, TYPES } from './a-stack.ts';

const plain = (...properties: string[]) => ({
  properties,
  ignored: { Policies: '' },
  ref: (name: string) => name,
  attributes: (name: string) => ({
    Arn: `arn:aws:any:::${name}`,
    TopicArn: `arn:aws:sns:::${name}`,
    Version: '1',
  }),
});
const CONFIGURATION = 'AWS::Lambda::EventInvokeConfig';
const types = {
  ...TYPES,
  'AWS::Serverless::Function': plain('FunctionName', 'DeadLetterConfig', 'Role'),
  'AWS::Lambda::Version': plain('FunctionName'),
  'AWS::Lambda::Alias': plain('Name', 'FunctionName', 'FunctionVersion'),
  'AWS::SQS::Queue': plain('QueueName'),
  'AWS::SNS::Topic': plain(),
  [CONFIGURATION]: plain('FunctionName', 'Qualifier', 'MaximumRetryAttempts', 'DestinationConfig'),
};

const stackOf = (properties: string, more = '') =>
  readStack(
    `
Conditions: { Never: !Equals [a, b] }
Resources:
  Failed: { Type: AWS::SQS::Queue }
  Worker:
    Type: AWS::Serverless::Function
    ${more}
    Properties: { ${properties} }
`,
    { context: CONTEXT, types },
  );
const TO_QUEUE =
  'EventInvokeConfig: { MaximumRetryAttempts: 1, DestinationConfig: { OnFailure: { Type: SQS, Destination: !GetAtt Failed.Arn } } }';

test('a configuration becomes a resource of its own, and the function may tell its destination', () => {
  const stack = stackOf(TO_QUEUE);
  const failed = stack.attribute('Failed', 'Arn');
  const [role] = rolesOf(stack).values();

  expect(stack.resource('WorkerEventInvokeConfig')).toMatchObject({
    type: CONFIGURATION,
    properties: {
      FunctionName: stack.ref('Worker'),
      Qualifier: '$LATEST',
      MaximumRetryAttempts: 1,
      DestinationConfig: { OnFailure: { Destination: failed } },
    },
  });
  expect(role?.can('sqs:SendMessage', failed)).toBe(true);
  expect(role?.can('sqs:SendMessage', `${failed}x`)).toBe(false);
});

test('it is one of the alias, where there is one', () => {
  const stack = stackOf(`${TO_QUEUE}, AutoPublishAlias: live`);

  expect(stack.resource('WorkerEventInvokeConfig').properties['Qualifier']).toBe('live');
  expect(stack.dependencies('WorkerEventInvokeConfig')).toContain('WorkerAliaslive');
});

test('a queue and a topic that are not given are made', () => {
  const stack = stackOf(
    'EventInvokeConfig: { DestinationConfig: { OnSuccess: { Type: SNS }, OnFailure: { Type: SQS } } }',
  );

  expect(stack.resource('WorkerEventInvokeConfigOnSuccessTopic').type).toBe('AWS::SNS::Topic');
  expect(stack.resource('WorkerEventInvokeConfigOnFailureQueue').type).toBe('AWS::SQS::Queue');
  expect(stack.resource('WorkerEventInvokeConfig').properties['DestinationConfig']).toEqual({
    OnSuccess: { Destination: stack.attribute('WorkerEventInvokeConfigOnSuccessTopic', 'TopicArn') },
    OnFailure: { Destination: stack.attribute('WorkerEventInvokeConfigOnFailureQueue', 'Arn') },
  });
});

test('a dead-letter queue is the configuration of the function, which may write to it', () => {
  const stack = stackOf('DeadLetterQueue: { Type: SQS, TargetArn: !GetAtt Failed.Arn }');
  const failed = stack.attribute('Failed', 'Arn');
  const [role] = rolesOf(stack).values();

  expect(stack.resource('Worker').properties['DeadLetterConfig']).toEqual({ TargetArn: failed });
  expect(role?.can('sqs:SendMessage', failed)).toBe(true);
});

test('nothing is made for a function that its condition leaves out', () => {
  expect(stackOf(TO_QUEUE, 'Condition: Never').resources.map(({ logicalId }) => logicalId)).toEqual([
    'Failed',
  ]);
});

const ended = (end: string) => `EventInvokeConfig: { DestinationConfig: { ${end} } }`;
test.each([
  [ended('OnSuccess: { Type: Lambda }'), /OnSuccess: Destination is required if Type is not SQS or SNS/],
  [ended('OnSuccess: { Type: S3Bucket, Destination: x }'), /OnSuccess: Type S3Bucket is not supported/],
  [
    ended('OnSuccess: { Destination: x }'),
    /OnSuccess: Type undefined is not supported on the laptop, only SQS/,
  ],
  [ended('OnEnd: { Type: SQS }'), /DestinationConfig has OnSuccess and OnFailure, not OnEnd/],
  ['DeadLetterQueue: { Type: Lambda, TargetArn: x }', /DeadLetterQueue: Type must be SQS or SNS, not Lambda/],
  ['DeadLetterQueue: { Type: SNS }', /DeadLetterQueue needs a TargetArn/],
])('refuses %s', (properties, message) => {
  expect(() => stackOf(properties)).toThrow(message);
});
