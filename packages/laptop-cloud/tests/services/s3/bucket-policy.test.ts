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

it('decides for an AWS service as for anybody else, and no role of anybody does', async () => {
  await test.addBucket('pages');
  await put(test.client, 'pages', 'open/a');
  await put(test.client, 'pages', 'shut/a');
  const distribution = {
    service: 'cloudfront.amazonaws.com',
    arn: 'arn:aws:cloudfront::000000000000:distribution/E',
  };
  const get = async (Key: string, arn = distribution.arn) => {
    const request = {
      method: 'GET',
      query: new URLSearchParams(),
      headers: {},
      body: Buffer.alloc(0),
      requestId: 'r',
    };
    const { status } = await test.s3.answerService(
      { ...request, path: `/pages/${Key}` },
      { ...distribution, arn },
    );
    return status;
  };
  const before = await get('open/a');
  await policy('pages', [
    {
      Effect: 'Allow',
      Principal: { Service: distribution.service },
      Action: 's3:GetObject',
      Resource: 'arn:aws:s3:::pages/*',
      Condition: { StringEquals: { 'aws:SourceArn': distribution.arn, 'aws:SourceAccount': '000000000000' } },
    },
    {
      Effect: 'Deny',
      Principal: '*',
      Action: 's3:GetObject',
      Resource: 'arn:aws:s3:::pages/shut/*',
      Condition: { Bool: { 'aws:PrincipalIsAWSService': true } },
    },
  ]);

  const after = await Promise.all([
    get('open/a'),
    get('open/none'),
    get('shut/a'),
    get('open/a', `${distribution.arn}X`),
  ]);

  expect([before, ...after]).toEqual([403, 200, 403, 403, 403]);
  await expect(writer.send(new GetObjectCommand({ Bucket: 'pages', Key: 'shut/a' }))).resolves.toBeDefined();
});

it('lets a caller list the prefixes that it names', async () => {
  await test.addBucket('prefixes');
  await policy('prefixes', {
    Effect: 'Allow',
    Principal: { AWS: ROLE },
    Action: 's3:ListBucket',
    Resource: 'arn:aws:s3:::prefixes',
    Condition: { StringLike: { 's3:prefix': 'mine/*' } },
  });
  const list = (Prefix: string) => reader.send(new ListObjectsV2Command({ Bucket: 'prefixes', Prefix }));

  await expect(list('mine/a')).resolves.toBeDefined();
  await expect(list('yours/a')).rejects.toMatchObject({ name: 'AccessDenied' });
});

it.each([
  [
    'a condition',
    { Condition: { StringEquals: { 's3:x-amz-acl': 'private' } } },
    /Condition on s3:x-amz-acl/,
  ],
  [
    'a principal',
    { Principal: { Federated: 'accounts.example.com' } },
    /Principal Federated is not evaluated/,
  ],
  ['a member', { NotAction: 's3:*' }, /has Action and NotAction/],
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

it.each(['Resource', 'Action', 'Principal', 'Effect'])(
  'is refused without %s, as S3 does',
  async (element) => {
    const { [element]: _, ...statement } = {
      Effect: 'Allow',
      Principal: '*',
      Action: 's3:GetObject',
      Resource: 'arn:aws:s3:::half/*',
    } as Record<string, string>;

    await expect(policy('half', statement)).rejects.toThrow(
      new RegExp(`^AWS::S3::BucketPolicy PolicyDocument: Statement\\[0\\] .*${element}`),
    );
  },
);
