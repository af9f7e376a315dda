// What the AWS SDK for JavaScript does with its defaults. Prints `ok CHECK` or `fails CHECK: WHY`.
import { randomBytes } from 'node:crypto';
import {
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  DeleteBucketCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';

const [Bucket = '', oddKeys = '[]'] = process.argv.slice(2);
const s3 = new S3Client();
const large = randomBytes(30 * 2 ** 20 + 7);

async function check(name: string, attempt: () => Promise<unknown>): Promise<void> {
  try {
    await attempt();
    console.log(`ok ${name}`);
  } catch (error) {
    console.log(`fails ${name}: ${String(error).replaceAll('\n', ' ')}`);
  }
}

function same(one: unknown, other: unknown): void {
  if (JSON.stringify(one) !== JSON.stringify(other))
    throw new Error(`${JSON.stringify(one)} is not ${JSON.stringify(other)}`);
}

const bytesOf = async (Key: string) =>
  Buffer.from(
    (await (await s3.send(new GetObjectCommand({ Bucket, Key }))).Body?.transformToByteArray()) ?? [],
  );
const keysIn = async (Prefix: string) =>
  ((await s3.send(new ListObjectsV2Command({ Bucket, Prefix }))).Contents ?? []).map(({ Key }) => Key);

await check('put', () => s3.send(new PutObjectCommand({ Bucket, Key: 'js/a', Body: 'selfie' })));
await check('get', async () => same((await bytesOf('js/a')).toString(), 'selfie'));
await check('list', async () => same(await keysIn('js/'), ['js/a']));
await check('large', async () => {
  const where = { Bucket, Key: 'js/parts' };
  const { UploadId } = await s3.send(
    new CreateMultipartUploadCommand({ ...where, ChecksumAlgorithm: 'CRC32' }),
  );
  const Parts = [];
  for (const PartNumber of [1, 2]) {
    const Body = PartNumber === 1 ? large.subarray(0, 2 ** 24) : large.subarray(2 ** 24);
    const { ETag, ChecksumCRC32 } = await s3.send(
      new UploadPartCommand({ ...where, UploadId, PartNumber, Body }),
    );
    Parts.push({ PartNumber, ETag, ChecksumCRC32 });
  }
  await s3.send(new CompleteMultipartUploadCommand({ ...where, UploadId, MultipartUpload: { Parts } }));
  await s3.send(new PutObjectCommand({ Bucket, Key: 'js/whole', Body: large }));
  for (const key of ['js/parts', 'js/whole']) same((await bytesOf(key)).equals(large), true);
});
await check('odd keys', async () => {
  const keys = [...(JSON.parse(oddKeys) as string[]), 'a\rb'].map((key) => `js/odd/${key}`);
  for (const Key of keys) await s3.send(new PutObjectCommand({ Bucket, Key, Body: '1' }));
  const Objects = keys.map((Key) => ({ Key }));
  same((await s3.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects } }))).Errors ?? [], []);
  same(await keysIn('js/odd/'), []);
});
await check('presign', async () => {
  const url = await getSignedUrl(s3, new GetObjectCommand({ Bucket, Key: 'js/a' }));
  same(await (await fetch(url)).text(), 'selfie');
});
await check('copy', () =>
  s3.send(new CopyObjectCommand({ Bucket, Key: 'js/copied', CopySource: `${Bucket}/js/parts` })),
);
await check('other', async () => {
  await s3.send(new CreateBucketCommand({ Bucket: 'js-made' }));
  await s3.send(new DeleteBucketCommand({ Bucket: 'js-made' }));
});
