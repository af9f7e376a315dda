// A distribution as a site of the web port: finds the behavior, asks its origin, and answers as the policies want it.
import { randomBytes } from 'node:crypto';
import type { WebRequest, WebResponse, WebSite } from '../../web/site.ts';
import type { Compressor } from './compression.ts';
import { bucketOf, type CacheBehavior, type Distribution, type Origin } from './distribution.ts';
import { type Forwarding, forwarded } from './forwarding.ts';
import { type AskS3, askBucket, askSite, type OriginRequest } from './origins.ts';
import { compilePathPattern } from './path-pattern.ts';
import type { CachePolicy } from './policies.ts';
import { type ResponseHeaders, withResponseHeaders } from './response-headers.ts';

/** A behavior with what its ids stand for. */
export interface Behavior {
  allowedMethods: readonly string[];
  origin: Origin;
  cache: CachePolicy;
  originRequest?: Forwarding;
  responseHeaders?: ResponseHeaders;
  isCompressing: boolean;
}

export interface SiteParts {
  compressor: Compressor;
  askS3: AskS3;
  siteAt(host: string): WebSite | undefined;
}

/** The answerer of a distribution. `resolve` gives what the ids of a behavior stand for. */
export function createDistributionSite(
  distribution: Distribution,
  resolve: (behavior: CacheBehavior) => Behavior,
  parts: SiteParts,
): (request: WebRequest) => Promise<WebResponse> {
  const byPath = distribution.CacheBehaviors.map((behavior) => ({
    matches: compilePathPattern(behavior.PathPattern),
    behavior: resolve(behavior),
  }));
  const byDefault = resolve(distribution.DefaultCacheBehavior);

  return async (request) => {
    const cfId = randomBytes(42).toString('base64url');
    const behavior = byPath.find(({ matches }) => matches(request.path))?.behavior ?? byDefault;
    const response = behavior.allowedMethods.includes(request.method)
      ? await askOrigin(behavior, request, cfId)
      : methodRefusal();
    const isError = response.status >= 400;
    const headers = withResponseHeaders(
      {
        ...response.headers,
        'x-cache': isError ? 'Error from cloudfront' : 'Miss from cloudfront',
        'x-amz-cf-id': cfId,
      },
      behavior.responseHeaders,
    );
    return { ...response, headers };
  };

  async function askOrigin(behavior: Behavior, request: WebRequest, cfId: string): Promise<WebResponse> {
    const { origin, cache, originRequest } = behavior;
    const isRoot = request.path === '/' && distribution.DefaultRootObject !== '';
    const path = isRoot ? `/${distribution.DefaultRootObject}` : request.path;
    const sent = forwarded(request, originRequest ? [cache, originRequest] : [cache], {
      host: origin.DomainName,
      cfId,
    });
    const custom = origin.OriginCustomHeaders.map(
      ({ HeaderName, HeaderValue }) => [HeaderName.toLowerCase(), HeaderValue] as const,
    );
    const asked: OriginRequest = {
      ...request,
      ...sent,
      headers: { ...sent.headers, ...Object.fromEntries(custom) },
      path: `${origin.OriginPath}${path}`,
      requestId: cfId,
    };
    const bucket = bucketOf(origin);
    const response =
      bucket === undefined
        ? await askSite(origin, asked, parts.siteAt)
        : await askBucket(bucket, asked, parts.askS3);
    const { body = '', headers = {} } = response;
    if (typeof body !== 'string' && !Buffer.isBuffer(body)) return response;
    if (!behavior.isCompressing) return response;
    return parts.compressor.compress(
      {
        status: response.status,
        headers: withResponseHeaders(headers, undefined),
        body: typeof body === 'string' ? Buffer.from(body) : body,
      },
      request.headers['accept-encoding'],
      cache,
      bucket === undefined ? undefined : `${bucket}${asked.path}`,
    );
  }
}

function methodRefusal(): WebResponse {
  return {
    status: 403,
    headers: { 'content-type': 'text/html', server: 'CloudFront' },
    body: '<!DOCTYPE html>\n<title>ERROR: The request could not be satisfied</title>\n<h1>403 ERROR</h1>\n<p>This distribution is not configured to allow the HTTP request method that was used for this request.</p>\n',
  };
}
