// What AWS answers where something is not as it should be, and what stands beside a success: recorded there by others.
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createBus } from '../../../src/services/bus.ts';
import { createS3, type LocalS3 } from '../../../src/services/s3/s3.ts';
import { ACCOUNT_ID, REGION } from '../../support/gateway.ts';
import { sendTo } from '../../support/s3.ts';

const folder = mkdtempSync(join(tmpdir(), 's3-'));
let s3: LocalS3;
const QUEUE = '<Queue>arn:aws:sqs:us-east-1:000000000000:none</Queue>';
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

const send = (...request: [method: string, url: string, headers?: Record<string, string>, body?: string]) =>
  sendTo(s3, ...request);

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

  it('that is a delete marker may be deleted alone, and is told of by its own id', async () => {
    const id = await put('/versioned/marked');
    const { headers: marker = {} } = await send('DELETE', '/versioned/marked');
    await send('DELETE', '/versioned/marked');
    const markerId = marker['x-amz-version-id'];

    const named = await send('GET', `/versioned/marked?versionId=${markerId}`);
    await send('DELETE', `/versioned/marked?versionId=${id}`);
    const gone = await send('GET', `/versioned/marked?versionId=${id}`);

    const told = { 'x-amz-delete-marker': 'true', 'x-amz-version-id': markerId, allow: 'DELETE' };
    expect(named).toMatchObject({ status: 405, headers: told });
    expect(gone.headers).not.toHaveProperty('x-amz-delete-marker');
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

it('holds to a condition that a presigned URL has in its query', async () => {
  expect(await answer('PUT', '/things/once?If-None-Match=*')).toMatch(/^200/);
  expect(await answer('PUT', '/things/once?If-None-Match=*')).toMatch(/^412/);
  expect(await answer('PUT', '/things/once?If-Match=other')).toMatch(/^412/);
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
  ['requestPayment', payer('BucketOwner'), /^200 $/],
  ['requestPayment', payer('Nobody'), /^400 .*MalformedXML/s],
  ['requestPayment', payer('Requester'), /^501 .*does not support the payer Requester/s],
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

it('keeps whether transfers are accelerated', async () => {
  const body = (status: string) =>
    `<AccelerateConfiguration><Status>${status}</Status></AccelerateConfiguration>`;
  await send('PUT', '/fast');
  await send('PUT', '/with.dots');

  expect(await answer('PUT', '/fast?accelerate', {}, body('Enabled'))).toMatch(/^200/);
  expect(await answer('GET', '/fast?accelerate')).toContain('<Status>Enabled</Status>');
  expect(await answer('PUT', '/fast?accelerate', {}, body('enabled'))).toMatch(/^400 .*MalformedXML/s);
  expect(await answer('PUT', '/with.dots?accelerate', {}, body('Enabled'))).toMatch(
    /^400 .*InvalidRequest.*periods/s,
  );
});

it.each(['website', 'replication'])('DELETE ?%s removes what a bucket never had', async (query) => {
  expect(await answer('DELETE', `/things?${query}`)).toBe('204 ');
});

it.each([
  ['GET', 'legal-hold'],
  ['PUT', 'legal-hold'],
  ['GET', 'retention'],
  ['PUT', 'retention'],
])('%s ?%s of an object tells that its bucket has no lock', async (method, query) => {
  expect(await answer(method, `/things/a?${query}`)).toMatch(
    /^400 .*InvalidRequest.*Bucket is missing Object Lock Configuration/s,
  );
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

it.each([
  [
    'test_—_file%E2%80%94_é_2👑.pdf',
    '=?UTF-8?Q?test=5F=E2=80=94=5Ffile%E2%80%94=5F=C3=A9=5F2=F0=9F=91=91.pdf?=',
  ],
  ['�������', '=?UTF-8?B?77+977+977+977+977+977+977+9?='],
])('writes the metadata %s as %s', async (text, written) => {
  await send('PUT', '/things/words', { 'x-amz-meta-text': text }, 'text');

  expect((await send('HEAD', '/things/words')).headers).toMatchObject({ 'x-amz-meta-text': written });
});

it.each([
  ['"84c25c18b93b9ab6f6f43d7cec6d2a0b"', 'whole', '200 ten bytes!'],
  [undefined, 'itself', '206 ten'],
])('gives a range only of the object that If-Range means: %s', async (other, _, said) => {
  const { headers: { etag = '' } = {} } = await send('HEAD', '/things/a');

  expect(await answer('GET', '/things/a', { range: 'bytes=0-2', 'if-range': other ?? etag })).toBe(said);
});

it('knows If-Range by the date of the object, too', async () => {
  const { headers = {} } = await send('HEAD', '/things/a');
  const read = (date: string) => answer('GET', '/things/a', { range: 'bytes=0-2', 'if-range': date });

  expect(await read(headers['last-modified'] ?? '')).toBe('206 ten');
  expect(await read('Sun, 06 Nov 1994 08:49:37 GMT')).toBe('200 ten bytes!');
});

it('knows the names of regions', async () => {
  expect(await answer('GET', '/?bucket-region=us-gov-west-1')).toMatch(/^200/);
  expect(await answer('GET', '/?bucket-region=eu-east-1')).toMatch(
    /^400 .*InvalidArgument.*Argument value eu-east-1 is not a valid AWS Region.*<ArgumentName>bucket-region</s,
  );
});

it("passes over what in a query is nobody's, and refuses by name what is of an operation that is not here", async () => {
  expect(await answer('GET', '/things/a?x-user=ann&requestedBy=bob')).toBe('200 ten bytes!');
  expect(await answer('GET', '/things/a?torrent')).toMatch(/^501 .*GET object \?torrent/s);
  expect(await answer('GET', '/things/a?prefix=b')).toMatch(/^400 .*prefix is not supported here/s);
});

it('copies an object onto itself where its bucket was told how to encrypt, be it as always', async () => {
  const rule =
    '<ApplyServerSideEncryptionByDefault><SSEAlgorithm>AES256</SSEAlgorithm></ApplyServerSideEncryptionByDefault>';
  await send('PUT', '/told-so');
  await put('/told-so/a');
  await send(
    'PUT',
    '/told-so?encryption',
    {},
    `<ServerSideEncryptionConfiguration><Rule>${rule}</Rule></ServerSideEncryptionConfiguration>`,
  );

  expect(await answer('PUT', '/told-so/a', { 'x-amz-copy-source': '/told-so/a' })).toMatch(/^200/);
});

it('tells the MD5 that was expected in hex of an object, and in base64 of a part', async () => {
  const made = await answer('POST', '/told-so/summed?uploads');
  const [, id] = /<UploadId>(.*)<\/UploadId>/.exec(made) ?? [];
  const expected = { 'content-md5': md5('other') };

  expect(await answer('PUT', '/told-so/summed', expected, 'text')).toContain(
    '<ExpectedDigest>795f3202b17cb6bc3d4b771d8c6c9eaf<',
  );
  expect(await answer('PUT', `/told-so/summed?uploadId=${id}&partNumber=1`, expected, 'text')).toContain(
    `<ExpectedDigest>${md5('other')}<`,
  );
});

it('takes a plus in a path for a space', async () => {
  await put('/things/two%20words');

  expect(await answer('GET', '/things/two+words')).toBe('200 text');
});

it('has binary data for a type that is empty', async () => {
  await send('PUT', '/things/typed', { 'content-type': '' }, 'text');

  expect((await send('HEAD', '/things/typed')).headers).toMatchObject({
    'content-type': 'binary/octet-stream',
  });
});

it('copies an object onto itself in a bucket that has been told how to encrypt', async () => {
  const toItself = { 'x-amz-copy-source': '/told/a' };
  await send('PUT', '/told');
  await put('/told/a');
  const before = await answer('PUT', '/told/a', toItself);
  const rule =
    '<ApplyServerSideEncryptionByDefault><SSEAlgorithm>aws:kms</SSEAlgorithm></ApplyServerSideEncryptionByDefault>';
  await send(
    'PUT',
    '/told?encryption',
    {},
    `<ServerSideEncryptionConfiguration><Rule>${rule}</Rule></ServerSideEncryptionConfiguration>`,
  );

  expect(before).toMatch(/^400 .*InvalidRequest/s);
  expect(await answer('PUT', '/told/a', toItself)).toMatch(/^200/);
});

it('lists in the order in which S3 does', async () => {
  const names = async (url: string) =>
    [...(await answer('GET', url)).matchAll(/<(\w+)>/g)].map(([, name]) => name).slice(0, 6);

  expect(await names('/things?list-type=2&delimiter=/&max-keys=1')).toEqual([
    'Name',
    'Prefix',
    'NextContinuationToken',
    'KeyCount',
    'MaxKeys',
    'Delimiter',
  ]);
  expect(await names('/things?delimiter=/&max-keys=0')).toEqual([
    'Name',
    'Prefix',
    'Marker',
    'MaxKeys',
    'Delimiter',
    'IsTruncated',
  ]);
});

it('tells a key whose tags are asked for and that is missing with its bucket', async () => {
  expect(await answer('GET', '/things/none?tagging')).toMatch(/^404 .*NoSuchKey.*<Key>things\/none</s);
  expect(await answer('DELETE', '/things/none?tagging')).toMatch(/^404 .*NoSuchKey.*<Key>none</s);
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

describe('lifecycle rules', () => {
  const rule = (filter: string, id = 'week') =>
    `<Rule><ID>${id}</ID><Status>Enabled</Status>${filter}<Expiration><Days>7</Days></Expiration></Rule>`;
  const putRules = (rules: string, headers: Record<string, string> = {}) =>
    send('PUT', '/expiring?lifecycle', headers, `<LifecycleConfiguration>${rules}</LifecycleConfiguration>`);
  const smallest = 'x-amz-transition-default-minimum-object-size';
  beforeAll(() => send('PUT', '/expiring'));

  it('say of the newest version when it goes, and by which rule', async () => {
    await putRules(rule('<Filter><Prefix>a</Prefix></Filter>', 'a week'));
    const put = await send('PUT', '/expiring/a', {}, 'text');

    const read = await send('GET', '/expiring/a');
    const other = await send('PUT', '/expiring/b', {}, 'text');
    const named = await send('HEAD', '/expiring/a?versionId=null');

    const said = expect.stringMatching(
      /^expiry-date="\w{3}, \d\d \w{3} \d{4} 00:00:00 GMT", rule-id="a%20week"$/,
    );
    expect(put.headers).toMatchObject({ 'x-amz-expiration': said });
    expect(read.headers).toMatchObject({ 'x-amz-expiration': said });
    expect(other.headers).not.toHaveProperty('x-amz-expiration');
    expect(named.headers).not.toHaveProperty('x-amz-expiration');
  });

  it('give back a filter of nothing as one, and of an empty prefix as that', async () => {
    await putRules(rule('<Filter/>', 'one') + rule('<Filter><Prefix/></Filter>', 'two'));

    expect(await answer('GET', '/expiring?lifecycle')).toMatch(
      /one<\/ID><Filter><\/Filter>.*two<\/ID><Filter><Prefix><\/Prefix><\/Filter>/s,
    );
  });

  it('keep how small objects would be moved', async () => {
    const put = await putRules(rule('<Filter/>'), { [smallest]: 'varies_by_storage_class' });
    const kept = await send('GET', '/expiring?lifecycle');
    await putRules(rule('<Filter/>'));
    const usual = await send('GET', '/expiring?lifecycle');

    expect(put.headers).toMatchObject({ [smallest]: 'varies_by_storage_class' });
    expect(kept.headers).toMatchObject({ [smallest]: 'varies_by_storage_class' });
    expect(usual.headers).toMatchObject({ [smallest]: 'all_storage_classes_128K' });
    expect(`${(await putRules(rule('<Filter/>'), { [smallest]: 'none' })).body}`).toMatch(
      /InvalidRequest.*none/s,
    );
  });
});

it.each([
  ['abcd', '400 .*InvalidBucketOwnerAWSAccountID.*\\[abcd\\]'],
  ['123456789012', '403 .*AccessDenied'],
])('refuses the owner %s', async (owner, said) => {
  const copied = { 'x-amz-copy-source': '/things/a', 'x-amz-source-expected-bucket-owner': owner };

  expect(await answer('GET', '/things', { 'x-amz-expected-bucket-owner': owner })).toMatch(
    new RegExp(`^${said}`, 's'),
  );
  expect(await answer('PUT', '/things/b', copied)).toMatch(new RegExp(`^${said}`, 's'));
});

it('refuses a copy of what names no object', async () => {
  expect(await answer('PUT', '/things/b', { 'x-amz-copy-source': 'wrong' })).toMatch(
    /^400 .*InvalidArgument.*Invalid copy source object key.*<ArgumentValue>x-amz-copy-source</s,
  );
});

it('tells the version of a copy also where no more of them are kept', async () => {
  await send('PUT', '/suspended');
  await send('PUT', '/suspended?versioning', {}, versioning('Suspended'));

  const copied = await send('PUT', '/suspended/a', { 'x-amz-copy-source': '/things/a' });

  expect(copied.headers).toMatchObject({ 'x-amz-version-id': 'null' });
});

it('tells no version of a source that has none', async () => {
  await send('PUT', '/unversioned-yet');
  await send('PUT', '/unversioned-yet/a', {}, 'text');
  await send('PUT', '/unversioned-yet?versioning', {}, versioning('Enabled'));

  const copied = await send('PUT', '/unversioned-yet/b', { 'x-amz-copy-source': '/unversioned-yet/a' });
  const named = await send('PUT', '/unversioned-yet/b', {
    'x-amz-copy-source': '/unversioned-yet/a?versionId=null',
  });

  expect(copied.headers).not.toHaveProperty('x-amz-copy-source-version-id');
  expect(named.headers).toMatchObject({ 'x-amz-copy-source-version-id': 'null' });
});

it('copies what an address names', async () => {
  const headers = { 'x-amz-copy-source': 'http://127.0.0.1:4566/things/a' };

  expect(await answer('PUT', '/things/addressed', headers)).toMatch(/^200/);
});

it('passes by an algorithm that is named beside a checksum', async () => {
  const put = await send('PUT', '/things/named', { 'x-amz-checksum-algorithm': 'SHA1' }, 'text');

  expect(put.headers).toHaveProperty('x-amz-checksum-crc64nvme');
});

it('says which MD5 it was given, and which one it saw', async () => {
  expect(await answer('PUT', '/things/md5', { 'content-md5': 'MTIz' })).toMatch(
    /^400 .*InvalidDigest.*<Content-MD5>MTIz</s,
  );
  expect(await answer('PUT', '/things/md5', { 'content-md5': md5('other') }, 'text')).toMatch(
    new RegExp(
      `^400 .*BadDigest.*<ExpectedDigest>795f3202b17cb6bc3d4b771d8c6c9eaf<.*<CalculatedDigest>${md5('text').replace('+', '.')}<`,
      's',
    ),
  );
});

it.each([
  ['=?UTF-8?B?YWJj?=', 'abc'],
  ['=?utf-8?q?a=62c_d?=', 'abc d'],
  ['=?UTF-8?B?w4RNw4RaIFMz?=', '=?UTF-8?Q?=C3=84M=C3=84Z_S3?='],
  ['=?UTF-8?Q?=C3=84?=', '=?UTF-8?B?w4Q=?='],
  ['=?UTF-8?B?AAECAw==?=', '=?UTF-8?B?AAECAw==?='],
  ['=?UTF-8?B?=GGG?=', '=?UTF-8?B?=GGG?='],
])('keeps the metadata %s as %s', async (given, kept) => {
  await send('PUT', '/things/words', { 'x-amz-meta-text': given }, 'text');

  expect((await send('HEAD', '/things/words')).headers).toMatchObject({ 'x-amz-meta-text': kept });
});

it('has no key of the bucket without KMS', async () => {
  const rule =
    '<ApplyServerSideEncryptionByDefault><SSEAlgorithm>AES256</SSEAlgorithm></ApplyServerSideEncryptionByDefault>';
  await send('PUT', '/keyed');
  await send(
    'PUT',
    '/keyed?encryption',
    {},
    `<ServerSideEncryptionConfiguration><Rule>${rule}<BucketKeyEnabled>true</BucketKeyEnabled></Rule></ServerSideEncryptionConfiguration>`,
  );

  const put = await send('PUT', '/keyed/a', {}, 'text');

  expect(put.headers).not.toHaveProperty('x-amz-server-side-encryption-bucket-key-enabled');
});

describe('an object that is encrypted with KMS', () => {
  const ID = '01234567-89ab-cdef-0123-456789abcdef';
  const kms = { 'x-amz-server-side-encryption': 'aws:kms' };
  const keyOf = (answered: { headers?: Record<string, string> }) =>
    answered.headers?.['x-amz-server-side-encryption-aws-kms-key-id'];

  it('tells the ARN of its key, which is always the same where none is named', async () => {
    const first = await send('PUT', '/things/kms', kms, 'text');
    const second = await send('PUT', '/things/kms2', kms, 'text');
    const read = await send('GET', '/things/kms');
    const named = await send('PUT', '/things/kms', {
      ...kms,
      'x-amz-server-side-encryption-aws-kms-key-id': ID,
    });

    expect(keyOf(first)).toMatch(/^arn:aws:kms:us-east-1:000000000000:key\/[0-9a-f-]{36}$/);
    expect(keyOf(second)).toBe(keyOf(first));
    expect(keyOf(read)).toBe(keyOf(first));
    expect(keyOf(named)).toBe(`arn:aws:kms:us-east-1:000000000000:key/${ID}`);
  });

  it('has the key of the bucket as the bucket says, unless it says so itself', async () => {
    const BUCKET_KEY = 'x-amz-server-side-encryption-bucket-key-enabled';
    const byDefault =
      '<ApplyServerSideEncryptionByDefault><SSEAlgorithm>aws:kms</SSEAlgorithm></ApplyServerSideEncryptionByDefault>';
    await send('PUT', '/kms-keyed');
    await send(
      'PUT',
      '/kms-keyed?encryption',
      {},
      `<ServerSideEncryptionConfiguration><Rule>${byDefault}<BucketKeyEnabled>true</BucketKeyEnabled></Rule></ServerSideEncryptionConfiguration>`,
    );
    const told = async (headers: Record<string, string>) =>
      (await send('PUT', '/kms-keyed/a', headers, 'text')).headers?.[BUCKET_KEY];

    expect(await told({})).toBe('true');
    expect(await told(kms)).toBe('true');
    expect(await told({ [BUCKET_KEY]: 'false' })).toBeUndefined();
    expect(await told({ ...kms, [BUCKET_KEY]: 'false' })).toBeUndefined();
  });
});

describe('a preflight', () => {
  const ask = (path: string, headers: Record<string, string>) => answer('OPTIONS', path, headers);
  const origin = 'https://app.example.org';
  beforeAll(async () => {
    await send('PUT', '/shared');
    await send('PUT', '/shared?cors', {}, cors('GET'));
  });

  it.each([
    ['/things', {}, /^400 .*BadRequest.*Origin request header needed/s],
    ['/things', { origin }, /^403 .*AccessForbidden.*CORS is not enabled for this bucket.*<Method>OPTIONS</s],
    ['/none', { origin }, /^403 .*AccessForbidden.*Bucket not found.*<ResourceType>BUCKET</s],
    [
      '/shared/a',
      { origin, 'access-control-request-method': 'PUT' },
      /^403 .*This CORS request is not allowed\. .*<Method>PUT<.*<ResourceType>OBJECT</s,
    ],
    ['/shared', { origin, 'access-control-request-method': 'GET' }, /^200/],
  ])('of %s with %j', async (path, headers, said) => {
    expect(await ask(path, headers)).toMatch(said);
  });
});

it.each([
  [
    '<Queue>queue</Queue>',
    '',
    /^400 .*InvalidArgument.*The ARN could not be parsed.*<ArgumentName>Queue<.*<ArgumentValue>queue</s,
  ],
  [QUEUE, rule('<Name>prefix</Name>'), /^400 .*MalformedXML/s],
  [QUEUE, rule('<Value>a</Value>'), /^400 .*MalformedXML/s],
  [
    QUEUE,
    rule('<Name>middle</Name><Value>a</Value>'),
    /^400 .*must be either prefix or suffix.*<ArgumentValue>middle</s,
  ],
  [
    QUEUE,
    '',
    /^400 .*Unable to validate the following destination configurations<.*<ArgumentName1>arn:aws:sqs:.*<ArgumentValue1>/s,
  ],
])('notifications to %s %s', async (to, filter, said) => {
  const body = `<NotificationConfiguration><QueueConfiguration>${to}<Event>s3:ObjectCreated:*</Event>${filter}</QueueConfiguration></NotificationConfiguration>`;

  expect(await answer('PUT', '/things?notification', {}, body)).toMatch(said);
});

it('tells of an error by two ids', async () => {
  const { headers, body } = await send('GET', '/none');

  expect(headers).toHaveProperty('x-amz-id-2');
  expect(body).toMatch(/<RequestId>.*<HostId>/s);
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

  it.each([
    ['', {}, /^400 .*InvalidRequest.*You must specify at least one part/s],
    [
      '<Part><PartNumber>2</PartNumber><ETag>"e"</ETag></Part>',
      {},
      /^400 .*InvalidPart<.*The part may not have been uploaded.*<UploadId>.*<PartNumber>2<.*<ETag>e</s,
    ],
    [
      '<Part><PartNumber>1</PartNumber><ETag>"e"</ETag><ChecksumCRC32>AAAAAA==</ChecksumCRC32></Part>',
      {},
      /^400 .*InvalidPart</s,
    ],
    [
      '<Part><PartNumber>1</PartNumber><ETag>"e"</ETag></Part>',
      { 'x-amz-checksum-type': 'FULL_OBJECT' },
      /^400 .*InvalidRequest.*created using the null checksum mode/s,
    ],
    [ordered(1, 2), {}, /^400 .*EntityTooSmall.*<PartNumber>1<.*<ETag>/s],
    [ordered(2, 1), {}, /^400 .*InvalidPartOrder.*Parts must be ordered by part number.*<UploadId>/s],
    [
      ordered(1),
      { 'x-amz-mp-object-size': '5' },
      /^400 .*InvalidRequest.*header value 5 does not match what was computed: 4/s,
    ],
    // Without an algorithm of the upload S3 does not look at it.
    [ordered(1), { 'x-amz-checksum-crc32': 'AAAAAA==' }, /^200 .*<ChecksumCRC64NVME>/s],
  ])('completes %s with %j', async (parts, headers, said) => {
    for (const number of [1, 2])
      await send('PUT', `/things/parts?uploadId=${id}&partNumber=${number}`, {}, 'part');
    const body = parts && `<CompleteMultipartUpload>${parts}</CompleteMultipartUpload>`;

    expect(await answer('POST', `/things/parts?uploadId=${id}`, headers, body)).toMatch(said);
  });

  it('takes no part with a number that there is not, and no type of checksums without an algorithm', async () => {
    expect(await answer('PUT', `/things/parts?uploadId=${id}&partNumber=-1`, {}, 'part')).toMatch(
      /^400 .*<ArgumentName>partNumber<.*<ArgumentValue>-1</s,
    );
    expect(await answer('POST', '/things/parts?uploads', { 'x-amz-checksum-type': 'COMPOSITE' })).toMatch(
      /^400 .*can only be used with the x-amz-checksum-algorithm header/s,
    );
    const headers = { 'x-amz-checksum-type': 'FULL_OBJECT', 'x-amz-checksum-algorithm': 'SHA1' };
    expect(await answer('POST', '/things/parts?uploads', headers)).toMatch(
      /^400 .*FULL_OBJECT checksum type cannot be used with the sha1 checksum/s,
    );
  });

  it('with an algorithm says of a part what does not belong to it, and tells its checksums apart', async () => {
    const made = await answer('POST', '/told-so/summed?uploads', { 'x-amz-checksum-algorithm': 'CRC32' });
    const summed = /<UploadId>(.*)<\/UploadId>/.exec(made)?.[1];
    const path = `/told-so/summed?uploadId=${summed}`;
    const { headers: part = {} } = await send('PUT', `${path}&partNumber=1`, {}, 'part');
    const sum = part['x-amz-checksum-crc32'];
    const complete = (checksum: string, headers = {}) =>
      answer(
        'POST',
        path,
        headers,
        `<CompleteMultipartUpload><Part><PartNumber>1</PartNumber><ETag>${part['etag']}</ETag>${checksum}</Part></CompleteMultipartUpload>`,
      );

    expect(await complete('<ChecksumSHA256>x</ChecksumSHA256>')).toMatch(
      /^400 .*BadDigest.*The sha256 you specified for part 1 did not match what we received/s,
    );
    expect(await complete('', { 'x-amz-checksum-type': 'FULL_OBJECT' })).toMatch(
      /^400 .*created using the COMPOSITE checksum mode/s,
    );
    expect(await complete(`<ChecksumCRC32>${sum}</ChecksumCRC32>`)).toMatch(/^200 .*-1<\/ChecksumCRC32>/s);
    const enabled = { 'x-amz-checksum-mode': 'ENABLED' };
    expect((await send('HEAD', '/told-so/summed?partNumber=1', enabled)).headers).toMatchObject({
      'x-amz-checksum-crc32': sum,
      'x-amz-checksum-type': 'COMPOSITE',
    });
    expect(
      await answer('GET', '/told-so/summed?attributes', { 'x-amz-object-attributes': 'Checksum' }),
    ).toMatch(/<ChecksumCRC32>[^-]+<\/ChecksumCRC32>/);
  });

  it('that has a checksum of the whole is completed with that alone', async () => {
    const algorithm = { 'x-amz-checksum-algorithm': 'CRC32', 'x-amz-checksum-type': 'FULL_OBJECT' };
    const made = await answer('POST', '/things/whole?uploads', algorithm);
    const path = `/things/whole?uploadId=${/<UploadId>(.*)<\/UploadId>/.exec(made)?.[1]}`;
    const { headers: part = {} } = await send('PUT', `${path}&partNumber=1`, {}, 'part');
    const body = `<CompleteMultipartUpload>${ordered(1)}</CompleteMultipartUpload>`;
    const sum = { 'x-amz-checksum-crc32': part['x-amz-checksum-crc32'] ?? '' };

    expect(await answer('POST', path, sum, body)).toMatch(
      /^400 .*BadDigest.*The crc32 you specified did not match the calculated checksum/s,
    );
    expect(await answer('POST', path, { ...sum, 'x-amz-checksum-type': 'FULL_OBJECT' }, body)).toMatch(
      /^200/,
    );
  });

  it('is no marker of another key', async () => {
    expect(await answer('GET', `/things?uploads&key-marker=other&upload-id-marker=${id}`)).toMatch(
      /^400 .*InvalidArgument.*Invalid uploadId marker/s,
    );
  });
});

function rule(members: string): string {
  return `<Filter><S3Key><FilterRule>${members}</FilterRule></S3Key></Filter>`;
}

function ordered(...numbers: number[]): string {
  const etag = createHash('md5').update('part').digest('hex');
  return numbers
    .map((number) => `<Part><PartNumber>${number}</PartNumber><ETag>"${etag}"</ETag></Part>`)
    .join('');
}

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

function payer(who: string): string {
  return `<RequestPaymentConfiguration><Payer>${who}</Payer></RequestPaymentConfiguration>`;
}

function cors(...methods: string[]): string {
  const allowed = methods.map((method) => `<AllowedMethod>${method}</AllowedMethod>`).join('');
  return `<CORSConfiguration><CORSRule><AllowedOrigin>*</AllowedOrigin>${allowed}</CORSRule></CORSConfiguration>`;
}
