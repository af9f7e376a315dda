import { createHash } from 'node:crypto';
import {
  DeleteObjectCommand,
  GetBucketCorsCommand,
  GetBucketEncryptionCommand,
  GetBucketLocationCommand,
  GetBucketVersioningCommand,
  GetObjectCommand,
  GetObjectTorrentCommand,
  HeadBucketCommand,
  ListBucketsCommand,
  ListObjectsV2Command,
  PutBucketWebsiteCommand,
  PutObjectCommand,
  PutObjectTaggingCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { HEARD, startS3, type TestS3, VERSIONED } from '../../support/s3.ts';

interface S3Detail {
  object: { sequencer: string };
}

const DAY_MS = 86_400_000;
let nowMs = Date.UTC(2026, 0, 1, 12);
let test: TestS3;
const asked: string[] = [];
beforeAll(async () => {
  test = await startS3({
    clock: { now: () => nowMs },
    principals: {
      none: {
        arn: 'arn:aws:sts::000000000000:assumed-role/none/x',
        can: (action, arn) => {
          asked.push(`${action} ${arn}`);
          return action === 's3:GetObject';
        },
      },
    },
  });
  await test.addBucket('photos', { ...VERSIONED, ...HEARD });
});
afterAll(() => test.close());

const failure = (promise: Promise<unknown>) =>
  promise.then(
    () => undefined,
    (error) => error,
  );
const put = (Bucket: string, Key: string, more: object = {}) =>
  test.client.send(new PutObjectCommand({ Bucket, Key, Body: 'selfie', ...more }));

describe('events', () => {
  it('of a created object have the shape of EventBridge, key as it is', async () => {
    const { VersionId } = await put('photos', 'incoming/r1/a b+ü&.jpg');

    expect(test.events.at(-1)).toEqual({
      version: '0',
      id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      'detail-type': 'Object Created',
      source: 'aws.s3',
      account: '000000000000',
      time: '2026-01-01T12:00:00Z',
      region: 'us-east-1',
      resources: ['arn:aws:s3:::photos'],
      detail: {
        version: '0',
        bucket: { name: 'photos' },
        object: {
          key: 'incoming/r1/a b+ü&.jpg',
          size: 6,
          etag: createHash('md5').update('selfie').digest('hex'),
          'version-id': VersionId,
          sequencer: expect.stringMatching(/^[0-9A-F]{16}$/),
        },
        'request-id': expect.any(String),
        requester: '000000000000',
        'source-ip-address': '127.0.0.1',
        reason: 'PutObject',
      },
    });
  });

  it('of a deletion tell a marker from a loss, in growing sequence', async () => {
    const { VersionId } = await put('photos', 'gone');
    const where = { Bucket: 'photos', Key: 'gone' };

    await test.client.send(new DeleteObjectCommand(where));
    await test.client.send(new DeleteObjectCommand({ ...where, VersionId }));

    const [created, marked, lost] = test.events.slice(-3).map((event) => event.detail as S3Detail);
    expect(marked).toMatchObject({ reason: 'DeleteObject', 'deletion-type': 'Delete Marker Created' });
    expect(lost).toMatchObject({
      'deletion-type': 'Permanently Deleted',
      object: { 'version-id': VersionId },
    });
    const sequence = [created, marked, lost].map((detail) => detail?.object.sequencer);
    expect(sequence).toEqual([...sequence].sort());
    expect(new Set(sequence).size).toBe(3);
  });

  it('tell of tags', async () => {
    await put('photos', 'tagged');
    await test.client.send(
      new PutObjectTaggingCommand({
        Bucket: 'photos',
        Key: 'tagged',
        Tagging: { TagSet: [{ Key: 'a', Value: 'b' }] },
      }),
    );

    expect(test.events.at(-1)).toMatchObject({
      'detail-type': 'Object Tags Added',
      detail: { object: { key: 'tagged' } },
    });
  });

  it('are not published by a bucket that was not asked to, and have no version where none is kept', async () => {
    await test.addBucket('silent');
    await test.addBucket('plain', HEARD);
    const before = test.events.length;

    await put('silent', 'x');
    await put('plain', 'x');

    expect(test.events).toHaveLength(before + 1);
    expect(test.events.at(-1)?.detail).not.toHaveProperty(['object', 'version-id']);
  });
});

describe('authorization', () => {
  const none = () => new S3Client(test.gateway.as('none'));

  it('asks for the action on the object or the bucket', async () => {
    const denied = await failure(
      none().send(new PutObjectCommand({ Bucket: 'photos', Key: 'a/ü', Body: 'x' })),
    );
    await failure(none().send(new ListObjectsV2Command({ Bucket: 'photos' })));
    await failure(none().send(new GetObjectCommand({ Bucket: 'photos', Key: 'a', VersionId: 'v' })));

    expect(denied.name).toBe('AccessDenied');
    expect(denied.message).toContain('s3:PutObject on resource: arn:aws:s3:::photos/a/ü');
    expect(asked).toEqual([
      's3:PutObject arn:aws:s3:::photos/a/ü',
      's3:ListBucket arn:aws:s3:::photos',
      's3:GetObjectVersion arn:aws:s3:::photos/a',
    ]);
  });

  it('hides that a key is missing from who may not list', async () => {
    const get = (client: S3Client) =>
      failure(client.send(new GetObjectCommand({ Bucket: 'photos', Key: 'missing' })));

    expect((await get(none())).name).toBe('AccessDenied');
    expect((await get(test.client)).name).toBe('NoSuchKey');
  });
});

describe('a bucket', () => {
  it('echoes its encryption with every object', async () => {
    await test.addBucket('encrypted', {
      BucketEncryption: {
        ServerSideEncryptionConfiguration: [
          {
            BucketKeyEnabled: true,
            ServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: 'arn:key' },
          },
        ],
      },
    });

    const expected = { ServerSideEncryption: 'aws:kms', SSEKMSKeyId: 'arn:key', BucketKeyEnabled: true };
    expect(await put('encrypted', 'x')).toMatchObject(expected);
    expect(await test.client.send(new GetObjectCommand({ Bucket: 'encrypted', Key: 'x' }))).toMatchObject(
      expected,
    );
    expect(await put('encrypted', 'y', { ServerSideEncryption: 'AES256' })).toMatchObject({
      ServerSideEncryption: 'AES256',
    });
  });

  it('tells its region, versioning, encryption and that it has no CORS rules', async () => {
    const where = { Bucket: 'photos' };

    expect(await test.client.send(new HeadBucketCommand(where))).toMatchObject({ BucketRegion: 'us-east-1' });
    expect((await test.client.send(new GetBucketLocationCommand(where))).LocationConstraint ?? '').toBe('');
    expect(await test.client.send(new GetBucketVersioningCommand(where))).toMatchObject({
      Status: 'Enabled',
    });
    expect(
      (await test.client.send(new GetBucketEncryptionCommand(where))).ServerSideEncryptionConfiguration
        ?.Rules,
    ).toMatchObject([{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }]);
    expect(await failure(test.client.send(new GetBucketCorsCommand(where)))).toMatchObject({
      name: 'NoSuchCORSConfiguration',
    });
    expect((await test.client.send(new ListBucketsCommand({}))).Buckets?.map((one) => one.Name)).toContain(
      'photos',
    );
  });

  it('that does not exist is named', async () => {
    expect(await failure(put('nowhere', 'x'))).toMatchObject({ name: 'NoSuchBucket', BucketName: 'nowhere' });
  });

  it('keeps its objects when its settings change', async () => {
    await test.addBucket('changing');
    await put('changing', 'x');
    await test.addBucket('changing', VERSIONED);

    const answer = await test.client.send(new GetObjectCommand({ Bucket: 'changing', Key: 'x' }));

    expect(answer.VersionId).toBe('null');
  });

  it.each([
    [
      'a property value',
      { VersioningConfiguration: { Status: 'Sometimes' } },
      'VersioningConfiguration.Status',
    ],
    [
      'a nested property',
      { NotificationConfiguration: { WebhookConfigurations: [] } },
      'WebhookConfigurations',
    ],
    [
      'a lifecycle transition',
      { LifecycleConfiguration: { Rules: [{ Status: 'Enabled', Transitions: [] }] } },
      'Transitions',
    ],
    [
      'an ownership',
      { OwnershipControls: { Rules: [{ ObjectOwnership: 'ObjectWriter' }] } },
      'ObjectOwnership',
    ],
  ])('is refused with %s it cannot honour', async (_what, properties, named) => {
    await expect(test.addBucket('refused', properties)).rejects.toThrow(named);
  });

  it.each(['../up', 'Upper', 'a', 'a..b'])('is refused with the name %s', async (name) => {
    await expect(test.addBucket(name)).rejects.toThrow('BucketName');
  });
});

describe('what is not supported is refused by name', () => {
  it.each([
    [
      'an operation on a bucket',
      new PutBucketWebsiteCommand({ Bucket: 'photos', WebsiteConfiguration: {} }),
      'website',
    ],
    ['an operation on an object', new GetObjectTorrentCommand({ Bucket: 'photos', Key: 'x' }), 'torrent'],
  ])('%s', async (_what, command, named) => {
    const refused = await failure(test.client.send(command as GetObjectTorrentCommand));

    expect(refused).toMatchObject({ name: 'NotImplemented', message: expect.stringContaining(named) });
  });

  it.each([
    [
      'a header',
      { ObjectLockMode: 'GOVERNANCE', ObjectLockRetainUntilDate: new Date() },
      'x-amz-object-lock',
    ],
    ['a customer key', { SSECustomerAlgorithm: 'AES256' }, 'x-amz-server-side-encryption-customer-algorithm'],
  ])('%s', async (_what, more, named) => {
    expect(await failure(put('photos', 'x', more))).toMatchObject({
      name: 'NotImplemented',
      message: expect.stringContaining(named),
    });
  });

  it('a public ACL', async () => {
    expect(await failure(put('photos', 'x', { ACL: 'public-read' }))).toMatchObject({
      name: 'AccessControlListNotSupported',
    });
  });
});

describe('lifecycle', () => {
  it('expires objects between two sizes alone', async () => {
    const sizes = { ObjectSizeGreaterThan: '6', ObjectSizeLessThan: 8 };
    await test.addBucket('sized', {
      LifecycleConfiguration: { Rules: [{ Status: 'Enabled', ...sizes, ExpirationInDays: 1 }] },
    });
    for (const length of [6, 7, 8])
      await test.client.send(
        new PutObjectCommand({ Bucket: 'sized', Key: String(length), Body: 'x'.repeat(length) }),
      );

    nowMs += 3 * DAY_MS;
    await test.s3.sweep();

    const { Contents = [] } = await test.client.send(new ListObjectsV2Command({ Bucket: 'sized' }));
    expect(Contents.map(({ Key }) => Key)).toEqual(['6', '8']);
  });

  it('expires objects, old versions, lone markers and unfinished uploads, each after its days', async () => {
    await test.addBucket('expiring', {
      ...VERSIONED,
      ...HEARD,
      LifecycleConfiguration: {
        Rules: [
          { Status: 'Enabled', Prefix: 'incoming/', ExpirationInDays: '2' },
          {
            Status: 'Enabled',
            NoncurrentVersionExpiration: { NoncurrentDays: 1 },
            ExpiredObjectDeleteMarker: true,
          },
          { Status: 'Disabled', ExpirationInDays: 1 },
        ],
      },
    });
    const { VersionId: old } = await put('expiring', 'kept/x');
    await put('expiring', 'kept/x');
    await put('expiring', 'incoming/y');
    const versions = () =>
      test.s3.readObject('expiring', 'kept/x', old).then(
        () => 'there',
        (error) => error.code,
      );
    const incoming = () =>
      test.s3.readObject('expiring', 'incoming/y').then(
        () => 'there',
        (error) => error.code,
      );

    nowMs += DAY_MS;
    await test.s3.sweep();
    const afterOneDay = [await versions(), await incoming()];
    nowMs += DAY_MS;
    await test.s3.sweep();
    const afterTwo = [await versions(), await incoming()];
    nowMs += DAY_MS;
    await test.s3.sweep();
    const afterThree = [await versions(), await incoming()];

    expect([afterOneDay, afterTwo, afterThree]).toEqual([
      ['there', 'there'],
      ['NoSuchVersion', 'there'],
      ['NoSuchVersion', 'NoSuchKey'],
    ]);
    expect(test.events.at(-1)?.detail).toMatchObject({
      reason: 'Lifecycle Expiration',
      'deletion-type': 'Delete Marker Created',
      object: { key: 'incoming/y' },
    });
    expect((await test.s3.readObject('expiring', 'kept/x')).toString()).toBe('selfie');
    nowMs += 3 * DAY_MS;
    await test.s3.sweep();
    await test.s3.sweep();
    expect(test.events.at(-1)?.detail).toMatchObject({ 'deletion-type': 'Permanently Deleted' });
  });
});
