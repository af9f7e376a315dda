// Buckets in the name of the host, as SDKs have them where nobody tells them otherwise.
import { Agent, request as httpRequest } from 'node:http';
import {
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { createPresignedPost } from '@aws-sdk/s3-presigned-post';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { startS3, type TestS3 } from '../../support/s3.ts';

let world: TestS3;
let port: string;
beforeAll(async () => {
  world = await startS3();
  port = new URL(world.gateway.endpoint).port;
  await world.addBucket('photos');
  await world.addBucket('old.photos');
});
afterAll(async () => {
  httpAgent.destroy();
  world.client.destroy();
  await world.close();
});

// As browsers and curl do; not every system looks these names up that way.
const httpAgent = new Agent({
  lookup: (_name, _options, found) => found(null, [{ address: '127.0.0.1', family: 4 }]),
});

function clientOf(name: string): S3Client {
  const { credentials, region } = world.gateway.clientConfig;
  return new S3Client({
    credentials,
    region,
    endpoint: `http://${name}:${port}`,
    maxAttempts: 1,
    requestHandler: { httpAgent },
  });
}

function ask(path: string, host: string, method = 'GET', body?: Buffer, type?: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const headers = { host, ...(type === undefined ? {} : { 'content-type': type }) };
    const asked = httpRequest({ host: '127.0.0.1', port, path, method, headers }, async (answer) => {
      let text = `${answer.statusCode} `;
      for await (const chunk of answer) text += String(chunk);
      resolve(text);
    });
    asked.on('error', reject);
    asked.end(body);
  });
}

it.each(['localhost', 's3.localhost', 's3.eu-central-1.localhost'])(
  'the SDK finds its bucket at %s, without being told of path style',
  async (name) => {
    const client = clientOf(name);
    const Bucket = 'photos';
    const large = Buffer.alloc(2 ** 20 + 1, 'x');
    await client.send(new PutObjectCommand({ Bucket, Key: 'a b/ü.txt', Body: 'text' }));
    await client.send(new PutObjectCommand({ Bucket, Key: 'large', Body: large }));

    const found = await client.send(new GetObjectCommand({ Bucket, Key: 'a b/ü.txt' }));
    const listed = await client.send(new ListObjectsV2Command({ Bucket }));
    client.destroy();

    expect(await found.Body?.transformToString()).toBe('text');
    expect(listed.Contents?.map(({ Key, Size }) => [Key, Size])).toEqual([
      ['a b/ü.txt', 4],
      ['large', large.length],
    ]);
  },
);

it('a name with a dot is a bucket, too', async () => {
  const client = clientOf('localhost');
  const asked = { Bucket: 'old.photos', Key: 'k' };
  await client.send(new PutObjectCommand({ ...asked, Body: 'old' }));
  client.destroy();

  const path = new S3Client({ ...world.gateway.clientConfig, forcePathStyle: true });
  const { Body } = await path.send(new GetObjectCommand(asked));
  path.destroy();
  expect(await Body?.transformToString()).toBe('old');
});

it('what a URL signs is the host that it names', async () => {
  const client = clientOf('localhost');
  await client.send(new PutObjectCommand({ Bucket: 'photos', Key: 'signed', Body: 'yes' }));
  const { host, pathname, search } = new URL(
    await getSignedUrl(client, new GetObjectCommand({ Bucket: 'photos', Key: 'signed' })),
  );
  client.destroy();

  expect(host).toBe(`photos.localhost:${port}`);
  expect(await ask(pathname + search, host)).toBe('200 yes');
  expect(await ask(pathname + search, `old.photos.localhost:${port}`)).toMatch(
    /^403 .*SignatureDoesNotMatch/s,
  );
});

it('a form may be sent there, and answers where the object lies', async () => {
  const client = clientOf('localhost');
  const { url, fields } = await createPresignedPost(client, {
    Bucket: 'photos',
    Key: 'form',
    Fields: { success_action_status: '201' },
  });
  client.destroy();
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.set(name, value);
  form.set('file', new Blob(['of a form']));
  const sent = new Response(form);
  const type = sent.headers.get('content-type') ?? '';

  const { host } = new URL(url);
  const answer = await ask('/', host, 'POST', Buffer.from(await sent.arrayBuffer()), type);

  expect(answer).toMatch(/^201 /);
  expect(answer).toContain(`<Location>http://localhost:${port}/photos/form</Location>`);
});

it('an upload of several parts tells an address at which the object is found', async () => {
  const client = clientOf('localhost');
  const asked = { Bucket: 'photos', Key: 'parts' };
  const { UploadId } = await client.send(new CreateMultipartUploadCommand(asked));
  const { ETag } = await client.send(new UploadPartCommand({ ...asked, UploadId, PartNumber: 1, Body: 'p' }));
  const { Location } = await client.send(
    new CompleteMultipartUploadCommand({
      ...asked,
      UploadId,
      MultipartUpload: { Parts: [{ ETag, PartNumber: 1 }] },
    }),
  );
  client.destroy();

  expect(Location).toBe(`http://localhost:${port}/photos/parts`);
});

it.each(['example.com', 'localhost.example.com', 's3.localhost.localstack.cloud'])(
  'a host that may be of another site (%s) is refused with the way out, in words of S3',
  async (name) => {
    const client = clientOf(name);
    const failure = await client
      .send(new ListObjectsV2Command({ Bucket: 'photos' }))
      .catch((error: Error) => error);
    client.destroy();

    expect(failure).toMatchObject({
      name: 'AccessDenied',
      message: expect.stringMatching(/photos\..*forcePathStyle: true.*BUCKET\.localhost/),
    });
  },
);

it('no other service is reached there', async () => {
  const { credentials, region } = world.gateway.clientConfig;
  const client = new SQSClient({
    credentials,
    region,
    endpoint: `http://photos.localhost:${port}`,
    maxAttempts: 1,
    requestHandler: { httpAgent },
  });
  const sent = client.send(new SendMessageCommand({ QueueUrl: 'q', MessageBody: 'b' }));

  await expect(sent).rejects.toThrow('only S3 takes names before localhost');
  client.destroy();
});

it.each(['LOCALHOST', 'Photos.LocalHost'])(
  '%s is this machine as well, as names have no case',
  async (name) => {
    expect(await ask('/', `${name}:${port}`)).not.toMatch(/it is not this machine/);
  },
);
