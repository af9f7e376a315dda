// What reaches an origin by the cache settings from before there were policies.
import { siteTemplate, startSite, type TestSite } from '../../support/distribution.ts';

let site: TestSite;
afterEach(() => site.close());

/** Asks the API behind a behavior with these settings; gives what has reached it. */
async function reached(settings: string, method = 'GET') {
  site = await startSite(
    siteTemplate().replace(
      /CachePolicyId: [^\n]+\n\s+OriginRequestPolicyId: [^\n]+/,
      `ForwardedValues: ${settings}\n            MinTTL: 0`,
    ),
  );
  const headers = {
    authorization: 'Bearer x',
    accept: 'text/html',
    referer: 'http://x',
    'user-agent': 'mine',
    'x-own': '1',
    origin: 'http://y',
    cookie: 'a=1; b=2',
  };
  const { status } = await site.ask('/v1/things?q=1&r=2', { method, headers });
  const [request] = site.apiRequests;
  expect([status, request?.path]).toEqual([200, '/v1/things']);
  return request!;
}

it('most headers go on, and neither query nor cookies unless they are asked for', async () => {
  const { headers, query, cookies } = await reached('{ QueryString: false }');

  expect(headers).toMatchObject({ 'x-own': '1', origin: 'http://y', 'user-agent': 'Amazon CloudFront' });
  for (const held of ['authorization', 'accept', 'referer', 'cookie'])
    expect(headers).not.toHaveProperty(held);
  expect([query, cookies]).toEqual(['', []]);
});

it('what is named goes on', async () => {
  const { headers, query } = await reached(
    '{ QueryString: true, QueryStringCacheKeys: [q], Headers: [Authorization, Referer], Cookies: { Forward: whitelist, WhitelistedNames: [b] } }',
  );

  expect(headers).toMatchObject({ authorization: 'Bearer x', referer: 'http://x', cookie: 'b=2' });
  expect(headers).not.toHaveProperty('accept');
  expect(query).toBe('q=1&r=2');
});

it('what writes has its Authorization in any case', async () => {
  const { headers } = await reached('{ QueryString: false }', 'POST');

  expect(headers['authorization']).toBe('Bearer x');
});
