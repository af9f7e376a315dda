import { GetObjectCommand, GetObjectTaggingCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { createPresignedPost, type PresignedPostOptions } from '@aws-sdk/s3-presigned-post';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { HEARD, startS3, type TestS3, VERSIONED } from '../../support/s3.ts';

const CORS = {
  CorsConfiguration: {
    CorsRules: [
      {
        AllowedOrigins: ['http://rider.example', 'https://*.example.org'],
        AllowedMethods: ['PUT', 'POST'],
        AllowedHeaders: ['content-*'],
        ExposedHeaders: ['ETag'],
        MaxAge: 600,
      },
    ],
  },
};

let nowMs = Date.now();
let test: TestS3;
beforeAll(async () => {
  test = await startS3({
    clock: { now: () => nowMs },
    principals: {
      uploader: {
        arn: 'arn:aws:sts::000000000000:assumed-role/api/x',
        can: (action, arn) => action === 's3:PutObject' && arn.startsWith('arn:aws:s3:::photos/incoming/'),
      },
    },
  });
  await test.addBucket('photos', { ...VERSIONED, ...HEARD, ...CORS });
});
beforeEach(() => {
  nowMs = Date.now();
});
afterAll(() => test.close());

const read = async (Key: string) => {
  const answer = await test.client.send(new GetObjectCommand({ Bucket: 'photos', Key }));
  return {
    text: await answer.Body?.transformToString(),
    type: answer.ContentType,
    metadata: answer.Metadata,
  };
};
const codeOf = async (answer: Response) => /<Code>(.*?)<\/Code>/.exec(await answer.text())?.[1];

describe('a presigned URL', () => {
  // What the checksum would be is not known before the body is.
  const presigner = () =>
    new S3Client({ ...test.gateway.clientConfig, requestChecksumCalculation: 'WHEN_REQUIRED' });
  const putUrl = (Key: string, more: object = {}) =>
    getSignedUrl(presigner(), new PutObjectCommand({ Bucket: 'photos', Key, ...more }), { expiresIn: 60 });

  it('lets its holder read', async () => {
    await test.client.send(new PutObjectCommand({ Bucket: 'photos', Key: 'ä b', Body: 'hello' }));
    const url = await getSignedUrl(
      presigner(),
      new GetObjectCommand({ Bucket: 'photos', Key: 'ä b', ResponseContentDisposition: 'attachment' }),
    );

    const answer = await fetch(url);

    expect(await answer.text()).toBe('hello');
    expect(answer.headers.get('content-disposition')).toBe('attachment');
  });

  it('lets its holder write, with the metadata that was signed', async () => {
    const url = await putUrl('incoming/put', { Metadata: { rider: 'r1' } });

    const answer = await fetch(url, {
      method: 'PUT',
      body: 'selfie',
      headers: { 'content-type': 'image/jpeg' },
    });

    expect(answer.status).toBe(200);
    expect(await read('incoming/put')).toEqual({
      text: 'selfie',
      type: 'image/jpeg',
      metadata: { rider: 'r1' },
    });
  });

  it('made with the checksum of an empty body refuses any other body', async () => {
    const url = await getSignedUrl(test.client, new PutObjectCommand({ Bucket: 'photos', Key: 'x' }));

    expect(await codeOf(await fetch(url, { method: 'PUT', body: 'selfie' }))).toBe('BadDigest');
  });

  it.each([
    ['another key', (url: string) => url.replace('incoming/a', 'incoming/b'), {}, 'SignatureDoesNotMatch'],
    [
      'another expiry',
      (url: string) => url.replace('Expires=60', 'Expires=600'),
      {},
      'SignatureDoesNotMatch',
    ],
    ['a header it was not signed for', (url: string) => url, { 'x-amz-meta-evil': '1' }, 'AccessDenied'],
    [
      'an expiry beyond a week',
      (url: string) => url.replace('Expires=60', 'Expires=604801'),
      {},
      'AuthorizationQueryParametersError',
    ],
  ])('is refused with %s', async (_what, change, headers, code) => {
    const url = change(await putUrl('incoming/a'));

    expect(await codeOf(await fetch(url, { method: 'PUT', body: 'x', headers }))).toBe(code);
  });

  it('says what was signed where the signature is another', async () => {
    const url = (await putUrl('incoming/a')).replace('incoming/a', 'incoming/b');

    const said = await (await fetch(url, { method: 'PUT', body: 'x' })).text();

    expect(said).toMatch(
      /<AWSAccessKeyId>.+<CanonicalRequest>.+<StringToSign>AWS4.+<StringToSignBytes>41 57 53 34 .+<SignatureProvided>/s,
    );
  });

  it('that lacks a part of its signature says which ones it needs', async () => {
    const url = new URL(await putUrl('incoming/a'));
    url.searchParams.delete('X-Amz-Date');

    const answer = await fetch(url, { method: 'PUT', body: 'x' });

    expect(answer.status).toBe(400);
    expect(await answer.text()).toMatch(
      /<Code>AuthorizationQueryParametersError<.*requires the X-Amz-Algorithm, X-Amz-Credential, .*, and X-Amz-Expires parameters/s,
    );
  });

  it('whose credential was encoded twice says what one looks like', async () => {
    const url = (await putUrl('incoming/a')).replaceAll('%2F', '%252F');

    const answer = await fetch(url, { method: 'PUT', body: 'x' });

    expect(answer.status).toBe(400);
    expect(await answer.text()).toMatch(
      /<Code>AuthorizationQueryParametersError<.*the Credential is mal-formed/s,
    );
  });

  it('is refused when it has expired', async () => {
    const url = await getSignedUrl(presigner(), new GetObjectCommand({ Bucket: 'photos', Key: 'ä b' }), {
      signingDate: new Date(Date.now() - 120_000),
      expiresIn: 60,
    });

    const answer = await fetch(url);

    expect(answer.status).toBe(403);
    expect(await answer.text()).toMatch(
      /Request has expired.*<X-Amz-Expires>60<.*<Expires>\d{4}-.*Z<.*<ServerTime>\d{4}-.*Z</s,
    );
  });
});

describe('a form', () => {
  const Conditions: NonNullable<PresignedPostOptions['Conditions']> = [
    ['content-length-range', 1, 10],
    ['starts-with', '$Content-Type', 'image/'],
    ['eq', '$x-amz-meta-rider', 'r1'],
  ];
  async function post(
    changes: Record<string, string> = {},
    file: Blob = new Blob(['selfie'], { type: 'image/jpeg' }),
    key = 'incoming/r1/p1',
    client = test.client,
  ) {
    const { url, fields } = await createPresignedPost(client, {
      Bucket: 'photos',
      Key: key,
      Conditions,
      Expires: 60,
    });
    const form = new FormData();
    const all = { ...fields, 'Content-Type': 'image/jpeg', 'x-amz-meta-rider': 'r1', ...changes };
    for (const [name, value] of Object.entries(all)) form.append(name, value);
    form.append('file', file, 'me & "you".jpg');
    return fetch(url, { method: 'POST', body: form, headers: { origin: 'http://rider.example' } });
  }

  it('that keeps to its policy stores the file and publishes an event', async () => {
    const answer = await post();

    expect(answer.status).toBe(204);
    expect(answer.headers.get('access-control-allow-origin')).toBe('http://rider.example');
    expect(await read('incoming/r1/p1')).toEqual({
      text: 'selfie',
      type: 'image/jpeg',
      metadata: { rider: 'r1' },
    });
    expect(test.events.at(-1)?.detail).toMatchObject({
      reason: 'POST Object',
      object: { key: 'incoming/r1/p1', size: 6, 'version-id': answer.headers.get('x-amz-version-id') },
    });
  });

  it('puts the name of the file into the key', async () => {
    await post({}, undefined, 'incoming/${filename}');

    expect(await read('incoming/me & "you".jpg')).toMatchObject({ text: 'selfie' });
  });

  it.each([
    ['a file that is too large', {}, new Blob(['12345678901']), 'EntityTooLarge'],
    ['a file that is too small', {}, new Blob([]), 'EntityTooSmall'],
    ['another content type', { 'Content-Type': 'text/html' }, undefined, 'AccessDenied'],
    ['a value that is not the wanted one', { 'x-amz-meta-rider': 'r2' }, undefined, 'AccessDenied'],
    ['a field the policy does not know', { 'x-amz-meta-more': '1' }, undefined, 'AccessDenied'],
    ['another key', { key: 'incoming/other' }, undefined, 'AccessDenied'],
    ['another policy', { Policy: Buffer.from('{}').toString('base64') }, undefined, 'SignatureDoesNotMatch'],
    [
      'another signer',
      { 'X-Amz-Credential': 'nobody/20260101/us-east-1/s3/aws4_request' },
      undefined,
      'InvalidAccessKeyId',
    ],
  ])('is refused with %s', async (_what, changes, file, code) => {
    const answer = await post(changes as Record<string, string>, file);

    expect(await codeOf(answer)).toBe(code);
  });

  it('is refused when its policy has expired', async () => {
    nowMs = Date.now() + 61_000;

    const answer = await post();

    expect(answer.status).toBe(403);
    expect(await answer.text()).toContain('Policy expired');
  });

  it('may do only what its signer may', async () => {
    const uploader = new S3Client(test.gateway.as('uploader'));

    expect((await post({}, undefined, 'incoming/ok', uploader)).status).toBe(204);
    expect(await codeOf(await post({}, undefined, 'derived/no', uploader))).toBe('AccessDenied');
  });

  const postFields = (fields: Record<string, string>, file: Blob | string = new Blob(['x'])) => {
    const form = new FormData();
    for (const [name, value] of Object.entries({ key: 'x', ...fields })) form.append(name, value);
    form.append('file', file);
    return fetch(`${test.gateway.endpoint}/photos`, { method: 'POST', body: form });
  };

  it('without a policy is refused', async () => {
    const answer = await postFields({});

    expect(answer.status).toBe(403);
    expect(await answer.text()).toContain('<Message>Access Denied<');
  });

  it.each([
    ['X-Amz-Signature', ['X-Amz-Algorithm', 'X-Amz-Credential']],
    ['X-Amz-Algorithm', ['X-Amz-Signature']],
    ['Signature', ['AWSAccessKeyId']],
    ['AWSAccessKeyId', ['Signature']],
  ])('without the field %s of its signature is refused', async (missing, given) => {
    const answer = await postFields({
      policy: 'e30=',
      ...Object.fromEntries(given.map((name) => [name, 'x'])),
    });

    expect(answer.status).toBe(400);
    expect(await answer.text()).toContain(`must contain a field named &apos;${missing}&apos;.`);
  });

  it.each<[string, PresignedPostOptions['Conditions'], string]>([
    ['a condition on a text instead of a field', [['eq', 'x-amz-meta-rider', 'r1']], 'AccessDenied'],
    ['the beginning of a text instead of a field', [['starts-with', 'key', '']], 'AccessDenied'],
    ['a size that is no number', [['content-length-range', 'one' as unknown as number, 10]], 'AccessDenied'],
    ['two fields in one condition', [{ acl: 'private', 'x-amz-meta-rider': 'r1' }], 'InvalidPolicyDocument'],
  ])('whose policy has %s is refused', async (_, conditions = [], code) => {
    const { fields } = await createPresignedPost(test.client, {
      Bucket: 'photos',
      Key: 'incoming/odd',
      Conditions: [...conditions, ['eq', '$x-amz-meta-rider', 'r1']],
    });

    expect(await codeOf(await postFields({ ...fields, 'x-amz-meta-rider': 'r1' }))).toBe(code);
  });

  it.each([
    [
      '<Tagging><TagSet><Tag><Key>a</Key><Value>b</Value></Tag></TagSet></Tagging>',
      204,
      [{ Key: 'a', Value: 'b' }],
    ],
    ['<Other/>', 204, []],
    ['no XML', 400, undefined],
  ])('brings its tags as XML: %s', async (tagging, status, tags) => {
    const Key = `tagged/${status}/${tags?.length}`;
    const { fields } = await createPresignedPost(test.client, {
      Bucket: 'photos',
      Key,
      Conditions: [['eq', '$tagging', tagging]],
    });

    const answer = await postFields({ ...fields, tagging });

    expect(answer.status).toBe(status);
    const kept = await test.client
      .send(new GetObjectTaggingCommand({ Bucket: 'photos', Key }))
      .then(({ TagSet }) => TagSet)
      .catch(() => undefined);
    expect(kept).toEqual(tags);
  });

  it('brings metadata that is no ASCII, which comes back in encoded words, and headers in ISO-8859-1', async () => {
    const Key = 'incoming/unicode';
    const Fields = {
      'x-amz-meta-place': 'ÄMÄZÕÑ S3',
      'x-amz-meta-bytes': '\u0000\u0001\u0002\u0003\u0004',
      'x-amz-meta-asis': '=?UTF-8?B?YWJj?=',
      'cache-control': 'a — b',
    };
    const { fields } = await createPresignedPost(test.client, {
      Bucket: 'photos',
      Key,
      Fields,
      Conditions: Object.entries(Fields).map(([name, value]) => ['eq' as const, `$${name}`, value]),
    });

    const answer = await postFields(fields, 'a text');

    expect(answer.status).toBe(204);
    const kept = await test.client.send(new GetObjectCommand({ Bucket: 'photos', Key }));
    expect(kept.Metadata).toEqual({
      place: '=?UTF-8?Q?=C3=84M=C3=84Z=C3=95=C3=91_S3?=',
      bytes: '=?UTF-8?B?AAECAwQ=?=',
      asis: '=?UTF-8?B?YWJj?=',
    });
    expect(kept.CacheControl).toBe('a   b');
  });

  it('refuses a key that leads out of its bucket', async () => {
    const { fields } = await createPresignedPost(test.client, { Bucket: 'photos', Key: '../out' });

    const answer = await postFields(fields, 'a text');

    expect([answer.status, await codeOf(answer)]).toEqual([400, 'BadRequest']);
  });

  it('leaves the key as it is where the file has no name', async () => {
    const Key = 'nameless-${filename}';
    const { fields } = await createPresignedPost(test.client, { Bucket: 'photos', Key });

    const answer = await postFields(fields, 'a text');

    expect(answer.status).toBe(204);
    expect(await read(Key)).toMatchObject({ text: 'a text' });
  });

  it('answers 201 with the place of the object when asked to', async () => {
    const { url, fields } = await createPresignedPost(test.client, {
      Bucket: 'photos',
      Key: 'a b',
      Fields: { success_action_status: '201' },
    });
    const form = new FormData();
    for (const [name, value] of Object.entries(fields)) form.append(name, value);
    form.append('file', new Blob(['x']));

    const answer = await fetch(url, { method: 'POST', body: form });

    expect(answer.status).toBe(201);
    expect(await answer.text()).toContain('<Key>a b</Key>');
  });
});

describe('a preflight', () => {
  const preflight = (origin: string, method: string, headers = 'Content-Type') =>
    fetch(`${test.gateway.endpoint}/photos/incoming/x`, {
      method: 'OPTIONS',
      headers: {
        origin,
        'access-control-request-method': method,
        'access-control-request-headers': headers,
      },
    });

  it.each(['http://rider.example', 'https://app.example.org'])(
    'from %s is allowed by the bucket',
    async (origin) => {
      const answer = await preflight(origin, 'PUT');

      expect(answer.status).toBe(200);
      expect(Object.fromEntries(answer.headers)).toMatchObject({
        'access-control-allow-origin': origin,
        'access-control-allow-methods': 'PUT, POST',
        'access-control-allow-headers': 'content-type',
        'access-control-expose-headers': 'ETag',
        'access-control-max-age': '600',
      });
    },
  );

  it.each([
    ['http://evil.example', 'PUT', 'content-type'],
    ['https://example.org.evil', 'PUT', 'content-type'],
    ['http://rider.example', 'DELETE', 'content-type'],
    ['http://rider.example', 'PUT', 'x-secret'],
  ])('from %s for %s with %s is refused', async (origin, method, headers) => {
    const answer = await preflight(origin, method, headers);

    expect(answer.status).toBe(403);
    expect(answer.headers.get('access-control-allow-origin')).toBeNull();
  });
});
