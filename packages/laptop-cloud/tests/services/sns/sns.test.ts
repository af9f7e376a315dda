import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CreateTopicCommand,
  DeleteTopicCommand,
  GetSubscriptionAttributesCommand,
  GetTopicAttributesCommand,
  ListSubscriptionsByTopicCommand,
  ListTagsForResourceCommand,
  ListTopicsCommand,
  PublishBatchCommand,
  PublishCommand,
  SetSubscriptionAttributesCommand,
  SetTopicAttributesCommand,
  SNSClient,
  SubscribeCommand,
  TagResourceCommand,
  UnsubscribeCommand,
} from '@aws-sdk/client-sns';
import { type Bus, createBus, type DeliveryOptions } from '../../../src/services/bus.ts';
import { type Principal, ServiceError } from '../../../src/services/service.ts';
import { createSns, type Sns } from '../../../src/services/sns/sns.ts';
import {
  ACCOUNT_ID,
  type Cloud,
  fresh,
  IS_REMOTE,
  laptopOnly,
  REGION,
  removeAll,
  removeLater,
  startCloud,
} from '../../support/remote.ts';
import { type ManualClock, manualClock, settle } from '../manual-clock.ts';

const QUEUE = `arn:aws:sqs:${REGION}:${ACCOUNT_ID}:Inbox`;
const DEAD = `arn:aws:sqs:${REGION}:${ACCOUNT_ID}:Dead`;
const FUNCTION = `arn:aws:lambda:${REGION}:${ACCOUNT_ID}:function:Tell`;
const NAME = fresh('Riders');
const TOPIC = `arn:aws:sns:${REGION}:${ACCOUNT_ID}:${NAME}`;
const mute: Principal = { arn: `arn:aws:iam::${ACCOUNT_ID}:role/Mute`, can: () => false };

interface Delivered {
  arn: string;
  input: string;
  options: DeliveryOptions;
}

let folder: string;
let clock: ManualClock;
let bus: Bus;
let sns: Sns;
let cloud: Cloud;
let client: SNSClient;
let delivered: Delivered[];
let logged: string[];
/** Errors that the next deliveries to an ARN meet. */
let failures: Map<string, Error[]>;

async function start(): Promise<void> {
  bus = createBus();
  for (const service of ['sqs', 'lambda']) {
    bus.target(service, async (arn, input, options) => {
      const error = failures.get(arn)?.shift();
      if (error) throw error;
      delivered.push({ arn, input, options });
    });
  }
  sns = createSns({
    bus,
    accountId: ACCOUNT_ID,
    region: REGION,
    folder,
    clock,
    log: (line) => logged.push(line),
  });
  cloud = await startCloud([sns.service], { mute });
  client = new SNSClient(cloud.clientConfig);
}

async function stop(): Promise<void> {
  await removeAll();
  client.destroy();
  await cloud.close();
}

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'sns-'));
  clock = manualClock();
  delivered = [];
  logged = [];
  failures = new Map();
  await start();
  await client.send(new CreateTopicCommand({ Name: NAME }));
  removeLater(() => client.send(new DeleteTopicCommand({ TopicArn: TOPIC })));
});
afterEach(async () => {
  await stop();
  rmSync(folder, { recursive: true });
});

const subscribe = (Protocol: string, Endpoint: string, Attributes: Record<string, string> = {}) =>
  client.send(
    new SubscribeCommand({ TopicArn: TOPIC, Protocol, Endpoint, Attributes, ReturnSubscriptionArn: true }),
  );
const publish = (more: object = {}) =>
  client.send(new PublishCommand({ TopicArn: TOPIC, Message: 'Take off your sunglasses', ...more }));

laptopOnly('looks into the message log').describe('the message log', () => {
  it('keeps a message that nobody subscribed to, with its attributes', async () => {
    const heard: string[] = [];
    sns.onPublish(({ id }) => heard.push(id));

    const { MessageId } = await publish({
      Subject: 'Your photo: bitte neu 📷',
      MessageAttributes: { verdict: { DataType: 'String', StringValue: 'retake' } },
    });

    expect(sns.messageLog()).toEqual([
      {
        id: MessageId,
        time: clock.now(),
        topicArn: TOPIC,
        subject: 'Your photo: bitte neu 📷',
        message: 'Take off your sunglasses',
        attributes: { verdict: { DataType: 'String', StringValue: 'retake' } },
        deliveries: [],
      },
    ]);
    expect(heard).toEqual([MessageId]);
  });

  it('keeps what mails and texts would have carried, and tells filtered ones apart', async () => {
    await subscribe('email', 'ops@example.com');
    await subscribe('sms', '+4915112345', { FilterPolicy: '{"verdict":["approved"]}' });
    await publish();
    expect(sns.messageLog()[0]?.deliveries).toEqual([
      { protocol: 'email', endpoint: 'ops@example.com', status: 'kept' },
      { protocol: 'sms', endpoint: '+4915112345', status: 'filtered' },
    ]);
  });

  it('keeps a text to a single phone number', async () => {
    await client.send(new PublishCommand({ PhoneNumber: '+4915112345', Message: 'Hello' }));
    expect(sns.messageLog()[0]).toMatchObject({
      message: 'Hello',
      deliveries: [{ protocol: 'sms', endpoint: '+4915112345', status: 'kept' }],
    });
  });

  it('survives a restart, deliveries included', async () => {
    await subscribe('sqs', QUEUE);
    await publish();
    await settle();
    await stop();
    await start();
    expect(sns.messageLog()).toMatchObject([
      { message: 'Take off your sunglasses', deliveries: [{ protocol: 'sqs', status: 'delivered' }] },
    ]);
  });
});

laptopOnly('delivers to stand-ins').describe('deliveries', () => {
  it('wrap the message for a queue, and name the topic as their source', async () => {
    await subscribe('sqs', QUEUE);
    const { MessageId } = await publish({
      Subject: 'Hi',
      MessageAttributes: { n: { DataType: 'Number', StringValue: '4' } },
    });
    await settle();

    expect(JSON.parse(delivered[0]!.input)).toMatchObject({
      Type: 'Notification',
      MessageId,
      TopicArn: TOPIC,
      Subject: 'Hi',
      Message: 'Take off your sunglasses',
      Timestamp: new Date(clock.now()).toISOString(),
      MessageAttributes: { n: { Type: 'Number', Value: '4' } },
    });
    expect(delivered[0]?.options).toEqual({ source: { service: 'sns.amazonaws.com', arn: TOPIC } });
  });

  it('are raw where the subscription says so, attributes beside the text', async () => {
    await subscribe('sqs', QUEUE, { RawMessageDelivery: 'true' });
    const attribute = { DataType: 'String', StringValue: 'x' };
    await publish({ MessageAttributes: { kind: attribute } });
    await settle();
    expect(delivered[0]).toMatchObject({
      input: 'Take off your sunglasses',
      options: { parameters: { MessageAttributes: { kind: attribute } } },
    });
  });

  it('reach a function as the event it knows', async () => {
    const { SubscriptionArn } = await subscribe('lambda', FUNCTION);
    await publish();
    await settle();
    expect(JSON.parse(delivered[0]!.input)).toMatchObject({
      Records: [
        {
          EventSource: 'aws:sns',
          EventVersion: '1.0',
          EventSubscriptionArn: SubscriptionArn,
          Sns: { Message: 'Take off your sunglasses', Subject: null, TopicArn: TOPIC, MessageAttributes: {} },
        },
      ],
    });
  });

  it('carry the text meant for their protocol', async () => {
    await subscribe('sqs', QUEUE, { RawMessageDelivery: 'true' });
    await publish({ MessageStructure: 'json', Message: JSON.stringify({ default: 'all', sqs: 'queues' }) });
    await settle();
    expect(delivered[0]?.input).toBe('queues');
    expect(sns.messageLog()[0]?.message).toBe('all');
  });

  it('are repeated after a failure that may pass', async () => {
    failures.set(QUEUE, [new Error('connection lost'), new ServiceError('ThrottlingException', 'slow down')]);
    await subscribe('sqs', QUEUE);
    await publish();
    await settle();
    expect(sns.messageLog()[0]?.deliveries[0]?.status).toBe('pending');
    for (let turn = 0; turn < 2; turn++) {
      clock.advance(60_000);
      await settle();
    }
    expect(sns.messageLog()[0]?.deliveries[0]?.status).toBe('delivered');
    expect(delivered).toHaveLength(1);
  });

  it('go to the dead-letter queue when they are refused', async () => {
    failures.set(QUEUE, [new ServiceError('AccessDeniedException', 'not allowed')]);
    await subscribe('sqs', QUEUE, { RedrivePolicy: JSON.stringify({ deadLetterTargetArn: DEAD }) });
    await publish();
    await settle();
    expect(delivered.map(({ arn }) => arn)).toEqual([DEAD]);
    expect(sns.messageLog()[0]?.deliveries[0]).toMatchObject({
      status: 'dead-lettered',
      error: 'not allowed',
    });
  });

  it('that are refused without a dead-letter queue are logged', async () => {
    failures.set(QUEUE, [new ServiceError('AccessDeniedException', 'not allowed')]);
    await subscribe('sqs', QUEUE);
    await publish();
    await settle();
    expect(sns.messageLog()[0]?.deliveries[0]).toMatchObject({ status: 'failed', error: 'not allowed' });
    expect(logged).toEqual([`sns: ${TOPIC} could not deliver to ${QUEUE}: not allowed`]);
  });
});

laptopOnly('subscribes a queue that is not there').describe('subscriptions', () => {
  it('exist once for each endpoint, and can change and end', async () => {
    const first = await subscribe('sqs', QUEUE);
    const again = await subscribe('sqs', QUEUE);
    const SubscriptionArn = first.SubscriptionArn!;
    await client.send(
      new SetSubscriptionAttributesCommand({
        SubscriptionArn,
        AttributeName: 'FilterPolicy',
        AttributeValue: '{"verdict":["approved"]}',
      }),
    );
    const { Attributes } = await client.send(new GetSubscriptionAttributesCommand({ SubscriptionArn }));
    await publish();
    await client.send(new UnsubscribeCommand({ SubscriptionArn }));
    const { Subscriptions } = await client.send(new ListSubscriptionsByTopicCommand({ TopicArn: TOPIC }));

    expect(again.SubscriptionArn).toBe(SubscriptionArn);
    expect(Attributes).toMatchObject({
      FilterPolicy: '{"verdict":["approved"]}',
      Protocol: 'sqs',
      TopicArn: TOPIC,
    });
    expect(sns.messageLog()[0]?.deliveries[0]?.status).toBe('filtered');
    expect(Subscriptions).toEqual([]);
  });
});

it('publishes a batch, or nothing of it where one entry makes no sense', async () => {
  const batch = (Subject: string) =>
    client.send(
      new PublishBatchCommand({
        TopicArn: TOPIC,
        PublishBatchRequestEntries: [
          { Id: 'a', Message: 'one' },
          { Id: 'b', Message: 'two', Subject },
        ],
      }),
    );

  await expect(batch('two\nlines')).rejects.toMatchObject({ Code: 'InvalidParameter' });
  const answer = await batch('one line');

  expect(answer.Successful?.map(({ Id }) => Id)).toEqual(['a', 'b']);
  expect(answer.Failed).toEqual([]);
  if (!IS_REMOTE) expect(sns.messageLog()).toHaveLength(2);
});

it('describes, tags, lists and deletes topics', async () => {
  await client.send(
    new SetTopicAttributesCommand({
      TopicArn: TOPIC,
      AttributeName: 'DisplayName',
      AttributeValue: 'Wild Rydes',
    }),
  );
  await client.send(
    new TagResourceCommand({ ResourceArn: TOPIC, Tags: [{ Key: 'app', Value: 'rider-photos' }] }),
  );
  const described = await client.send(new GetTopicAttributesCommand({ TopicArn: TOPIC }));
  const tags = await client.send(new ListTagsForResourceCommand({ ResourceArn: TOPIC }));
  const before = await client.send(new ListTopicsCommand({}));
  await client.send(new DeleteTopicCommand({ TopicArn: TOPIC }));
  const after = await client.send(new ListTopicsCommand({}));

  expect(described.Attributes).toMatchObject({ DisplayName: 'Wild Rydes', Owner: ACCOUNT_ID });
  expect(tags.Tags).toEqual([{ Key: 'app', Value: 'rider-photos' }]);
  expect(before.Topics).toContainEqual({ TopicArn: TOPIC });
  expect(after.Topics).not.toContainEqual({ TopicArn: TOPIC });
});

describe('refuses', () => {
  it.each([
    ['a subject of two lines', { Subject: 'two\nlines' }, 'InvalidParameterException', 'Subject'],
    ['a subject over 100 characters', { Subject: 'x'.repeat(101) }, 'InvalidParameterException', 'Subject'],
    ['a message over 256 KiB', { Message: 'x'.repeat(262_145) }, 'InvalidParameterException', 'too long'],
    [
      'JSON without a default',
      { MessageStructure: 'json', Message: '{"sqs":"x"}' },
      'InvalidParameterException',
      'default',
    ],
    ['an unknown topic', { TopicArn: `${TOPIC}X` }, 'NotFoundException', 'does not exist'],
  ])('%s', async (_, more, name, named) => {
    await expect(publish(more)).rejects.toThrow(
      expect.objectContaining({ name, message: expect.stringContaining(named) }),
    );
    if (!IS_REMOTE) expect(sns.messageLog()).toEqual([]);
  });

  laptopOnly('AWS has FIFO topics and Firehose').it(
    'a filter policy with an unknown operator, a FIFO topic with a name of others, an unknown protocol',
    async () => {
      await expect(subscribe('sqs', QUEUE, { FilterPolicy: '{"a":[{"like":"b"}]}' })).rejects.toThrow('like');
      await expect(subscribe('firehose', 'arn:aws:firehose:x')).rejects.toThrow('firehose');
      await expect(
        client.send(new CreateTopicCommand({ Name: 'Ordered', Attributes: { FifoTopic: 'true' } })),
      ).rejects.toThrow('Topic Name');
    },
  );

  laptopOnly('has a second principal').it(
    'a publisher without a policy, as the error Step Functions knows',
    async () => {
      const other = new SNSClient(cloud.as('mute'));
      await expect(other.send(new PublishCommand({ TopicArn: TOPIC, Message: 'x' }))).rejects.toThrow(
        expect.objectContaining({
          name: 'AuthorizationErrorException',
          message: expect.stringContaining('sns:Publish'),
        }),
      );
      other.destroy();
    },
  );

  laptopOnly('delivers from inside').it('a rule that the policy of the topic does not let in', async () => {
    const source = { service: 'events.amazonaws.com', arn: `arn:aws:events:${REGION}:${ACCOUNT_ID}:rule/R` };
    await expect(bus.deliver(TOPIC, 'x', { source })).rejects.toThrow('sns:Publish');
    const Statement = [
      {
        Effect: 'Allow',
        Principal: { Service: 'events.amazonaws.com' },
        Action: 'sns:Publish',
        Resource: TOPIC,
      },
    ];
    await client.send(
      new SetTopicAttributesCommand({
        TopicArn: TOPIC,
        AttributeName: 'Policy',
        AttributeValue: JSON.stringify({ Statement }),
      }),
    );
    await bus.deliver(TOPIC, '{"from":"rule"}', { source });
    expect(sns.messageLog()[0]?.message).toBe('{"from":"rule"}');
  });
});

laptopOnly('provisions from inside').it(
  'provisions topics, subscriptions and policies of a template, again and again',
  async () => {
    const context = { accountId: ACCOUNT_ID, region: REGION, partition: 'aws' as const, stackName: 'test' };
    const provision = (type: string, physicalName: string, properties: Record<string, unknown>) =>
      sns.resourceTypes[type]?.provision?.(
        { logicalId: physicalName, type, physicalName, properties, metadata: {} },
        context,
      );
    const arn = sns.resourceTypes['AWS::SNS::Topic']!.ref('Alerts', context);
    for (const city of ['Bonn', 'Ulm']) {
      await provision('AWS::SNS::Topic', 'Alerts', {
        DisplayName: 'Alerts',
        Subscription: [{ Protocol: 'email', Endpoint: 'ops@example.com' }],
      });
      await provision('AWS::SNS::Subscription', 'Inbox', {
        TopicArn: arn,
        Protocol: 'sqs',
        Endpoint: QUEUE,
        RawMessageDelivery: true,
        FilterPolicy: { city: [city] },
      });
      await provision('AWS::SNS::TopicPolicy', 'Policy', {
        Topics: [arn],
        PolicyDocument: {
          Statement: [{ Effect: 'Allow', Principal: '*', Action: 'sns:Publish', Resource: arn }],
        },
      });
    }
    const city = { DataType: 'String', StringValue: 'Ulm' };
    await client.send(new PublishCommand({ TopicArn: arn, Message: 'x', MessageAttributes: { city } }));
    await settle();

    expect(sns.messageLog()[0]?.deliveries.map(({ protocol, status }) => [protocol, status])).toEqual([
      ['email', 'kept'],
      ['sqs', 'delivered'],
    ]);
  },
);
