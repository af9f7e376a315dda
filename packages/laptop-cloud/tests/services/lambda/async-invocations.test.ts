import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Lambda } from '../../../src/lambda/lambda.ts';
import { LambdaError } from '../../../src/lambda/lambda-error.ts';
import { createBus, type DeliveryOptions } from '../../../src/services/bus.ts';
import { createLambdaService } from '../../../src/services/lambda/lambda-service.ts';
import { ServiceError } from '../../../src/services/service.ts';
import { ACCOUNT_ID, REGION } from '../../support/gateway.ts';
import { type ManualClock, manualClock, settle } from '../manual-clock.ts';

const arn = (service: string, name: string) => `arn:aws:${service}:${REGION}:${ACCOUNT_ID}:${name}`;
const WORKER = arn('lambda', 'function:worker');
const QUEUE = arn('sqs', 'ended');
const DEAD = arn('sqs', 'dead');
const MINUTE_MS = 60_000;

interface WorldOptions {
  clock?: ManualClock;
  folder?: string;
  deadLetterArn?: string;
  reservedConcurrency?: number;
  /** What the role of the function may do. */
  may?: (action: string) => boolean;
  /** Answers a try, or fails as a function does. */
  handle?: (payload: unknown) => unknown;
}

let close: () => Promise<void> = async () => undefined;
afterEach(() => close());

function world({ clock = manualClock(), handle = () => undefined, ...options }: WorldOptions) {
  const calls: { atMs: number; payload: unknown; requestId: string }[] = [];
  const told: { arn: string; text: string; options: DeliveryOptions }[] = [];
  const logged: string[] = [];
  const start = clock.now();
  const bus = createBus();
  for (const service of ['sqs', 'sns', 'events'])
    bus.target(service, async (to, text, delivery) => void told.push({ arn: to, text, options: delivery }));
  const worker = { logicalId: 'Worker', name: 'worker', arn: WORKER, roleArn: 'role', ...options };
  const lambda = {
    concurrency: 8,
    find(nameOrArn: string) {
      const [name, qualifier] = nameOrArn.replace(/^.*function:/, '').split(':');
      if (name !== 'worker') throw new LambdaError('ResourceNotFoundException', `no ${nameOrArn}`, 404);
      return qualifier === undefined ? worker : { ...worker, arn: `${WORKER}:${qualifier}` };
    },
    functions: () => [worker],
    async invoke(_: string, text: string, { requestId = '' }: { requestId?: string }) {
      const payload: unknown = JSON.parse(text);
      calls.push({ atMs: clock.now() - start, payload, requestId });
      try {
        return { payload: JSON.stringify((await handle(payload)) ?? null), executedVersion: '$LATEST' };
      } catch (error) {
        if (error instanceof LambdaError) throw error;
        const report = { errorMessage: (error as Error).message, errorType: 'Error' };
        return { payload: JSON.stringify(report), functionError: 'Unhandled', executedVersion: '$LATEST' };
      }
    },
  } as unknown as Lambda;
  const service = createLambdaService({
    lambda,
    bus,
    region: REGION,
    accountId: ACCOUNT_ID,
    clock,
    queues: {} as never,
    ...(options.folder === undefined ? {} : { asyncFolder: options.folder }),
    ...(options.may ? { principalOf: () => ({ arn: 'role', can: options.may! }) } : {}),
    log: (line) => void logged.push(line),
  });
  close = service.close;
  return {
    clock,
    calls,
    told,
    logged,
    service,
    async configure(properties: object) {
      const given = { FunctionName: 'worker', Qualifier: '$LATEST', ...properties };
      await service.resourceTypes['AWS::Lambda::EventInvokeConfig']?.provision?.(
        { logicalId: 'Config', type: '', physicalName: 'c', properties: given, metadata: {} },
        {} as never,
      );
    },
    async send(payload: unknown, to = WORKER) {
      await bus.deliver(to, JSON.stringify(payload), {});
      await settle();
    },
    async wait(ms: number) {
      clock.advance(ms);
      await settle();
    },
  };
}

const failing = () => {
  throw new Error('broken');
};
const throttled = () => {
  throw new LambdaError('TooManyRequestsException', 'Rate Exceeded.', 429);
};
const record = ({ text }: { text: string }) => JSON.parse(text) as Record<string, unknown>;

test('a failing function is tried after one minute and after two more, one request id for all', async () => {
  const one = world({ handle: failing });
  await one.send({ a: 1 });
  for (let minutes = 0; minutes < 5; minutes += 1) await one.wait(MINUTE_MS);

  expect(one.calls.map(({ atMs }) => atMs / MINUTE_MS)).toEqual([0, 1, 3]);
  expect(new Set(one.calls.map(({ requestId }) => requestId)).size).toBe(1);
  expect(one.logged.join()).toMatch(/worker is lost after 3 tries: .*broken/);
});

test('a success is told to its destination', async () => {
  const one = world({ handle: () => ({ done: true }) });
  await one.configure({ DestinationConfig: { OnSuccess: { Destination: QUEUE } } });
  await one.send({ a: 1 });

  expect(one.told.map((each) => each.arn)).toEqual([QUEUE]);
  expect(record(one.told[0]!)).toEqual({
    version: '1.0',
    timestamp: expect.stringMatching(/^\d{4}-.*Z$/),
    requestContext: {
      requestId: one.calls[0]?.requestId,
      functionArn: `${WORKER}:$LATEST`,
      condition: 'Success',
      approximateInvokeCount: 1,
    },
    requestPayload: { a: 1 },
    responseContext: { statusCode: 200, executedVersion: '$LATEST', functionError: null },
    responsePayload: { done: true },
  });
});

test('a failure is told to its destination after as many tries as are configured', async () => {
  const one = world({ handle: failing });
  await one.configure({
    MaximumRetryAttempts: 1,
    DestinationConfig: { OnFailure: { Destination: arn('events', 'event-bus/default') } },
  });
  await one.send({ a: 1 });
  await one.wait(MINUTE_MS);

  expect(one.calls).toHaveLength(2);
  expect(one.told[0]?.options.parameters).toEqual({
    Source: 'lambda',
    DetailType: 'Lambda Function Invocation Result - Failure',
    Resources: [arn('events', 'event-bus/default'), `${WORKER}:$LATEST`],
  });
  expect(record(one.told[0]!)).toMatchObject({
    requestContext: { condition: 'RetriesExhausted', approximateInvokeCount: 2 },
    responseContext: { functionError: 'Unhandled' },
    responsePayload: { errorMessage: 'broken' },
  });
  expect(one.logged).toEqual([]);
});

test('a dead-letter queue gets the bare event, and why it lies there', async () => {
  const one = world({ handle: failing, deadLetterArn: DEAD });
  await one.configure({ MaximumRetryAttempts: 0 });
  await one.send({ a: 1 });

  expect(one.told).toMatchObject([{ arn: DEAD, text: '{"a":1}' }]);
  expect(one.told[0]?.options.parameters?.['MessageAttributes']).toEqual({
    RequestID: { DataType: 'String', StringValue: one.calls[0]?.requestId },
    ErrorCode: { DataType: 'Number', StringValue: '200' },
    ErrorMessage: { DataType: 'String', StringValue: expect.stringContaining('broken') },
  });
});

test('a throttled event waits longer and longer, and is given up when it is too old', async () => {
  const one = world({ handle: throttled });
  await one.configure({
    MaximumEventAgeInSeconds: 60,
    DestinationConfig: { OnFailure: { Destination: QUEUE } },
  });
  await one.send({});
  for (let seconds = 0; seconds < 60; seconds += 1) await one.wait(1000);

  expect(one.calls.map(({ atMs }) => atMs / 1000)).toEqual([0, 1, 3, 7, 15, 31]);
  expect(record(one.told[0]!)).toMatchObject({
    requestContext: { condition: 'EventAgeExceeded' },
    responseContext: null,
    responsePayload: null,
  });
});

test('a function without any concurrency is not tried', async () => {
  const one = world({ reservedConcurrency: 0, deadLetterArn: DEAD });
  await one.send({});

  expect(one.calls).toEqual([]);
  expect(one.told).toMatchObject([{ arn: DEAD }]);
});

test('a configuration holds for its qualifier alone', async () => {
  const one = world({});
  await one.configure({ Qualifier: 'live', DestinationConfig: { OnSuccess: { Destination: QUEUE } } });
  await one.send({}, WORKER);
  await one.send({}, `${WORKER}:live`);

  expect(one.told.map((each) => record(each)['requestContext'])).toMatchObject([
    { functionArn: `${WORKER}:live` },
  ]);
});

describe('after a restart', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'async-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  test('an event goes on where it was, and is gone when it is over', async () => {
    const clock = manualClock();
    const before = world({ clock, folder, handle: failing });
    await before.send({ a: 1 });
    await before.service.close();
    const after = world({ clock, folder });
    after.service.resume();
    await settle();

    expect(after.calls).toEqual([]);
    await after.wait(MINUTE_MS);
    expect(after.calls).toMatchObject([{ payload: { a: 1 }, requestId: before.calls[0]?.requestId }]);
    expect(readdirSync(folder)).toEqual([]);
  });

  test('an event that was cut off is tried again', async () => {
    const clock = manualClock();
    let cutOff: () => void = () => undefined;
    const before = world({ clock, folder, handle: () => new Promise<void>((done) => (cutOff = done)) });
    await before.send({ a: 1 });
    await before.service.close();
    cutOff();
    await settle();
    const after = world({ clock, folder });
    after.service.resume();
    await settle();

    expect(after.calls).toHaveLength(1);
    expect(readdirSync(folder)).toEqual([]);
  });
});

test.each([
  ['a retry too many', { MaximumRetryAttempts: 3 }, /MaximumRetryAttempts/],
  ['a FIFO queue', { DestinationConfig: { OnFailure: { Destination: `${QUEUE}.fifo` } } }, /standard queue/],
  [
    'a bucket',
    { DestinationConfig: { OnFailure: { Destination: 'arn:aws:s3:::records' } } },
    /destination ARN arn:aws:s3:::records is invalid: on the laptop it is a standard queue/,
  ],
  [
    'a destination that the role may not tell',
    { DestinationConfig: { OnSuccess: { Destination: QUEUE } } },
    /role does not have permissions to call SendMessage on SQS \(role needs sqs:SendMessage on .*ended\)/,
  ],
])('refuses %s', async (_, properties, message) => {
  await expect(world({ may: () => false }).configure(properties)).rejects.toThrow(message);
});

test('a dead-letter queue that the function may not write to keeps the cloud from starting', () => {
  const one = world({ may: () => false, deadLetterArn: DEAD });

  expect(() => one.service.resume()).toThrow(/^Worker: DeadLetterConfig: .* permissions to call SendMessage/);
});

test('a destination that cannot be told is told of', async () => {
  const one = world({ may: (action) => action === 'sqs:SendMessage' });
  const topic = arn('sns', 'gone');
  await one.configure({ DestinationConfig: { OnSuccess: { Destination: QUEUE } } });
  one.told.push = () => {
    throw new ServiceError('QueueDoesNotExist', `no queue ${topic}`);
  };
  await one.send({});

  expect(one.logged.join()).toMatch(/lambda: Worker could not deliver to .*ended: .*no queue/);
});
