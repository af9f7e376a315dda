// What clients other than the SDK for JavaScript write: references in XML, signature version 2, the first listing, odd headers.
import { createHmac } from 'node:crypto';
import { request as httpRequest } from 'node:http';
import {
  DeleteObjectsCommand,
  GetObjectCommand,
  GetObjectTaggingCommand,
  HeadObjectCommand,
  ListObjectsCommand,
  PutObjectCommand,
  PutObjectTaggingCommand,
} from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { parseXmlBody } from '../../../src/services/s3/xml-body.ts';
import { startS3, type TestS3 } from '../../support/s3.ts';

let test: TestS3;
beforeAll(async () => {
  test = await startS3();
  await test.addBucket('photos');
});
afterAll(() => test.close());

const where = (Key: string) => ({ Bucket: 'photos', Key });
const put = (Key: string, more: object = {}) =>
  test.client.send(new PutObjectCommand({ ...where(Key), Body: 'selfie', ...more }));
const isThere = (Key: string) =>
  test.client.send(new HeadObjectCommand(where(Key))).then(
    () => true,
    () => false,
  );

/** As boto3 and the AWS CLI 1 sign it by default. */
function signedUrl(
  method: string,
  pathAndQuery: string,
  { expires = 4102444800, contentType = '', amz = '' } = {},
): string {
  const text = [method, '', contentType, expires, `${amz}${pathAndQuery}`].join('\n');
  const signature = createHmac('sha1', 'local').update(text).digest('base64');
  const query = new URLSearchParams({
    AWSAccessKeyId: 'local',
    Signature: signature,
    Expires: String(expires),
  });
  return `${test.gateway.endpoint}${pathAndQuery}${pathAndQuery.includes('?') ? '&' : '?'}${query}`;
}

describe('XML that is sent', () => {
  const D = { D: { K: 'text' } } as const;
  const textIn = (text: string) => parseXmlBody(Buffer.from(`<D><K>${text}</K></D>`), D).text('K');

  it('has its references read once, whichever way they are written', () => {
    expect(textIn('&#34;a&#x27;&#xA;&#xd;&amp;#39;&lt;&#128512; ')).toBe('"a\'\n\r&#39;<😀 ');
    expect(textIn('<![CDATA[&amp;]]>&amp;')).toBe('&amp;&');
  });

  it.each(['&nbsp;', '&#0;', '&#xD800;', '&#x110000;', 'a & b', 'a\u0001', 'a\uffff'])(
    'is malformed with %s',
    (text) => {
      expect(() => textIn(text)).toThrow('not well-formed');
    },
  );

  it('is malformed with a document type, or names that are none of ours', () => {
    expect(() => parseXmlBody(Buffer.from('<!DOCTYPE D><D/>'), D)).toThrow('not well-formed');
    expect(() => textIn('<__proto__/>')).toThrow('not well-formed');
  });

  it('is answered in XML, whatever a key holds', async () => {
    await put('bell\u0001');
    const signed = signedUrl('GET', '/photos').replace('/photos?', '/photos?prefix=bell&');

    const text = await (await fetch(signed)).text();

    expect(text).toContain('<Key>bell&#x1;</Key>');
  });

  it('is the same with a prefix before every name', () => {
    const prefixed = '<s3:D xmlns:s3="http://s3.amazonaws.com/doc/2006-03-01/"><s3:K>a</s3:K></s3:D>';

    expect(parseXmlBody(Buffer.from(prefixed), D).text('K')).toBe('a');
  });

  it('is malformed where it says two things of one, or is no UTF-8', () => {
    expect(() => textIn('a</K><K>b')).toThrow('not well-formed');
    expect(() => parseXmlBody(Buffer.from('<D><K>a\xff</K></D>', 'latin1'), D)).toThrow('not well-formed');
    expect(parseXmlBody(Buffer.from('\ufeff<D><K>ä</K></D>'), D).text('K')).toBe('ä');
  });

  it('deletes what has a name, and tells of one that is too long for any', async () => {
    const Objects = [{ Key: 'k'.repeat(1025) }, { Key: 'b' }];

    const answer = await test.client.send(
      new DeleteObjectsCommand({ Bucket: 'photos', Delete: { Objects } }),
    );

    expect(answer.Errors).toMatchObject([{ Key: Objects[0]?.Key, Code: 'KeyTooLongError' }]);
    expect(answer.Deleted).toMatchObject([{ Key: 'b' }]);
  });

  it.each(["it's", 'say "a"', 'a\nb', 'a\rb', 'a&b', 'a<b', 'a%27b', 'a+b c', 'ä😀'])(
    'deletes the key %j',
    async (key) => {
      await put(key);

      const { Deleted, Errors } = await test.client.send(
        new DeleteObjectsCommand({ Bucket: 'photos', Delete: { Objects: [{ Key: key }] } }),
      );

      expect([Deleted, Errors]).toEqual([[{ Key: key }], undefined]);
      expect(await isThere(key)).toBe(false);
    },
  );

  it('keeps tags as they were meant', async () => {
    await put('tagged');
    const TagSet = [{ Key: 'a', Value: 'ä + @ x/y' }];
    await test.client.send(new PutObjectTaggingCommand({ ...where('tagged'), Tagging: { TagSet } }));

    expect((await test.client.send(new GetObjectTaggingCommand(where('tagged')))).TagSet).toEqual(TagSet);
  });
});

describe('a list of deletions', () => {
  const remove = (...Objects: { Key: string; ETag?: string; Size?: number }[]) =>
    test.client.send(new DeleteObjectsCommand({ Bucket: 'photos', Delete: { Objects } }));

  it('keeps what is no longer as its ETag says', async () => {
    const { ETag } = await put('as-known');
    await put('changed');

    const { Deleted, Errors } = await remove(
      { Key: 'as-known', ETag: ETag as string },
      { Key: 'changed', ETag: '"wrong"' },
    );

    expect(Deleted).toEqual([{ Key: 'as-known' }]);
    expect(Errors).toMatchObject([{ Key: 'changed', Code: 'PreconditionFailed' }]);
    expect(await isThere('changed')).toBe(true);
  });

  it('keeps what has a condition that only directory buckets know', async () => {
    await put('sized');

    const { Errors } = await remove({ Key: 'sized', Size: 6 });

    expect(Errors).toMatchObject([{ Key: 'sized', Code: 'NotImplemented' }]);
    expect(await isThere('sized')).toBe(true);
  });
});

describe('a header that is no ASCII', () => {
  it('is kept, and sent back as UTF-8', async () => {
    const ContentDisposition = 'attachment; filename="é—テ.jpg"';
    await fetch(signedUrl('PUT', '/photos/unicode'), {
      method: 'PUT',
      body: Buffer.from('selfie'),
      headers: { 'content-disposition': Buffer.from(ContentDisposition).toString('latin1') },
    });
    const url = await getSignedUrl(test.client, new GetObjectCommand(where('unicode')));

    const sent = await new Promise<string>((resolve) => {
      httpRequest(url, (answer) => {
        answer.resume();
        resolve(answer.headers['content-disposition'] ?? '');
      }).end();
    });

    expect(Buffer.from(sent, 'latin1').toString()).toBe(ContentDisposition);
  });

  it('replaces nothing where ISO-8859-1 does not have it, as S3 says', async () => {
    await put('replaced');
    const command = new GetObjectCommand({
      ...where('replaced'),
      ResponseContentDisposition: 'inline; x="テ"',
    });

    const answer = await fetch(await getSignedUrl(test.client, command));

    expect(answer.status).toBe(400);
    expect(await answer.text()).toContain('<ArgumentName>response-content-disposition</ArgumentName>');
  });

  it('with a line break is refused, for it could not be sent', async () => {
    await put('split');
    const command = new GetObjectCommand({ ...where('split'), ResponseContentDisposition: 'inline\r\nx: y' });

    const answer = await fetch(await getSignedUrl(test.client, command));

    expect(answer.status).toBe(400);
    expect(await answer.text()).toContain('<Code>InvalidArgument</Code>');
  });
});

describe('a URL signed by version 2', () => {
  it('gets an object, and puts one with its type', async () => {
    const sent = await fetch(signedUrl('PUT', '/photos/v2%20a', { contentType: 'image/png' }), {
      method: 'PUT',
      body: 'bytes',
      headers: { 'content-type': 'image/png' },
    });
    const got = await fetch(signedUrl('GET', '/photos/v2%20a'));

    expect([sent.status, got.status, await got.text()]).toEqual([200, 200, 'bytes']);
    expect(got.headers.get('content-type')).toBe('image/png');
  });

  it('has what it asks for signed with it', async () => {
    await put('v2');
    const url = signedUrl('GET', '/photos/v2?response-content-type=text/x');

    expect((await fetch(url)).headers.get('content-type')).toBe('text/x');
    expect((await fetch(url.replace('text/x', 'text/y'))).status).toBe(403);
  });

  it.each([
    ['another method', { method: 'DELETE' }, 'SignatureDoesNotMatch'],
    ['a header more', { headers: { 'x-amz-acl': 'private' } }, 'SignatureDoesNotMatch'],
  ])('is refused with %s', async (_what, init, code) => {
    await put('v2');

    const answer = await fetch(signedUrl('GET', '/photos/v2'), init);

    expect(answer.status).toBe(403);
    expect(await answer.text()).toContain(`<Code>${code}</Code>`);
    expect(await isThere('v2')).toBe(true);
  });

  it('is refused when it has expired, and without an expiry', async () => {
    const late = await fetch(signedUrl('GET', '/photos/v2', { expires: 1 }));
    const open = await fetch(signedUrl('GET', '/photos/v2').replace(/&Expires=\d+/, ''));

    expect([await late.text(), await open.text()]).toEqual([
      expect.stringContaining('Request has expired'),
      expect.stringContaining('<Code>AccessDenied</Code>'),
    ]);
  });

  it('lets a form in, by its policy', async () => {
    const conditions = [{ bucket: 'photos' }, { key: 'form' }];
    const policy = Buffer.from(JSON.stringify({ expiration: '2100-01-01T00:00:00Z', conditions })).toString(
      'base64',
    );
    const form = new FormData();
    form.set('key', 'form');
    form.set('AWSAccessKeyId', 'local');
    form.set('policy', policy);
    form.set('signature', createHmac('sha1', 'local').update(policy).digest('base64'));
    form.set('file', new Blob(['bytes']));

    const sent = await fetch(`${test.gateway.endpoint}/photos`, { method: 'POST', body: form });
    form.set('signature', createHmac('sha1', 'other').update(policy).digest('base64'));
    const forged = await fetch(`${test.gateway.endpoint}/photos`, { method: 'POST', body: form });

    expect([sent.status, forged.status]).toEqual([204, 403]);
    expect(await isThere('form')).toBe(true);
  });
});

it('answers who has not signed in the words of S3', async () => {
  const answer = await fetch(`${test.gateway.endpoint}/photos/x`);

  expect(answer.status).toBe(403);
  expect(await answer.text()).toContain('<Code>AccessDenied</Code>');
});

describe('the first listing of objects', () => {
  beforeAll(async () => {
    await test.addBucket('listed');
    for (const Key of ['a/1', 'a/2', 'b', 'c d', 'e']) {
      await test.client.send(new PutObjectCommand({ Bucket: 'listed', Key, Body: '1' }));
    }
  });
  const list = (more: object) => test.client.send(new ListObjectsCommand({ Bucket: 'listed', ...more }));

  it('goes on after a marker', async () => {
    const page = await list({ MaxKeys: 2, Marker: 'a/1' });
    const rest = await list({ Marker: 'b' });

    expect(page).toMatchObject({ IsTruncated: true, Marker: 'a/1', MaxKeys: 2, Name: 'listed' });
    expect(page.NextMarker).toBeUndefined();
    expect(page.Contents?.map(({ Key }) => Key)).toEqual(['a/2', 'b']);
    expect(rest.Contents?.map(({ Key }) => Key)).toEqual(['c d', 'e']);
    expect(rest.IsTruncated).toBe(false);
  });

  it('tells the next marker where it groups keys', async () => {
    const page = await list({ MaxKeys: 1, Delimiter: '/' });
    const next = await list({ MaxKeys: 1, Delimiter: '/', Marker: page.NextMarker });

    expect(page).toMatchObject({ NextMarker: 'a/', CommonPrefixes: [{ Prefix: 'a/' }], IsTruncated: true });
    expect(next.Contents?.map(({ Key }) => Key)).toEqual(['b']);
  });
});
