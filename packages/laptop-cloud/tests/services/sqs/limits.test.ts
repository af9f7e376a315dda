// What SQS refuses, and of a batch only the entry that is wrong.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  AddPermissionCommand,
  ChangeMessageVisibilityBatchCommand,
  ChangeMessageVisibilityCommand,
  CreateQueueCommand,
  ListQueueTagsCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
  TagQueueCommand,
  UntagQueueCommand,
} from '@aws-sdk/client-sqs';
import { createBus } from '../../../src/services/bus.ts';
import { createSqs } from '../../../src/services/sqs/sqs.ts';
import { ACCOUNT_ID, REGION, startGateway, type TestGateway } from '../../support/gateway.ts';

let folder: string;
let gateway: TestGateway;
let client: SQSClient;
let QueueUrl: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'sqs-limits-'));
  const sqs = createSqs({ bus: createBus(), accountId: ACCOUNT_ID, region: REGION, folder });
  gateway = await startGateway([sqs.service]);
  client = new SQSClient(gateway.clientConfig);
  QueueUrl = (await client.send(new CreateQueueCommand({ QueueName: 'Inbox' }))).QueueUrl as string;
});
afterAll(async () => {
  client.destroy();
  await gateway.close();
  rmSync(folder, { recursive: true });
});

it('a timeout beyond twelve hours fails alone its own entry', async () => {
  await client.send(new SendMessageCommand({ QueueUrl, MessageBody: 'a' }));
  const { Messages } = await client.send(new ReceiveMessageCommand({ QueueUrl }));
  const ReceiptHandle = Messages?.[0]?.ReceiptHandle as string;

  const { Successful, Failed } = await client.send(
    new ChangeMessageVisibilityBatchCommand({
      QueueUrl,
      Entries: [
        { Id: 'late', ReceiptHandle, VisibilityTimeout: 43_201 },
        { Id: 'good', ReceiptHandle, VisibilityTimeout: 60 },
      ],
    }),
  );

  expect(Successful).toEqual([{ Id: 'good' }]);
  expect(Failed).toMatchObject([{ Id: 'late', SenderFault: true, Code: 'InvalidParameterValue' }]);
  for (const VisibilityTimeout of [-1, 43_201]) {
    const wording = {
      message: expect.stringContaining(`Value ${VisibilityTimeout} for parameter VisibilityTimeout`),
    };
    await expect(
      client.send(new ChangeMessageVisibilityCommand({ QueueUrl, ReceiptHandle, VisibilityTimeout })),
    ).rejects.toMatchObject(wording);
    await expect(
      client.send(new ReceiveMessageCommand({ QueueUrl, VisibilityTimeout })),
    ).rejects.toMatchObject(wording);
  }
});

it.each([
  [['CreateQueue'], 'Only the queue owner'],
  [['SendMessage', 'Send'], 'WSDL for a list of valid actions'],
  [Array.from({ length: 8 }, () => 'SendMessage'), 'maximum allowed is 7'],
])('another account is not permitted %j', async (Actions, message) => {
  const grant = { QueueUrl, Label: 'one', AWSAccountIds: [ACCOUNT_ID], Actions };

  await expect(client.send(new AddPermissionCommand(grant))).rejects.toMatchObject({
    message: expect.stringContaining(message),
  });
});

it('only a FIFO queue is asked again for the same messages, by a name of 128 letters at most', async () => {
  const attributes = { FifoQueue: 'true', ContentBasedDeduplication: 'true' };
  const made = await client.send(new CreateQueueCommand({ QueueName: 'In.fifo', Attributes: attributes }));
  const fifo = made.QueueUrl as string;
  await client.send(new SendMessageCommand({ QueueUrl: fifo, MessageBody: 'a', MessageGroupId: 'g' }));
  const ask = (url: string, ReceiveRequestAttemptId: string) =>
    client.send(new ReceiveMessageCommand({ QueueUrl: url, ReceiveRequestAttemptId }));

  const [first, second] = [await ask(fifo, 'again'), await ask(fifo, 'again')];

  expect(first.Messages).toHaveLength(1);
  expect(second.Messages).toEqual(first.Messages);
  await expect(ask(fifo, 'a'.repeat(129))).rejects.toThrow('1 to 128 in length');
  await expect(ask(QueueUrl, 'again')).rejects.toThrow('not valid for this queue type');
});

it('has fifty tags at most, those that it has among them', async () => {
  const tags = (from: number, count: number) =>
    Object.fromEntries(Array.from({ length: count }, (_, index) => [`k${from + index}`, 'v']));
  const tag = (Tags: Record<string, string>) => client.send(new TagQueueCommand({ QueueUrl, Tags }));
  await tag(tags(0, 50));

  await expect(tag(tags(50, 1))).rejects.toThrow('Too many tags added for queue Inbox.');
  await expect(
    client.send(new CreateQueueCommand({ QueueName: 'Tagged', tags: tags(0, 51) })),
  ).rejects.toThrow('Too many tags added for queue Tagged.');
  await expect(tag({})).rejects.toThrow('The request must contain the parameter Tags.');
  await expect(tag({ 'aws:a': 'v' })).rejects.toThrow('reserved');
  await expect(tag({ ['k'.repeat(129)]: 'v' })).rejects.toThrow('between 1 and 128 characters');
  await expect(client.send(new UntagQueueCommand({ QueueUrl, TagKeys: [] }))).rejects.toThrow(
    'between 1 and 128 characters',
  );
  expect(Object.keys((await client.send(new ListQueueTagsCommand({ QueueUrl }))).Tags ?? {})).toHaveLength(
    50,
  );
});
