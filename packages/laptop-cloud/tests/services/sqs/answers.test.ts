// What AWS answers, beside the happy path: recorded there by others, or its documentation's word.
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  AddPermissionCommand,
  CancelMessageMoveTaskCommand,
  ChangeMessageVisibilityCommand,
  CreateQueueCommand,
  DeleteMessageBatchCommand,
  DeleteMessageCommand,
  DeleteQueueCommand,
  GetQueueAttributesCommand,
  ListMessageMoveTasksCommand,
  ListQueuesCommand,
  ListQueueTagsCommand,
  PurgeQueueCommand,
  paginateListDeadLetterSourceQueues,
  paginateListQueues,
  ReceiveMessageCommand,
  RemovePermissionCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
  SetQueueAttributesCommand,
  SQSClient,
  StartMessageMoveTaskCommand,
  TagQueueCommand,
} from '@aws-sdk/client-sqs';
import { createBus } from '../../../src/services/bus.ts';
import { createSqs, type Sqs } from '../../../src/services/sqs/sqs.ts';
import { ACCOUNT_ID, REGION, startGateway, type TestGateway } from '../../support/gateway.ts';
import { type ManualClock, manualClock, settle } from '../manual-clock.ts';

const ARN = `arn:aws:sqs:${REGION}:${ACCOUNT_ID}`;
let folder: string;
let clock: ManualClock;
let gateway: TestGateway;
let client: SQSClient;
let sqs: Sqs;

async function start(): Promise<void> {
  sqs = createSqs({ bus: createBus(), accountId: ACCOUNT_ID, region: REGION, folder, clock });
  gateway = await startGateway([sqs.service]);
  client = new SQSClient(gateway.clientConfig);
}

async function stop(): Promise<void> {
  client.destroy();
  await gateway.close();
}

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'sqs-answers-'));
  clock = manualClock();
  await start();
});
afterEach(async () => {
  await stop();
  rmSync(folder, { recursive: true });
});

async function create(QueueName: string, Attributes: Record<string, string> = {}): Promise<string> {
  const fifo = QueueName.endsWith('.fifo') ? { FifoQueue: 'true' } : {};
  const { QueueUrl } = await client.send(
    new CreateQueueCommand({ QueueName, Attributes: { ...fifo, ...Attributes } }),
  );
  return QueueUrl!;
}

const redriveTo = (name: string) =>
  JSON.stringify({ deadLetterTargetArn: `${ARN}:${name}`, maxReceiveCount: 1 });
const attributesOf = async (QueueUrl: string) =>
  (await client.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] }))).Attributes!;
const receive = async (QueueUrl: string, more: object = {}) =>
  (await client.send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, ...more }))).Messages ??
  [];

it('a move whose queue is deleted under way fails, and nothing else does', async () => {
  const dead = await create('Dead');
  await create('Jobs', { RedrivePolicy: redriveTo('Dead') });
  for (const MessageBody of ['1', '2', '3'])
    await client.send(new SendMessageCommand({ QueueUrl: dead, MessageBody }));
  await client.send(
    new StartMessageMoveTaskCommand({
      SourceArn: `${ARN}:Dead`,
      DestinationArn: `${ARN}:Jobs`,
      MaxNumberOfMessagesPerSecond: 1,
    }),
  );
  await client.send(new DeleteQueueCommand({ QueueUrl: dead }));
  clock.advance(60_000);
  await settle();
  await create('Dead');

  const { Results } = await client.send(new ListMessageMoveTasksCommand({ SourceArn: `${ARN}:Dead` }));

  expect(Results).toMatchObject([
    {
      Status: 'FAILED',
      ApproximateNumberOfMessagesMoved: 1,
      FailureReason: expect.stringContaining('NonExistentQueue'),
    },
  ]);
});

it('queues made by the API are there after a restart as they were', async () => {
  const url = await create('Kept.fifo', { VisibilityTimeout: '7', ContentBasedDeduplication: 'true' });
  await client.send(new TagQueueCommand({ QueueUrl: url, Tags: { team: 'a' } }));
  await client.send(new SendMessageCommand({ QueueUrl: url, MessageBody: 'kept', MessageGroupId: 'g' }));
  const gone = await create('Gone');
  await client.send(new DeleteQueueCommand({ QueueUrl: gone }));
  const before = await attributesOf(url);

  await stop();
  await start();

  const { QueueUrls } = await client.send(new ListQueuesCommand({}));
  const { Tags } = await client.send(new ListQueueTagsCommand({ QueueUrl: 'Kept.fifo' }));
  expect(QueueUrls).toEqual([expect.stringMatching(/Kept\.fifo$/)]);
  expect(await attributesOf('Kept.fifo')).toEqual(before);
  expect(Tags).toEqual({ team: 'a' });
  expect((await receive('Kept.fifo')).map(({ Body }) => Body)).toEqual(['kept']);
  expect(readdirSync(folder).sort()).toEqual(['Kept.fifo.jsonl', 'queues.json']);
});

it('pages give every queue once', async () => {
  await create('Dead');
  for (let number = 0; number < 5; number++) await create(`q${number}`, { RedrivePolicy: redriveTo('Dead') });

  const pages = [];
  for await (const { QueueUrls = [] } of paginateListQueues(
    { client, pageSize: 2 },
    { QueueNamePrefix: 'q' },
  ))
    pages.push(QueueUrls.length);
  const sources = [];
  const dead = { QueueUrl: 'Dead' };
  for await (const { queueUrls = [] } of paginateListDeadLetterSourceQueues({ client, pageSize: 3 }, dead))
    sources.push(queueUrls.length);

  expect(pages).toEqual([2, 2, 1]);
  expect(sources).toEqual([3, 2]);
});

it.each([
  ['QueueDoesNotExist', 'AWS.SimpleQueueService.NonExistentQueue', () => attributesOf('Nowhere')],
  [
    'QueueNameExists',
    'QueueAlreadyExists',
    async () => {
      await create('Twice');
      await create('Twice', { DelaySeconds: '9' });
    },
  ],
  [
    'EmptyBatchRequest',
    'AWS.SimpleQueueService.EmptyBatchRequest',
    async () => {
      await create('Jobs');
      await client.send(new SendMessageBatchCommand({ QueueUrl: 'Jobs', Entries: [] }));
    },
  ],
  ['InvalidParameterValueException', 'InvalidParameterValue', () => create('no name')],
  [
    'MissingRequiredParameterException',
    'MissingParameter',
    async () => {
      await create('Jobs');
      await client.send(new SendMessageCommand({ QueueUrl: 'Jobs', MessageBody: '' }));
    },
  ],
])('%s carries its code of the query protocol, %s', async (name, code, ask) => {
  const refusal = await ask().catch((error: unknown) => error);
  expect(refusal).toMatchObject({ Code: code });
  expect((refusal as { name: string }).name).toMatch(new RegExp(`^(${name}|${code})$`));
});

it('a queue may be named by its name alone, and its booleans in any capitals', async () => {
  await create('Jobs.fifo', { FifoQueue: 'True', ContentBasedDeduplication: 'TRUE' });

  const attributes = await attributesOf('Jobs.fifo');

  expect(attributes).toMatchObject({
    FifoQueue: 'true',
    ContentBasedDeduplication: 'true',
    DeduplicationScope: 'queue',
    FifoThroughputLimit: 'perQueue',
  });
});

it.each(['ContentBasedDeduplication', 'FifoQueue', 'DeduplicationScope'])(
  'a standard queue cannot have %s',
  async (attribute) => {
    const value = attribute === 'DeduplicationScope' ? 'queue' : 'false';
    await expect(create('Plain', { [attribute]: value })).rejects.toMatchObject({
      name: 'InvalidAttributeName',
      message: expect.stringContaining(attribute),
    });
  },
);

it('a message of a FIFO queue waits as long as its queue says, whatever it says itself', async () => {
  await create('Jobs.fifo', { DelaySeconds: '2', ContentBasedDeduplication: 'true' });
  const message = { QueueUrl: 'Jobs.fifo', MessageBody: 'x', MessageGroupId: 'g' };
  await client.send(new SendMessageCommand({ ...message, DelaySeconds: 0 }));

  const atOnce = await receive('Jobs.fifo');
  clock.advance(2000);

  expect(atOnce).toEqual([]);
  expect(await receive('Jobs.fifo')).toHaveLength(1);
});

it('a batch for a FIFO queue fails whole when one entry has no group', async () => {
  await create('Jobs.fifo', { ContentBasedDeduplication: 'true' });
  const Entries = [
    { Id: 'a', MessageBody: '1', MessageGroupId: 'g' },
    { Id: 'b', MessageBody: '2' },
  ];

  const sent = client.send(new SendMessageBatchCommand({ QueueUrl: 'Jobs.fifo', Entries }));

  await expect(sent).rejects.toMatchObject({
    Code: 'InvalidParameterValue',
    message: 'The request must contain the parameter MessageGroupId.',
  });
  expect(await receive('Jobs.fifo')).toEqual([]);
});

it('a dead letter has been received as often as before', async () => {
  await create('Dead');
  await create('Jobs', { RedrivePolicy: redriveTo('Dead'), VisibilityTimeout: '0' });
  await client.send(new SendMessageCommand({ QueueUrl: 'Jobs', MessageBody: 'poison' }));
  await receive('Jobs');
  await receive('Jobs');

  const [letter] = await receive('Dead', { MessageSystemAttributeNames: ['ApproximateReceiveCount'] });

  expect(letter?.Attributes).toEqual({ ApproximateReceiveCount: '2' });
});

it('a star asks for every attribute of a message', async () => {
  await create('Jobs');
  const MessageAttributes = { kind: { DataType: 'String', StringValue: 'x' } };
  await client.send(new SendMessageCommand({ QueueUrl: 'Jobs', MessageBody: 'x', MessageAttributes }));

  const [message] = await receive('Jobs', { MessageAttributeNames: ['*'] });

  expect(message?.MessageAttributes).toMatchObject(MessageAttributes);
});

it('the visibility of a message that was deleted cannot change', async () => {
  await create('Jobs');
  await client.send(new SendMessageCommand({ QueueUrl: 'Jobs', MessageBody: 'x' }));
  const [{ ReceiptHandle } = {}] = await receive('Jobs');
  await client.send(new DeleteMessageCommand({ QueueUrl: 'Jobs', ReceiptHandle }));

  const change = new ChangeMessageVisibilityCommand({
    QueueUrl: 'Jobs',
    ReceiptHandle,
    VisibilityTimeout: 1,
  });

  await expect(client.send(change)).rejects.toMatchObject({ Code: 'InvalidParameterValue' });
});

it('permissions are statements of the policy, each by its label', async () => {
  await create('Jobs');
  const grant = (Label: string) =>
    client.send(
      new AddPermissionCommand({
        QueueUrl: 'Jobs',
        Label,
        AWSAccountIds: [ACCOUNT_ID],
        Actions: ['SendMessage', 'ReceiveMessage'],
      }),
    );
  await grant('first');
  await grant('second');
  const again = grant('first').catch((error: unknown) => error);
  await client.send(new RemovePermissionCommand({ QueueUrl: 'Jobs', Label: 'second' }));
  const policy = JSON.parse((await attributesOf('Jobs'))['Policy']!);
  await client.send(new RemovePermissionCommand({ QueueUrl: 'Jobs', Label: 'first' }));

  expect(await again).toMatchObject({ Code: 'InvalidParameterValue' });
  expect(policy.Statement).toEqual([
    {
      Sid: 'first',
      Effect: 'Allow',
      Principal: { AWS: `arn:aws:iam::${ACCOUNT_ID}:root` },
      Action: ['SQS:SendMessage', 'SQS:ReceiveMessage'],
      Resource: `${ARN}:Jobs`,
    },
  ]);
  expect((await attributesOf('Jobs'))['Policy']).toBeUndefined();
});

it('a handle that has expired keeps a receiver inside from deleting none of the others', async () => {
  await create('Jobs.fifo', { ContentBasedDeduplication: 'true', VisibilityTimeout: '1' });
  const send = (MessageGroupId: string) =>
    client.send(
      new SendMessageCommand({ QueueUrl: 'Jobs.fifo', MessageBody: MessageGroupId, MessageGroupId }),
    );
  const receiving = { max: 10, waitMs: 0, signal: new AbortController().signal };
  const arn = `${ARN}:Jobs.fifo`;
  await send('a');
  const [late] = await sqs.source.receive(arn, receiving);
  clock.advance(1000);
  await send('b');
  const held = await sqs.source.receive(arn, receiving);

  const deleted = sqs.source.delete(
    arn,
    [late!, ...held].map(({ receiptHandle }) => receiptHandle),
  );

  await expect(deleted).rejects.toThrow('The receipt handle has expired');
  clock.advance(1000);
  expect(await receive('Jobs.fifo')).toEqual([]);
});

const INVALID = 'InvalidParameterValue';
const LONG_ID = 'a'.repeat(129);
const ofIds = (name: string, id: string) =>
  `Value ${id} for parameter ${name} is invalid. Reason: ${name} can only include alphanumeric and punctuation characters. 1 to 128 in length.`;

describe('refusals in the words of AWS', () => {
  const fifo = { MessageBody: 'a', MessageGroupId: 'g', MessageDeduplicationId: 'd' };
  const send = (QueueUrl: string, more: object) =>
    client.send(new SendMessageCommand({ QueueUrl, MessageBody: 'a', ...more }));
  const ask = (more: object) => client.send(new ReceiveMessageCommand({ QueueUrl: 'Jobs', ...more }));
  const set = (QueueUrl: string, FifoQueue: string) =>
    client.send(new SetQueueAttributesCommand({ QueueUrl, Attributes: { FifoQueue } }));

  it.each([
    [
      'a group with a blank',
      () => send('Jobs', { MessageGroupId: 'group 1' }),
      INVALID,
      ofIds('MessageGroupId', 'group 1'),
    ],
    ['an empty group', () => send('Jobs', { MessageGroupId: '' }), INVALID, ofIds('MessageGroupId', '')],
    [
      'a long id for deduplication',
      () => send('Jobs.fifo', { ...fifo, MessageDeduplicationId: LONG_ID }),
      INVALID,
      ofIds('MessageDeduplicationId', LONG_ID),
    ],
    [
      'a delay in a FIFO queue',
      () => send('Jobs.fifo', { ...fifo, DelaySeconds: 2 }),
      INVALID,
      'Value 2 for parameter DelaySeconds is invalid. Reason: The request include parameter that is not valid for this queue type.',
    ],
    [
      'an empty attribute',
      () => send('Jobs', { MessageAttributes: { Why: { DataType: 'String', StringValue: '' } } }),
      INVALID,
      "Message (user) attribute 'Why' must contain a non-empty value of type 'String'.",
    ],
    [
      'an attribute that XML has no characters for',
      () => send('Jobs', { MessageAttributes: { Why: { DataType: 'String.note', StringValue: 'x\b' } } }),
      INVALID,
      "Invalid characters found in the value of the message attribute 'Why'.",
    ],
    [
      'eleven messages',
      () => ask({ MaxNumberOfMessages: 11 }),
      INVALID,
      'Value 11 for parameter MaxNumberOfMessages is invalid. Reason: Must be between 1 and 10, if provided.',
    ],
    [
      'a long wait',
      () => ask({ WaitTimeSeconds: 21 }),
      INVALID,
      'Value 21 for parameter WaitTimeSeconds is invalid. Reason: Must be >= 0 and <= 20, if provided.',
    ],
    [
      'a FIFO queue that shall be none',
      () => set('Jobs.fifo', 'false'),
      'InvalidAttributeValue',
      'Invalid value for the parameter FifoQueue. Reason: Modifying queue type is not supported.',
    ],
    [
      'a standard queue that shall be one',
      () => set('Jobs', 'true'),
      'InvalidAttributeName',
      'Unknown Attribute FifoQueue.',
    ],
  ])('%s', async (_, act, code, message) => {
    await create('Jobs');
    await create('Jobs.fifo');
    await expect(act()).rejects.toMatchObject({ Code: code, message });
  });

  it('a message of a batch that is too long', async () => {
    const QueueUrl = await create('Small', { MaximumMessageSize: '1024' });
    const Entries = [
      { Id: 'a', MessageBody: 'a'.repeat(1024) },
      { Id: 'b', MessageBody: 'b'.repeat(1025) },
    ];
    const { Successful, Failed } = await client.send(new SendMessageBatchCommand({ QueueUrl, Entries }));
    expect(Successful).toMatchObject([{ Id: 'a' }]);
    expect(Failed).toEqual([
      {
        Id: 'b',
        Code: INVALID,
        Message:
          'One or more parameters cannot be validated. Reason: Message must be shorter than 1024 bytes.',
        SenderFault: true,
      },
    ]);
  });

  it('moves of messages', async () => {
    await create('Dead');
    await create('Live', { RedrivePolicy: redriveTo('Dead') });
    await client.send(
      new SendMessageBatchCommand({
        QueueUrl: 'Dead',
        Entries: ['a', 'b', 'c'].map((Id) => ({ Id, MessageBody: Id })),
      }),
    );
    const move = (more: object) =>
      client.send(
        new StartMessageMoveTaskCommand({
          SourceArn: `${ARN}:Dead`,
          MaxNumberOfMessagesPerSecond: 1,
          ...more,
        }),
      );
    const cancel = (handle: object | string) => {
      const text =
        typeof handle === 'string' ? handle : Buffer.from(JSON.stringify(handle)).toString('base64');
      return client.send(new CancelMessageMoveTaskCommand({ TaskHandle: text }));
    };
    const refusals = [];
    for (const act of [
      () => move({ SourceArn: `${ARN}:none` }),
      () => move({ DestinationArn: `${ARN}:none` }),
      () => move({ DestinationArn: `${ARN}:Live` }).then(() => move({})),
      () => cancel('nonsense'),
      () => cancel({ taskId: 't', sourceArn: `${ARN}:none` }),
      () => cancel({ taskId: 't', sourceArn: `${ARN}:Dead` }),
    ])
      refusals.push(await act().then(String, ({ name, message }: Error) => `${name}: ${message}`));

    expect(refusals).toEqual([
      "ResourceNotFoundException: The resource that you specified for the SourceArn parameter doesn't exist.",
      "ResourceNotFoundException: The resource that you specified for the DestinationArn parameter doesn't exist.",
      'InvalidParameterValue: There is already a task running. Only one active task is allowed for a source queue arn at a given time.',
      'InvalidParameterValue: Value for parameter TaskHandle is invalid.',
      "ResourceNotFoundException: The resource that you specified for the SourceArn parameter doesn't exist.",
      'ResourceNotFoundException: Task does not exist.',
    ]);
  });
});

it('the name of a queue rests for a minute once it is deleted', async () => {
  const url = await create('Jobs');
  await client.send(new DeleteQueueCommand({ QueueUrl: url }));

  await expect(create('Jobs')).rejects.toMatchObject({
    name: 'QueueDeletedRecently',
    Code: 'AWS.SimpleQueueService.QueueDeletedRecently',
  });
  clock.advance(60_000);
  expect(await create('Jobs')).toBe(url);
});

it('the name of a queue rests no longer where the clock is put back', async () => {
  await client.send(new DeleteQueueCommand({ QueueUrl: await create('Jobs') }));
  clock.advance(-3_600_000);

  await expect(create('Jobs')).rejects.toMatchObject({ name: 'QueueDeletedRecently' });
  clock.advance(60_000);
  await create('Jobs');
});

it('a queue is purged once a minute', async () => {
  const QueueUrl = await create('Jobs');
  const purge = () => client.send(new PurgeQueueCommand({ QueueUrl }));
  await purge();

  await expect(purge()).rejects.toMatchObject({
    name: 'PurgeQueueInProgress',
    message: 'Only one PurgeQueue operation on Jobs is allowed every 60 seconds.',
    $metadata: { httpStatusCode: 403 },
  });
  clock.advance(60_000);
  await purge();
});

it('lists without elements are left out of answers', async () => {
  const none = await client.send(new ListQueuesCommand({}));
  const QueueUrl = await create('Jobs');
  const tags = await client.send(new ListQueueTagsCommand({ QueueUrl }));
  const Entries = [{ Id: 'a', MessageBody: '1' }];
  const sent = await client.send(new SendMessageBatchCommand({ QueueUrl, Entries }));
  const handles = [{ Id: 'a', ReceiptHandle: 'none' }];
  const deleted = await client.send(new DeleteMessageBatchCommand({ QueueUrl, Entries: handles }));

  expect(none).not.toHaveProperty('QueueUrls');
  expect(tags).not.toHaveProperty('Tags');
  expect(sent.Successful).toHaveLength(1);
  expect(sent).not.toHaveProperty('Failed');
  expect(deleted.Failed).toHaveLength(1);
  expect(deleted).not.toHaveProperty('Successful');
});

it('the time for which a data key is used again is told only where it is not what all have', async () => {
  const QueueUrl = await create('Jobs', { KmsDataKeyReusePeriodSeconds: '6000' });
  const set = (seconds: string) =>
    client.send(
      new SetQueueAttributesCommand({ QueueUrl, Attributes: { KmsDataKeyReusePeriodSeconds: seconds } }),
    );

  expect(await attributesOf(QueueUrl)).toMatchObject({ KmsDataKeyReusePeriodSeconds: '6000' });
  await set('300');
  expect(await attributesOf(QueueUrl)).not.toHaveProperty('KmsDataKeyReusePeriodSeconds');
});

it('a move whose queue is not there answers as what is not found', async () => {
  const move = new StartMessageMoveTaskCommand({ SourceArn: `${ARN}:Nowhere` });
  await expect(client.send(move)).rejects.toMatchObject({
    name: 'ResourceNotFoundException',
    $metadata: { httpStatusCode: 404 },
  });
});
