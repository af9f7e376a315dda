// Queues: their names, attributes, lists and errors, and the protocol of old clients.
import {
  CreateQueueCommand,
  DeleteQueueCommand,
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  ListDeadLetterSourceQueuesCommand,
  ListQueuesCommand,
  ListQueueTagsCommand,
  SendMessageCommand,
  SetQueueAttributesCommand,
  StartMessageMoveTaskCommand,
  TagQueueCommand,
} from '@aws-sdk/client-sqs';
import { type Case, PAGES } from '../../case.ts';
import { elementOf, formOf } from '../../signed-fetch.ts';
import { refusal, until, type World } from '../../world.ts';
import { arnOf, newQueue, received, sent } from './queue.ts';

const attributesOf = async ({ sqs }: World, QueueUrl: string) =>
  (await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] }))).Attributes;

const asked = (world: World, members: Record<string, string>) =>
  world.send({ service: 'sqs', ...formOf({ Version: '2012-11-05', ...members }) });

export const queues: Case[] = [
  {
    name: 'a queue has fifty tags at most',
    source: PAGES.sqs('TagQueue'),
    async observe(world) {
      const QueueUrl = await newQueue(world);
      const tag = (count: number) =>
        refusal(
          world.sqs.send(
            new TagQueueCommand({
              QueueUrl,
              Tags: Object.fromEntries(Array.from({ length: count }, (_, index) => [`k${index}`, 'v'])),
            }),
          ),
        );
      return [await tag(50), await tag(51)];
    },
    expected: ['accepted', { error: 'InvalidParameterValue', status: 400 }],
  },
  {
    name: 'a new queue has the defaults',
    source: PAGES.sqs('CreateQueue'),
    observe: async (world) => attributesOf(world, await newQueue(world)),
    expected: {
      VisibilityTimeout: '30',
      MessageRetentionPeriod: '345600',
      DelaySeconds: '0',
      ReceiveMessageWaitTimeSeconds: '0',
      MaximumMessageSize: '1048576',
      SqsManagedSseEnabled: 'true',
      ApproximateNumberOfMessages: '0',
    },
  },
  {
    name: 'a FIFO queue says what it is',
    source: PAGES.sqs('GetQueueAttributes'),
    observe: async (world) => attributesOf(world, await newQueue(world, { FifoQueue: 'true' })),
    expected: {
      FifoQueue: 'true',
      ContentBasedDeduplication: 'false',
      DeduplicationScope: 'queue',
      FifoThroughputLimit: 'perQueue',
    },
  },
  {
    name: 'a queue is made twice with the same attributes, not with others',
    source: PAGES.sqs('CreateQueue'),
    async observe(world) {
      const QueueUrl = await newQueue(world, { DelaySeconds: '1' });
      const QueueName = QueueUrl.slice(QueueUrl.lastIndexOf('/') + 1);
      const again = (DelaySeconds: string) =>
        refusal(world.sqs.send(new CreateQueueCommand({ QueueName, Attributes: { DelaySeconds } })));
      return [await again('1'), await again('2')];
    },
    expected: ['accepted', { error: /^QueueNameExists$|^QueueAlreadyExists$/, status: 400 }],
  },
  {
    name: 'names are checked, and only those of FIFO queues end in .fifo',
    source: PAGES.sqs('CreateQueue'),
    async observe({ sqs, fresh }) {
      const make = (QueueName: string, Attributes?: Record<string, string>) =>
        refusal(sqs.send(new CreateQueueCommand({ QueueName, Attributes })));
      return [
        await make('a b'),
        await make('x'.repeat(81)),
        await make(`${fresh('a')}.fifo`),
        await make(fresh('b'), { FifoQueue: 'true' }),
      ];
    },
    expected: Array(4).fill({ error: /^InvalidParameterValue/, status: 400 }),
  },
  {
    name: 'attributes that are none, or out of bounds, are refused',
    source: PAGES.sqs('SetQueueAttributes'),
    async observe(world) {
      const QueueUrl = await newQueue(world);
      const set = (Attributes: Record<string, string>) =>
        refusal(world.sqs.send(new SetQueueAttributesCommand({ QueueUrl, Attributes })));
      return [await set({ Colour: 'red' }), await set({ VisibilityTimeout: '43201' })];
    },
    expected: [{ error: 'InvalidAttributeName' }, { error: /^InvalidAttributeValue/ }],
  },
  {
    name: 'lists come in pages of the size that was asked for',
    source: PAGES.sqs('ListQueues'),
    async observe(world) {
      const prefix = world.fresh('many');
      for (const one of ['a', 'b', 'c']) {
        const { QueueUrl } = await world.sqs.send(new CreateQueueCommand({ QueueName: `${prefix}-${one}` }));
        world.later(() => world.sqs.send(new DeleteQueueCommand({ QueueUrl })));
      }
      const page = async (NextToken?: string) => {
        const { QueueUrls, NextToken: next } = await world.sqs.send(
          new ListQueuesCommand({ QueueNamePrefix: prefix, MaxResults: 2, NextToken }),
        );
        return { count: QueueUrls?.length, next };
      };
      const first = await page();
      const second = first.next === undefined ? undefined : await page(first.next);
      return [first.count, second?.count, second?.next ?? 'the end'];
    },
    expected: [2, 1, 'the end'],
  },
  {
    name: 'a queue that is not there has the code of the old protocol in a header',
    source: PAGES.seen('x-amzn-query-error: AWS.SimpleQueueService.NonExistentQueue;Sender'),
    async observe(world) {
      const answer = await world.send({
        service: 'sqs',
        headers: { 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': 'AmazonSQS.GetQueueUrl' },
        body: JSON.stringify({ QueueName: world.fresh('none') }),
      });
      return {
        status: answer.status,
        type: JSON.parse(answer.body).__type,
        old: answer.headers['x-amzn-query-error'],
      };
    },
    expected: {
      status: 400,
      type: 'com.amazonaws.sqs#QueueDoesNotExist',
      old: 'AWS.SimpleQueueService.NonExistentQueue;Sender',
    },
  },
  {
    name: 'the queue’s name is enough of a URL',
    source: PAGES.seen('QueueUrl may be the bare name'),
    async observe(world) {
      const QueueUrl = await newQueue(world);
      const name = QueueUrl.slice(QueueUrl.lastIndexOf('/') + 1);
      // The SDK takes QueueUrl for the address, so the request is written by hand.
      const answer = await world.send({
        service: 'sqs',
        headers: { 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': 'AmazonSQS.SendMessage' },
        body: JSON.stringify({ QueueUrl: name, MessageBody: 'a' }),
      });
      return answer.status;
    },
    expected: 200,
  },
  {
    name: 'FifoQueue may be written True',
    source: PAGES.seen('booleans in any case'),
    async observe(world) {
      const QueueUrl = await newQueue(world, { FifoQueue: 'True' });
      return (await attributesOf(world, QueueUrl))?.['FifoQueue'];
    },
    expected: 'true',
  },
  {
    name: 'tags come back',
    source: PAGES.sqs('TagQueue'),
    async observe(world) {
      const QueueUrl = await newQueue(world);
      await world.sqs.send(new TagQueueCommand({ QueueUrl, Tags: { team: 'photos' } }));
      return (await world.sqs.send(new ListQueueTagsCommand({ QueueUrl }))).Tags;
    },
    expected: { team: 'photos' },
  },
  {
    name: 'a redrive policy names a queue that is there, and is found from there',
    source: PAGES.sqs('ListDeadLetterSourceQueues'),
    async observe(world) {
      const dead = await newQueue(world);
      const policy = (deadLetterTargetArn: string) => ({
        RedrivePolicy: JSON.stringify({ deadLetterTargetArn, maxReceiveCount: 3 }),
      });
      const source = await newQueue(world, policy(arnOf(world, dead)));
      const { queueUrls } = await world.sqs.send(new ListDeadLetterSourceQueuesCommand({ QueueUrl: dead }));
      return {
        isFound: queueUrls?.length === 1 && queueUrls[0]?.endsWith(source.slice(source.lastIndexOf('/'))),
        none: await refusal(newQueue(world, policy(arnOf(world, '/none')))),
      };
    },
    expected: { isFound: true, none: { error: /^InvalidParameterValue/ } },
  },
  {
    name: 'messages are moved back from a dead-letter queue',
    source: PAGES.sqs('StartMessageMoveTask'),
    async observe(world) {
      const dead = await newQueue(world);
      const source = await newQueue(world, {
        RedrivePolicy: JSON.stringify({ deadLetterTargetArn: arnOf(world, dead), maxReceiveCount: 1 }),
      });
      await sent(world, dead, ['a']);
      await world.sqs.send(
        new StartMessageMoveTaskCommand({
          SourceArn: arnOf(world, dead),
          DestinationArn: arnOf(world, source),
        }),
      );
      const [message] = await received(world, source);
      return message?.Body;
    },
    expected: 'a',
  },
  {
    name: 'only a dead-letter queue is a source of moves',
    source: PAGES.sqs('StartMessageMoveTask'),
    async observe(world) {
      const QueueUrl = await newQueue(world);
      return refusal(world.sqs.send(new StartMessageMoveTaskCommand({ SourceArn: arnOf(world, QueueUrl) })));
    },
    expected: { error: /^InvalidParameterValue/, message: /Dead Letter Queue/i },
  },
  {
    name: 'the query protocol: a queue is made, written to and read, in XML',
    source: PAGES.sqsGuide('sqs-making-api-requests-xml'),
    async observe(world) {
      const QueueName = world.fresh('old');
      const made = await asked(world, {
        Action: 'CreateQueue',
        QueueName,
        'Attribute.1.Name': 'DelaySeconds',
        'Attribute.1.Value': '0',
      });
      const QueueUrl = elementOf(made.body, 'QueueUrl') ?? '';
      world.later(() => asked(world, { Action: 'DeleteQueue', QueueUrl }));
      const put = await asked(world, { Action: 'SendMessage', QueueUrl, MessageBody: 'a & b' });
      const got = await asked(world, { Action: 'ReceiveMessage', QueueUrl, WaitTimeSeconds: '5' });
      return {
        type: made.headers['content-type'],
        root: /^(?:<\?xml[^>]*>\s*)?<CreateQueueResponse xmlns="http:\/\/queue\.amazonaws\.com\/doc\/2012-11-05\/">/.test(
          made.body,
        ),
        md5: elementOf(put.body, 'MD5OfMessageBody'),
        body: elementOf(got.body, 'Body'),
      };
    },
    expected: {
      type: /^text\/xml/,
      root: true,
      md5: /^[0-9a-f]{32}$/,
      body: 'a &amp; b',
    },
  },
  {
    name: 'the query protocol: errors have the old codes',
    source: PAGES.sqsGuide('sqs-making-api-requests-xml'),
    async observe(world) {
      const { status, body } = await asked(world, { Action: 'GetQueueUrl', QueueName: world.fresh('none') });
      return { status, code: elementOf(body, 'Code'), type: elementOf(body, 'Type') };
    },
    expected: { status: 400, code: 'AWS.SimpleQueueService.NonExistentQueue', type: 'Sender' },
  },
  {
    name: 'GetQueueUrl finds by name, and nothing when the queue is deleted',
    source: PAGES.sqs('GetQueueUrl'),
    async observe(world) {
      const QueueUrl = await newQueue(world);
      const QueueName = QueueUrl.slice(QueueUrl.lastIndexOf('/') + 1);
      const find = () => refusal(world.sqs.send(new GetQueueUrlCommand({ QueueName })));
      const before = await find();
      await world.sqs.send(new DeleteQueueCommand({ QueueUrl }));
      return { before, after: await until(find, (seen) => seen !== 'accepted') };
    },
    expected: { before: 'accepted', after: { error: /^QueueDoesNotExist$|NonExistentQueue$/, status: 400 } },
  },
  {
    name: 'a message above MaximumMessageSize is refused',
    source: PAGES.sqs('SendMessage'),
    async observe(world) {
      const QueueUrl = await newQueue(world, { MaximumMessageSize: '1024' });
      const send = (size: number) =>
        refusal(world.sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'a'.repeat(size) })));
      return [await send(1024), await send(1025)];
    },
    expected: ['accepted', { error: /^InvalidParameterValue/ }],
  },
];
