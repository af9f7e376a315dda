import type { ResourceType } from '../../src/stack/resource.ts';
import { rolesOf } from '../../src/stack/roles.ts';
import { readStack } from '../../src/stack/stack.ts';
import { CONTEXT, TYPES } from './a-stack.ts';

const MAPPING: ResourceType = {
  properties: ['FunctionName', 'EventSourceArn', 'BatchSize'],
  ignored: {},
  ref: (name) => name,
  attributes: () => ({}),
};
const QUEUE = 'arn:aws:sqs:us-east-1:000000000000:photos';

const stackOf = (properties: string, more = '') =>
  readStack(
    `
Conditions: { Never: !Equals [a, b] }
Resources:
  Photos: { Type: AWS::SQS::Queue, Properties: { QueueName: photos } }
  Starter: { Type: AWS::Serverless::Function, Properties: { FunctionName: starter, ${properties} } ${more} }
`,
    { context: CONTEXT, types: { ...TYPES, 'AWS::Lambda::EventSourceMapping': MAPPING } },
  );
const EVENT = 'Events: { Waiting: { Type: SQS, Properties: { Queue: !GetAtt Photos.Arn, BatchSize: 1 } } }';

test('a queue among the events of a function becomes the mapping that SAM makes', () => {
  const stack = stackOf(EVENT);

  expect(stack.resource('StarterWaiting')).toMatchObject({
    type: 'AWS::Lambda::EventSourceMapping',
    properties: { FunctionName: 'starter', EventSourceArn: QUEUE, BatchSize: 1 },
  });
  expect(stack.dependencies('StarterWaiting')).toEqual(expect.arrayContaining(['Photos', 'Starter']));
  expect(stack.resource('Starter').properties).not.toHaveProperty('Events');
});

test('the role that SAM makes for the function may read queues; a role of its own gets nothing', () => {
  const [own] = rolesOf(stackOf(EVENT)).values();
  const [plain] = rolesOf(stackOf('Timeout: 3')).values();

  for (const action of ['ReceiveMessage', 'DeleteMessage', 'GetQueueAttributes']) {
    expect(own?.can(`sqs:${action}`, QUEUE)).toBe(true);
    expect(plain?.can(`sqs:${action}`, QUEUE)).toBe(false);
  }
  expect(own?.can('sqs:SendMessage', QUEUE)).toBe(false);
  expect(rolesOf(stackOf(`${EVENT}, Role: 'arn:aws:iam::1:role/x'`)).size).toBe(0);
});

test('a function that a false condition leaves out has no mapping either', () => {
  expect(stackOf(EVENT, ', Condition: Never').resources.map(({ logicalId }) => logicalId)).toEqual([
    'Photos',
  ]);
});

test.each([
  ['Events: { Stream: { Type: Kinesis, Properties: {} } }', /Events.Stream: events of the type Kinesis/],
  ['Events: { Waiting: { Type: SQS, Properties: {} } }', /Events.Waiting needs a Queue/],
  ['Events: { Waiting: { Type: SQS, Properties: { Queue: q }, Extra: 1 } }', /unknown key Extra/],
  [
    'Events: { Waiting: { Type: SQS, Properties: { Queue: q, FunctionName: x } } }',
    /SQS has no property FunctionName/,
  ],
  [
    'Events: { Waiting: { Type: SQS, Properties: { Queue: q, StartingPosition: LATEST } } }',
    /StartingPosition/,
  ],
  ['Events: []', /Events must be a map/],
])('refuses %s, naming it', (properties, message) => {
  expect(() => stackOf(properties)).toThrow(message);
});

const RULE: ResourceType = {
  nameProperty: 'Name',
  properties: ['EventPattern', 'EventBusName', 'ScheduleExpression', 'State', 'Targets'],
  ignored: {},
  ref: (name) => name,
  attributes: () => ({}),
};
const SCHEDULE: ResourceType = {
  ...RULE,
  properties: ['FlexibleTimeWindow', 'Name', 'ScheduleExpression', 'State', 'Target'],
};
const SUBSCRIPTION: ResourceType = {
  properties: ['TopicArn', 'Protocol', 'Endpoint', 'FilterPolicy'],
  ignored: {},
  ref: (name) => name,
  attributes: () => ({}),
};

const withEvent = (owner: string, event: string) =>
  readStack(
    `
Resources:
  Owner: { Type: AWS::Serverless::${owner}, Properties: { ${owner === 'Function' ? 'FunctionName: owner, ' : ''}Events: { Called: ${event} } } }
`,
    {
      context: CONTEXT,
      types: {
        ...TYPES,
        'AWS::Events::Rule': RULE,
        'AWS::SNS::Subscription': SUBSCRIPTION,
        'AWS::Scheduler::Schedule': SCHEDULE,
        'AWS::Serverless::StateMachine': { ...MAPPING, properties: ['Role'], ref: () => 'arn:machine' },
      },
    },
  );
const OWNER_ARN = 'arn:aws:lambda:us-east-1:000000000000:function:owner';

test.each(['EventBridgeRule', 'CloudWatchEvent'])('%s becomes a rule that calls the function', (type) => {
  const stack = withEvent(
    'Function',
    `{ Type: ${type}, Properties: { Pattern: { source: [parcels] }, EventBusName: own, Input: '{}' } }`,
  );

  expect(stack.resource('OwnerCalled').properties).toEqual({
    EventPattern: { source: ['parcels'] },
    EventBusName: 'own',
    Targets: [{ Id: 'OwnerCalledLambdaTarget', Arn: OWNER_ARN, Input: '{}' }],
  });
});

test('the rule of a state machine starts it with a role that may do just that', () => {
  const stack = withEvent(
    'StateMachine',
    '{ Type: EventBridgeRule, Properties: { Pattern: { source: [parcels] }, State: DISABLED } }',
  );
  const { properties } = stack.resource('OwnerCalled');
  const role = rolesOf(stack).get(stack.attribute('OwnerCalledRole', 'Arn'));

  expect(properties).toMatchObject({
    State: 'DISABLED',
    Targets: [{ Arn: 'arn:machine', RoleArn: role?.arn }],
  });
  expect(role?.can('states:StartExecution', 'arn:machine')).toBe(true);
  expect(role?.can('states:StartExecution', 'arn:other')).toBe(false);
  expect(role?.trusts('events.amazonaws.com')).toBe(true);
});

test('a topic among the events becomes a subscription of the function', () => {
  const stack = withEvent(
    'Function',
    '{ Type: SNS, Properties: { Topic: arn:topic, FilterPolicy: { a: [b] } } }',
  );

  expect(stack.resource('OwnerCalled')).toMatchObject({
    type: 'AWS::SNS::Subscription',
    properties: {
      TopicArn: 'arn:topic',
      Protocol: 'lambda',
      Endpoint: OWNER_ARN,
      FilterPolicy: { a: ['b'] },
    },
  });
});

test('a schedule of EventBridge Scheduler has its owner as target, and a role that may call it', () => {
  const event = '{ Type: ScheduleV2, Properties: { ScheduleExpression: rate(5 minutes), State: DISABLED } }';

  const stack = withEvent('Function', event);

  expect(stack.resource('OwnerCalled').properties).toMatchObject({
    ScheduleExpression: 'rate(5 minutes)',
    FlexibleTimeWindow: { Mode: 'OFF' },
    State: 'DISABLED',
    Target: { Arn: expect.stringContaining('owner'), RoleArn: expect.stringContaining('OwnerCalledRole') },
  });
});

test.each([
  ['Function', '{ Type: Api }', /Owner: Events.Called: events of the type Api.*HTTP APIs alone: use HttpApi/],
  ['Function', '{ Type: DynamoDB, Properties: {} }', /type DynamoDB .*no streams/],
  ['StateMachine', '{ Type: SQS, Properties: {} }', /type SQS are not supported/],
  ['Function', '{ Type: Schedule, Properties: {} }', /Events.Called needs a Schedule/],
  ['Function', '{ Type: EventBridgeRule, Properties: {} }', /needs a Pattern/],
  ['Function', '{ Type: EventBridgeRule, Properties: { Patern: {} } }', /has no property Patern/],
  [
    'StateMachine',
    '{ Type: EventBridgeRule, Properties: { Pattern: {}, DeadLetterConfig: { Type: SQS } } }',
    /DeadLetterConfig.Type asks SAM for a queue/,
  ],
])('refuses of a %s %s, naming the place', (owner, event, message) => {
  expect(() => withEvent(owner, event)).toThrow(message);
});
