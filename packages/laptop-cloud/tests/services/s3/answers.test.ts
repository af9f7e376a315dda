// What AWS answers where something is not as it should be, and what stands beside a success: recorded there by others.
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createBus } from '../../../src/services/bus.ts';
import { createS3, type LocalS3 } from '../../../src/services/s3/s3.ts';
import { ACCOUNT_ID, REGION, ROOT } from '../../support/gateway.ts';

const folder = mkdtempSync(join(tmpdir(), 's3-'));
let s3: LocalS3;
beforeAll(async () => {
  s3 = createS3({ folder, bus: createBus(), region: REGION, accountId: ACCOUNT_ID });
  await answer('PUT', '/things');
  await answer('PUT', '/things/a', {}, 'ten bytes!');
  await answer('PUT', '/versioned');
  await answer('PUT', '/versioned?versioning', {}, versioning('Enabled'));
});
afterAll(async () => {
  await s3.service.close?.();
  rmSync(folder, { recursive: true });
});

async function send(method: string, url: string, headers: Record<string, string> = {}, body = '') {
  const [path = '', query = ''] = url.split('?');
  return s3.service.handle({
    method,
    path,
    query: new URLSearchParams(query),
    headers,
    body: Buffer.from(body),
    principal: ROOT,
    endpoint: 'http://127.0.0.1',
    requestId: 'r',
  });
}

async function answer(
  method: string,
  url: string,
  headers: Record<string, string> = {},
  body = '',
): Promise<string> {
  const { status, body: text } = await send(method, url, headers, body);
  return `${status} ${text ?? ''}`;
}

async function put(url: string, text = 'text'): Promise<string> {
  const { headers = {} } = await send('PUT', url, {}, text);
  return headers['x-amz-version-id'] ?? '';
}

function versioning(status: string): string {
  return `<VersioningConfiguration><Status>${status}</Status></VersioningConfiguration>`;
}

describe('a version', () => {
  it('that was removed is removed once more', async () => {
    const id = await put('/versioned/twice');
    await send('DELETE', `/versioned/twice?versionId=${id}`);

    const again = await send('DELETE', `/versioned/twice?versionId=${id}`);

    expect(again).toMatchObject({ status: 204, headers: { 'x-amz-version-id': id } });
    expect(await answer('GET', `/versioned/twice?versionId=${id}`)).toMatch(/^404 .*NoSuchVersion/s);
  });

  it.each([
    ['DELETE', '/versioned/gone'],
    ['GET', '/versioned/gone'],
    ['DELETE', '/things/gone'],
  ])('that no key has had is invalid: %s %s', async (method, path) => {
    const id = await put('/versioned/other');

    expect(await answer(method, `${path}?versionId=${id}`)).toMatch(
      /^400 .*InvalidArgument.*Invalid version id specified/s,
    );
  });

  it('that no key has had is missed by a list of deletions, also where the key is missing', async () => {
    const id = await put('/versioned/other');
    const body = `<Delete><Object><Key>none</Key><VersionId>${id}</VersionId></Object></Delete>`;

    const headers = { 'content-md5': md5(body) };

    expect(await answer('POST', '/versioned?delete', headers, body)).toMatch(
      /^200 .*<Error><Key>none<\/Key>.*NoSuchVersion/s,
    );
  });

  it.each(['GET', 'PUT', 'DELETE'])('that hides its key has no tags to %s', async (method) => {
    await put('/versioned/hidden');
    await send('DELETE', '/versioned/hidden');

    const body = '<Tagging><TagSet/></Tagging>';

    expect(await answer(method, '/versioned/hidden?tagging', {}, method === 'PUT' ? body : '')).toMatch(
      new RegExp(`^405 .*MethodNotAllowed.*<Method>${method}<.*DeleteMarker`, 's'),
    );
  });
});

it.each([
  ['bytes=100-200', 'RangeRequested>bytes=100-200<'],
  ['bytes=-0', 'RangeRequested>bytes=-0<'],
])('says which range it does not have: %s', async (range, said) => {
  expect(await answer('GET', '/things/a', { range })).toMatch(
    new RegExp(`^416 .*InvalidRange.*${said}`, 's'),
  );
});

it('gives the checksum with a range that is all of the object', async () => {
  const checksums = async (range: string) => {
    const { headers } = await send('GET', '/things/a', { range, 'x-amz-checksum-mode': 'ENABLED' });
    return Object.keys(headers ?? {}).filter((name) => name.startsWith('x-amz-checksum-'));
  };

  expect(await checksums('bytes=0-100')).toEqual(['x-amz-checksum-crc64nvme', 'x-amz-checksum-type']);
  expect(await checksums('bytes=0-3')).toEqual([]);
});

it.each([
  ['if-match', '"other"', 'x-amz-copy-source-If-Match'],
  ['if-none-match', '*', 'x-amz-copy-source-If-None-Match'],
  ['if-unmodified-since', 'Thu, 01 Jan 2015 00:00:00 GMT', 'x-amz-copy-source-If-Unmodified-Since'],
])('says which condition of a copy did not hold: %s', async (name, value, said) => {
  const headers = { 'x-amz-copy-source': '/things/a', [`x-amz-copy-source-${name}`]: value };

  expect(await answer('PUT', '/things/b', headers)).toMatch(
    new RegExp(`^412 .*PreconditionFailed.*<Condition>${said}<`, 's'),
  );
});

it.each([
  [{ 'if-none-match': '"a"' }, 'If-None-Match', 'accept the provided value of If-None-Match header'],
  [{ 'if-match': '*' }, 'If-Match', 'accept the provided value of If-Match header'],
  [{ 'if-match': '"a"', 'if-none-match': '*' }, 'If-Match,If-None-Match', 'Multiple conditional request'],
])('says which condition of a write it does not know: %j', async (headers, name, said) => {
  expect(await answer('PUT', '/things/a', headers)).toMatch(
    new RegExp(`^501 .*NotImplemented.*<Header>${name}<.*<additionalMessage>.*${said}`, 's'),
  );
});

it('names the key that a condition asks for in vain', async () => {
  expect(await answer('PUT', '/things/none', { 'if-match': '"a"' })).toMatch(/^404 .*NoSuchKey.*<Key>none</s);
});

it.each([
  ['/things', 'is not empty<'],
  ['/versioned', 'is not empty. You must delete all versions in the bucket.<'],
])('does not delete %s, which %s', async (path, said) => {
  await put('/versioned/one');

  expect(await answer('DELETE', path)).toMatch(new RegExp(`^409 .*BucketNotEmpty.*${said}`, 's'));
});

it.each([
  ['versioning', '<VersioningConfiguration/>', /^400 .*IllegalVersioningConfigurationException/s],
  ['tagging', '<Tagging><TagSet/></Tagging>', /^204 $/],
  ['tagging', tagging('a,b', 'c'), /^400 .*InvalidTag.*<TagKey>a,b</s],
  ['tagging', tagging('a', 'b,c'), /^400 .*InvalidTag.*<TagKey>a<.*<TagValue>b,c</s],
  ['tagging', tagging('aws:a', 'b'), /^400 .*InvalidTag.*System tags cannot.*<TagKey>aws:a</s],
  ['tagging', '<Tagging><TagSet><Tag><Key>a</Key></Tag></TagSet></Tagging>', /^400 .*MalformedXML/s],
  ['ownershipControls', ownership('BucketOwnerEnforced'), /^200 $/],
  ['ownershipControls', ownership('Nobody'), /^400 .*MalformedXML/s],
  ['ownershipControls', ownership('ObjectWriter'), /^501 .*does not support the ownership ObjectWriter/s],
  ['cors', cors('GET', 'PATCH'), /^400 .*Unsupported method is PATCH</s],
])('PUT ?%s answers %s with %s', async (query, body, said) => {
  expect(await answer('PUT', `/things?${query}`, {}, body)).toMatch(said);
});

it.each([
  ['accelerate', /^200 .*<AccelerateConfiguration [^>]*><\/AccelerateConfiguration>/s],
  ['logging', /^200 .*<BucketLoggingStatus /s],
  ['website', /^404 .*NoSuchWebsiteConfiguration.*<BucketName>things</s],
  ['replication', /^404 .*ReplicationConfigurationNotFoundError/s],
  ['object-lock', /^404 .*ObjectLockConfigurationNotFoundError/s],
  ['cors', /^404 .*NoSuchCORSConfiguration.*<BucketName>things</s],
  ['lifecycle', /^404 .*NoSuchLifecycleConfiguration.*<BucketName>things</s],
])('GET ?%s tells of a bucket that was never configured so', async (query, said) => {
  expect(await answer('GET', `/things?${query}`)).toMatch(said);
});

it.each(['a=1&a=2', 'a=1,b=2'])(
  'refuses tags in a header that are not encoded as one is: %s',
  async (tags) => {
    expect(await answer('PUT', '/things/tagged', { 'x-amz-tagging': tags })).toMatch(
      /^400 .*InvalidArgument.*<ArgumentName>x-amz-tagging</s,
    );
  },
);

it('makes a bucket with tags, and again only without', async () => {
  const body = `<CreateBucketConfiguration><Tags>${tag('a', 'b')}</Tags></CreateBucketConfiguration>`;

  expect(await answer('PUT', '/with-tags', {}, body)).toMatch(/^200/);
  expect(await answer('GET', '/with-tags?tagging')).toContain('<Key>a</Key><Value>b</Value>');
  expect(await answer('PUT', '/with-tags', {}, body)).toMatch(/^409 .*BucketAlreadyOwnedByYou/s);
  expect(await answer('PUT', '/with-tags')).toMatch(/^200/);
});

it('refuses an ownership that there is not', async () => {
  expect(await answer('PUT', '/owned', { 'x-amz-object-ownership': 'Nobody' })).toMatch(
    /^400 .*InvalidArgument.*Invalid x-amz-object-ownership header: Nobody/s,
  );
});

it('gets around no lock, where there is none', async () => {
  expect(await answer('DELETE', '/things/a', { 'x-amz-bypass-governance-retention': 'true' })).toMatch(
    /^400 .*InvalidArgument.*only applicable to Object Lock enabled buckets/s,
  );
});

it('lists buckets with their ARNs, from the beginning where the token is empty', async () => {
  expect(await answer('GET', '/?continuation-token=')).toContain(
    '<BucketArn>arn:aws:s3:::things</BucketArn>',
  );
});

it('lists no delimiter that is empty, and no start that a token goes beyond', async () => {
  await put('/things/b');
  const first = await answer('GET', '/things?list-type=2&max-keys=1&start-after=A&delimiter=');
  const [, token = ''] = /<NextContinuationToken>(.*)<\/NextContinuationToken>/.exec(first) ?? [];

  const second = await answer(
    'GET',
    `/things?list-type=2&start-after=A&continuation-token=${encodeURIComponent(token)}`,
  );

  expect(first).toContain('<StartAfter>A<');
  expect(first).not.toContain('<Delimiter>');
  expect(second).not.toContain('<StartAfter>');
});

describe('an upload in parts', () => {
  let id: string;
  beforeEach(async () => {
    const made = await answer('POST', '/things/parts?uploads');
    id = /<UploadId>(.*)<\/UploadId>/.exec(made)?.[1] ?? '';
  });

  it('is listed with its owner, and with checksums where it was begun with an algorithm', async () => {
    await send('PUT', `/things/parts?uploadId=${id}&partNumber=1`, {}, 'part');

    const listed = await answer('GET', `/things/parts?uploadId=${id}&part-number-marker=`);

    expect(listed).toMatch(
      /<PartNumberMarker>0<.*<Initiator><ID>.*<Owner><ID>.*<PartNumber>1<.*<Size>4<\/Size><\/Part>/s,
    );
    expect(listed).not.toContain('Checksum');
  });

  it('copies a part, which is encrypted as the upload is', async () => {
    const path = `/things/parts?uploadId=${id}&partNumber=1`;
    const copied = await send('PUT', path, { 'x-amz-copy-source': '/things/a' });

    expect(copied.headers).toMatchObject({ 'x-amz-server-side-encryption': 'AES256' });
    expect(copied.body).not.toContain('Checksum');
  });

  it.each([
    ['bytes=100-200', /^400 .*InvalidRequest.*copy range is invalid for the source object size/s],
    ['bytes=0-100', /^400 .*InvalidArgument.*not valid for source object of size: 10/s],
  ])('copies no range outside of its source: %s', async (range, said) => {
    const headers = { 'x-amz-copy-source': '/things/a', 'x-amz-copy-source-range': range };

    expect(await answer('PUT', `/things/parts?uploadId=${id}&partNumber=1`, headers)).toMatch(said);
  });

  it('is the next marker of a list, though there is no more', async () => {
    expect(await answer('GET', '/things?uploads&key-marker=')).toMatch(
      /<NextKeyMarker>parts<.*<NextUploadIdMarker>\w+<.*<IsTruncated>false</s,
    );
  });

  it('is no marker of another key', async () => {
    expect(await answer('GET', `/things?uploads&key-marker=other&upload-id-marker=${id}`)).toMatch(
      /^400 .*InvalidArgument.*Invalid uploadId marker/s,
    );
  });
});

function md5(text: string): string {
  return createHash('md5').update(text).digest('base64');
}

function tag(key: string, value: string): string {
  return `<Tag><Key>${key}</Key><Value>${value}</Value></Tag>`;
}

function tagging(key: string, value: string): string {
  return `<Tagging><TagSet>${tag(key, value)}</TagSet></Tagging>`;
}

function ownership(kind: string): string {
  return `<OwnershipControls><Rule><ObjectOwnership>${kind}</ObjectOwnership></Rule></OwnershipControls>`;
}

function cors(...methods: string[]): string {
  const allowed = methods.map((method) => `<AllowedMethod>${method}</AllowedMethod>`).join('');
  return `<CORSConfiguration><CORSRule><AllowedOrigin>*</AllowedOrigin>${allowed}</CORSRule></CORSConfiguration>`;
}
