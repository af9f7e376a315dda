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
  type MessageAttributeValue,
  PublishBatchCommand,
  type PublishBatchRequestEntry,
  PublishCommand,
  paginateListSubscriptions,
  paginateListTopics,
  RemovePermissionCommand,
  SetSubscriptionAttributesCommand,
  SetTopicAttributesCommand,
  SNSClient,
  SubscribeCommand,
  TagResourceCommand,
  UnsubscribeCommand,
} from '@aws-sdk/client-sns';
import { createBus, type DeliveryOptions } from '../../../src/services/bus.ts';
import { createSns, type Sns } from '../../../src/services/sns/sns.ts';
import { ACCOUNT_ID, REGION, ROOT, startGateway, type TestGateway } from '../../support/gateway.ts';
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
const batch = (...PublishBatchRequestEntries: PublishBatchRequestEntry[]) =>
  client.send(new PublishBatchCommand({ TopicArn: TOPIC, PublishBatchRequestEntries }));
const tag = (Key: string, Value = 'v') => ({ Key, Value });

it.each([
  [
    'a batch over 256 KB in all',
    () => batch(entry('a', 'x'.repeat(200_000)), entry('b', 'x'.repeat(70_000))),
    'BatchRequestTooLong',
  ],
  ['an id with a dot', () => batch(entry('a.b')), 'InvalidBatchEntryId'],
  ['an id that is too long', () => batch(entry('a'.repeat(81))), 'InvalidBatchEntryId'],
  [
    'an attribute of a batch that has no value',
    () => batch({ ...entry('a'), MessageAttributes: { kind: { DataType: 'String' } } }),
    'ParameterValueInvalid',
  ],
  [
    'what should be known of a topic and is not',
    () =>
      client.send(
        new SetTopicAttributesCommand({ TopicArn: TOPIC, AttributeName: 'Colour', AttributeValue: '1' }),
      ),
    'InvalidParameter',
  ],
  [
    'to make a standard topic one that it is',
    () =>
      client.send(
        new SetTopicAttributesCommand({
          TopicArn: TOPIC,
          AttributeName: 'FifoTopic',
          AttributeValue: 'false',
        }),
      ),
    'InvalidParameter',
  ],
  [
    'a subscription without an id',
    () => client.send(new UnsubscribeCommand({ SubscriptionArn: TOPIC })),
    'InvalidParameter',
  ],
  [
    'a phone that does not exist',
    () =>
      client.send(
        new PublishCommand({ TargetArn: `${TOPIC.replace('Riders', 'endpoint/GCM/a/b')}`, Message: 'x' }),
      ),
    'InvalidParameter',
  ],
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

  expect(again).toMatchObject({ message: 'Invalid parameter: Statement already exists' });
  expect(JSON.parse(Attributes!['Policy']!).Statement).toEqual([
    expect.objectContaining({ Sid: '__default_statement_ID' }),
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

it.each<[string, MessageAttributeValue, string]>([
  ['kind', { DataType: 'Colour', StringValue: 'red' }, 'has an invalid message attribute type'],
  ['kind', { DataType: 'String.', StringValue: 'red' }, 'has an invalid message attribute type'],
  [
    'kind',
    { DataType: 'String' },
    "must contain non-empty message attribute value for message attribute type 'String'",
  ],
  [
    'kind',
    { DataType: 'String', BinaryValue: Buffer.from('red') },
    "with type 'String' must use field 'String'",
  ],
  [
    'kind',
    { DataType: 'Number', BinaryValue: Buffer.from('1') },
    "with type 'Number' must use field 'String'",
  ],
  ['kind', { DataType: 'Binary', StringValue: 'red' }, "with type 'Binary' must use field 'Binary'"],
  [
    'kind',
    { DataType: undefined, StringValue: 'red' },
    "Value null at 'messageAttributes.kind.member.dataType'",
  ],
  ['k'.repeat(257), { DataType: 'String', StringValue: 'red' }, 'must be less than 256 bytes'],
  ['ki^nd', { DataType: 'String', StringValue: 'red' }, "Invalid non-alphanumeric character '#x5E'"],
  ['.kind', { DataType: 'String', StringValue: 'red' }, "starting with character '.'"],
  ['kind.', { DataType: 'String', StringValue: 'red' }, "ending with character '.'"],
  ['ki..nd', { DataType: 'String', StringValue: 'red' }, "can not have successive '.' character"],
])(
  'an attribute of a message that makes no sense is refused in the words of SNS: %s %j',
  async (name, attribute, said) => {
    const MessageAttributes = { [name]: attribute };

    await expect(
      client.send(new PublishCommand({ TopicArn: TOPIC, Message: 'x', MessageAttributes })),
    ).rejects.toThrow(said);
  },
);

it('takes a type of message attributes with a name of its own', async () => {
  const MessageAttributes = { kind: { DataType: 'String.  own.', StringValue: 'red' } };

  await expect(
    client.send(new PublishCommand({ TopicArn: TOPIC, Message: 'x', MessageAttributes })),
  ).resolves.toHaveProperty('MessageId');
});

it('the policy that a topic is told to have may be given back to it, and decides nothing', async () => {
  const asked = () => client.send(new GetTopicAttributesCommand({ TopicArn: TOPIC }));
  const { Attributes: { Policy } = {} } = await asked();

  await client.send(
    new SetTopicAttributesCommand({ TopicArn: TOPIC, AttributeName: 'Policy', AttributeValue: Policy }),
  );

  expect((await asked()).Attributes).toMatchObject({ Policy });
});

it('a topic is made again with some of its attributes, and as the standard topic that it is', async () => {
  const make = (Attributes: Record<string, string>) =>
    client.send(new CreateTopicCommand({ Name: 'Told', Attributes }));
  await make({ DisplayName: 'Told', FifoTopic: 'false' });

  expect(await make({})).toHaveProperty('TopicArn');
  expect(await make({ FifoTopic: 'false' })).toHaveProperty('TopicArn');
  await expect(make({ FifoTopic: 'true' })).rejects.toThrow('Invalid parameter: Topic Name');
  const { Attributes = {} } = await client.send(
    new GetTopicAttributesCommand({ TopicArn: TOPIC.replace('Riders', 'Told') }),
  );
  expect(Attributes).not.toHaveProperty('FifoTopic');
});

it.each([{ RawMessageDelivery: 'True' }, { FilterPolicyScope: 'MessageAttributes' }, {}])(
  'who subscribes once more with what the subscription has gets it: %j',
  async (again) => {
    const { SubscriptionArn } = await subscribe({ RawMessageDelivery: 'true' });

    expect(await subscribe(again)).toMatchObject({ SubscriptionArn });
    await expect(subscribe({ RawMessageDelivery: 'false' })).rejects.toThrow('already exists with different');
  },
);

it('a subscription tells who made it, and no scope of a filter that it does not have', async () => {
  const { SubscriptionArn } = await subscribe({ FilterPolicyScope: 'MessageBody' });
  const asked = () => client.send(new GetSubscriptionAttributesCommand({ SubscriptionArn }));
  const { Attributes: before } = await asked();

  await client.send(
    new SetSubscriptionAttributesCommand({
      SubscriptionArn,
      AttributeName: 'FilterPolicy',
      AttributeValue: '{"a":["b"]}',
    }),
  );

  expect(before).toMatchObject({ SubscriptionPrincipal: `arn:aws:iam::${ACCOUNT_ID}:root` });
  expect(before).not.toHaveProperty('FilterPolicyScope');
  expect((await asked()).Attributes).toMatchObject({ FilterPolicyScope: 'MessageBody' });
});

it('what a FIFO topic tells is not signed, and its group stays with FIFO queues', async () => {
  const { TopicArn } = await client.send(
    new CreateTopicCommand({ Name: 'Rides.fifo', Attributes: { FifoTopic: 'true' } }),
  );
  await client.send(new SubscribeCommand({ TopicArn, Protocol: 'sqs', Endpoint: QUEUE }));

  await client.send(
    new PublishCommand({ TopicArn, Message: 'a ride', MessageGroupId: 'g', MessageDeduplicationId: '1' }),
  );
  await settle();

  const [{ input = '{}', options = undefined } = {}] = delivered;
  expect(JSON.parse(input)).not.toHaveProperty('Signature');
  expect(options).not.toHaveProperty('messageGroupId');
});

it('the dead letters of a FIFO queue go to a FIFO queue', async () => {
  const { TopicArn } = await client.send(
    new CreateTopicCommand({ Name: 'Rides.fifo', Attributes: { FifoTopic: 'true' } }),
  );
  const Attributes = { RedrivePolicy: `{"deadLetterTargetArn":"${QUEUE}"}` };
  const made = client.send(
    new SubscribeCommand({ TopicArn, Protocol: 'sqs', Endpoint: `${QUEUE}.fifo`, Attributes }),
  );

  await expect(made).rejects.toThrow('must use a FIFO queue as DLQ');
});

it.each(['+15--551234567', 'NAA+15551234567', '+15551234567.', '/+15551234567'])(
  'no text goes to %s',
  async (Endpoint) => {
    const made = client.send(new SubscribeCommand({ TopicArn: TOPIC, Protocol: 'sms', Endpoint }));

    await expect(made).rejects.toThrow(`Invalid SMS endpoint: ${Endpoint}`);
  },
);

it('a form may stand in the query of a POST', async () => {
  const query = new URLSearchParams({
    Action: 'Publish',
    Version: '2010-03-31',
    TopicArn: TOPIC,
    Message: 'x',
  });

  const { status, body } = await sns.service.handle({
    method: 'POST',
    path: '/',
    query,
    headers: {},
    body: Buffer.alloc(0),
    principal: ROOT,
    endpoint: '',
    requestId: 'r',
  });

  expect(`${status} ${body}`).toMatch(/^200 .*<MessageId>/s);
});

it('a member that is missing is told by its name', async () => {
  const query = new URLSearchParams({ Action: 'Unsubscribe', Version: '2010-03-31' });

  const { status, body } = await sns.service.handle({
    method: 'POST',
    path: '/',
    query,
    headers: {},
    body: Buffer.alloc(0),
    principal: ROOT,
    endpoint: '',
    requestId: 'r',
  });

  expect(`${status} ${body}`).toMatch(
    /^400 .*<Code>InvalidParameter<.*Invalid parameter: SubscriptionArn Reason: no value for required parameter</s,
  );
});

it('a redrive policy may hold blanks and escapes, as JSON does', async () => {
  const RedrivePolicy = ` { "deadLetterTargetArn" : "${QUEUE.replace('Inbox', '\\u0044ead')}" } `;

  const { SubscriptionArn } = await subscribe({ RedrivePolicy });

  const { Attributes } = await client.send(new GetSubscriptionAttributesCommand({ SubscriptionArn }));
  expect(Attributes).toMatchObject({ RedrivePolicy });
});
