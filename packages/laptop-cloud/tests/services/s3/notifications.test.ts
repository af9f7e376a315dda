import {
  CopyObjectCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  DeleteObjectTaggingCommand,
  PutBucketNotificationConfigurationCommand,
  PutObjectCommand,
  PutObjectTaggingCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { ServiceError } from '../../../src/services/service.ts';
import { startS3, type TestS3, VERSIONED } from '../../support/s3.ts';
import { settle } from '../manual-clock.ts';

const FUNCTION = 'arn:aws:lambda:us-east-1:000000000000:function:reader';
const QUEUE = 'arn:aws:sqs:us-east-1:000000000000:scans';
const TOPIC = 'arn:aws:sns:us-east-1:000000000000:scans';
const BROKEN = 'arn:aws:sqs:us-east-1:000000000000:broken';

interface Told {
  arn: string;
  message: { Event?: string; Records?: Record<string, unknown>[] };
  options: unknown;
}

let s3: TestS3;
let told: Told[] = [];
beforeAll(async () => {
  s3 = await startS3({ clock: { now: () => Date.UTC(2026, 0, 1, 12) } });
  for (const service of ['lambda', 'sqs', 'sns'])
    s3.bus.target(service, async (arn, input, options) => {
      if (arn === BROKEN) throw new ServiceError('AccessDeniedException', 'no policy lets it in');
      told.push({ arn, message: JSON.parse(input), options });
    });
});
beforeEach(() => {
  told = [];
});
afterAll(() => s3.close());

const filter = (Name: string, Value: string) => ({ Filter: { S3Key: { Rules: [{ Name, Value }] } } });
const add = (name: string, NotificationConfiguration: object, more: object = {}) =>
  s3.addBucket(name, { NotificationConfiguration, ...more });
const put = (Bucket: string, Key: string) =>
  s3.client.send(new PutObjectCommand({ Bucket, Key, Body: 'scan' }));
const events = () => told.flatMap(({ message }) => message.Records ?? []).map(({ eventName }) => eventName);

test('a function is told of a new object, its key URL-encoded', async () => {
  await add('scans', { LambdaConfigurations: [{ Event: 's3:ObjectCreated:*', Function: FUNCTION }] });
  const { ETag } = await put('scans', 'in/a b+ü(1).pdf');
  await settle();

  expect(told).toEqual([
    {
      arn: FUNCTION,
      options: {
        source: { service: 's3.amazonaws.com', arn: 'arn:aws:s3:::scans', account: '000000000000' },
      },
      message: {
        Records: [
          {
            eventVersion: '2.1',
            eventSource: 'aws:s3',
            awsRegion: 'us-east-1',
            eventTime: '2026-01-01T12:00:00.000Z',
            eventName: 'ObjectCreated:Put',
            userIdentity: { principalId: '000000000000' },
            requestParameters: { sourceIPAddress: '127.0.0.1' },
            responseElements: { 'x-amz-request-id': expect.any(String), 'x-amz-id-2': expect.any(String) },
            s3: {
              s3SchemaVersion: '1.0',
              configurationId: expect.any(String),
              bucket: {
                name: 'scans',
                ownerIdentity: { principalId: '000000000000' },
                arn: 'arn:aws:s3:::scans',
              },
              object: {
                key: 'in/a+b%2B%C3%BC%281%29.pdf',
                size: 4,
                eTag: ETag?.replaceAll('"', ''),
                sequencer: expect.stringMatching(/^[0-9A-F]{16}$/),
              },
            },
          },
        ],
      },
    },
  ]);
});

test('each kind of event goes by its name, deletions with a marker and without', async () => {
  const all = ['ObjectCreated', 'ObjectRemoved', 'ObjectTagging'];
  await add(
    'versioned',
    { LambdaConfigurations: all.map((kind) => ({ Event: `s3:${kind}:*`, Function: FUNCTION })) },
    VERSIONED,
  );
  const where = { Bucket: 'versioned', Key: 'a' };
  const { VersionId } = await put('versioned', 'a');
  await s3.client.send(new CopyObjectCommand({ Bucket: 'versioned', Key: 'b', CopySource: 'versioned/a' }));
  await s3.client.send(
    new PutObjectTaggingCommand({ ...where, Tagging: { TagSet: [{ Key: 'k', Value: 'v' }] } }),
  );
  await s3.client.send(new DeleteObjectTaggingCommand(where));
  await s3.client.send(new DeleteObjectCommand(where));
  await s3.client.send(new DeleteObjectCommand({ ...where, VersionId }));
  await settle();

  expect(events()).toEqual([
    'ObjectCreated:Put',
    'ObjectCreated:Copy',
    'ObjectTagging:Put',
    'ObjectTagging:Delete',
    'ObjectRemoved:DeleteMarkerCreated',
    'ObjectRemoved:Delete',
  ]);
  expect(told[0]?.message.Records?.[0]).toMatchObject({ s3: { object: { versionId: VersionId } } });
});

test('the trace of a request goes on with what is told of it', async () => {
  const traceHeader = 'Root=1-3152b799-8954dae64eda91bc9a23a7e8;Parent=7fa8c0f79203be72;Sampled=1';
  await add('traced', { LambdaConfigurations: [{ Event: 's3:ObjectCreated:*', Function: FUNCTION }] });
  const client = new S3Client(s3.gateway.clientConfig);
  client.middlewareStack.add(
    (next) => (args) => {
      Object.assign((args.request as { headers: object }).headers, { 'X-Amzn-Trace-Id': traceHeader });
      return next(args);
    },
    { step: 'build' },
  );

  await client.send(new PutObjectCommand({ Bucket: 'traced', Key: 'a', Body: 'scan' }));
  await settle();
  client.destroy();

  expect(told.map(({ options }) => options)).toMatchObject([{ traceHeader }]);
});

test('a deletion of what is not there is told, where no versions are kept', async () => {
  await add('unversioned', { LambdaConfigurations: [{ Event: 's3:ObjectRemoved:*', Function: FUNCTION }] });

  const Objects = [{ Key: 'never' }, { Key: 'there' }];
  await s3.client.send(new DeleteObjectsCommand({ Bucket: 'unversioned', Delete: { Objects } }));
  await settle();

  expect(events()).toEqual(['ObjectRemoved:Delete', 'ObjectRemoved:Delete']);
});

test('no version is told of, where no more of them are kept', async () => {
  const LambdaConfigurations = [{ Event: 's3:ObjectCreated:*', Function: FUNCTION }];
  await add('suspended', { LambdaConfigurations }, { VersioningConfiguration: { Status: 'Suspended' } });

  await put('suspended', 'a');
  await settle();

  const [record] = told.flatMap(({ message }) => message.Records ?? []);
  expect(record).toMatchObject({ s3: { object: { key: 'a' } } });
  expect(record).not.toHaveProperty('s3.object.versionId');
});

test('only events on keys with the prefix and suffix are told, and each to its own', async () => {
  await add('filtered', {
    LambdaConfigurations: [{ Event: 's3:ObjectCreated:*', Function: FUNCTION, ...filter('Suffix', '.pdf') }],
    QueueConfigurations: [{ Event: 's3:ObjectCreated:*', Queue: QUEUE, ...filter('prefix', 'in/') }].map(
      (one) => ({ ...one, ...filter('suffix', '.png') }),
    ),
  });
  for (const key of ['a.pdf', 'a.png', 'a.txt']) await put('filtered', key);
  await settle();

  const objects = told.filter(({ message }) => message.Records);
  expect(objects.map(({ arn }) => arn)).toEqual([FUNCTION, QUEUE]);
});

test('a queue and a topic get a test event when they are named first, and not at every start', async () => {
  const configuration = {
    QueueConfigurations: [{ Event: 's3:ObjectCreated:Put', Queue: QUEUE }],
    TopicConfigurations: [{ Event: 's3:ObjectRemoved:*', Topic: TOPIC }],
  };
  await add('tested', configuration);
  await add('tested', configuration);

  expect(told.map(({ arn, message }) => [arn, message.Event])).toEqual([
    [QUEUE, 's3:TestEvent'],
    [TOPIC, 's3:TestEvent'],
  ]);
  expect(told[1]?.options).toMatchObject({ parameters: { Subject: 'Amazon S3 Notification' } });
});

test.each([
  [
    'a destination that does not let it in',
    { QueueConfigurations: [{ Event: 's3:ObjectCreated:*', Queue: BROKEN }] },
    /Unable to validate the following destination configurations: no policy lets it in/,
  ],
  [
    'two configurations that overlap',
    {
      LambdaConfigurations: [{ Event: 's3:ObjectCreated:*', Function: FUNCTION, ...filter('prefix', 'a') }],
      QueueConfigurations: [{ Event: 's3:ObjectCreated:Put', Queue: QUEUE, ...filter('suffix', 'z') }],
    },
    /s3:ObjectCreated:\* to .*reader and s3:ObjectCreated:Put to .*scans: configurations overlap/,
  ],
  [
    'an event that S3 does not know',
    { QueueConfigurations: [{ Event: 's3:ObjectMoved:*', Queue: QUEUE }] },
    /QueueConfigurations.0.Event: The event s3:ObjectMoved:\* is not supported/,
  ],
  [
    'a FIFO queue',
    { QueueConfigurations: [{ Event: 's3:ObjectCreated:*', Queue: `${QUEUE}.fifo` }] },
    /Queue: must not be FIFO/,
  ],
  [
    'a destination of another kind',
    { TopicConfigurations: [{ Event: 's3:ObjectCreated:*', Topic: QUEUE }] },
    /Topic: must be an ARN of sns/,
  ],
])('refuses %s', async (_, configuration, message) => {
  await expect(add('refused', configuration)).rejects.toThrow(message);
});

test('an event that never happens on a laptop is said to stay silent', () => {
  const properties = {
    NotificationConfiguration: {
      LambdaConfigurations: ['s3:ObjectRestore:*', 's3:ObjectCreated:Put'].map((Event) => ({
        Event,
        Function: FUNCTION,
      })),
    },
  };
  const type = s3.s3.resourceTypes['AWS::S3::Bucket']!;
  const resource = { logicalId: 'Scans', type: '', physicalName: 'scans', properties, metadata: {} };

  expect(type.notices?.(resource, {} as never)).toEqual([
    'Scans: s3:ObjectRestore:* is never sent, for it does not happen on a laptop.',
  ]);
});

test.each([
  ['is there', 'reader', undefined],
  [
    'is not there',
    'none',
    {
      name: 'InvalidArgument',
      ArgumentName1: 'arn:aws:lambda:us-east-1:000000000000:function:none, null',
      ArgumentValue1:
        'Not authorized to invoke function [arn:aws:lambda:us-east-1:000000000000:function:none]',
    },
  ],
])('a function that %s is looked for, and told nothing', async (_, name, refusal) => {
  await s3.addBucket('looking');
  s3.bus.target(
    'lambda',
    async (arn) => void told.push({ arn, message: {}, options: {} }),
    (arn) => {
      if (arn !== FUNCTION) throw new ServiceError('ResourceNotFoundException', 'Function not found', 404);
    },
  );
  const LambdaFunctionArn = `arn:aws:lambda:us-east-1:000000000000:function:${name}`;
  const NotificationConfiguration = {
    LambdaFunctionConfigurations: [{ LambdaFunctionArn, Events: ['s3:ObjectCreated:*' as const] }],
  };

  const answer = await s3.client
    .send(new PutBucketNotificationConfigurationCommand({ Bucket: 'looking', NotificationConfiguration }))
    .then(
      () => undefined,
      (error) => error,
    );

  expect(answer).toEqual(refusal === undefined ? undefined : expect.objectContaining(refusal));
  expect(told).toEqual([]);
});
