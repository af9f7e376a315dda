// Messages: sent, received, hidden, deleted.
import {
  ChangeMessageVisibilityCommand,
  DeleteMessageBatchCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  PurgeQueueCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
} from '@aws-sdk/client-sqs';
import { ABSENT, type Case, PAGES } from '../../case.ts';
import { refusal } from '../../world.ts';
import { arnOf, FIFO, newQueue, received, sent } from './queue.ts';

export const messages: Case[] = [
  {
    name: 'a message comes with its digests, attributes and what the queue knows of it',
    source: PAGES.sqs('ReceiveMessage'),
    async observe(world) {
      const QueueUrl = await newQueue(world);
      const answer = await world.sqs.send(
        new SendMessageCommand({
          QueueUrl,
          MessageBody: 'selfie',
          MessageAttributes: { rider: { DataType: 'String', StringValue: 'ana' } },
        }),
      );
      const [message] = await received(world, QueueUrl, {
        MessageAttributeNames: ['All'],
        MessageSystemAttributeNames: ['All'],
      });
      return { answer, message };
    },
    expected: {
      answer: {
        MD5OfMessageBody: 'f510b87b8c2efb5562be8c33f2bcd30d',
        MD5OfMessageAttributes: /^[0-9a-f]{32}$/,
        MessageId: /^[0-9a-f-]{36}$/,
        SequenceNumber: ABSENT,
      },
      message: {
        Body: 'selfie',
        MD5OfBody: 'f510b87b8c2efb5562be8c33f2bcd30d',
        MessageAttributes: { rider: { DataType: 'String', StringValue: 'ana' } },
        Attributes: {
          ApproximateReceiveCount: '1',
          SentTimestamp: /^\d{13}$/,
          ApproximateFirstReceiveTimestamp: /^\d{13}$/,
          SenderId: /./,
        },
      },
    },
  },
  {
    name: 'attributes are given only to who asks, by name, by prefix or all',
    source: PAGES.sqs('ReceiveMessage'),
    async observe(world) {
      const QueueUrl = await newQueue(world, { VisibilityTimeout: '0' });
      const one = { DataType: 'String', StringValue: '1' };
      await world.sqs.send(
        new SendMessageCommand({
          QueueUrl,
          MessageBody: 'a',
          MessageAttributes: { 'rider.name': one, 'rider.age': one, city: one },
        }),
      );
      const names = async (MessageAttributeNames: string[]) => {
        const [message] = await received(world, QueueUrl, { MessageAttributeNames });
        return Object.keys(message?.MessageAttributes ?? {}).sort();
      };
      return { none: await names([]), city: await names(['city']), rider: await names(['rider.*']) };
    },
    expected: { none: [], city: ['city'], rider: ['rider.age', 'rider.name'] },
  },
  {
    name: 'an older receipt handle still deletes from a standard queue',
    source: PAGES.seen('standard queues, an older handle deletes and changes visibility'),
    async observe(world) {
      const QueueUrl = await newQueue(world, { VisibilityTimeout: '0' });
      await sent(world, QueueUrl, ['a']);
      const [first] = await received(world, QueueUrl);
      await received(world, QueueUrl);
      await world.sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: first?.ReceiptHandle }));
      return received(world, QueueUrl, { WaitTimeSeconds: 1 });
    },
    expected: [],
  },
  {
    name: 'visibility set to 0 brings a message back at once, counted twice',
    source: PAGES.sqs('ChangeMessageVisibility'),
    async observe(world) {
      const QueueUrl = await newQueue(world);
      await sent(world, QueueUrl, ['a']);
      const [first] = await received(world, QueueUrl);
      await world.sqs.send(
        new ChangeMessageVisibilityCommand({
          QueueUrl,
          ReceiptHandle: first?.ReceiptHandle,
          VisibilityTimeout: 0,
        }),
      );
      const [second] = await received(world, QueueUrl, { MessageSystemAttributeNames: ['All'] });
      return second?.Attributes;
    },
    expected: { ApproximateReceiveCount: '2' },
  },
  {
    name: 'a handle that is none is ReceiptHandleIsInvalid',
    source: PAGES.sqs('DeleteMessage'),
    async observe(world) {
      const QueueUrl = await newQueue(world);
      return refusal(world.sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: 'no handle' })));
    },
    expected: { error: 'ReceiptHandleIsInvalid' },
  },
  {
    name: 'a delay holds a message back',
    source: PAGES.sqs('SendMessage'),
    async observe(world) {
      const QueueUrl = await newQueue(world);
      await world.sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'a', DelaySeconds: 2 }));
      const early = await received(world, QueueUrl, { WaitTimeSeconds: 0 });
      const { Attributes } = await world.sqs.send(
        new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] }),
      );
      const late = await received(world, QueueUrl);
      return {
        early: early.length,
        delayed: Attributes?.['ApproximateNumberOfMessagesDelayed'],
        late: late.length,
      };
    },
    expected: { early: 0, delayed: '1', late: 1 },
  },
  {
    name: 'after so many receives a message goes to the dead-letter queue, with its count',
    source: PAGES.sqsGuide('sqs-dead-letter-queues'),
    async observe(world) {
      const dead = await newQueue(world);
      const QueueUrl = await newQueue(world, {
        VisibilityTimeout: '0',
        RedrivePolicy: JSON.stringify({ deadLetterTargetArn: arnOf(world, dead), maxReceiveCount: 1 }),
      });
      await sent(world, QueueUrl, ['a']);
      await received(world, QueueUrl);
      await received(world, QueueUrl, { WaitTimeSeconds: 1 });
      const [message] = await received(world, dead, { MessageSystemAttributeNames: ['All'] });
      return {
        body: message?.Body,
        source: message?.Attributes?.['DeadLetterQueueSourceArn'] === arnOf(world, QueueUrl),
      };
    },
    expected: { body: 'a', source: true },
  },
  {
    name: 'a batch tells of each entry, and the good ones go',
    source: PAGES.sqs('SendMessageBatch'),
    async observe(world) {
      const QueueUrl = await newQueue(world);
      const batch = (Entries: { Id: string; MessageBody: string; DelaySeconds?: number }[]) =>
        world.sqs.send(new SendMessageBatchCommand({ QueueUrl, Entries }));
      const mixed = await batch([
        { Id: 'a', MessageBody: 'a' },
        { Id: 'b', MessageBody: 'b', DelaySeconds: 901 },
      ]);
      return {
        good: mixed.Successful?.map(({ Id }) => Id),
        bad: mixed.Failed?.map(({ Id, SenderFault }) => ({ Id, SenderFault })),
        twice: await refusal(batch([1, 2].map(() => ({ Id: 'a', MessageBody: 'a' })))),
        eleven: await refusal(
          batch(Array.from({ length: 11 }, (_, n) => ({ Id: `${n}`, MessageBody: 'a' }))),
        ),
      };
    },
    expected: {
      good: ['a'],
      bad: [{ Id: 'b', SenderFault: true }],
      twice: { error: 'BatchEntryIdsNotDistinct', status: 400 },
      eleven: { error: 'TooManyEntriesInBatchRequest', status: 400 },
    },
  },
  {
    name: 'ids of a batch are letters, digits, hyphens and underscores, eighty at most',
    source: PAGES.sqs('SendMessageBatch'),
    async observe(world) {
      const QueueUrl = await newQueue(world);
      const batch = (Id: string) =>
        refusal(
          world.sqs.send(new SendMessageBatchCommand({ QueueUrl, Entries: [{ Id, MessageBody: 'a' }] })),
        );
      return [await batch('a.b'), await batch('x'.repeat(81)), await batch('a-B_1')];
    },
    expected: [{ error: 'InvalidBatchEntryId' }, { error: 'InvalidBatchEntryId' }, 'accepted'],
  },
  {
    name: 'letters that XML cannot hold are refused',
    source: PAGES.sqs('SendMessage'),
    async observe(world) {
      const QueueUrl = await newQueue(world);
      return refusal(world.sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'a\u0001b' })));
    },
    expected: { error: 'InvalidMessageContents', status: 400 },
  },
  {
    name: 'the id of a group has no blanks',
    source: PAGES.seen('odd ids of groups'),
    async observe(world) {
      const QueueUrl = await newQueue(world);
      const message = { QueueUrl, MessageBody: 'a', MessageGroupId: 'group 1' };
      return refusal(world.sqs.send(new SendMessageCommand(message)));
    },
    expected: {
      error: /^InvalidParameterValue(Exception)?$/,
      status: 400,
      message:
        'Value group 1 for parameter MessageGroupId is invalid. Reason: MessageGroupId can only include alphanumeric and punctuation characters. 1 to 128 in length.',
    },
  },
  {
    name: 'a message is sent and received by GET at the address of its queue',
    source: PAGES.sqsGuide('sqs-making-api-requests-xml'),
    async observe(world) {
      const QueueUrl = await newQueue(world);
      const { pathname } = new URL(QueueUrl);
      const ask = (members: Record<string, string>) =>
        world.send({
          service: 'sqs',
          method: 'GET',
          path: `${pathname}?${new URLSearchParams(members)}`,
        });
      const sent = await ask({ Action: 'SendMessage', MessageBody: 'by GET' });
      const got = await ask({ Action: 'ReceiveMessage', WaitTimeSeconds: '10' });
      return [sent.status, got.status, /<Body>([^<]*)</.exec(got.body)?.[1]];
    },
    expected: [200, 200, 'by GET'],
  },
  {
    name: 'an empty body is refused',
    source: PAGES.sqs('SendMessage'),
    async observe(world) {
      const QueueUrl = await newQueue(world);
      return refusal(world.sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: '' })));
    },
    expected: {
      error: /^(MissingParameter|MissingRequiredParameterException|InvalidParameterValue.*)$/,
      status: 400,
    },
  },
  {
    name: 'deleting by batch tells of each handle',
    source: PAGES.sqs('DeleteMessageBatch'),
    async observe(world) {
      const QueueUrl = await newQueue(world);
      await sent(world, QueueUrl, ['a']);
      const [message] = await received(world, QueueUrl);
      const { Successful, Failed } = await world.sqs.send(
        new DeleteMessageBatchCommand({
          QueueUrl,
          Entries: [
            { Id: 'good', ReceiptHandle: message?.ReceiptHandle },
            { Id: 'bad', ReceiptHandle: 'none' },
          ],
        }),
      );
      return { Successful, Failed };
    },
    expected: {
      Successful: [{ Id: 'good' }],
      Failed: [{ Id: 'bad', Code: 'ReceiptHandleIsInvalid', SenderFault: true }],
    },
  },
  {
    name: 'FIFO: a message sent twice comes once, with a sequence number of twenty digits',
    source: PAGES.sqsGuide('using-messagededuplicationid-property'),
    async observe(world) {
      const QueueUrl = await newQueue(world, FIFO);
      const send = () =>
        world.sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'a', MessageGroupId: 'g' }));
      const [first, second] = [await send(), await send()];
      const all = await received(world, QueueUrl, { WaitTimeSeconds: 2 });
      return { number: first.SequenceNumber, same: first.MessageId === second.MessageId, count: all.length };
    },
    expected: { number: /^\d{20}$/, same: true, count: 1 },
  },
  {
    name: 'FIFO: a group waits while one of its messages is hidden, others do not',
    source: PAGES.sqsGuide('using-messagegroupid-property'),
    async observe(world) {
      const QueueUrl = await newQueue(world, FIFO);
      for (const [MessageBody, MessageGroupId] of [
        ['a1', 'a'],
        ['a2', 'a'],
        ['b1', 'b'],
      ] as const)
        await world.sqs.send(new SendMessageCommand({ QueueUrl, MessageBody, MessageGroupId }));
      const first = await received(world, QueueUrl, { MaxNumberOfMessages: 1 });
      const second = await received(world, QueueUrl, { WaitTimeSeconds: 1 });
      return [...first, ...second].map(({ Body }) => Body);
    },
    expected: ['a1', 'b1'],
  },
  {
    name: 'FIFO: one receive takes the messages of a group together',
    source: PAGES.seen('g1-m1, g1-m2, g1-m3, g2-m1'),
    async observe(world) {
      const QueueUrl = await newQueue(world, FIFO);
      for (const [MessageBody, MessageGroupId] of [
        ['a1', 'a'],
        ['b1', 'b'],
        ['a2', 'a'],
        ['a3', 'a'],
      ] as const)
        await world.sqs.send(new SendMessageCommand({ QueueUrl, MessageBody, MessageGroupId }));
      return (await received(world, QueueUrl)).map(({ Body }) => Body);
    },
    expected: ['a1', 'a2', 'a3', 'b1'],
  },
  {
    name: 'FIFO: a group is required, and a delay of its own refused',
    source: PAGES.sqs('SendMessage'),
    async observe(world) {
      const QueueUrl = await newQueue(world, FIFO);
      const send = (more: object) =>
        refusal(world.sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'a', ...more })));
      return { group: await send({}), delay: await send({ MessageGroupId: 'g', DelaySeconds: 5 }) };
    },
    expected: {
      group: { error: /^Missing(Required)?Parameter/, message: /MessageGroupId/ },
      delay: { error: /^InvalidParameterValue/, message: /DelaySeconds/ },
    },
  },
  {
    name: 'FIFO: purging forgets what was sent, so that it can be sent again',
    source: PAGES.seen('the deduplication cache is cleared'),
    async observe(world) {
      const QueueUrl = await newQueue(world, FIFO);
      const send = () =>
        world.sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'a', MessageGroupId: 'g' }));
      await send();
      await world.sqs.send(new PurgeQueueCommand({ QueueUrl }));
      await new Promise((resolve) => setTimeout(resolve, 1000));
      await send();
      return (await received(world, QueueUrl)).length;
    },
    expected: 1,
  },
];
