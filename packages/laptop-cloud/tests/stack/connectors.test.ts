import type { ResourceType } from '../../src/stack/resource.ts';
import { rolesOf } from '../../src/stack/roles.ts';
import { readStack } from '../../src/stack/stack.ts';
import { CONTEXT, TYPES } from './a-stack.ts';

const TABLE: ResourceType = {
  nameProperty: 'TableName',
  properties: ['KeySchema', 'AttributeDefinitions', 'BillingMode'],
  ignored: {},
  ref: (name) => name,
  attributes: (name) => ({ Arn: `arn:aws:dynamodb:us-east-1:000000000000:table/${name}` }),
};
const POLICY: ResourceType = {
  properties: ['Queues', 'Topics', 'PolicyDocument'],
  ignored: {},
  ref: (name) => name,
  attributes: () => ({}),
};
const TOPIC: ResourceType = { ...TABLE, nameProperty: 'TopicName', ref: (name) => `arn:${name}` };
const types = {
  ...TYPES,
  'AWS::DynamoDB::Table': TABLE,
  'AWS::SQS::QueuePolicy': POLICY,
  'AWS::SNS::Topic': TOPIC,
};
const stackOf = (resources: string) =>
  readStack(
    `Resources:\n  Weights: { Type: AWS::Serverless::SimpleTable }\n  Parcels: { Type: AWS::SQS::Queue, Properties: { QueueName: parcels } }\n${resources}`,
    {
      context: CONTEXT,
      types,
    },
  );
const weigher = (connector: string) =>
  stackOf(
    `  Weigher: { Type: AWS::Serverless::Function, Connectors: { Keep: { Properties: ${connector} } } }`,
  );

test('an embedded connector lets its function do at the destination what it asks for, and nothing else', () => {
  const stack = weigher('{ Destination: { Id: Weights }, Permissions: [Write] }');
  const [role] = rolesOf(stack).values();
  const table = stack.attribute('Weights', 'Arn');

  expect(role?.can('dynamodb:PutItem', table)).toBe(true);
  expect(role?.can('dynamodb:GetItem', table)).toBe(false);
  expect(role?.can('dynamodb:PutItem', `${table}-other`)).toBe(false);
  expect(stack.resource('WeigherKeepPolicy').type).toBe('AWS::IAM::ManagedPolicy');
});

test('a list of destinations gives each its policy, by Id or by Type and Arn', () => {
  const stack = weigher(
    `{ Destination: [{ Id: Weights }, { Type: 'AWS::SNS::Topic', Arn: 'arn:aws:sns:eu-west-1:1:elsewhere' }], Permissions: [Write] }`,
  );
  const [role] = rolesOf(stack).values();

  expect(role?.can('dynamodb:PutItem', stack.attribute('Weights', 'Arn'))).toBe(true);
  expect(role?.can('sns:Publish', 'arn:aws:sns:eu-west-1:1:elsewhere')).toBe(true);
});

test('a connector of its own attaches to the role that its source names', () => {
  const [role] = rolesOf(
    stackOf(`
  Mine: { Type: AWS::IAM::Role, Properties: { AssumeRolePolicyDocument: { Statement: [] } } }
  Weigher: { Type: AWS::Serverless::Function, Properties: { Role: !GetAtt Mine.Arn } }
  Send:
    Type: AWS::Serverless::Connector
    Properties: { Source: { Id: Weigher }, Destination: { Id: Parcels }, Permissions: [Write] }`),
  ).values();

  expect(role?.can('sqs:SendMessage', 'arn:aws:sqs:us-east-1:000000000000:parcels')).toBe(true);
});

test('from a topic to a queue the policy of the queue is what lets it through', () => {
  const { properties } = stackOf(`
  News: { Type: AWS::SNS::Topic, Properties: { TopicName: news }, Connectors: { Tell: { Properties: { Destination: { Id: Parcels }, Permissions: [Write] } } } }`).resource(
    'NewsTellPolicy',
  );

  expect(properties.PolicyDocument).toMatchObject({
    Statement: [
      {
        Action: ['sqs:SendMessage'],
        Principal: { Service: 'sns.amazonaws.com' },
        Condition: { ArnEquals: { 'aws:SourceArn': 'arn:news' } },
      },
    ],
  });
});

test('whose role takes what a queue gives a function', () => {
  const [role] = rolesOf(
    stackOf(`
  Weigher: { Type: AWS::Serverless::Function }
  Feed: { Type: AWS::Serverless::Connector, Properties: { Source: { Id: Parcels }, Destination: { Id: Weigher }, Permissions: [Read, Write] } }`),
  ).values();

  expect(role?.can('sqs:ReceiveMessage', 'arn:aws:sqs:us-east-1:000000000000:parcels')).toBe(true);
});

test.each([
  ['{ Destination: { Id: Weigher }, Permissions: [Read] }', /AWS::Lambda::Function there is only Write/],
  [
    '{ Destination: { Id: Gone }, Permissions: [Read] }',
    /Weigher: Connectors.Keep: Destination.Id: Gone is no resource/,
  ],
  ['{ Destination: { Id: Weights } }', /Permissions must hold Read, Write or both/],
  ['{ Destination: { Id: Weights }, Permissions: [Execute] }', /Permissions must hold/],
  ['{ Permissions: [Read] }', /needs a Destination/],
  [
    `{ Destination: { Type: 'AWS::Location::PlaceIndex', Arn: 'arn:x' }, Permissions: [Read] }`,
    /from AWS::Lambda::Function to AWS::Location::PlaceIndex is not supported/,
  ],
  ['{ Destination: { Name: x }, Permissions: [Read] }', /by its Id, or another by Type and Arn/],
])('refuses %s, naming the place', (connector, message) => {
  expect(() => weigher(connector)).toThrow(message);
});
