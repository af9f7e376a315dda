import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CreateEventSourceMappingCommand,
  DeleteEventSourceMappingCommand,
  GetEventSourceMappingCommand,
  ListEventSourceMappingsCommand,
  UpdateEventSourceMappingCommand,
} from '@aws-sdk/client-lambda';
import { LambdaError } from '../../../src/lambda/lambda-error.ts';
import { manualClock, settle } from '../manual-clock.ts';
import {
  createSourceWorld,
  type SourceWorld,
  type SourceWorldOptions,
  type SqsEvent,
  starter,
} from './event-source-world.ts';

const QUEUE = 'arn:aws:sqs:us-east-1:000000000000:Photos';
const FUNCTION = 'arn:aws:lambda:us-east-1:000000000000:function:Starter';

let world: SourceWorld | undefined;
afterEach(async () => {
  await world?.close();
  world = undefined;
});

async function start(options: SourceWorldOptions): Promise<SourceWorld> {
  world = await createSourceWorld(options);
  return world;
}

const bodies = ({ calls }: SourceWorld) => calls.map(({ event }) => event.Records.map(({ body }) => body));

test('calls the function with the event that Lambda makes of a message, and deletes it', async () => {
  const { send, calls, counts, clock } = await start({ template: starter('BatchSize: 1') });

  const id = await send(
    { key: 'incoming/ada/1' },
    { kind: { DataType: 'String', StringValue: 'upload' } },
    { MessageSystemAttributes: { AWSTraceHeader: { DataType: 'String', StringValue: 'Root=1-5-6' } } },
  );

  expect(calls).toHaveLength(1);
  expect(calls[0]).toMatchObject({ arn: FUNCTION, traceHeader: 'Root=1-5-6' });
  expect(calls[0]?.event).toEqual({
    Records: [
      {
        messageId: id,
        receiptHandle: expect.any(String),
        body: '{"key":"incoming/ada/1"}',
        attributes: {
          ApproximateReceiveCount: '1',
          SentTimestamp: String(clock.now()),
          SenderId: expect.any(String),
          ApproximateFirstReceiveTimestamp: String(clock.now()),
          AWSTraceHeader: 'Root=1-5-6',
        },
        messageAttributes: {
          kind: { stringValue: 'upload', stringListValues: [], binaryListValues: [], dataType: 'String' },
        },
        md5OfMessageAttributes: expect.any(String),
        md5OfBody: expect.any(String),
        eventSource: 'aws:sqs',
        eventSourceARN: QUEUE,
        awsRegion: 'us-east-1',
      },
    ],
  });
  expect(await counts()).toEqual([0, 0]);
});

test('waits for messages without any timer', async () => {
  const { clock } = await start({ template: starter() });
  await settle();
  expect(clock.timers()).toBe(0);
});

test('has at most MaximumConcurrency invocations under way; what waits stays in sight of the queue', async () => {
  const open: (() => void)[] = [];
  const { send, calls, counts } = await start({
    template: starter('BatchSize: 1, ScalingConfig: { MaximumConcurrency: 2 }'),
    handle: () => new Promise<void>((resolve) => void open.push(resolve)),
  });
  for (const body of 'abcde') await send(body);

  expect(calls).toHaveLength(2);
  expect(await counts()).toEqual([3, 2]);

  open.shift()?.();
  await settle();
  expect(calls).toHaveLength(3);
  expect(await counts()).toEqual([2, 2]);
  while (open.length > 0) {
    open.shift()?.();
    await settle();
  }
  expect(calls).toHaveLength(5);
  expect(await counts()).toEqual([0, 0]);
});

test.each([
  ['8 without reserved concurrency, as many as run at once', '', 8],
  ['10 with reserved concurrency, beyond which Lambda throttles', 'ReservedConcurrentExecutions: 2', 10],
])('a large MaximumConcurrency is %s', async (_, reserved, most) => {
  const open: (() => void)[] = [];
  const { send, calls } = await start({
    template: starter('BatchSize: 1, ScalingConfig: { MaximumConcurrency: 10 }', reserved),
    handle: () => new Promise<void>((resolve) => void open.push(resolve)),
  });
  for (const body of 'abcdefghijkl') await send(body);
  expect(calls).toHaveLength(most);
  while (open.length > 0) {
    open.shift()?.();
    await settle();
  }
});

test.each([
  ['fails', () => Promise.reject(new Error('bad')), 'bad'],
  [
    'is throttled',
    () => Promise.reject(new LambdaError('TooManyRequestsException', 'Rate Exceeded.', 429)),
    'Rate Exceeded',
  ],
])(
  'a batch whose function %s comes again after its visibility timeout, then goes to the dead letters',
  async (_, handle, reason) => {
    const { send, calls, counts, clock, logged } = await start({ template: starter(), handle });
    await send('poison');
    expect([calls.length, await counts()]).toEqual([1, [0, 1]]);

    clock.advance(59_000);
    await settle();
    expect(calls).toHaveLength(1);
    for (let turn = 0; turn < 2; turn++) {
      clock.advance(60_000);
      await settle();
    }

    expect(calls.map(({ event }) => event.Records[0]?.attributes['ApproximateReceiveCount'])).toEqual([
      '1',
      '2',
    ]);
    expect([await counts(), await counts('Dead')]).toEqual([
      [0, 0],
      [1, 0],
    ]);
    expect(logged[0]).toContain(reason);
  },
);

describe('with ReportBatchItemFailures', () => {
  const batch =
    'BatchSize: 3, MaximumBatchingWindowInSeconds: 5, FunctionResponseTypes: [ReportBatchItemFailures]';
  const failing = ({ Records }: SqsEvent) => ({
    batchItemFailures: Records.filter(({ body }) => body === 'bad').map(({ messageId }) => ({
      itemIdentifier: messageId,
    })),
  });

  test('only the messages that the function names come again', async () => {
    const opened = await start({ template: starter(batch), handle: failing });
    for (const body of ['good', 'bad', 'fine']) await opened.send(body);
    expect(await opened.counts()).toEqual([0, 1]);

    opened.clock.advance(60_000);
    await settle();
    opened.clock.advance(5_000);
    await settle();
    expect(bodies(opened)).toEqual([['good', 'bad', 'fine'], ['bad']]);
  });

  test('an answer that names no message of the batch fails all of it', async () => {
    const { send, counts, logged } = await start({
      template: starter(batch),
      handle: () => ({ batchItemFailures: [{ itemIdentifier: '' }] }),
    });
    for (const body of 'abc') await send(body);
    expect(await counts()).toEqual([0, 3]);
    expect(logged[0]).toContain('names no message of the batch');
  });

  test('without it the same answer is no failure', async () => {
    const { send, counts } = await start({ template: starter(), handle: failing });
    await send('bad');
    expect(await counts()).toEqual([0, 0]);
  });
});

test('deletes what its filter does not want, and never counts it into a batch', async () => {
  const opened = await start({
    template: starter(
      `BatchSize: 2, MaximumBatchingWindowInSeconds: 5, FilterCriteria: { Filters: [{ Pattern: '{"body":{"kind":["photo"]}}' }] }`,
    ),
  });
  for (const body of ['{"kind":"photo"}', '{"kind":"folder"}', 'text', '{"kind":"photo","n":2}'])
    await opened.send(body);
  expect(bodies(opened)).toEqual([['{"kind":"photo"}', '{"kind":"photo","n":2}']]);
  expect(await opened.counts()).toEqual([0, 0]);
});

test('a batch waits for its window, and one beyond six megabytes goes in parts', async () => {
  const opened = await start({ template: starter('BatchSize: 10, MaximumBatchingWindowInSeconds: 5') });
  for (let index = 0; index < 7; index++) await opened.send(String(index).repeat(1_000_000));
  expect(opened.calls).toHaveLength(0);
  opened.clock.advance(5_000);
  await settle();
  expect(opened.calls.map(({ event }) => event.Records.length)).toEqual([6, 1]);
});

test('a mapping that is not enabled leaves the messages alone', async () => {
  const { send, calls, counts } = await start({ template: starter('Enabled: false') });
  await send('a');
  expect(calls).toEqual([]);
  expect(await counts()).toEqual([1, 0]);
});

describe('over a restart', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'sources-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  test('closing waits for what is under way, and gives back at once what was gathered', async () => {
    const open: (() => void)[] = [];
    const template = starter('BatchSize: 2, MaximumBatchingWindowInSeconds: 60');
    const first = await createSourceWorld({
      template,
      folder,
      handle: () => new Promise<void>((resolve) => void open.push(resolve)),
    });
    for (const body of 'abc') await first.send(body);
    const closing = first.close();
    const before = await Promise.race([closing.then(() => 'closed'), settle().then(() => 'waiting')]);
    open.shift()?.();
    await closing;
    const second = await start({ template, folder, clock: first.clock });
    await settle();
    second.clock.advance(60_000);
    await settle();

    expect([before, bodies(first)]).toEqual(['waiting', [['a', 'b']]]);
    expect(second.calls.map(({ event }) => event.Records)).toMatchObject([
      [{ body: 'c', attributes: { SentTimestamp: String(first.clock.now() - 60_000) } }],
    ]);
  });

  test('a function that will not end is waited for a moment; its messages are there at once at the next start', async () => {
    let cutOff = (_: Error) => {};
    const first = await createSourceWorld({
      template: starter(),
      folder,
      handle: () =>
        new Promise((_, reject) => {
          cutOff = reject;
        }),
    });
    await first.send('a');
    const pausing = first.pause().then(() => 'paused');
    const early = await Promise.race([pausing, settle().then(() => 'waiting')]);
    first.clock.advance(2_000);
    const late = await pausing;
    cutOff(new Error('the laptop is closing'));
    await first.close();
    const second = await start({ template: starter(), folder, clock: first.clock });
    await settle();

    expect([early, late]).toEqual(['waiting', 'paused']);
    expect(bodies(second)).toEqual([['a']]);
  });

  test('what was under way when the process died comes again', async () => {
    const open: (() => void)[] = [];
    const died = await createSourceWorld({
      template: starter(),
      folder,
      handle: () => new Promise<void>((resolve) => void open.push(resolve)),
    });
    await died.send('a');
    const second = await start({ template: starter(), folder, clock: manualClock(died.clock.now()) });
    await settle();
    const early = second.calls.length;
    second.clock.advance(60_000);
    await settle();

    expect([bodies(died), early, bodies(second)]).toEqual([[['a']], 0, [['a']]]);
    open.shift()?.();
    await died.close();
  });

  it('makes mappings of the API again, and those of the template as it says now', async () => {
    const statement = `{ Effect: Allow, Action: 'sqs:*', Resource: !GetAtt Photos.Arn }`;
    const policies = `Policies: [{ Version: '2012-10-17', Statement: [${statement}] }]`;
    const template = starter('', policies).replace(/\n +Events:[\s\S]*$/, '');
    const first = await start({ template, folder });
    const { LastModified } = await first.client.send(
      new CreateEventSourceMappingCommand({ FunctionName: 'Starter', EventSourceArn: QUEUE, BatchSize: 1 }),
    );
    first.clock.advance(5_000);
    await first.close();

    const second = await start({ template, folder, clock: first.clock });
    second.resume();
    await settle();
    await second.send('a');

    expect(bodies(second)).toEqual([['a']]);
    const { EventSourceMappings } = await second.client.send(new ListEventSourceMappingsCommand({}));
    expect(EventSourceMappings).toMatchObject([{ LastModified }]);
  });
});

test('a change and a deletion are answered while a batch is under way, which ends as it would have', async () => {
  const open: (() => void)[] = [];
  const { client, send, counts } = await start({
    template: starter('BatchSize: 1, ScalingConfig: { MaximumConcurrency: 2 }'),
    handle: () => new Promise<void>((resolve) => void open.push(resolve)),
  });
  const { EventSourceMappings = [] } = await client.send(new ListEventSourceMappingsCommand({}));
  const UUID = EventSourceMappings[0]?.UUID;
  for (const body of 'abc') await send(body);
  await settle();

  const changed = await client.send(new UpdateEventSourceMappingCommand({ UUID, BatchSize: 2 }));
  await settle();
  const deleted = await client.send(new DeleteEventSourceMappingCommand({ UUID }));
  await send('d');
  await settle();

  expect([changed.State, changed.BatchSize, deleted.State]).toEqual(['Updating', 2, 'Deleting']);
  expect(world && bodies(world)).toEqual([['a'], ['b'], ['c']]);
  for (const end of open) end();
  await settle();
  expect(await counts()).toEqual([1, 0]);
});

test('a mapping that is deleted while it changes stays deleted', async () => {
  const { client, send } = await start({ template: starter() });
  const { EventSourceMappings = [] } = await client.send(new ListEventSourceMappingsCommand({}));
  const UUID = EventSourceMappings[0]?.UUID;

  // Whichever comes first.
  await Promise.allSettled([
    client.send(new UpdateEventSourceMappingCommand({ UUID, BatchSize: 2 })),
    client.send(new DeleteEventSourceMappingCommand({ UUID })),
  ]);
  await send('a');

  const left = await client.send(new ListEventSourceMappingsCommand({}));
  expect([left.EventSourceMappings, world?.calls]).toEqual([[], []]);
});

test('the plain resource does the same as the event of a function', async () => {
  const opened = await start({
    template: `${starter('BatchSize: 1')}
  Second:
    Type: AWS::SQS::Queue
  More:
    Type: AWS::Lambda::EventSourceMapping
    Properties: { FunctionName: !GetAtt Starter.Arn, EventSourceArn: !GetAtt Second.Arn, BatchSize: 4 }`,
  });
  const { EventSourceMappings = [] } = await opened.client.send(new ListEventSourceMappingsCommand({}));
  expect(EventSourceMappings.map(({ BatchSize, FunctionArn }) => [BatchSize, FunctionArn])).toEqual([
    [1, FUNCTION],
    [4, FUNCTION],
  ]);
});

describe('refuses', () => {
  const plain = (properties: string) => `
  Starter: { Type: AWS::Serverless::Function, Properties: { FunctionName: Starter, Handler: a.b, Runtime: nodejs24.x, Timeout: 20, Policies: [{ Statement: [{ Effect: Allow, Action: 'sqs:*', Resource: '*' }] }] } }
  More: { Type: AWS::Lambda::EventSourceMapping, Properties: { FunctionName: !Ref Starter, ${properties} } }`;

  test.each([
    ['a stream', plain(`EventSourceArn: 'arn:aws:kinesis:us-east-1:1:stream/s'`), /kinesis.*only queues/],
    [
      'a starting position',
      plain(`EventSourceArn: !GetAtt Photos.Arn, StartingPosition: LATEST`),
      /StartingPosition/,
    ],
    [
      'a poller of its own',
      starter('ProvisionedPollerConfig: { MinimumPollers: 2 }'),
      /ProvisionedPollerConfig/,
    ],
    ['a concurrency of one', starter('ScalingConfig: { MaximumConcurrency: 1 }'), /MaximumConcurrency/],
    [
      'a large batch without a window',
      starter('BatchSize: 11'),
      /Maximum batch window in seconds must be greater than 0/,
    ],
    [
      'a timeout beyond the queue’s',
      starter('', 'Tags: {}').replace('Timeout: 20', 'Timeout: 61'),
      /Queue visibility timeout: 60 seconds is less than Function timeout: 61 seconds/,
    ],
    [
      'a filter on more than the body',
      starter(`FilterCriteria: { Filters: [{ Pattern: '{"messageId":["a"]}' }] }`),
      /only body can be/,
    ],
    ['another response type', starter('FunctionResponseTypes: [All]'), /FunctionResponseTypes/],
    [
      'a queue that is not there',
      plain(`EventSourceArn: 'arn:aws:sqs:us-east-1:000000000000:Gone'`),
      /does not exist/,
    ],
    [
      'a second mapping of the same queue',
      `${starter()}
  More: { Type: AWS::Lambda::EventSourceMapping, Properties: { FunctionName: !Ref Starter, EventSourceArn: !GetAtt Photos.Arn } }`,
      /already exists/,
    ],
    [
      'a role without the right to delete',
      `
  Reader:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument: { Statement: [{ Effect: Allow, Action: sts:AssumeRole, Principal: { Service: lambda.amazonaws.com } }] }
      Policies: [{ PolicyName: p, PolicyDocument: { Statement: [{ Effect: Allow, Action: sqs:ReceiveMessage, Resource: '*' }] } }]
${starter('', 'Role: !GetAtt Reader.Arn')}`,
      /does not have permissions to call DeleteMessage on SQS/,
    ],
  ])('%s', async (_, template, message) => {
    await expect(start({ template })).rejects.toThrow(message);
  });
});

test('can be looked at, changed, deleted and made over HTTP', async () => {
  const { client, limited, send, calls } = await start({ template: starter('BatchSize: 1') });
  const { EventSourceMappings: [listed] = [] } = await client.send(
    new ListEventSourceMappingsCommand({ FunctionName: 'Starter', EventSourceArn: QUEUE }),
  );
  const { UUID } = listed!;

  const updated = await client.send(new UpdateEventSourceMappingCommand({ UUID, Enabled: false }));
  const got = await client.send(new GetEventSourceMappingCommand({ UUID }));
  await send('a');
  const whileDisabled = calls.length;
  await client.send(new UpdateEventSourceMappingCommand({ UUID, Enabled: true, BatchSize: 2 }));
  await settle();
  const deleted = await client.send(new DeleteEventSourceMappingCommand({ UUID }));
  await expect(client.send(new GetEventSourceMappingCommand({ UUID }))).rejects.toMatchObject({
    name: 'ResourceNotFoundException',
  });
  const made = await client.send(
    new CreateEventSourceMappingCommand({
      FunctionName: 'Starter',
      EventSourceArn: QUEUE,
      ScalingConfig: { MaximumConcurrency: 2 },
    }),
  );
  const again = client.send(
    new CreateEventSourceMappingCommand({ FunctionName: 'Starter', EventSourceArn: QUEUE }),
  );
  await expect(again).rejects.toMatchObject({ name: 'ResourceConflictException' });
  const denied = limited.send(new GetEventSourceMappingCommand({ UUID: made.UUID }));
  await expect(denied).rejects.toMatchObject({ name: 'AccessDeniedException' });

  expect(listed).toMatchObject({
    State: 'Enabled',
    BatchSize: 1,
    FunctionArn: FUNCTION,
    EventSourceArn: QUEUE,
  });
  expect([updated.State, got.State, deleted.State, made.State]).toEqual([
    'Updating',
    'Disabled',
    'Deleting',
    'Creating',
  ]);
  expect([whileDisabled, calls.length]).toEqual([0, 1]);
  expect(made.ScalingConfig).toEqual({ MaximumConcurrency: 2 });
});

test.each([
  [{ EventSourceArn: QUEUE, FunctionName: 'Nobody' }, 'InvalidParameterValueException'],
  [{ EventSourceArn: QUEUE, FunctionName: 'Starter', BatchSize: 0 }, 'ValidationException'],
  [
    { EventSourceArn: QUEUE, FunctionName: 'Starter', BisectBatchOnFunctionError: true },
    'InvalidParameterValueException',
  ],
  [
    {
      EventSourceArn: QUEUE,
      FunctionName: 'Starter',
      FilterCriteria: { Filters: [{ Pattern: '{"body":[]}' }] },
    },
    'InvalidParameterValueException',
  ],
  [{ EventSourceArn: 'arn:aws:dynamodb:x', FunctionName: 'Starter' }, 'InvalidParameterValueException'],
  [{ FunctionName: 'Nobody' }, 'InvalidParameterValueException'],
])('refuses to make %j', async (input, name) => {
  const { client } = await start({ template: starter() });
  await expect(client.send(new CreateEventSourceMappingCommand(input))).rejects.toMatchObject({ name });
});
