import {
  CopyObjectCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  DeleteObjectTaggingCommand,
  GetObjectCommand,
  GetObjectTaggingCommand,
  ListObjectsV2Command,
  ListObjectVersionsCommand,
  PutObjectCommand,
  PutObjectTaggingCommand,
} from '@aws-sdk/client-s3';
import { startS3, type TestS3, VERSIONED } from '../../support/s3.ts';

let test: TestS3;
beforeAll(async () => {
  test = await startS3({
    principals: {
      writer: {
        arn: 'arn:aws:sts::000000000000:assumed-role/writer/x',
        can: (action, arn) => action === 's3:DeleteObject' && arn.startsWith('arn:aws:s3:::photos/mine/'),
      },
    },
  });
});
afterAll(() => test.close());
beforeEach(() => test.addBucket('photos', VERSIONED));

const put = async (Key: string, Body: string) =>
  (await test.client.send(new PutObjectCommand({ Bucket: 'photos', Key, Body }))).VersionId as string;
const text = async (Key: string, VersionId?: string) => {
  const answer = await test.client.send(new GetObjectCommand({ Bucket: 'photos', Key, VersionId }));
  return answer.Body?.transformToString();
};
const remove = (Key: string, VersionId?: string) =>
  test.client.send(new DeleteObjectCommand({ Bucket: 'photos', Key, VersionId }));
const failure = (promise: Promise<unknown>) =>
  promise.then(
    () => undefined,
    (error) => error,
  );
const versionsOf = async (Prefix: string) =>
  test.client.send(new ListObjectVersionsCommand({ Bucket: 'photos', Prefix }));

describe('a versioned key', () => {
  it('keeps every version', async () => {
    const first = await put('kept', 'one');
    const second = await put('kept', 'two');

    expect(first).not.toBe(second);
    expect(await text('kept')).toBe('two');
    expect(await text('kept', first)).toBe('one');
  });

  it('is hidden by a delete marker and comes back when the marker goes', async () => {
    await put('hidden', 'one');
    const marker = await remove('hidden');

    const missing = await failure(text('hidden'));
    const onMarker = await failure(text('hidden', marker.VersionId));
    const listed = await test.client.send(new ListObjectsV2Command({ Bucket: 'photos', Prefix: 'hidden' }));
    const unhidden = await remove('hidden', marker.VersionId);

    expect(marker.DeleteMarker).toBe(true);
    expect(missing.name).toBe('NoSuchKey');
    expect(missing.$response.headers['x-amz-delete-marker']).toBe('true');
    expect(onMarker.name).toBe('MethodNotAllowed');
    expect(listed.KeyCount).toBe(0);
    expect(unhidden).toMatchObject({ DeleteMarker: true, VersionId: marker.VersionId });
    expect(await text('hidden')).toBe('one');
  });

  it('loses a version for good when it is named', async () => {
    const first = await put('purged', 'one');
    const second = await put('purged', 'two');

    await remove('purged', second);

    expect(await text('purged')).toBe('one');
    expect(await failure(text('purged', second))).toMatchObject({ name: 'NoSuchVersion' });
    await remove('purged', first);
    expect((await versionsOf('purged')).Versions).toBeUndefined();
  });

  it('is copied from the version that is named', async () => {
    const first = await put('source', 'one');
    await put('source', 'two');

    const copy = await test.client.send(
      new CopyObjectCommand({
        Bucket: 'photos',
        Key: 'copy',
        CopySource: `photos/source?versionId=${first}`,
      }),
    );

    expect(copy.CopySourceVersionId).toBe(first);
    expect(await text('copy')).toBe('one');
  });

  it('keeps its old versions, and one null version more, while versioning is suspended', async () => {
    const first = await put('suspended', 'one');
    await test.addBucket('photos', { VersioningConfiguration: { Status: 'Suspended' } });
    await put('suspended', 'two');
    await put('suspended', 'three');

    const { Versions } = await versionsOf('suspended');

    expect(Versions?.map((one) => [one.VersionId, one.IsLatest])).toEqual([
      ['null', true],
      [first, false],
    ]);
    expect(await text('suspended')).toBe('three');
  });
});

describe('a listing of versions', () => {
  it('gives versions and markers, newest first, through pages of one', async () => {
    await put('pages/a', '1');
    await put('pages/a', '2');
    await remove('pages/a');
    await put('pages/b', '3');

    const seen: string[] = [];
    let marker: { KeyMarker?: string | undefined; VersionIdMarker?: string | undefined } = {};
    do {
      const page = await test.client.send(
        new ListObjectVersionsCommand({ Bucket: 'photos', Prefix: 'pages/', MaxKeys: 1, ...marker }),
      );
      seen.push(...(page.Versions ?? []).map((one) => `${one.Key} ${one.Size} ${one.IsLatest}`));
      seen.push(...(page.DeleteMarkers ?? []).map((one) => `${one.Key} marker ${one.IsLatest}`));
      marker = { KeyMarker: page.NextKeyMarker, VersionIdMarker: page.NextVersionIdMarker };
    } while (marker.KeyMarker);

    expect(seen).toEqual(['pages/a marker true', 'pages/a 1 false', 'pages/a 1 false', 'pages/b 1 true']);
  });
});

describe('deleting many', () => {
  it('removes keys and versions, and tells which', async () => {
    const version = await put('many/1', 'x');
    await put('many/& <2>', 'x');

    const answer = await test.client.send(
      new DeleteObjectsCommand({
        Bucket: 'photos',
        Delete: { Objects: [{ Key: 'many/1', VersionId: version }, { Key: 'many/& <2>' }] },
      }),
    );

    expect(answer.Deleted).toMatchObject([
      { Key: 'many/1', VersionId: version },
      { Key: 'many/& <2>', DeleteMarker: true },
    ]);
    expect((await versionsOf('many/')).DeleteMarkers).toHaveLength(1);
  });

  it('tells nothing of what succeeded when quiet, and each key that is not allowed', async () => {
    const { S3Client } = await import('@aws-sdk/client-s3');
    const writer = new S3Client(test.gateway.as('writer'));

    const answer = await writer.send(
      new DeleteObjectsCommand({
        Bucket: 'photos',
        Delete: { Quiet: true, Objects: [{ Key: 'mine/1' }, { Key: 'yours/1' }] },
      }),
    );

    expect(answer.Deleted).toBeUndefined();
    expect(answer.Errors).toMatchObject([{ Key: 'yours/1', Code: 'AccessDenied' }]);
  });
});

describe('tags', () => {
  it('are written, read and removed without touching the bytes', async () => {
    const VersionId = await put('tagged', 'body');
    const where = { Bucket: 'photos', Key: 'tagged' };
    const TagSet = [
      { Key: 'state', Value: 'a+b' },
      { Key: 'empty', Value: '' },
    ];

    await test.client.send(new PutObjectTaggingCommand({ ...where, Tagging: { TagSet } }));
    const tagged = await test.client.send(new GetObjectTaggingCommand({ ...where, VersionId }));
    await test.client.send(new DeleteObjectTaggingCommand(where));
    const untagged = await test.client.send(new GetObjectTaggingCommand(where));

    expect(tagged.TagSet).toEqual(TagSet);
    expect(untagged.TagSet).toEqual([]);
    expect(await text('tagged')).toBe('body');
  });

  it('are refused beyond ten or when repeated', async () => {
    await put('tagged', 'body');
    const tag = (TagSet: { Key: string; Value: string }[]) =>
      failure(
        test.client.send(
          new PutObjectTaggingCommand({ Bucket: 'photos', Key: 'tagged', Tagging: { TagSet } }),
        ),
      );
    const eleven = Array.from({ length: 11 }, (_, index) => ({ Key: `k${index}`, Value: '' }));

    expect(await tag(eleven)).toMatchObject({ name: 'BadRequest' });
    expect(
      await tag([
        { Key: 'a', Value: '1' },
        { Key: 'a', Value: '2' },
      ]),
    ).toMatchObject({ name: 'InvalidTag' });
  });
});

it.each(['with a space', '\u0002', 'ж', 'x'.repeat(1025)])(
  'no version can have the id %j, whether its key is there or not',
  async (id) => {
    await put('there', 'one');
    for (const Key of ['there', 'not-there'])
      expect(await failure(remove(Key, id))).toMatchObject({
        name: 'InvalidArgument',
        $metadata: { httpStatusCode: 400 },
      });
    const { Errors } = await test.client.send(
      new DeleteObjectsCommand({
        Bucket: 'photos',
        Delete: { Objects: [{ Key: 'not-there', VersionId: 'with a space' }] },
      }),
    );
    expect(Errors).toMatchObject([{ Code: 'NoSuchVersion' }]);
    expect(await text('there')).toBe('one');
  },
);
