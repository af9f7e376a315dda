import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { API_HOST, siteTemplate, startSite, type TestSite } from '../../support/distribution.ts';

let site: TestSite;
let apiAnswer: Record<string, unknown>;
beforeAll(async () => {
  site = await startSite(siteTemplate(), async () => ({ status: 200, body: 'api', ...apiAnswer }));
  await site.put('index.html', '<h1>Parcels</h1>', { ContentType: 'text/html' });
  await site.put('app.js', 'let a;'.repeat(500), {
    ContentType: 'text/javascript',
    CacheControl: 'max-age=60',
  });
  await site.put('photo.jpg', Buffer.alloc(2_000, 'x'), { ContentType: 'image/jpeg' });
  await site.put('small.js', 'x'.repeat(999), { ContentType: 'text/javascript' });
  await site.put('a b/ü.txt', 'odd', { ContentType: 'text/plain' });
});
beforeEach(() => {
  apiAnswer = {};
  site.apiRequests.length = 0;
});
afterAll(() => site.close());

describe('objects of the bucket', () => {
  it('come with their own headers, those of the policy, and without what it removes', async () => {
    const { status, headers, body } = await site.ask('/app.js');

    expect(status).toBe(200);
    expect(body.toString()).toBe('let a;'.repeat(500));
    expect(headers).toMatchObject({
      'content-type': 'text/javascript',
      'cache-control': 'max-age=60',
      'content-security-policy': `default-src 'self'; img-src ${site.gatewayEndpoint}`,
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'referrer-policy': 'no-referrer',
      'strict-transport-security': 'max-age=63072000; includeSubDomains',
      'permissions-policy': 'camera=(self)',
      'x-cache': 'Miss from cloudfront',
    });
    expect(headers).not.toHaveProperty('x-amz-server-side-encryption');
    expect(headers['etag']).toMatch(/^"[0-9a-f]{32}"$/);
  });

  it('stand at the root by DefaultRootObject, and at no other folder', async () => {
    const root = await site.ask('/');
    expect([root.status, root.body.toString(), root.headers['cache-control']]).toEqual([
      200,
      '<h1>Parcels</h1>',
      'no-cache',
    ]);
    expect((await site.ask('/a%20b/')).status).toBe(403);
  });

  it('are found by encoded paths', async () => {
    expect((await site.ask('/a%20b/%C3%BC.txt')).body.toString()).toBe('odd');
  });

  it('that are missing are 403, as S3 words it to who may not list', async () => {
    const { status, headers, body } = await site.ask('/nothing.html');
    expect([status, headers['x-cache']]).toEqual([403, 'Error from cloudfront']);
    expect(body.toString()).toContain('<Code>AccessDenied</Code>');
    expect(headers['content-security-policy']).toBeDefined();
  });

  it('are told to HEAD, and in parts', async () => {
    const head = await site.ask('/photo.jpg', { method: 'HEAD' });
    const part = await site.ask('/photo.jpg', { headers: { range: 'bytes=0-9', 'accept-encoding': 'gzip' } });
    const beyond = await site.ask('/photo.jpg', { headers: { range: 'bytes=5000-' } });

    expect([head.status, head.headers['content-length'], head.body.length]).toEqual([200, '2000', 0]);
    expect([part.status, part.headers['content-range'], part.body.length]).toEqual([
      206,
      'bytes 0-9/2000',
      10,
    ]);
    expect(beyond.status).toBe(416);
  });

  it('are not sent again to who has them', async () => {
    const { headers } = await site.ask('/app.js');
    const same = await site.ask('/app.js', { headers: { 'if-none-match': headers['etag']! } });
    const since = await site.ask('/app.js', { headers: { 'if-modified-since': headers['last-modified']! } });
    const other = await site.ask('/app.js', { headers: { 'if-none-match': '"other"' } });

    expect([same.status, same.body.length, same.headers['etag']]).toEqual([304, 0, headers['etag']]);
    expect(since.status).toBe(304);
    expect(other.status).toBe(200);
  });

  it('are there as soon as they are uploaded', async () => {
    await site.put('news.txt', 'one', { ContentType: 'text/plain' });
    expect((await site.ask('/news.txt')).body.toString()).toBe('one');
    await site.put('news.txt', 'two', { ContentType: 'text/plain' });
    expect((await site.ask('/news.txt')).body.toString()).toBe('two');
  });

  it('can neither be written nor listed through it', async () => {
    const put = await site.ask('/app.js', { method: 'PUT', body: 'x' });
    expect([put.status, put.body.toString()]).toEqual([
      403,
      expect.stringContaining('not configured to allow'),
    ]);
    expect((await site.ask('/?list-type=2')).body.toString()).toBe('<h1>Parcels</h1>');
  });
});

describe('compression', () => {
  it('prefers Brotli, takes gzip, and weakens the name of what it changed', async () => {
    const plain = await site.ask('/app.js');
    const brotli = await site.ask('/app.js', { headers: { 'accept-encoding': 'gzip, deflate, br' } });
    const gzip = await site.ask('/app.js', { headers: { 'accept-encoding': 'gzip, br;q=0' } });

    expect([brotli, gzip].map(({ headers }) => headers['content-encoding'])).toEqual(['br', 'gzip']);
    expect(brotliDecompressSync(brotli.body)).toEqual(plain.body);
    expect(gunzipSync(gzip.body)).toEqual(plain.body);
    expect(brotli.headers['content-length']).toBe(String(brotli.body.length));
    expect(brotli.headers['etag']).toBe(`W/${plain.headers['etag']}`);
    expect(brotli.headers['vary']).toBe('accept-encoding');
    const again = await site.ask('/app.js', {
      headers: { 'accept-encoding': 'br', 'if-none-match': brotli.headers['etag']! },
    });
    expect([again.status, again.headers['etag']]).toEqual([304, brotli.headers['etag']]);
  });

  it('tells HEAD what GET would get', async () => {
    const headers = { 'accept-encoding': 'br' };
    const [head, get] = [
      await site.ask('/app.js', { method: 'HEAD', headers }),
      await site.ask('/app.js', { headers }),
    ];
    expect(head.headers['content-length']).toBe(get.headers['content-length']);
    expect([head.headers['content-encoding'], head.body.length]).toEqual(['br', 0]);
  });

  it.each(['/photo.jpg', '/small.js'])(
    'leaves %s as it is: pictures, and what is below 1,000 bytes',
    async (path) => {
      const { headers } = await site.ask(path, { headers: { 'accept-encoding': 'gzip, br' } });
      expect(headers['content-encoding']).toBeUndefined();
    },
  );
});

describe('an API behind it', () => {
  it('gets everything of the viewer but the host, where the policy says so', async () => {
    await site.ask('/v1/parcels/a%20b?x=1&y=2', {
      method: 'PUT',
      headers: { authorization: 'Bearer t', cookie: 'a=1; b=2', 'content-type': 'application/json' },
      body: '{"size":1}',
    });
    const [request] = site.apiRequests;

    expect(request).toMatchObject({
      method: 'PUT',
      path: '/v1/parcels/a%20b',
      query: 'x=1&y=2',
      cookies: ['a=1; b=2'],
      headers: { host: API_HOST, authorization: 'Bearer t', 'content-type': 'application/json' },
    });
    expect(request?.headers['x-forwarded-for']).toBe('127.0.0.1');
    expect((await request?.body(100))?.toString()).toBe('{"size":1}');
  });

  it('gets nothing of it where no policy says so', async () => {
    await site.ask('/bare/x?x=1', { headers: { authorization: 'Bearer t', cookie: 'a=1' } });
    const [request] = site.apiRequests;

    expect(request).toMatchObject({ path: '/bare/x', query: '', cookies: [] });
    expect(request?.headers).not.toHaveProperty('authorization');
    expect(request?.headers).not.toHaveProperty('cookie');
    expect(request?.headers['user-agent']).toBe('Amazon CloudFront');
  });

  it('answers with its own errors, which nothing turns into pages', async () => {
    apiAnswer = {
      status: 404,
      headers: { 'content-type': 'application/problem+json' },
      body: '{"status":404}',
    };
    const { status, headers, body } = await site.ask('/v1/parcels/none');
    expect([status, headers['content-type'], body.toString()]).toEqual([
      404,
      'application/problem+json',
      '{"status":404}',
    ]);
  });

  it('is not compressed where the cache policy caches nothing', async () => {
    apiAnswer = { headers: { 'content-type': 'application/json' }, body: JSON.stringify('x'.repeat(5_000)) };
    const { headers, body } = await site.ask('/v1/x', { headers: { 'accept-encoding': 'br' } });
    expect([headers['content-encoding'], body.length]).toEqual([undefined, 5_002]);
  });

  it('is asked with methods that the behavior allows alone', async () => {
    expect((await site.ask('/bare/x', { method: 'POST', body: 'x' })).status).toBe(403);
    expect(site.apiRequests).toEqual([]);
  });
});

it('has the address of the web port, also in URLs that the template puts together', () => {
  expect(site.stack.outputs['Address']).toBe(`${site.address}/`);
  expect(site.stack.attribute('Pages', 'DomainName')).toMatch(/^d[0-9a-z]{13}\.cloudfront\.net$/);
});
