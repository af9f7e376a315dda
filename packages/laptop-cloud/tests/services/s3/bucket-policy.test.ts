import {
  CopyObjectCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { startS3, type TestS3 } from '../../support/s3.ts';

const ROLE = 'arn:aws:iam::000000000000:role/reader';
let test: TestS3;
let reader: S3Client;
let writer: S3Client;
beforeAll(async () => {
  const session = (role: string) => `arn:aws:sts::000000000000:assumed-role/${role}/x`;
  test = await startS3({
    principals: {
      reader: { arn: session('reader'), can: () => false },
      writer: { arn: session('writer'), can: () => true },
    },
  });
  reader = new S3Client(test.gateway.as('reader'));
  writer = new S3Client(test.gateway.as('writer'));
});
afterAll(async () => {
  reader.destroy();
  writer.destroy();
  await test.close();
});

const policy = (Bucket: string, Statement: unknown) =>
  test.s3.resourceTypes['AWS::S3::BucketPolicy']?.provision?.(
    {
      logicalId: 'Policy',
      type: 'AWS::S3::BucketPolicy',
      physicalName: 'policy',
      properties: { Bucket, PolicyDocument: { Version: '2012-10-17', Statement } },
      metadata: {},
    },
    { accountId: '000000000000', region: 'us-east-1', partition: 'aws', stackName: 'test' },
  );
const put = (client: S3Client, Bucket: string, Key = 'a') =>
  client.send(new PutObjectCommand({ Bucket, Key, Body: 'x' }));
const DENIED = {
  name: 'AccessDenied',
  message: expect.stringContaining('explicit deny in a resource-based'),
};

it('lets a role in that no policy of its own does, for what it names', async () => {
  await test.addBucket('shared');
  await put(test.client, 'shared', 'public/a');
  await policy('shared', [
    {
      Effect: 'Allow',
      Principal: { AWS: ROLE },
      Action: 's3:GetObject',
      Resource: 'arn:aws:s3:::shared/public/*',
    },
    { Effect: 'Allow', Principal: { AWS: ROLE }, Action: 's3:ListBucket', Resource: 'arn:aws:s3:::shared' },
  ]);
  const get = (Key: string) => reader.send(new GetObjectCommand({ Bucket: 'shared', Key }));

  await expect(get('public/a')).resolves.toBeDefined();
  await expect(reader.send(new ListObjectsV2Command({ Bucket: 'shared' }))).resolves.toMatchObject({
    KeyCount: 1,
  });
  await expect(get('private/a')).rejects.toMatchObject({ name: 'AccessDenied' });
  await expect(get('public/none')).rejects.toMatchObject({ name: 'NoSuchKey' });
  await expect(put(reader, 'shared')).rejects.toMatchObject({ name: 'AccessDenied' });
});

it('keeps out whom it denies, whatever their roles allow', async () => {
  await test.addBucket('kept');
  await put(test.client, 'kept', 'evidence/a');
  await policy('kept', {
    Effect: 'Deny',
    Principal: '*',
    Action: ['s3:Delete*', 's3:PutObject'],
    Resource: 'arn:aws:s3:::kept/evidence/*',
  });

  await expect(put(writer, 'kept', 'evidence/b')).rejects.toMatchObject(DENIED);
  await expect(put(writer, 'kept', 'other/b')).resolves.toBeDefined();
  const Delete = { Objects: [{ Key: 'evidence/a' }, { Key: 'other/b' }] };
  const { Errors, Deleted } = await writer.send(new DeleteObjectsCommand({ Bucket: 'kept', Delete }));
  expect(Errors).toMatchObject([{ Key: 'evidence/a', Code: 'AccessDenied' }]);
  expect(Deleted).toMatchObject([{ Key: 'other/b' }]);
});

it('counts for the source of a copy', async () => {
  await test.addBucket('source');
  await test.addBucket('target');
  await put(test.client, 'source');
  await policy('source', {
    Effect: 'Deny',
    Principal: '*',
    Action: 's3:GetObject',
    Resource: 'arn:aws:s3:::source/*',
  });

  await expect(
    writer.send(new CopyObjectCommand({ Bucket: 'target', Key: 'b', CopySource: 'source/a' })),
  ).rejects.toMatchObject(DENIED);
});

it('denies callers without TLS, which nobody is here, and may name services that are not here', async () => {
  await test.addBucket('tls');
  await policy('tls', [
    {
      Sid: 'OnlyTls',
      Effect: 'Deny',
      Principal: '*',
      Action: 's3:*',
      Resource: ['arn:aws:s3:::tls', 'arn:aws:s3:::tls/*'],
      Condition: { Bool: { 'aws:SecureTransport': false } },
    },
    {
      Effect: 'Allow',
      Principal: { Service: 'transcribe.amazonaws.com' },
      Action: 's3:PutObject',
      Resource: 'arn:aws:s3:::tls/*',
    },
  ]);

  await expect(put(test.client, 'tls')).resolves.toBeDefined();
  await expect(put(reader, 'tls')).rejects.toMatchObject({ name: 'AccessDenied' });
});

it.each([
  [
    'a condition',
    { Condition: { StringEquals: { 's3:x-amz-acl': 'private' } } },
    /condition key s3:x-amz-acl/,
  ],
  ['a principal', { Principal: { Federated: 'accounts.example.com' } }, /Federated in Principal/],
  ['a member', { NotAction: 's3:*' }, /NotAction in Statement/],
])('is refused with %s that is not evaluated here', async (_, more, message) => {
  const statement = {
    Effect: 'Allow',
    Principal: '*',
    Action: 's3:*',
    Resource: 'arn:aws:s3:::tls/*',
    ...more,
  };
  await expect(policy('tls', statement)).rejects.toThrow(message);
});
