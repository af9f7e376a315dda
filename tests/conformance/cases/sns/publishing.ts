// What is published, and what arrives of it.
import { PublishBatchCommand, PublishCommand, SetSubscriptionAttributesCommand } from '@aws-sdk/client-sns';
import { ABSENT, type Case, PAGES } from '../../case.ts';
import { refusal, type World } from '../../world.ts';
import { received } from '../sqs/queue.ts';
import { arrived, newTopic, subscribed } from './topic.ts';

const text = (StringValue: string) => ({ DataType: 'String', StringValue });

/** A case of filters: what of the published arrives where. */
function filtered(
  name: string,
  source: string,
  filter: { policy: unknown; scope?: 'MessageBody' },
  published: readonly (readonly [
    message: string,
    attributes?: Record<string, { DataType: string; StringValue: string }>,
  ])[],
  expected: readonly string[],
): Case {
  return {
    name,
    source,
    async observe(world) {
      const TopicArn = await newTopic(world);
      const { QueueUrl } = await subscribed(world, TopicArn, {
        RawMessageDelivery: 'true',
        FilterPolicy: JSON.stringify(filter.policy),
        ...(filter.scope ? { FilterPolicyScope: filter.scope } : {}),
      });
      for (const [Message, MessageAttributes] of published)
        await world.sns.send(new PublishCommand({ TopicArn, Message, MessageAttributes }));
      // The last one always arrives, so nobody waits for what does not.
      return (await arrived(world, QueueUrl, expected.length)).sort();
    },
    expected: [...expected].sort(),
  };
}

const POLICIES = PAGES.snsGuide('sns-subscription-filter-policies');

async function envelope(world: World, more: object): Promise<Record<string, unknown>> {
  const TopicArn = await newTopic(world);
  const { QueueUrl } = await subscribed(world, TopicArn);
  await world.sns.send(new PublishCommand({ TopicArn, Message: 'selfie', ...more }));
  const [body = '{}'] = await arrived(world, QueueUrl, 1);
  return JSON.parse(body);
}

export const publishing: Case[] = [
  {
    name: 'a queue gets an envelope, signed, with where to unsubscribe',
    source: PAGES.snsGuide('sns-sqs-as-subscriber'),
    observe: (world) => envelope(world, { Subject: 'hello' }),
    expected: {
      Type: 'Notification',
      Message: 'selfie',
      Subject: 'hello',
      TopicArn: /^arn:aws:sns:/,
      Timestamp: /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/,
      SignatureVersion: '1',
      Signature: /./,
      SigningCertURL: /^https?:/,
      UnsubscribeURL: /Unsubscribe/,
      MessageAttributes: ABSENT,
    },
  },
  {
    name: 'attributes are in the envelope with Type and Value, and no Subject without one',
    source: PAGES.snsGuide('sns-message-attributes'),
    observe: (world) =>
      envelope(world, {
        MessageAttributes: { state: text('new'), age: { DataType: 'Number', StringValue: '7' } },
      }),
    expected: {
      MessageAttributes: { state: { Type: 'String', Value: 'new' }, age: { Type: 'Number', Value: '7' } },
      Subject: ABSENT,
    },
  },
  {
    name: 'raw delivery gives the message itself, and its attributes as those of SQS',
    source: PAGES.snsGuide('sns-large-payload-raw-message-delivery'),
    async observe(world) {
      const TopicArn = await newTopic(world);
      const { QueueUrl } = await subscribed(world, TopicArn, { RawMessageDelivery: 'true' });
      await world.sns.send(
        new PublishCommand({ TopicArn, Message: 'selfie', MessageAttributes: { state: text('new') } }),
      );
      const [message] = await received(world, QueueUrl, { MessageAttributeNames: ['All'] });
      return { body: message?.Body, state: message?.MessageAttributes?.['state'] };
    },
    expected: { body: 'selfie', state: text('new') },
  },
  {
    name: 'MessageStructure json: each protocol its own text, and default otherwise',
    source: PAGES.sns('Publish'),
    async observe(world) {
      const TopicArn = await newTopic(world);
      const { QueueUrl } = await subscribed(world, TopicArn, { RawMessageDelivery: 'true' });
      const send = (message: object) =>
        world.sns.send(
          new PublishCommand({ TopicArn, Message: JSON.stringify(message), MessageStructure: 'json' }),
        );
      await send({ default: 'd1', sqs: 's1' });
      await send({ default: 'd2', email: 'e2' });
      return (await arrived(world, QueueUrl, 2)).sort();
    },
    expected: ['d2', 's1'],
  },
  {
    name: 'MessageStructure json without a default is refused',
    source: PAGES.sns('Publish'),
    async observe(world) {
      const TopicArn = await newTopic(world);
      const send = (Message: string) =>
        refusal(world.sns.send(new PublishCommand({ TopicArn, Message, MessageStructure: 'json' })));
      return [await send('{"sqs":"a"}'), await send('no json')];
    },
    expected: Array(2).fill({ error: /^InvalidParameter(Exception)?$/, status: 400 }),
  },
  filtered(
    'a filter on attributes takes exact values, and refuses messages without them',
    POLICIES,
    { policy: { state: ['new', 'old'] } },
    [['none'], ['other', { state: text('gone') }], ['fits', { state: text('new') }]],
    ['fits'],
  ),
  filtered(
    'keys of a filter must all fit, values of a key any',
    POLICIES,
    { policy: { a: ['1'], b: ['2', '3'] } },
    [
      ['one', { a: text('1') }],
      ['both', { a: text('1'), b: text('3') }],
    ],
    ['both'],
  ),
  filtered(
    'a filter takes prefixes, anything-but, ranges and exists',
    POLICIES,
    { policy: { key: [{ prefix: 'in' }], age: [{ numeric: ['>', 5, '<=', 9] }], gone: [{ exists: false }] } },
    [
      ['wrong', { key: text('out'), age: { DataType: 'Number', StringValue: '7' } }],
      ['old', { key: text('in'), age: { DataType: 'Number', StringValue: '10' } }],
      ['there', { key: text('in'), age: { DataType: 'Number', StringValue: '7' }, gone: text('x') }],
      ['fits', { key: text('inside'), age: { DataType: 'Number', StringValue: '9' } }],
    ],
    ['fits'],
  ),
  filtered(
    'any element of an attribute of type String.Array fits',
    POLICIES,
    { policy: { colours: ['red'] } },
    [
      ['no', { colours: { DataType: 'String.Array', StringValue: '["blue"]' } }],
      ['yes', { colours: { DataType: 'String.Array', StringValue: '["blue","red"]' } }],
    ],
    ['yes'],
  ),
  filtered(
    'a filter on the body looks into it',
    POLICIES,
    { policy: { rider: { state: ['new'] } }, scope: 'MessageBody' },
    [['no json'], ['{"rider":{"state":"old"}}'], ['{"rider":{"state":"new"}}']],
    ['{"rider":{"state":"new"}}'],
  ),
  filtered(
    'a dot in a key of a filter on the body is a path',
    PAGES.seen('dots join names in filters on bodies'),
    { policy: { 'rider.state': ['new'] }, scope: 'MessageBody' },
    [['{"rider":{"state":"old"}}'], ['{"rider":{"state":"new"}}']],
    ['{"rider":{"state":"new"}}'],
  ),
  {
    name: 'a filter that is none is refused',
    source: POLICIES,
    async observe(world) {
      const TopicArn = await newTopic(world);
      const { SubscriptionArn } = await subscribed(world, TopicArn);
      const set = (AttributeValue: string) =>
        refusal(
          world.sns.send(
            new SetSubscriptionAttributesCommand({
              SubscriptionArn,
              AttributeName: 'FilterPolicy',
              AttributeValue,
            }),
          ),
        );
      return [await set('{"a":"b"}'), await set('{"a":[{"unknown":1}]}'), await set('no json')];
    },
    expected: Array(3).fill({ error: /^InvalidParameter(Exception)?$/, status: 400 }),
  },
  {
    name: 'an empty message, and one above 256 KB, are refused',
    source: PAGES.sns('Publish'),
    async observe(world) {
      const TopicArn = await newTopic(world);
      const send = (Message: string) => refusal(world.sns.send(new PublishCommand({ TopicArn, Message })));
      return [await send(''), await send('a'.repeat(262_145))];
    },
    expected: Array(2).fill({ error: /^InvalidParameter(Exception)?$/, status: 400 }),
  },
  {
    name: 'a batch tells of each entry; ids must differ, and be letters, digits, hyphens, underscores',
    source: PAGES.sns('PublishBatch'),
    async observe(world) {
      const TopicArn = await newTopic(world);
      const send = (ids: string[]) =>
        world.sns.send(
          new PublishBatchCommand({
            TopicArn,
            PublishBatchRequestEntries: ids.map((Id) => ({ Id, Message: 'a' })),
          }),
        );
      return {
        good: (await send(['a', 'b'])).Successful?.map(({ Id }) => Id),
        twice: await refusal(send(['a', 'a'])),
        dots: await refusal(send(['a.b'])),
      };
    },
    expected: {
      good: ['a', 'b'],
      twice: { error: /BatchEntryIdsNotDistinct/ },
      dots: { error: /InvalidBatchEntryId/ },
    },
  },
  {
    name: 'a group on a standard topic goes along to the queue',
    source: PAGES.sns('Publish'),
    async observe(world) {
      const TopicArn = await newTopic(world);
      const { QueueUrl } = await subscribed(world, TopicArn, { RawMessageDelivery: 'true' });
      await world.sns.send(new PublishCommand({ TopicArn, Message: 'a', MessageGroupId: 'g' }));
      const [message] = await received(world, QueueUrl, { MessageSystemAttributeNames: ['All'] });
      return message?.Attributes?.['MessageGroupId'];
    },
    expected: 'g',
  },
  {
    name: 'FIFO: a topic delivers to a FIFO queue, once, in order, with sequence numbers',
    source: PAGES.snsGuide('sns-fifo-topics'),
    async observe(world) {
      const TopicArn = await newTopic(world, { FifoTopic: 'true', ContentBasedDeduplication: 'true' });
      const { QueueUrl } = await subscribed(world, TopicArn, { RawMessageDelivery: 'true' });
      const send = (Message: string) =>
        world.sns.send(new PublishCommand({ TopicArn, Message, MessageGroupId: 'g' }));
      const first = await send('1');
      for (const one of ['1', '2', '3']) await send(one);
      const messages = await received(world, QueueUrl, { MessageSystemAttributeNames: ['All'] });
      return {
        number: first.SequenceNumber,
        bodies: messages.map(({ Body }) => Body),
        group: messages[0]?.Attributes?.['MessageGroupId'],
      };
    },
    expected: { number: /^\d{20}$/, bodies: ['1', '2', '3'], group: 'g' },
  },
  {
    name: 'FIFO: a message needs a group, and an id to tell doubles by',
    source: PAGES.snsGuide('fifo-message-dedup'),
    async observe(world) {
      const TopicArn = await newTopic(world, { FifoTopic: 'true' });
      const send = (more: object) =>
        refusal(world.sns.send(new PublishCommand({ TopicArn, Message: 'a', ...more })));
      return [
        await send({}),
        await send({ MessageGroupId: 'g' }),
        await send({ MessageGroupId: 'g', MessageDeduplicationId: '1' }),
      ];
    },
    expected: [
      { error: /^InvalidParameter(Exception)?$/, message: /MessageGroupId/ },
      {
        error: /^InvalidParameter(Exception)?$/,
        message: /ContentBasedDeduplication|MessageDeduplicationId/,
      },
      'accepted',
    ],
  },
];
