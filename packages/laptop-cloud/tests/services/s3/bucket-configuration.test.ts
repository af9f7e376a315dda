// Buckets that are made at run time, and what is read and written of any bucket.
import {
  CreateBucketCommand,
  DeleteBucketCommand,
  DeleteBucketCorsCommand,
  DeleteBucketLifecycleCommand,
  DeleteBucketPolicyCommand,
  DeleteBucketTaggingCommand,
  DeleteObjectCommand,
  DeletePublicAccessBlockCommand,
  GetBucketAclCommand,
  GetBucketCorsCommand,
  GetBucketEncryptionCommand,
  GetBucketLifecycleConfigurationCommand,
  GetBucketNotificationConfigurationCommand,
  GetBucketPolicyCommand,
  GetBucketTaggingCommand,
  GetBucketVersioningCommand,
  GetObjectAclCommand,
  GetObjectCommand,
  GetPublicAccessBlockCommand,
  HeadBucketCommand,
  ListBucketsCommand,
  PutBucketCorsCommand,
  PutBucketEncryptionCommand,
  PutBucketLifecycleConfigurationCommand,
  PutBucketNotificationConfigurationCommand,
  PutBucketPolicyCommand,
  PutBucketTaggingCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  PutPublicAccessBlockCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import type { Principal } from '../../../src/services/service.ts';
import { startS3, type TestS3 } from '../../support/s3.ts';

const GUEST: Principal = { arn: 'arn:aws:iam::000000000000:role/guest', can: () => false };

let test: TestS3;
beforeAll(async () => {
  test = await startS3({ principals: { guest: GUEST } });
  await test.addBucket('of-template', {
    Tags: [{ Key: 'team', Value: 'riders' }],
    LifecycleConfiguration: {
      Rules: [
        { Id: 'old', Status: 'Enabled', Prefix: 'tmp/', ExpirationInDays: 7 },
        { Status: 'Disabled', AbortIncompleteMultipartUpload: { DaysAfterInitiation: 1 } },
      ],
    },
  });
});
afterAll(() => test.close());

const failure = (promise: Promise<unknown>) =>
  promise.then(
    () => undefined,
    (error) => error,
  );
const send = ((command: never) => test.client.send(command)) as S3Client['send'];
const Bucket = 'at-run-time';

describe('a bucket made at run time', () => {
  it('is there, with objects and settings, after a restart, and gone once deleted', async () => {
    const made = await send(new CreateBucketCommand({ Bucket }));
    await send(new PutObjectCommand({ Bucket, Key: 'a', Body: 'selfie' }));
    await send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: 'Enabled' } }));
    const again = await startS3({ folder: test.folder });
    const object = await again.client.send(new GetObjectCommand({ Bucket, Key: 'a' }));
    const versioning = await again.client.send(new GetBucketVersioningCommand({ Bucket }));
    await again.close();

    const full = await failure(send(new DeleteBucketCommand({ Bucket })));
    await send(new DeleteObjectCommand({ Bucket, Key: 'a', VersionId: 'null' }));
    await send(new DeleteBucketCommand({ Bucket }));

    expect(made.Location).toBe('/at-run-time');
    expect(await object.Body?.transformToString()).toBe('selfie');
    expect(versioning.Status).toBe('Enabled');
    expect(full).toMatchObject({ name: 'BucketNotEmpty', $metadata: { httpStatusCode: 409 } });
    expect(await failure(send(new HeadBucketCommand({ Bucket })))).toMatchObject({ name: 'NotFound' });
  });

  it.each(['Upper', 'a', 'a..b', '1.2.3.4', '.incoming'])('is refused with the name %s', async (name) => {
    const sent = await test.gateway.request({
      method: 'PUT',
      path: `/${name}`,
      query: new URLSearchParams(),
      headers: { host: '127.0.0.1' },
      body: Buffer.alloc(0),
    });
    expect(sent.status).toBe(403);

    const failed = await failure(send(new CreateBucketCommand({ Bucket: name })));

    expect(failed).toBeDefined();
    expect(failed.name).not.toBe('InternalError');
  });

  it('is refused in another region, and to who may not', async () => {
    const elsewhere = await failure(
      send(
        new CreateBucketCommand({
          Bucket,
          CreateBucketConfiguration: { LocationConstraint: 'eu-central-1' },
        }),
      ),
    );
    const guest = await failure(
      new S3Client(test.gateway.as('guest')).send(new CreateBucketCommand({ Bucket })),
    );

    const named = await failure(
      send(
        new CreateBucketCommand({
          Bucket,
          CreateBucketConfiguration: { LocationConstraint: 'us-east-1' as never },
        }),
      ),
    );

    expect(elsewhere).toMatchObject({ name: 'IllegalLocationConstraintException' });
    expect(named).toMatchObject({ name: 'InvalidLocationConstraint' });
    expect(guest).toMatchObject({ name: 'AccessDenied' });
  });

  it('is listed in pages', async () => {
    for (const name of ['page-1', 'page-2', 'page-3']) await send(new CreateBucketCommand({ Bucket: name }));
    const first = await send(new ListBucketsCommand({ Prefix: 'page-', MaxBuckets: 2 }));
    const rest = await send(
      new ListBucketsCommand({ Prefix: 'page-', ContinuationToken: first.ContinuationToken }),
    );

    expect(first.Buckets?.map(({ Name }) => Name)).toEqual(['page-1', 'page-2']);
    expect(rest.Buckets?.map(({ Name }) => Name)).toEqual(['page-3']);
    expect(rest.ContinuationToken).toBeUndefined();
  });
});

describe('the configuration of a bucket', () => {
  beforeAll(() => send(new CreateBucketCommand({ Bucket })));

  it('has what the template says', async () => {
    const tags = await send(new GetBucketTaggingCommand({ Bucket: 'of-template' }));
    const { Rules } = await send(new GetBucketLifecycleConfigurationCommand({ Bucket: 'of-template' }));

    expect(tags.TagSet).toEqual([{ Key: 'team', Value: 'riders' }]);
    expect(Rules).toMatchObject([
      { ID: 'old', Status: 'Enabled', Filter: { Prefix: 'tmp/' }, Expiration: { Days: 7 } },
      { Status: 'Disabled', AbortIncompleteMultipartUpload: { DaysAfterInitiation: 1 } },
    ]);
  });

  it('gives tags back, and tells when there are none', async () => {
    const TagSet = [{ Key: 'a b', Value: '1 + 1 = @two' }];
    const none = await failure(send(new GetBucketTaggingCommand({ Bucket })));
    await send(new PutBucketTaggingCommand({ Bucket, Tagging: { TagSet } }));
    const some = await send(new GetBucketTaggingCommand({ Bucket }));
    const system = await failure(
      send(new PutBucketTaggingCommand({ Bucket, Tagging: { TagSet: [{ Key: 'aws:x', Value: '1' }] } })),
    );
    await send(new DeleteBucketTaggingCommand({ Bucket }));

    expect(none).toMatchObject({ name: 'NoSuchTagSet', $metadata: { httpStatusCode: 404 } });
    expect(some.TagSet).toEqual(TagSet);
    expect(system).toMatchObject({ name: 'InvalidTag' });
    expect(await failure(send(new GetBucketTaggingCommand({ Bucket })))).toBeDefined();
  });

  it('gives lifecycle rules back, and refuses what no rule here does', async () => {
    const Rules = [
      {
        ID: 'all',
        Status: 'Enabled' as const,
        Filter: { And: { Prefix: 'a/', Tags: [{ Key: 'k', Value: 'v' }] } },
        Expiration: { Days: 3 },
        NoncurrentVersionExpiration: { NoncurrentDays: 2, NewerNoncurrentVersions: 1 },
        AbortIncompleteMultipartUpload: { DaysAfterInitiation: 1 },
      },
    ];
    await send(new PutBucketLifecycleConfigurationCommand({ Bucket, LifecycleConfiguration: { Rules } }));
    const given = await send(new GetBucketLifecycleConfigurationCommand({ Bucket }));
    const colder = await failure(
      send(
        new PutBucketLifecycleConfigurationCommand({
          Bucket,
          LifecycleConfiguration: {
            Rules: [
              {
                Status: 'Enabled',
                Filter: { Prefix: '' },
                Transitions: [{ Days: 30, StorageClass: 'GLACIER' }],
              },
            ],
          },
        }),
      ),
    );
    await send(new DeleteBucketLifecycleCommand({ Bucket }));

    expect(given.Rules).toEqual(Rules);
    expect(colder).toMatchObject({ name: 'NotImplemented', message: expect.stringContaining('Transition') });
    expect(await failure(send(new GetBucketLifecycleConfigurationCommand({ Bucket })))).toMatchObject({
      name: 'NoSuchLifecycleConfiguration',
    });
  });

  const lifecycle = (rule: Record<string, unknown>) =>
    send(
      new PutBucketLifecycleConfigurationCommand({
        Bucket,
        LifecycleConfiguration: {
          Rules: [{ ID: 'r', Status: 'Enabled', Filter: { Prefix: '' }, ...rule } as never],
        },
      }),
    );

  it('gives sizes of lifecycle rules and a date back as they were put', async () => {
    const Filter = { And: { Prefix: 'a/', ObjectSizeGreaterThan: 5, ObjectSizeLessThan: 10 } };
    const Expiration = { Date: new Date('2027-01-01T00:00:00Z') };

    await lifecycle({ Filter, Expiration });
    const joint = await send(new GetBucketLifecycleConfigurationCommand({ Bucket }));
    await lifecycle({ Filter: { ObjectSizeGreaterThan: 0 }, Expiration });
    const alone = await send(new GetBucketLifecycleConfigurationCommand({ Bucket }));

    expect(joint.Rules).toMatchObject([{ Filter, Expiration }]);
    expect(alone.Rules).toMatchObject([{ Filter: { ObjectSizeGreaterThan: 0 } }]);
  });

  it.each([
    [
      'a date at noon',
      { Expiration: { Date: new Date('2027-01-01T12:00:00Z') } },
      'InvalidArgument',
      'midnight GMT',
    ],
    [
      'days and a date',
      { Expiration: { Days: 1, Date: new Date('2027-01-01T00:00:00Z') } },
      'MalformedXML',
      '',
    ],
    ['days and markers', { Expiration: { Days: 1, ExpiredObjectDeleteMarker: true } }, 'MalformedXML', ''],
    [
      'old versions without a number',
      { Expiration: { Days: 1 }, NoncurrentVersionExpiration: {} },
      'MalformedXML',
      '',
    ],
    [
      'two filters side by side',
      { Filter: { ObjectSizeGreaterThan: 5, Prefix: '' }, Expiration: { Days: 1 } },
      'MalformedXML',
      '',
    ],
    [
      'one tag twice',
      {
        Filter: {
          And: {
            Tags: [
              { Key: 'a', Value: '1' },
              { Key: 'a', Value: '2' },
            ],
          },
        },
        Expiration: { Days: 1 },
      },
      'InvalidRequest',
      'Duplicate Tag Keys are not allowed.',
    ],
    [
      'a long id',
      { ID: 'x'.repeat(256), Expiration: { Days: 1 } },
      'InvalidArgument',
      'allowed limit of 255',
    ],
  ])('refuses a lifecycle rule with %s', async (_, rule, name, message) => {
    expect(await failure(lifecycle(rule))).toMatchObject({ name, message: expect.stringContaining(message) });
  });

  it('gives a policy back as it was put, and asks it', async () => {
    const statement = {
      Effect: 'Allow',
      Principal: { AWS: GUEST.arn },
      Action: 's3:GetObject',
      Resource: `arn:aws:s3:::${Bucket}/*`,
    };
    const Policy = JSON.stringify({ Version: '2012-10-17', Statement: [statement] });
    await send(new PutObjectCommand({ Bucket, Key: 'open', Body: 'selfie' }));
    await send(new PutBucketPolicyCommand({ Bucket, Policy }));

    expect((await send(new GetBucketPolicyCommand({ Bucket }))).Policy).toBe(Policy);
    const broken = await failure(send(new PutBucketPolicyCommand({ Bucket, Policy: '{' })));
    expect(broken).toMatchObject({ name: 'MalformedPolicy' });
    const again = await startS3({ folder: test.folder });
    expect((await again.client.send(new GetBucketPolicyCommand({ Bucket }))).Policy).toBe(Policy);
    await again.close();
    await send(new DeleteBucketPolicyCommand({ Bucket }));
    expect(await failure(send(new GetBucketPolicyCommand({ Bucket })))).toMatchObject({
      name: 'NoSuchBucketPolicy',
    });
  });

  it('blocks public access unless it is told otherwise', async () => {
    const fresh = await send(new GetPublicAccessBlockCommand({ Bucket }));
    const PublicAccessBlockConfiguration = {
      ...fresh.PublicAccessBlockConfiguration,
      BlockPublicPolicy: false,
    };
    await send(new PutPublicAccessBlockCommand({ Bucket, PublicAccessBlockConfiguration }));
    const changed = await send(new GetPublicAccessBlockCommand({ Bucket }));
    await send(new DeletePublicAccessBlockCommand({ Bucket }));

    expect(Object.values(fresh.PublicAccessBlockConfiguration ?? {})).toEqual([true, true, true, true]);
    expect(changed.PublicAccessBlockConfiguration).toEqual(PublicAccessBlockConfiguration);
    expect(await failure(send(new GetPublicAccessBlockCommand({ Bucket })))).toMatchObject({
      name: 'NoSuchPublicAccessBlockConfiguration',
    });
  });

  it('gives notifications back, of several events each', async () => {
    const NotificationConfiguration = {
      EventBridgeConfiguration: {},
      LambdaFunctionConfigurations: [
        {
          Id: 'mine',
          LambdaFunctionArn: 'arn:aws:lambda:us-east-1:000000000000:function:f',
          Events: ['s3:ObjectCreated:Put' as const, 's3:ObjectRemoved:*' as const],
          Filter: {
            Key: {
              FilterRules: [
                { Name: 'prefix' as const, Value: 'in/' },
                { Name: 'suffix' as const, Value: '.jpg' },
              ],
            },
          },
        },
      ],
    };
    await send(
      new PutBucketNotificationConfigurationCommand({
        Bucket,
        NotificationConfiguration,
        SkipDestinationValidation: true,
      }),
    );
    const given = await send(new GetBucketNotificationConfigurationCommand({ Bucket }));
    await send(new PutObjectCommand({ Bucket, Key: 'told', Body: '1' }));
    const heard = test.events.at(-1)?.detail;
    await send(new PutBucketNotificationConfigurationCommand({ Bucket, NotificationConfiguration: {} }));

    const [told] = given.LambdaFunctionConfigurations ?? [];
    expect(told).toMatchObject({ Id: 'mine', Events: ['s3:ObjectCreated:Put', 's3:ObjectRemoved:*'] });
    // As S3 writes them, whichever way they were put.
    expect(told?.Filter?.Key?.FilterRules?.map((rule) => `${rule.Name}=${rule.Value}`)).toEqual([
      'Prefix=in/',
      'Suffix=.jpg',
    ]);
    expect(given.EventBridgeConfiguration).toEqual({});
    expect(heard).toMatchObject({ object: { key: 'told' } });
    const none = await send(new GetBucketNotificationConfigurationCommand({ Bucket }));
    expect(none.LambdaFunctionConfigurations).toBeUndefined();
    expect(none.EventBridgeConfiguration).toBeUndefined();
  });

  it('refuses notifications to what does not take them', async () => {
    const QueueArn = 'arn:aws:sqs:us-east-1:000000000000:none';
    const QueueConfigurations = [{ QueueArn, Events: ['s3:ObjectCreated:*' as const] }];

    const failed = await failure(
      send(
        new PutBucketNotificationConfigurationCommand({
          Bucket,
          NotificationConfiguration: { QueueConfigurations },
        }),
      ),
    );

    expect(failed).toMatchObject({
      name: 'InvalidArgument',
      message: expect.stringContaining('Unable to validate the following destination configurations'),
    });
  });

  it('gives CORS rules and encryption back', async () => {
    const CORSRules = [{ AllowedOrigins: ['*'], AllowedMethods: ['GET'], MaxAgeSeconds: 5 }];
    await send(new PutBucketCorsCommand({ Bucket, CORSConfiguration: { CORSRules } }));
    const byDefault = { SSEAlgorithm: 'aws:kms' as const, KMSMasterKeyID: 'key' };
    await send(
      new PutBucketEncryptionCommand({
        Bucket,
        ServerSideEncryptionConfiguration: {
          Rules: [{ ApplyServerSideEncryptionByDefault: byDefault, BucketKeyEnabled: true }],
        },
      }),
    );

    expect((await send(new GetBucketCorsCommand({ Bucket }))).CORSRules).toEqual(CORSRules);
    const { ServerSideEncryptionConfiguration } = await send(new GetBucketEncryptionCommand({ Bucket }));
    expect(ServerSideEncryptionConfiguration?.Rules).toEqual([
      { ApplyServerSideEncryptionByDefault: byDefault, BucketKeyEnabled: true },
    ]);
    await send(new DeleteBucketCorsCommand({ Bucket }));
    expect(await failure(send(new GetBucketCorsCommand({ Bucket })))).toBeDefined();
  });

  it('has lists that the owner alone is on', async () => {
    await send(new PutObjectCommand({ Bucket, Key: 'owned', Body: '1' }));

    const grants = [{ Grantee: { ID: '000000000000', Type: 'CanonicalUser' }, Permission: 'FULL_CONTROL' }];
    expect((await send(new GetBucketAclCommand({ Bucket }))).Grants).toEqual(grants);
    expect((await send(new GetObjectAclCommand({ Bucket, Key: 'owned' }))).Grants).toEqual(grants);
  });
});
