import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  ChangeMessageVisibilityCommand,
  CreateQueueCommand,
  DeleteMessageBatchCommand,
  DeleteMessageCommand,
  DeleteQueueCommand,
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  ListDeadLetterSourceQueuesCommand,
  ListMessageMoveTasksCommand,
  ListQueuesCommand,
  PurgeQueueCommand,
  QueueDoesNotExist,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
  SetQueueAttributesCommand,
  SQSClient,
  StartMessageMoveTaskCommand,
} from '@aws-sdk/client-sqs';
import { type Bus, createBus } from '../../../src/services/bus.ts';
import type { Principal } from '../../../src/services/service.ts';
import { createSqs, type Sqs } from '../../../src/services/sqs/sqs.ts';
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
import { settle } from '../manual-clock.ts';

const ARN = `arn:aws:sqs:${REGION}:${ACCOUNT_ID}`;
const receiver: Principal = {
  arn: `arn:aws:iam::${ACCOUNT_ID}:role/Receiver`,
  can: (action) => action === 'sqs:ReceiveMessage',
};

let folder: string;
let bus: Bus;
let sqs: Sqs;
let cloud: Cloud;
let client: SQSClient;
let name: string;
let url: string;

async function start(): Promise<void> {
  bus = createBus();
  sqs = createSqs({ bus, accountId: ACCOUNT_ID, region: REGION, folder });
  cloud = await startCloud([sqs.service], { receiver });
  client = new SQSClient(cloud.clientConfig);
}

async function stop(): Promise<void> {
  await removeAll();
  client.destroy();
  await cloud.close();
}

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'sqs-'));
  await start();
  name = fresh('Uploads');
  const { QueueUrl } = await client.send(new CreateQueueCommand({ QueueName: name }));
  url = QueueUrl!;
  removeLater(() => client.send(new DeleteQueueCommand({ QueueUrl })));
});
afterEach(async () => {
  await stop();
  rmSync(folder, { recursive: true });
});

// A short poll of AWS asks some of its servers only, and may miss the message.
const patience = IS_REMOTE ? { WaitTimeSeconds: 5 } : {};
const receive = (more: object = {}) =>
  client.send(new ReceiveMessageCommand({ QueueUrl: url, ...patience, ...more }));

it('carries a message with its attributes, and the client verifies every checksum', async () => {
  const sent = await client.send(
    new SendMessageCommand({
      QueueUrl: url,
      MessageBody: 'Grüße, rider 🚕',
      MessageAttributes: {
        kind: { DataType: 'String', StringValue: 'greeting' },
        weight: { DataType: 'Number.grams', StringValue: '12.5' },
        bytes: { DataType: 'Binary', BinaryValue: Uint8Array.of(0, 255, 7) },
      },
    }),
  );
  const { Messages } = await receive({
    MessageAttributeNames: ['All'],
    MessageSystemAttributeNames: ['All'],
  });

  expect(Messages).toHaveLength(1);
  expect(Messages?.[0]).toMatchObject({
    MessageId: sent.MessageId,
    Body: 'Grüße, rider 🚕',
    MD5OfMessageAttributes: sent.MD5OfMessageAttributes,
    Attributes: {
      ApproximateReceiveCount: '1',
      SenderId: IS_REMOTE ? expect.any(String) : `arn:aws:iam::${ACCOUNT_ID}:root`,
    },
    MessageAttributes: { kind: { StringValue: 'greeting' }, weight: { DataType: 'Number.grams' } },
  });
  expect([...(Messages?.[0]?.MessageAttributes?.['bytes']?.BinaryValue ?? [])]).toEqual([0, 255, 7]);
});

it('gives only the message attributes that were asked for', async () => {
  const attribute = { DataType: 'String', StringValue: 'x' };
  await client.send(
    new SendMessageCommand({
      QueueUrl: url,
      MessageBody: 'one',
      MessageAttributes: { 'ride.id': attribute, 'ride.city': attribute, other: attribute },
    }),
  );
  const { Messages } = await receive({ MessageAttributeNames: ['ride.*'] });
  expect(Object.keys(Messages?.[0]?.MessageAttributes ?? {}).sort()).toEqual(['ride.city', 'ride.id']);
});

it('answers a long poll with the message that arrives meanwhile', async () => {
  const polled = receive({ WaitTimeSeconds: 20 });
  await settle();
  await client.send(new SendMessageCommand({ QueueUrl: url, MessageBody: 'one' }));
  expect((await polled).Messages?.[0]?.Body).toBe('one');
});

laptopOnly('AWS may give it to who is gone').it(
  'keeps what comes later from who has given up a long poll',
  async () => {
    const left = new AbortController();
    const input = { QueueUrl: url, WaitTimeSeconds: 20 };
    const polled = client.send(new ReceiveMessageCommand(input), { abortSignal: left.signal });
    await settle();
    left.abort();
    await expect(polled).rejects.toThrow();
    await settle();

    await client.send(new SendMessageCommand({ QueueUrl: url, MessageBody: 'one' }));

    expect((await receive()).Messages?.[0]?.Body).toBe('one');
  },
);

it('reports each entry of a batch on its own', async () => {
  const batch = await client.send(
    new SendMessageBatchCommand({
      QueueUrl: url,
      Entries: [
        { Id: 'good', MessageBody: 'fine' },
        { Id: 'bad', MessageBody: 'bell \u0007' },
      ],
    }),
  );
  const { Messages } = await receive({ MaxNumberOfMessages: 10 });
  const deleted = await client.send(
    new DeleteMessageBatchCommand({
      QueueUrl: url,
      Entries: [
        { Id: 'good', ReceiptHandle: Messages![0]!.ReceiptHandle! },
        { Id: 'bad', ReceiptHandle: 'nonsense' },
      ],
    }),
  );

  expect(batch.Successful?.map(({ Id }) => Id)).toEqual(['good']);
  expect(batch.Failed).toMatchObject([{ Id: 'bad', Code: 'InvalidMessageContents', SenderFault: true }]);
  expect(deleted.Successful?.map(({ Id }) => Id)).toEqual(['good']);
  expect(deleted.Failed).toMatchObject([{ Id: 'bad', Code: 'ReceiptHandleIsInvalid' }]);
});

it.each([
  [
    'twice the same id',
    [
      { Id: 'a', MessageBody: '1' },
      { Id: 'a', MessageBody: '2' },
    ],
    'BatchEntryIdsNotDistinct',
  ],
  ['no entry', [], 'EmptyBatchRequest'],
  [
    'eleven entries',
    Array.from({ length: 11 }, (_, id) => ({ Id: `${id}`, MessageBody: 'x' })),
    'TooManyEntriesInBatchRequest',
  ],
  ['an id with a space', [{ Id: 'a b', MessageBody: '1' }], 'InvalidBatchEntryId'],
])('refuses a batch with %s', async (_, Entries, error) => {
  await expect(client.send(new SendMessageBatchCommand({ QueueUrl: url, Entries }))).rejects.toThrow(
    expect.objectContaining({ name: error }),
  );
});

laptopOnly('AWS takes its time to redrive').it(
  'moves a message that was received too often, and redrives it',
  async () => {
    const dead = await client.send(new CreateQueueCommand({ QueueName: 'Dead' }));
    await client.send(
      new SetQueueAttributesCommand({
        QueueUrl: url,
        Attributes: {
          VisibilityTimeout: '0',
          RedrivePolicy: JSON.stringify({ deadLetterTargetArn: `${ARN}:Dead`, maxReceiveCount: 1 }),
        },
      }),
    );
    await client.send(new SendMessageCommand({ QueueUrl: url, MessageBody: 'poison' }));
    await receive();
    const again = await receive();
    const deadLettered = await client.send(
      new ReceiveMessageCommand({
        QueueUrl: dead.QueueUrl,
        VisibilityTimeout: 0,
        MessageSystemAttributeNames: ['DeadLetterQueueSourceArn'],
      }),
    );
    const sources = await client.send(new ListDeadLetterSourceQueuesCommand({ QueueUrl: dead.QueueUrl }));
    await client.send(new StartMessageMoveTaskCommand({ SourceArn: `${ARN}:Dead` }));
    const redriven = await receive();
    const { Results } = await client.send(new ListMessageMoveTasksCommand({ SourceArn: `${ARN}:Dead` }));

    expect(again.Messages).toBeUndefined();
    expect(deadLettered.Messages?.[0]?.Attributes).toEqual({ DeadLetterQueueSourceArn: `${ARN}:Uploads` });
    expect(sources.queueUrls).toEqual([url]);
    expect(redriven.Messages?.[0]?.Body).toBe('poison');
    expect(Results?.[0]).toMatchObject({ Status: 'COMPLETED', ApproximateNumberOfMessagesMoved: 1 });
  },
);

laptopOnly('AWS is not restarted').it('keeps a message over a restart', async () => {
  await client.send(new SendMessageCommand({ QueueUrl: url, MessageBody: 'kept' }));
  await stop();
  await start();
  const { QueueUrl } = await client.send(new CreateQueueCommand({ QueueName: 'Uploads' }));
  url = QueueUrl!;
  expect((await receive()).Messages?.[0]?.Body).toBe('kept');
});

laptopOnly('AWS purges within a minute').it('describes, lists and empties queues', async () => {
  await client.send(new SendMessageCommand({ QueueUrl: url, MessageBody: 'one' }));
  const described = await client.send(
    new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: ['All'] }),
  );
  await client.send(new PurgeQueueCommand({ QueueUrl: url }));
  const emptied = await client.send(
    new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: ['ApproximateNumberOfMessages'] }),
  );
  const listed = await client.send(new ListQueuesCommand({ QueueNamePrefix: 'Up' }));

  expect(described.Attributes).toMatchObject({
    QueueArn: `${ARN}:Uploads`,
    VisibilityTimeout: '30',
    ApproximateNumberOfMessages: '1',
  });
  expect(emptied.Attributes).toEqual({ ApproximateNumberOfMessages: '0' });
  expect(listed.QueueUrls).toEqual([url]);
});

describe('refuses', () => {
  it('an unknown queue, as the error class the client knows', async () => {
    await expect(client.send(new GetQueueUrlCommand({ QueueName: 'Nowhere' }))).rejects.toBeInstanceOf(
      QueueDoesNotExist,
    );
  });

  it.each([
    [{ Color: 'red' }, 'InvalidAttributeName', 'Color'],
    [{ VisibilityTimeout: '43201' }, 'InvalidAttributeValue', 'VisibilityTimeout'],
    [{ RedrivePolicy: '{"maxReceiveCount":3}' }, 'InvalidAttributeValue', 'RedrivePolicy'],
    [
      { RedrivePolicy: `{"deadLetterTargetArn":"${ARN}:Nowhere","maxReceiveCount":3}` },
      'InvalidParameterValue',
      'does not exist',
    ],
    [
      { Policy: '{"Statement":{"Effect":"Allow","NotPrincipal":"*"}}' },
      'InvalidAttributeValue',
      'NotPrincipal',
    ],
  ])('the attributes %j', async (Attributes, error, named) => {
    await expect(
      client.send(
        new SetQueueAttributesCommand({ QueueUrl: url, Attributes: Attributes as Record<string, string> }),
      ),
    ).rejects.toThrow(expect.objectContaining({ name: error, message: expect.stringContaining(named) }));
  });

  laptopOnly('AWS takes a minute for new attributes').it(
    'a message larger than the queue takes',
    async () => {
      await client.send(
        new SetQueueAttributesCommand({ QueueUrl: url, Attributes: { MaximumMessageSize: '1024' } }),
      );
      const send = (length: number) =>
        client.send(new SendMessageCommand({ QueueUrl: url, MessageBody: 'x'.repeat(length) }));
      await send(1024);
      await expect(send(1025)).rejects.toThrow('Message must be shorter than 1024 bytes');
    },
  );

  it('a second queue of the same name with other attributes', async () => {
    await expect(
      client.send(new CreateQueueCommand({ QueueName: name, Attributes: { VisibilityTimeout: '1' } })),
    ).rejects.toThrow('different value for attribute VisibilityTimeout');
  });

  laptopOnly('has a second principal').it('an action the caller has no policy for, by its name', async () => {
    const other = new SQSClient(cloud.as('receiver'));
    await expect(other.send(new SendMessageCommand({ QueueUrl: url, MessageBody: 'x' }))).rejects.toThrow(
      `not authorized to perform: sqs:SendMessage on resource: ${ARN}:Uploads`,
    );
    await expect(other.send(new ReceiveMessageCommand({ QueueUrl: url }))).resolves.toBeDefined();
    await client.send(new SendMessageCommand({ QueueUrl: url, MessageBody: 'x' }));
    const { Messages } = await other.send(new ReceiveMessageCommand({ QueueUrl: url }));
    const ReceiptHandle = Messages![0]!.ReceiptHandle!;
    await expect(
      other.send(new ChangeMessageVisibilityCommand({ QueueUrl: url, ReceiptHandle, VisibilityTimeout: 0 })),
    ).rejects.toThrow('sqs:ChangeMessageVisibility');
    await client.send(new DeleteMessageCommand({ QueueUrl: url, ReceiptHandle }));
    other.destroy();
  });
});

laptopOnly('delivers from inside').describe('as a target', () => {
  const rule = {
    service: 'events.amazonaws.com',
    arn: `arn:aws:events:${REGION}:${ACCOUNT_ID}:rule/Uploaded`,
  };
  const policy = (sourceArn: string) =>
    JSON.stringify({
      Version: '2012-10-17',
      Statement: [
        {
          Effect: 'Allow',
          Principal: { Service: 'events.amazonaws.com' },
          Action: 'sqs:SendMessage',
          Resource: `${ARN}:Uploads`,
          Condition: {
            ArnEquals: { 'aws:SourceArn': sourceArn },
            StringEquals: { 'aws:SourceAccount': ACCOUNT_ID },
          },
        },
        {
          Effect: 'Deny',
          Principal: '*',
          Action: 'sqs:*',
          Resource: '*',
          Condition: { Bool: { 'aws:SecureTransport': 'false' } },
        },
      ],
    });
  const deliver = () => bus.deliver(`${ARN}:Uploads`, '{"detail":1}', { source: rule });

  it('takes a delivery from the service that its policy lets in', async () => {
    await client.send(
      new SetQueueAttributesCommand({ QueueUrl: url, Attributes: { Policy: policy(rule.arn) } }),
    );
    await deliver();
    expect((await receive()).Messages?.[0]?.Body).toBe('{"detail":1}');
  });

  it('refuses a delivery without a policy, or from another source than the policy names', async () => {
    await expect(deliver()).rejects.toThrow('no resource-based policy allows the sqs:SendMessage action');
    await client.send(
      new SetQueueAttributesCommand({ QueueUrl: url, Attributes: { Policy: policy('arn:other') } }),
    );
    await expect(deliver()).rejects.toThrow('no resource-based policy allows');
  });
});

laptopOnly('provisions from inside').describe('in a template', () => {
  const context = { accountId: ACCOUNT_ID, region: REGION, partition: 'aws' as const, stackName: 'test' };
  const provision = (type: string, physicalName: string, properties: Record<string, unknown>) =>
    sqs.resourceTypes[type]?.provision?.(
      { logicalId: physicalName, type, physicalName, properties, metadata: {} },
      context,
    );

  it('makes queues whose Ref is a URL that clients can use', async () => {
    await provision('AWS::SQS::Queue', 'Dead', { MessageRetentionPeriod: 1_209_600 });
    await provision('AWS::SQS::Queue', 'Made', {
      VisibilityTimeout: 360,
      RedrivePolicy: { deadLetterTargetArn: `${ARN}:Dead`, maxReceiveCount: 5 },
    });
    await provision('AWS::SQS::Queue', 'Made', { VisibilityTimeout: 7 });
    const ref = sqs.resourceTypes['AWS::SQS::Queue']!.ref('Made', context);
    await provision('AWS::SQS::QueuePolicy', 'MadePolicy', {
      Queues: [ref],
      PolicyDocument: {
        Statement: [{ Effect: 'Allow', Principal: '*', Action: 'sqs:SendMessage', Resource: '*' }],
      },
    });
    const { Attributes } = await client.send(
      new GetQueueAttributesCommand({
        QueueUrl: ref,
        AttributeNames: ['VisibilityTimeout', 'RedrivePolicy', 'Policy'],
      }),
    );

    expect(Attributes).toEqual({
      VisibilityTimeout: '7',
      Policy: expect.stringContaining('sqs:SendMessage'),
    });
  });
});
