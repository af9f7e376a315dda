import type { ResourceType } from '../../src/stack/resource.ts';
import { rolesOf } from '../../src/stack/roles.ts';
import { readStack } from '../../src/stack/stack.ts';
import { CONTEXT, TYPES } from './a-stack.ts';

const MAPPING: ResourceType = {
  properties: ['FunctionName', 'EventSourceArn', 'BatchSize'],
  inert: {},
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
  ['Events: { Waiting: { Type: SQS, Properties: { Queue: q, FunctionName: x } } }', /FunctionName come from/],
  [
    'Events: { Waiting: { Type: SQS, Properties: { Queue: q, StartingPosition: LATEST } } }',
    /StartingPosition/,
  ],
  ['Events: []', /Events must be a mapping/],
])('refuses %s, naming it', (properties, message) => {
  expect(() => stackOf(properties)).toThrow(message);
});
