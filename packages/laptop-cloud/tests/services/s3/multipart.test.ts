import { createHash } from 'node:crypto';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import {
  AbortMultipartUploadCommand,
  type CompletedPart,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  ListMultipartUploadsCommand,
  ListPartsCommand,
  PutObjectCommand,
  S3Client,
  UploadPartCommand,
  UploadPartCopyCommand,
} from '@aws-sdk/client-s3';
import { HEARD, startS3, type TestS3 } from '../../support/s3.ts';

const FIVE_MB = 5 * 1024 * 1024;
const first = Buffer.alloc(FIVE_MB, 'a');
const second = Buffer.from('the end');

let test: TestS3;
beforeAll(async () => {
  test = await startS3();
  await test.addBucket('photos', HEARD);
});
afterAll(() => test.close());

const where = (Key: string) => ({ Bucket: 'photos', Key });
const failure = (promise: Promise<unknown>) =>
  promise.then(
    () => undefined,
    (error) => error,
  );

async function start(key: string, more: object = {}): Promise<string> {
  const { UploadId } = await test.client.send(new CreateMultipartUploadCommand({ ...where(key), ...more }));
  return UploadId as string;
}
const upload = (key: string, UploadId: string, PartNumber: number, Body: Buffer) =>
  test.client.send(new UploadPartCommand({ ...where(key), UploadId, PartNumber, Body }));
const complete = (key: string, UploadId: string, Parts: CompletedPart[], more: object = {}) =>
  test.client.send(
    new CompleteMultipartUploadCommand({ ...where(key), UploadId, MultipartUpload: { Parts }, ...more }),
  );

describe('a multipart upload', () => {
  it('takes back the checksums that it answered with, where nobody named an algorithm', async () => {
    const plain = new S3Client({ ...test.gateway.clientConfig, requestChecksumCalculation: 'WHEN_REQUIRED' });
    const id = await start('echoed');
    const part = { ...where('echoed'), UploadId: id, PartNumber: 1, Body: second };
    const { ETag, ChecksumCRC64NVME } = await plain.send(new UploadPartCommand(part));
    expect(ChecksumCRC64NVME).toBeDefined();

    const refused = complete('echoed', id, [{ PartNumber: 1, ETag, ChecksumCRC64NVME: 'AAAAAAAAAAA=' }]);
    await expect(refused).rejects.toThrow('could not be found');
    const whole = await complete('echoed', id, [{ PartNumber: 1, ETag, ChecksumCRC64NVME }]);
    plain.destroy();

    expect(whole).toMatchObject({ ChecksumType: 'FULL_OBJECT', ChecksumCRC64NVME });
  });

  it('becomes one object with the metadata of its start, a composite checksum and one event', async () => {
    const id = await start('big', {
      ContentType: 'image/png',
      Metadata: { a: '1' },
      ChecksumAlgorithm: 'CRC32',
    });
    const two = await upload('big', id, 2, second);
    const one = await upload('big', id, 1, first);

    const parts = [
      { PartNumber: 1, ETag: one.ETag, ChecksumCRC32: one.ChecksumCRC32 },
      { PartNumber: 2, ETag: two.ETag, ChecksumCRC32: two.ChecksumCRC32 },
    ];
    const done = await complete('big', id, parts);

    const md5 = (bytes: Buffer) => createHash('md5').update(bytes).digest();
    const etag = `${md5(Buffer.concat([md5(first), md5(second)])).toString('hex')}-2`;
    const sums = Buffer.alloc(8);
    sums.writeUInt32BE(crc32(first), 0);
    sums.writeUInt32BE(crc32(second), 4);
    const sum = Buffer.alloc(4);
    sum.writeUInt32BE(crc32(sums));
    expect(done).toMatchObject({ ETag: `"${etag}"`, ChecksumCRC32: `${sum.toString('base64')}-2` });
    const object = await test.client.send(new GetObjectCommand(where('big')));
    expect(object).toMatchObject({
      ContentType: 'image/png',
      Metadata: { a: '1' },
      ContentLength: FIVE_MB + 7,
    });
    expect((await object.Body?.transformToString())?.endsWith('athe end')).toBe(true);
    expect(test.events.at(-1)?.detail).toMatchObject({
      reason: 'CompleteMultipartUpload',
      object: { key: 'big', size: FIVE_MB + 7, etag },
    });
    expect(await failure(complete('big', id, []))).toMatchObject({ name: 'NoSuchUpload' });
    expect(await complete('big', id, parts)).toMatchObject({
      ETag: done.ETag,
      ChecksumCRC32: done.ChecksumCRC32,
    });
  });

  it('survives a restart, lists its parts and may replace one', async () => {
    const id = await start('restarted');
    await upload('restarted', id, 1, Buffer.from('wrong'));
    const again = await startS3({ folder: test.folder });
    await again.client.send(
      new UploadPartCommand({
        ...where('restarted'),
        UploadId: id,
        PartNumber: 1,
        Body: Buffer.from('right'),
      }),
    );

    const { Parts } = await again.client.send(new ListPartsCommand({ ...where('restarted'), UploadId: id }));
    const uploads = await again.client.send(new ListMultipartUploadsCommand({ Bucket: 'photos' }));
    await again.close();
    await complete('restarted', id, [{ PartNumber: 1, ETag: Parts?.[0]?.ETag }]);

    expect(Parts).toMatchObject([{ PartNumber: 1, Size: 5 }]);
    expect(uploads.Uploads).toMatchObject([{ Key: 'restarted', UploadId: id }]);
    const object = await test.client.send(new GetObjectCommand(where('restarted')));
    expect(await object.Body?.transformToString()).toBe('right');
  });

  it('is completed where its state folder was moved to', async () => {
    const before = await startS3();
    await before.addBucket('photos');
    const { UploadId } = await before.client.send(new CreateMultipartUploadCommand(where('moved')));
    const { ETag } = await before.client.send(
      new UploadPartCommand({ ...where('moved'), UploadId, PartNumber: 1, Body: second }),
    );
    const folder = mkdtempSync(join(tmpdir(), 's3-moved-'));
    cpSync(before.folder, folder, { recursive: true });
    await before.close();
    const after = await startS3({ folder });

    await after.client.send(
      new CompleteMultipartUploadCommand({
        ...where('moved'),
        UploadId,
        MultipartUpload: { Parts: [{ PartNumber: 1, ETag }] },
      }),
    );

    const { Body } = await after.client.send(new GetObjectCommand(where('moved')));
    expect(await Body?.transformToString()).toBe(second.toString());
    await after.close();
    rmSync(folder, { recursive: true });
  });

  it('takes a part from another object', async () => {
    await test.client.send(new PutObjectCommand({ ...where('origin'), Body: '0123456789' }));
    const id = await start('pieced');
    const part = await test.client.send(
      new UploadPartCopyCommand({
        ...where('pieced'),
        UploadId: id,
        PartNumber: 1,
        CopySource: 'photos/origin',
        CopySourceRange: 'bytes=2-5',
      }),
    );
    await complete('pieced', id, [{ PartNumber: 1, ETag: part.CopyPartResult?.ETag }]);

    const object = await test.client.send(new GetObjectCommand(where('pieced')));
    expect(await object.Body?.transformToString()).toBe('2345');
  });

  it('is refused with a wrong part, a wrong order or a small part before the last', async () => {
    const id = await start('refused');
    const a = await upload('refused', id, 1, second);
    const b = await upload('refused', id, 2, second);

    const wrong = await failure(complete('refused', id, [{ PartNumber: 1, ETag: '"no"' }]));
    const order = await failure(
      complete('refused', id, [
        { PartNumber: 2, ETag: b.ETag },
        { PartNumber: 1, ETag: a.ETag },
      ]),
    );
    const small = await failure(
      complete('refused', id, [
        { PartNumber: 1, ETag: a.ETag },
        { PartNumber: 2, ETag: b.ETag },
      ]),
    );

    expect([wrong.name, order.name, small.name]).toEqual([
      'InvalidPart',
      'InvalidPartOrder',
      'EntityTooSmall',
    ]);
    expect(await failure(test.client.send(new GetObjectCommand(where('refused'))))).toMatchObject({
      name: 'NoSuchKey',
    });
  });

  it('is refused with a condition when its key was written or removed meanwhile', async () => {
    await test.client.send(new PutObjectCommand({ ...where('raced'), Body: '1' }));
    const overwritten = await start('raced');
    const part = await upload('raced', overwritten, 1, second);
    const { ETag } = await test.client.send(new PutObjectCommand({ ...where('raced'), Body: '2' }));
    const comeAndGone = await start('gone');
    const other = await upload('gone', comeAndGone, 1, second);
    await test.client.send(new PutObjectCommand({ ...where('gone'), Body: '2' }));
    await test.client.send(new DeleteObjectCommand(where('gone')));

    const first = await failure(
      complete('raced', overwritten, [{ PartNumber: 1, ETag: part.ETag }], { IfMatch: ETag }),
    );
    const next = await failure(
      complete('gone', comeAndGone, [{ PartNumber: 1, ETag: other.ETag }], { IfNoneMatch: '*' }),
    );

    expect(first).toMatchObject({ name: 'ConditionalRequestConflict', $metadata: { httpStatusCode: 409 } });
    expect(next).toMatchObject({ name: 'ConditionalRequestConflict' });
  });

  it('is refused without the checksum of each part where that was promised', async () => {
    const id = await start('unsure', { ChecksumAlgorithm: 'CRC32' });
    const part = await upload('unsure', id, 1, second);

    expect(await failure(complete('unsure', id, [{ PartNumber: 1, ETag: part.ETag }]))).toMatchObject({
      name: 'InvalidRequest',
      message: expect.stringContaining('must include the checksum for each part'),
    });
  });

  it.each(['0-8', 'bytes=1-0', 'bytes=5-', 'bytes=-2', 'bytes=0-100'])(
    'copies no range %s',
    async (range) => {
      await test.client.send(new PutObjectCommand({ ...where('origin'), Body: '0123456789' }));
      const id = await start('pieced');

      const copied = test.client.send(
        new UploadPartCopyCommand({
          ...where('pieced'),
          UploadId: id,
          PartNumber: 1,
          CopySource: 'photos/origin',
          CopySourceRange: range,
        }),
      );

      expect(await failure(copied)).toMatchObject({ name: 'InvalidArgument' });
    },
  );

  it('leaves nothing when aborted', async () => {
    const id = await start('aborted');
    await upload('aborted', id, 1, second);

    await test.client.send(new AbortMultipartUploadCommand({ ...where('aborted'), UploadId: id }));

    expect(await failure(upload('aborted', id, 2, second))).toMatchObject({ name: 'NoSuchUpload' });
  });

  it('is not found under an id that is a path', async () => {
    expect(await failure(upload('x', '../../photos', 1, second))).toMatchObject({ name: 'NoSuchUpload' });
  });
});
