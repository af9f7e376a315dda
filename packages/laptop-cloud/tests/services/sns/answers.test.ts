// What AWS answers, beside the happy path: recorded there by others, or its documentation's word.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  AddPermissionCommand,
  CreateTopicCommand,
  DeleteTopicCommand,
  GetSubscriptionAttributesCommand,
  GetTopicAttributesCommand,
  ListSubscriptionsByTopicCommand,
  ListTagsForResourceCommand,
  ListTopicsCommand,
  PublishBatchCommand,
  PublishCommand,
  paginateListSubscriptions,
  paginateListTopics,
  RemovePermissionCommand,
  SetSubscriptionAttributesCommand,
  SNSClient,
  SubscribeCommand,
  TagResourceCommand,
  UnsubscribeCommand,
} from '@aws-sdk/client-sns';
import { createBus, type DeliveryOptions } from '../../../src/services/bus.ts';
import { createSns, type Sns } from '../../../src/services/sns/sns.ts';
import { ACCOUNT_ID, REGION, startGateway, type TestGateway } from '../../support/gateway.ts';
import { settle } from '../manual-clock.ts';

const TOPIC = `arn:aws:sns:${REGION}:${ACCOUNT_ID}:Riders`;
const QUEUE = `arn:aws:sqs:${REGION}:${ACCOUNT_ID}:Inbox`;
const PLACE = { accountId: ACCOUNT_ID, region: REGION, partition: 'aws' as const, stackName: 'app' };

let folder: string;
let gateway: TestGateway;
let client: SNSClient;
let sns: Sns;
let delivered: { input: string; options: DeliveryOptions }[];

async function start(): Promise<void> {
  delivered = [];
  const bus = createBus();
  bus.target('sqs', async (_arn, input, options) => void delivered.push({ input, options }));
  sns = createSns({ bus, accountId: ACCOUNT_ID, region: REGION, folder });
  gateway = await startGateway([sns.service]);
  client = new SNSClient(gateway.clientConfig);
}

async function stop(): Promise<void> {
  client.destroy();
  await gateway.close();
}

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'sns-answers-'));
  await start();
  await client.send(new CreateTopicCommand({ Name: 'Riders' }));
});
afterEach(async () => {
  await stop();
  rmSync(folder, { recursive: true });
});

const subscribe = (Attributes: Record<string, string> = {}, Endpoint = QUEUE) =>
  client.send(new SubscribeCommand({ TopicArn: TOPIC, Protocol: 'sqs', Endpoint, Attributes }));
const provision = (type: string, properties: Record<string, unknown>, physicalName = 'Riders') =>
  sns.resourceTypes[type]!.provision!(
    { logicalId: 'It', type, physicalName, properties, metadata: {} },
    PLACE,
  );

it('topics and subscriptions made by the API are there after a restart as they were', async () => {
  await client.send(new TagResourceCommand({ ResourceArn: TOPIC, Tags: [{ Key: 'team', Value: 'a' }] }));
  const { SubscriptionArn } = await subscribe({ RawMessageDelivery: 'true' });
  await client.send(new CreateTopicCommand({ Name: 'Gone' }));
  await client.send(new DeleteTopicCommand({ TopicArn: `${TOPIC.replace('Riders', 'Gone')}` }));

  await stop();
  await start();
  await client.send(new PublishCommand({ TopicArn: TOPIC, Message: 'kept' }));
  await settle();

  const { Topics } = await client.send(new ListTopicsCommand({}));
  const { Tags } = await client.send(new ListTagsForResourceCommand({ ResourceArn: TOPIC }));
  const { Attributes } = await client.send(new GetSubscriptionAttributesCommand({ SubscriptionArn }));
  expect(Topics).toEqual([{ TopicArn: TOPIC }]);
  expect(Tags).toEqual([{ Key: 'team', Value: 'a' }]);
  expect(Attributes).toMatchObject({ RawMessageDelivery: 'true', Endpoint: QUEUE });
  expect(delivered.map(({ input }) => input)).toEqual(['kept']);
});

it('a FIFO topic knows after a restart what was published in the last five minutes, and counts on', async () => {
  const { TopicArn } = await client.send(
    new CreateTopicCommand({ Name: 'Rides.fifo', Attributes: { FifoTopic: 'true' } }),
  );
  await client.send(new SubscribeCommand({ TopicArn, Protocol: 'sqs', Endpoint: `${QUEUE}.fifo` }));
  const publish = (MessageDeduplicationId: string) =>
    client.send(
      new PublishCommand({ TopicArn, Message: 'a ride', MessageGroupId: 'g', MessageDeduplicationId }),
    );
  const first = await publish('1');
  await settle();

  await stop();
  await start();
  const again = await publish('1');
  const other = await publish('2');
  await settle();

  expect([again.MessageId, again.SequenceNumber]).toEqual([first.MessageId, first.SequenceNumber]);
  expect(other.SequenceNumber! > first.SequenceNumber!).toBe(true);
  expect(delivered.map(({ options }) => options.parameters)).toEqual([
    expect.objectContaining({ MessageDeduplicationId: '2' }),
  ]);
});

it('a subscription that the template has no more is gone after a restart', async () => {
  await provision('AWS::SNS::Topic', {});
  await provision('AWS::SNS::Subscription', { TopicArn: TOPIC, Protocol: 'sqs', Endpoint: QUEUE });

  await stop();
  await start();

  const { Subscriptions } = await client.send(new ListSubscriptionsByTopicCommand({ TopicArn: TOPIC }));
  expect(Subscriptions).toEqual([]);
});

it('lists come in pages of a hundred', async () => {
  const queue = { TopicArn: TOPIC, Protocol: 'sqs' };
  for (let number = 0; number < 120; number++) {
    await provision('AWS::SNS::Topic', {}, `t${number}`);
    await provision('AWS::SNS::Subscription', { ...queue, Endpoint: `${QUEUE}${number}` });
  }

  const topics = [];
  for await (const { Topics = [] } of paginateListTopics({ client }, {})) topics.push(Topics.length);
  const subscriptions = [];
  for await (const { Subscriptions = [] } of paginateListSubscriptions({ client }, {}))
    subscriptions.push(Subscriptions.length);

  expect(topics).toEqual([100, 21]);
  expect(subscriptions).toEqual([100, 20]);
});

it('a protocol whose text is no text gets the default', async () => {
  await subscribe({ RawMessageDelivery: 'True' });

  await client.send(
    new PublishCommand({
      TopicArn: TOPIC,
      MessageStructure: 'json',
      Message: JSON.stringify({ default: 'for all', sqs: { not: 'text' } }),
    }),
  );
  await settle();

  expect(delivered.map(({ input }) => input)).toEqual(['for all']);
});

it('the group of a message goes to queues with it', async () => {
  await subscribe();
  await client.send(new PublishCommand({ TopicArn: TOPIC, Message: 'x', MessageGroupId: 'rider-1' }));
  await settle();
  expect(delivered).toMatchObject([{ options: { messageGroupId: 'rider-1' } }]);
});

it('an empty list is a list', async () => {
  const { TopicArn } = await client.send(
    new CreateTopicCommand({ Name: 'Riders', Tags: [], Attributes: {} }),
  );
  expect(TopicArn).toBe(TOPIC);
});

const entry = (Id: string, Message = 'x') => ({ Id, Message });
const batch = (...PublishBatchRequestEntries: { Id: string; Message: string }[]) =>
  client.send(new PublishBatchCommand({ TopicArn: TOPIC, PublishBatchRequestEntries }));
const tag = (Key: string, Value = 'v') => ({ Key, Value });

it.each([
  [
    'a batch over 256 KB in all',
    () => batch(entry('a', 'x'.repeat(200_000)), entry('b', 'x'.repeat(70_000))),
    'BatchRequestTooLong',
  ],
  ['an id with a dot', () => batch(entry('a.b')), 'InvalidBatchEntryId'],
  [
    'the same tag twice',
    () => client.send(new CreateTopicCommand({ Name: 'Twice', Tags: [tag('a'), tag('a')] })),
    'InvalidParameter',
  ],
  [
    'a topic that has other tags',
    () => client.send(new CreateTopicCommand({ Name: 'Riders', Tags: [tag('a')] })),
    'InvalidParameter',
  ],
  [
    'a topic that has other attributes',
    () => client.send(new CreateTopicCommand({ Name: 'Riders', Attributes: { DisplayName: 'Other' } })),
    'InvalidParameter',
  ],
  [
    'what is no subscription',
    () => client.send(new UnsubscribeCommand({ SubscriptionArn: 'garbage' })),
    'InvalidParameter',
  ],
  [
    'a token of another list',
    () => client.send(new ListTopicsCommand({ NextToken: 'garbage' })),
    'InvalidParameter',
  ],
])('refuses %s', async (_, ask, code) => {
  await expect(ask()).rejects.toMatchObject({ Code: code });
});

it('permissions are statements of the policy, each by its label', async () => {
  const grant = { TopicArn: TOPIC, Label: 'first', AWSAccountId: [ACCOUNT_ID], ActionName: ['Publish'] };
  await client.send(new AddPermissionCommand(grant));
  const again = await client.send(new AddPermissionCommand(grant)).catch((error: unknown) => error);
  const { Attributes } = await client.send(new GetTopicAttributesCommand({ TopicArn: TOPIC }));
  await client.send(new RemovePermissionCommand({ TopicArn: TOPIC, Label: 'first' }));
  const { Attributes: after } = await client.send(new GetTopicAttributesCommand({ TopicArn: TOPIC }));

  expect(again).toMatchObject({ Code: 'InvalidParameter' });
  expect(JSON.parse(Attributes!['Policy']!).Statement).toEqual([
    {
      Sid: 'first',
      Effect: 'Allow',
      Principal: { AWS: `arn:aws:iam::${ACCOUNT_ID}:root` },
      Action: 'SNS:Publish',
      Resource: TOPIC,
    },
  ]);
  expect(after!['Policy']).toContain('__default_statement_ID');
});

it.each<[string, Record<string, string>, string]>([
  [
    'raw delivery',
    { RawMessageDelivery: 'yEs' },
    'RawMessageDelivery: Invalid value [yEs]. Must be true or false.',
  ],
  [
    'an empty raw delivery',
    { RawMessageDelivery: '' },
    'RawMessageDelivery: Invalid value []. Must be true or false.',
  ],
  [
    'a scope',
    { FilterPolicyScope: 'Both' },
    'FilterPolicyScope: Invalid value [Both]. Please use either MessageBody or MessageAttributes',
  ],
  [
    'a dead-letter queue',
    { RedrivePolicy: '{"deadLetterTargetArn":"queue"}' },
    'RedrivePolicy: deadLetterTargetArn is an invalid arn',
  ],
  ['a filter', { FilterPolicy: '{"a":[]}' }, 'FilterPolicy: Empty arrays are not allowed'],
  ['a filter of a value', { FilterPolicy: '{"a":"b"}' }, 'FilterPolicy: "a" must be an object or an array'],
])(
  '%s that makes no sense is refused in the words of SNS, of one attribute and among others',
  async (_, attributes, reason) => {
    const { SubscriptionArn } = await subscribe();
    const [[AttributeName, AttributeValue]] = Object.entries(attributes) as [[string, string]];

    const set = client.send(
      new SetSubscriptionAttributesCommand({ SubscriptionArn, AttributeName, AttributeValue }),
    );
    await expect(set).rejects.toMatchObject({ message: `Invalid parameter: ${reason}` });

    const made = subscribe(attributes, `${QUEUE}2`);
    await expect(made).rejects.toMatchObject({ message: `Invalid parameter: Attributes Reason: ${reason}` });
  },
);

it('a redrive policy may hold blanks and escapes, as JSON does', async () => {
  const RedrivePolicy = ` { "deadLetterTargetArn" : "${QUEUE.replace('Inbox', '\\u0044ead')}" } `;

  const { SubscriptionArn } = await subscribe({ RedrivePolicy });

  const { Attributes } = await client.send(new GetSubscriptionAttributesCommand({ SubscriptionArn }));
  expect(Attributes).toMatchObject({ RedrivePolicy });
});
