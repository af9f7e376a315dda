// What an S3 operation does not read is refused by its name, in headers, the query and the body; nothing is dropped.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createBus } from '../../../src/services/bus.ts';
import { createS3, type LocalS3 } from '../../../src/services/s3/s3.ts';
import { ACCOUNT_ID, REGION } from '../../support/gateway.ts';
import { sendTo } from '../../support/s3.ts';

const folder = mkdtempSync(join(tmpdir(), 's3-'));
let s3: LocalS3;
beforeAll(async () => {
  s3 = createS3({ folder, bus: createBus(), region: REGION, accountId: ACCOUNT_ID });
  await answer('PUT', '/things');
  await answer('PUT', '/things/a', {}, 'text');
});
afterAll(async () => {
  await s3.service.close?.();
  rmSync(folder, { recursive: true });
});

async function answer(
  method: string,
  url: string,
  headers: Record<string, string> = {},
  body = '',
): Promise<string> {
  const { status, body: text } = await sendTo(s3, method, url, headers, body);
  return `${status} ${text ?? ''}`;
}

it.each([
  ['PUT', '/things/a', { 'x-amz-object-lock-mode': 'GOVERNANCE' }],
  ['PUT', '/things/a', { 'x-amz-website-redirect-location': '/b' }],
  ['PUT', '/things/a', { 'x-amz-checksum-mode': 'ENABLED' }],
  ['GET', '/things/a', { 'x-amz-storage-class': 'STANDARD' }],
  ['DELETE', '/things/a', { 'x-amz-mfa': '1 2' }],
  ['GET', '/things?list-type=2', { 'x-amz-tagging': 'a=b' }],
])('%s %s refuses a header that another operation reads, by its name: %j', async (method, url, headers) => {
  const [name] = Object.keys(headers);

  expect(await answer(method, url, headers)).toMatch(new RegExp(`^501 .*NotImplemented.*${name}`, 's'));
});

it.each([
  ['PUT', '/things/a?tagging', { 'if-match': '*' }],
  ['DELETE', '/things/a', { 'if-none-match': '*' }],
  ['PUT', '/things/a', { 'if-unmodified-since': 'Thu, 01 Jan 2026 00:00:00 GMT' }],
])('%s %s refuses a condition of a write that it does not look at: %j', async (method, url, headers) => {
  const [name] = Object.keys(headers);

  expect(await answer(method, url, headers)).toMatch(new RegExp(`^501 .*${name}`, 's'));
});

it.each([
  ['GET', '/things/none', 404],
  ['HEAD', '/things/none', 404],
  ['DELETE', '/things/none', 204],
  ['GET', '/things?list-type=2', 200],
])('%s %s takes the checksum of nothing, and none of something', async (method, url, status) => {
  expect(await answer(method, url, { 'x-amz-checksum-crc32': 'AAAAAA==' })).toMatch(new RegExp(`^${status}`));
  expect(await answer(method, url, { 'x-amz-sdk-checksum-algorithm': 'CRC32' })).toMatch(
    new RegExp(`^${status}`),
  );
  expect(await answer(method, url, { 'x-amz-checksum-crc32': 'NhCmhg==' })).toMatch(/^400/);
});

it('takes either word on annotations, of which there are none', async () => {
  await answer('PUT', '/things/source', {}, '1');
  const copy = (directive: string) =>
    answer('PUT', '/things/copy', {
      'x-amz-copy-source': 'things/source',
      'x-amz-object-annotation-directive': directive,
    });

  expect(await copy('EXCLUDE')).toMatch(/^200/);
  expect(await copy('COPY')).toMatch(/^200/);
  expect(await copy('REPLACE')).toMatch(/^400 .*InvalidArgument/s);
});

it.each([
  ['GET', '/things/a?versionId=', {}],
  ['DELETE', '/things/a?versionId=', {}],
  ['PUT', '/things/b', { 'x-amz-copy-source': 'things/a?versionId=' }],
])('%s %s is asked for no version', async (method, url, headers) => {
  expect(await answer(method, url, headers)).toMatch(/^400 .*InvalidArgument.*cannot be the empty string/s);
});

it.each(['<PartNumber>abc</PartNumber><ETag>"a"</ETag>', '<PartNumber>1</PartNumber>', '<ETag>"a"</ETag>'])(
  'refuses a part that names no number, or no tag: %s',
  async (part) => {
    const made = await answer('POST', '/things/parts?uploads');
    const id = /<UploadId>(.*)<\/UploadId>/.exec(made)?.[1];
    const body = `<CompleteMultipartUpload><Part>${part}</Part></CompleteMultipartUpload>`;

    expect(await answer('POST', `/things/parts?uploadId=${id}`, {}, body)).toMatch(/^400 .*MalformedXML/s);
  },
);

it('passes by a condition that a reader sends of what has none', async () => {
  expect(await answer('GET', '/things?list-type=2', { 'if-none-match': '"a"' })).toMatch(/^200/);
});

it.each([
  ['GET', '/things/a?max-keys=1', 'max-keys'],
  ['PUT', '/things/a?versionId=null', 'versionId'],
  ['GET', '/things?tagging&prefix=a', 'prefix'],
  ['PUT', '/things/a?response-expires=0', 'response-expires'],
  ['GET', '/?fetch-owner=true', 'fetch-owner'],
])('%s %s refuses what stands in the query, by its name', async (method, url, name) => {
  expect(await answer(method, url)).toMatch(
    new RegExp(`^400 .*InvalidRequest.*${name} is not supported here`, 's'),
  );
});

it('passes by what names a request, signs it or tells operations apart', async () => {
  expect(await answer('GET', '/things?list-type=2&x-id=ListObjectsV2&AWSAccessKeyId=a&Expires=1')).toMatch(
    /^200/,
  );
});

it('says which element of a body it does not do', async () => {
  const body = '<CreateBucketConfiguration><Location><Name>a</Name></Location></CreateBucketConfiguration>';

  expect(await answer('PUT', '/others', {}, body)).toMatch(/^501 .*Location of CreateBucketConfiguration/s);
});

it('keeps the id of a CORS rule', async () => {
  const rule = '<ID>web</ID><AllowedOrigin>*</AllowedOrigin><AllowedMethod>GET</AllowedMethod>';
  await answer(
    'PUT',
    '/things?cors',
    {},
    `<CORSConfiguration><CORSRule>${rule}</CORSRule></CORSConfiguration>`,
  );

  expect(await answer('GET', '/things?cors')).toContain('<ID>web</ID>');
});

it.each([
  ['FULL_OBJECT', 200],
  ['COMPOSITE', 400],
])('completes an upload by the kind of checksum it was begun with: %s', async (type, status) => {
  const started = await answer('POST', '/things/b?uploads', {
    'x-amz-checksum-algorithm': 'CRC32',
    'x-amz-checksum-type': 'FULL_OBJECT',
  });
  const [, id = ''] = /<UploadId>(.*)<\/UploadId>/.exec(started) ?? [];
  await answer('PUT', `/things/b?uploadId=${id}&partNumber=1`, {}, 'part');
  const parts = `<CompleteMultipartUpload><Part><PartNumber>1</PartNumber><ETag>"b10a8db164e0754105b7a99be72e3fe5"</ETag></Part></CompleteMultipartUpload>`;
  const tag = /<ETag>(.*?)<\/ETag>/.exec(await answer('GET', `/things/b?uploadId=${id}`))?.[1] ?? '';

  const done = await answer(
    'POST',
    `/things/b?uploadId=${id}`,
    { 'x-amz-checksum-type': type },
    parts.replace('"b10a8db164e0754105b7a99be72e3fe5"', tag),
  );

  expect(done).toMatch(new RegExp(`^${status} `));
});

it('answers as if it had come later where the bucket goes under way', async () => {
  await answer('PUT', '/short-lived');

  const [made, removed] = await Promise.all([
    answer('POST', '/short-lived/a?uploads'),
    answer('DELETE', '/short-lived'),
  ]);

  expect(removed).toMatch(/^204/);
  expect(made).toMatch(/^(200|404 .*NoSuchBucket)/s);
});
