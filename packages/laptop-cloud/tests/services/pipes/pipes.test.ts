import {
  DescribePipeCommand,
  ListPipesCommand,
  PipesClient,
  StartPipeCommand,
  StopPipeCommand,
} from '@aws-sdk/client-pipes';
import {
  GetQueueAttributesCommand,
  type Message,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { type Bus, createBus, type DeliveryOptions } from '../../../src/services/bus.ts';
import { createPipes, type Pipes } from '../../../src/services/pipes/pipes.ts';
import { type Principal, ServiceError } from '../../../src/services/service.ts';
import { createSqs, type Sqs } from '../../../src/services/sqs/sqs.ts';
import type { StackContext } from '../../../src/stack/resource.ts';
import { ACCOUNT_ID, REGION, ROOT, startGateway, type TestGateway } from '../../support/gateway.ts';
import { type ManualClock, manualClock, settle } from '../manual-clock.ts';

const UPLOADS = `arn:aws:sqs:${REGION}:${ACCOUNT_ID}:Uploads`;
const DEAD = `arn:aws:sqs:${REGION}:${ACCOUNT_ID}:Dead`;
const MACHINE = `arn:aws:states:${REGION}:${ACCOUNT_ID}:stateMachine:CheckPhoto`;
const FUNCTION = `arn:aws:lambda:${REGION}:${ACCOUNT_ID}:function:Look`;
const ROLE = `arn:aws:iam::${ACCOUNT_ID}:role/Pipe`;
const CONTEXT: StackContext = { accountId: ACCOUNT_ID, region: REGION, partition: 'aws', stackName: 'test' };
const FIRE_AND_FORGET = { StepFunctionStateMachineParameters: { InvocationType: 'FIRE_AND_FORGET' } };

const TWO_AT_ONCE = { SqsQueueParameters: { BatchSize: 2, MaximumBatchingWindowInSeconds: 1 } };

interface Delivered {
  arn: string;
  input: string;
  options: DeliveryOptions;
}

let clock: ManualClock;
let bus: Bus;
let sqs: Sqs;
let pipes: Pipes;
let gateway: TestGateway;
let queues: SQSClient;
let url: string;
let delivered: Delivered[];
let logged: string[];
let role: Principal | undefined;
/** What the targets do with a delivery, beside noting it. */
let answer: (delivery: Delivered) => unknown;

beforeEach(async () => {
  clock = manualClock();
  bus = createBus();
  delivered = [];
  logged = [];
  role = ROOT;
  answer = () => undefined;
  for (const service of ['states', 'lambda', 'sns', 'events']) {
    bus.target(service, async (arn, input, options) => {
      delivered.push({ arn, input, options });
      return answer(delivered.at(-1)!);
    });
  }
  const place = { bus, clock, accountId: ACCOUNT_ID, region: REGION };
  sqs = createSqs(place);
  pipes = createPipes({
    ...place,
    source: sqs.source,
    principalOf: (arn) => (arn === ROLE ? role : undefined),
    log: (line) => logged.push(line),
  });
  gateway = await startGateway([sqs.service, pipes.service]);
  queues = new SQSClient(gateway.clientConfig);
  await make(sqs, 'AWS::SQS::Queue', 'Dead', {});
  await make(sqs, 'AWS::SQS::Queue', 'Uploads', {
    VisibilityTimeout: 60,
    RedrivePolicy: { deadLetterTargetArn: DEAD, maxReceiveCount: 2 },
  });
  url = `${gateway.endpoint}/${ACCOUNT_ID}/Uploads`;
});
afterEach(async () => {
  await pipes.close();
  queues.destroy();
  await gateway.close();
});

function make(part: Sqs | Pipes, type: string, physicalName: string, properties: Record<string, unknown>) {
  return part.resourceTypes[type]?.provision?.(
    { logicalId: physicalName, type, physicalName, properties, metadata: {} },
    CONTEXT,
  );
}

const pipe = (properties: Record<string, unknown> = {}) =>
  make(pipes, 'AWS::Pipes::Pipe', 'UploadPipe', {
    RoleArn: ROLE,
    Source: UPLOADS,
    Target: MACHINE,
    TargetParameters: FIRE_AND_FORGET,
    ...properties,
  });

async function send(...bodies: unknown[]): Promise<string[]> {
  const ids: string[] = [];
  for (const body of bodies) {
    const { MessageId } = await queues.send(
      new SendMessageCommand({
        QueueUrl: url,
        MessageBody: typeof body === 'string' ? body : JSON.stringify(body),
        MessageAttributes: { kind: { DataType: 'String', StringValue: 'upload' } },
        MessageSystemAttributes: { AWSTraceHeader: { DataType: 'String', StringValue: 'Root=1-5-6' } },
      }),
    );
    ids.push(MessageId!);
  }
  await settle();
  return ids;
}

async function counts(name = 'Uploads'): Promise<number[]> {
  const { Attributes } = await queues.send(
    new GetQueueAttributesCommand({
      QueueUrl: `${gateway.endpoint}/${ACCOUNT_ID}/${name}`,
      AttributeNames: ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible'],
    }),
  );
  return [
    Number(Attributes?.['ApproximateNumberOfMessages']),
    Number(Attributes?.['ApproximateNumberOfMessagesNotVisible']),
  ];
}

it('starts the state machine with an array of one record, as AWS sends it, and deletes the message', async () => {
  await pipe({ SourceParameters: { SqsQueueParameters: { BatchSize: 1 } } });
  const [id] = await send({ detail: { object: { key: 'incoming/ada/p1' } } });

  expect(delivered).toHaveLength(1);
  expect(delivered[0]).toMatchObject({
    arn: MACHINE,
    options: { parameters: { InvocationType: 'FIRE_AND_FORGET' }, traceHeader: 'Root=1-5-6' },
  });
  expect(JSON.parse(delivered[0]!.input)).toEqual([
    {
      messageId: id,
      receiptHandle: expect.any(String),
      body: '{"detail":{"object":{"key":"incoming/ada/p1"}}}',
      attributes: {
        ApproximateReceiveCount: '1',
        SentTimestamp: String(clock.now()),
        SenderId: ROOT.arn,
        ApproximateFirstReceiveTimestamp: String(clock.now()),
        AWSTraceHeader: 'Root=1-5-6',
      },
      messageAttributes: {
        kind: { stringValue: 'upload', stringListValues: [], binaryListValues: [], dataType: 'String' },
      },
      md5OfBody: expect.stringMatching(/^[0-9a-f]{32}$/),
      md5OfMessageAttributes: expect.stringMatching(/^[0-9a-f]{32}$/),
      eventSource: 'aws:sqs',
      eventSourceARN: UPLOADS,
      awsRegion: REGION,
    },
  ]);
  expect(await counts()).toEqual([0, 0]);
});

it('waits for messages without any timer', async () => {
  await pipe();
  await settle();
  expect(clock.timers()).toBe(0);
});

it('leaves a message it could not send, until the dead-letter queue has it', async () => {
  answer = () => {
    throw new ServiceError('StateMachineDoesNotExist', 'no such machine');
  };
  await pipe();
  await send('poison');
  const held = await counts();
  for (let turn = 0; turn < 2; turn++) {
    clock.advance(60_000);
    await settle();
  }

  expect(held).toEqual([0, 1]);
  expect(delivered).toHaveLength(2);
  expect(await counts()).toEqual([0, 0]);
  expect(await counts('Dead')).toEqual([1, 0]);
  expect(logged[0]).toContain(`could not send`);
  expect(logged[0]).toContain('no such machine');
});

it('sends again what was sent before a failure to delete it', async () => {
  let isFirst = true;
  const source = {
    ...sqs.source,
    delete: async (arn: string, handles: readonly string[]) => {
      if (isFirst) {
        isFirst = false;
        throw new Error('lost');
      }
      await sqs.source.delete(arn, handles);
    },
  };
  const other = createPipes({
    bus,
    clock,
    accountId: ACCOUNT_ID,
    region: REGION,
    source,
    log: (line) => logged.push(line),
  });
  await make(other, 'AWS::Pipes::Pipe', 'Again', { RoleArn: ROLE, Source: UPLOADS, Target: MACHINE });
  await send('once');
  clock.advance(60_000);
  await settle();

  expect(delivered).toHaveLength(2);
  expect(await counts()).toEqual([0, 0]);
  await other.close();
});

it('gathers a batch for as long as its window says', async () => {
  await pipe({
    SourceParameters: { SqsQueueParameters: { BatchSize: 3, MaximumBatchingWindowInSeconds: 5 } },
  });
  await send('a', 'b');
  const early = delivered.length;
  clock.advance(5000);
  await settle();
  await send('c', 'd', 'e');

  expect(early).toBe(0);
  expect(
    delivered.map(({ input }) => (JSON.parse(input) as { body: string }[]).map(({ body }) => body)),
  ).toEqual([
    ['a', 'b'],
    ['c', 'd', 'e'],
  ]);
});

it('drops what its filter does not want', async () => {
  await pipe({
    SourceParameters: {
      FilterCriteria: {
        Filters: [{ Pattern: '{"body":{"kind":["upload"]}}' }, { Pattern: '{"body":["plain"]}' }],
      },
    },
  });
  await send({ kind: 'upload' }, { kind: 'other' }, 'plain', 'other');
  expect(delivered.map(({ input }) => (JSON.parse(input) as { body: string }[])[0]?.body)).toEqual([
    '{"kind":"upload"}',
    'plain',
  ]);
  expect(await counts()).toEqual([0, 0]);
});

it('fills its template for each record', async () => {
  await pipe({
    TargetParameters: {
      ...FIRE_AND_FORGET,
      InputTemplate: '{"key":<$.body.key>,"by":"<aws.pipes.pipe-name>","id":"<$.messageId>"}',
    },
  });
  const [id] = await send({ key: 'incoming/a b' });
  expect(JSON.parse(delivered[0]!.input)).toEqual([{ key: 'incoming/a b', by: 'UploadPipe', id }]);
});

it.each([
  ['the record as it came', '{"all":<aws.pipes.event>}', '{"key":"k"}'],
  ['the record with its body parsed', '{"all":<aws.pipes.event.json>}', { key: 'k' }],
])('gives the template %s', async (_, InputTemplate, body) => {
  await pipe({ TargetParameters: { ...FIRE_AND_FORGET, InputTemplate } });
  const [id] = await send({ key: 'k' });
  expect(JSON.parse(delivered[0]!.input)).toEqual([
    { all: expect.objectContaining({ messageId: id, body }) },
  ]);
});

describe('sends on to a queue', () => {
  const WAITING = `arn:aws:sqs:${REGION}:${ACCOUNT_ID}:Waiting`;
  const EVENT = { detail: { bucket: { name: 'photos' }, object: { key: 'incoming/ada "x"/1', size: 3 } } };

  async function received(name: string): Promise<Message[]> {
    const { Messages = [] } = await queues.send(
      new ReceiveMessageCommand({
        QueueUrl: `${gateway.endpoint}/${ACCOUNT_ID}/${name}`,
        MaxNumberOfMessages: 10,
        MessageSystemAttributeNames: ['All'],
      }),
    );
    return Messages;
  }

  it('what passes the filter, in the words of the template; the rest is deleted', async () => {
    await make(sqs, 'AWS::SQS::Queue', 'Waiting', {});
    await pipe({
      Target: WAITING,
      SourceParameters: {
        FilterCriteria: {
          Filters: [{ Pattern: '{"body":{"detail":{"object":{"size":[{"numeric":[">",0]}]}}}}' }],
        },
      },
      TargetParameters: {
        InputTemplate:
          '{"photo":{"bucket":"<$.body.detail.bucket.name>","key":<$.body.detail.object.key>,"size":<$.body.detail.object.size>}}',
      },
    });
    await send(EVENT, { detail: { object: { key: 'incoming/ada/', size: 0 } } }, 'no JSON');
    const messages = await received('Waiting');

    expect(messages.map(({ Body }) => JSON.parse(Body!) as unknown)).toEqual([
      { photo: { bucket: 'photos', key: 'incoming/ada "x"/1', size: 3 } },
    ]);
    expect(messages[0]?.Attributes).toMatchObject({ AWSTraceHeader: 'Root=1-5-6' });
    expect(await counts()).toEqual([0, 0]);
  });

  it('with a group and an id for deduplication that paths find in the message as it came', async () => {
    await make(sqs, 'AWS::SQS::Queue', 'Waiting.fifo', { FifoQueue: true });
    await pipe({
      Target: `${WAITING}.fifo`,
      SourceParameters: { SqsQueueParameters: { BatchSize: 1 } },
      TargetParameters: {
        InputTemplate: '<$.body.detail.object.size>',
        SqsQueueParameters: {
          MessageGroupId: '$.body.detail.bucket.name',
          MessageDeduplicationId: '$.messageId',
        },
      },
    });
    const [id] = await send(EVENT, { detail: {} });
    const messages = await received('Waiting.fifo');

    expect(messages).toHaveLength(1);
    expect(messages[0]).toMatchObject({
      Body: '3',
      Attributes: { MessageGroupId: 'photos', MessageDeduplicationId: id },
    });
    expect(await counts()).toEqual([0, 1]);
    expect(logged[0]).toMatch(/MessageGroupId: message .* has no text at \$\.body\.detail\.bucket\.name/);
  });
});

it.each([
  ['a function', FUNCTION],
  ['an Express machine', MACHINE],
])('leaves the messages that %s says it failed on', async (_, Target) => {
  answer = ({ input }) => ({
    batchItemFailures: (JSON.parse(input) as { body: string; messageId: string }[])
      .filter(({ body }) => body === 'bad')
      .map(({ messageId }) => ({ itemIdentifier: messageId })),
  });
  await pipe({ Target, TargetParameters: {}, SourceParameters: TWO_AT_ONCE });
  await send('good', 'bad');
  expect(delivered[0]?.options.parameters).toEqual({ InvocationType: 'REQUEST_RESPONSE' });
  expect(await counts()).toEqual([0, 1]);
});

it.each([
  ['is another message', [{ itemIdentifier: 'elsewhere' }]],
  ['has no text', [{ itemIdentifier: null }]],
  ['has another name', [{ id: 'x' }]],
  ['is in no list', 'x'],
])('leaves all messages where what the target says it failed on %s', async (_, batchItemFailures) => {
  answer = () => ({ batchItemFailures });
  await pipe({ TargetParameters: {}, SourceParameters: TWO_AT_ONCE });
  await send('a', 'b');
  expect(await counts()).toEqual([0, 2]);
  expect(logged[0]).toContain('batchItemFailures');
});

it('needs the right to wait for a machine where it waits, and to start it where it does not', async () => {
  const asked: string[] = [];
  role = { ...ROOT, can: (action, arn) => (arn === MACHINE ? asked.push(action) > 0 : true) };
  await pipe({ TargetParameters: {} });
  await pipe({ TargetParameters: FIRE_AND_FORGET });
  expect([...new Set(asked)]).toEqual(['states:StartSyncExecution', 'states:StartExecution']);
});

it.each([
  ['a topic', `arn:aws:sns:${REGION}:${ACCOUNT_ID}:T`, {}, {}],
  [
    'an event bus',
    `arn:aws:events:${REGION}:${ACCOUNT_ID}:event-bus/b`,
    { EventBridgeEventBusParameters: { DetailType: 'Upload' } },
    { parameters: { Source: 'Pipe UploadPipe', DetailType: 'Upload' } },
  ],
])('sends %s one record at a time', async (_, Target, TargetParameters, options) => {
  await pipe({ Target, TargetParameters });
  await send('a', 'b');
  expect(delivered.map(({ input }) => (JSON.parse(input) as { body: string }).body)).toEqual(['a', 'b']);
  expect(delivered[0]?.options).toMatchObject(options);
});

it('can be looked at, stopped and started', async () => {
  const client = new PipesClient(gateway.clientConfig);
  await pipe();
  const described = await client.send(new DescribePipeCommand({ Name: 'UploadPipe' }));
  const stopped = await client.send(new StopPipeCommand({ Name: 'UploadPipe' }));
  await send('a');
  const whileStopped = delivered.length;
  await client.send(new StartPipeCommand({ Name: 'UploadPipe' }));
  await settle();
  const listed = await client.send(new ListPipesCommand({}));
  await expect(client.send(new DescribePipeCommand({ Name: 'Nowhere' }))).rejects.toThrow(
    expect.objectContaining({ name: 'NotFoundException' }),
  );
  client.destroy();

  expect(described).toMatchObject({ Source: UPLOADS, Target: MACHINE, CurrentState: 'RUNNING' });
  expect(stopped.CurrentState).toBe('STOPPED');
  expect([whileStopped, delivered.length]).toEqual([0, 1]);
  expect(listed.Pipes?.map(({ Name, CurrentState }) => [Name, CurrentState])).toEqual([
    ['UploadPipe', 'RUNNING'],
  ]);
});

describe('refuses', () => {
  it.each([
    ['an enrichment of another service', { Enrichment: 'arn:aws:execute-api:x' }, 'execute-api'],
    ['parameters of no enrichment', { EnrichmentParameters: {} }, 'need an Enrichment'],
    ['another source', { Source: 'arn:aws:kinesis:x' }, 'only queues'],
    ['another target', { Target: 'arn:aws:ecs:x', TargetParameters: {} }, 'ecs'],
    [
      'parameters of another target',
      { TargetParameters: { LambdaFunctionParameters: {} } },
      'LambdaFunctionParameters',
    ],
    [
      'an unknown operator',
      { SourceParameters: { FilterCriteria: { Filters: [{ Pattern: '{"body":[{"like":1}]}' }] } } },
      'like',
    ],
    [
      'a variable that pipes do not have',
      { TargetParameters: { ...FIRE_AND_FORGET, InputTemplate: '<aws.pipes.rule-arn>' } },
      'aws.pipes.rule-arn',
    ],
    [
      'a wrong path of a parameter',
      { Target: UPLOADS, TargetParameters: { SqsQueueParameters: { MessageGroupId: '$..x' } } },
      '$..x',
    ],
    ['a wrong path', { TargetParameters: { ...FIRE_AND_FORGET, InputTemplate: '<$..x>' } }, '$..x'],
    [
      'a large batch without a window',
      { SourceParameters: { SqsQueueParameters: { BatchSize: 11 } } },
      'MaximumBatchingWindow',
    ],
    ['a role that is not there', { RoleArn: `${ROLE}X` }, 'no role of this stack'],
  ])('%s, naming it', async (_, properties, named) => {
    await expect(pipe(properties)).rejects.toThrow(named);
    await send('a');
    expect(delivered).toEqual([]);
  });

  it.each(['sqs:DeleteMessage', 'states:StartExecution', 'lambda:InvokeFunction'])(
    'a role without %s',
    async (missing) => {
      role = { arn: ROLE, can: (action) => action !== missing };
      await expect(pipe({ Enrichment: FUNCTION })).rejects.toThrow(`not authorized to perform: ${missing}`);
    },
  );
});
