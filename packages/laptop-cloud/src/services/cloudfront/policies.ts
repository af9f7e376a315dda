// Cache policies and origin request policies: CloudFront's own by their ids, and those of the template.
// Source: Amazon CloudFront Developer Guide, "Use managed cache policies", "Use managed origin request policies".
import * as z from 'zod';
import { Count, Flag, readProperties } from '../template-values.ts';
import { ALL, type Choice, type Forwarding, NONE, NOTHING } from './forwarding.ts';

export interface CachePolicy extends Forwarding {
  hasGzip: boolean;
  hasBrotli: boolean;
}

const whitelist = (...names: string[]): Choice => ({ kind: 'whitelist', names });
const CORS_HEADERS = whitelist('origin', 'access-control-request-headers', 'access-control-request-method');
const ORIGIN_CONTROLLED: CachePolicy = {
  headers: whitelist('host', 'origin', 'x-http-method', 'x-http-method-override', 'x-method-override'),
  cookies: ALL,
  queries: NONE,
  hasGzip: true,
  hasBrotli: true,
};

/** CachingDisabled, CachingOptimized, CachingOptimizedForUncompressedObjects, UseOriginCacheControlHeaders, ...-QueryStrings */
export const MANAGED_CACHE_POLICIES: Readonly<Record<string, CachePolicy>> = {
  '4135ea2d-6df8-44a3-9df3-4b5a84be39ad': { ...NOTHING, hasGzip: false, hasBrotli: false },
  '658327ea-f89d-4fab-a63d-7e88639e58f6': { ...NOTHING, hasGzip: true, hasBrotli: true },
  'b2884449-e4de-46a7-ac36-70bc7f1ddd6d': { ...NOTHING, hasGzip: false, hasBrotli: false },
  '83da9c7e-98b4-4e11-a168-04f0df8e2c65': ORIGIN_CONTROLLED,
  '4cc15a8a-d715-48a4-82b8-cc0b614638fe': { ...ORIGIN_CONTROLLED, queries: ALL },
};

/** AllViewer, AllViewerExceptHostHeader, CORS-CustomOrigin, CORS-S3Origin, UserAgentRefererHeaders */
export const MANAGED_ORIGIN_REQUEST_POLICIES: Readonly<Record<string, Forwarding>> = {
  '216adef6-5c7f-47e4-b989-5492eafa07d3': { headers: ALL, cookies: ALL, queries: ALL },
  'b689b0a8-53d0-40ab-baf2-68738e2966ac': {
    headers: { kind: 'allExcept', names: ['host'] },
    cookies: ALL,
    queries: ALL,
  },
  '59781a5b-3903-41f3-afcb-af62929ccde1': { headers: whitelist('origin'), cookies: NONE, queries: NONE },
  '88a5eaf4-2fd4-4709-b370-b4c650ea3fcf': { headers: CORS_HEADERS, cookies: NONE, queries: NONE },
  'acba4595-bd28-49b8-b9fe-13317c0390fa': {
    headers: whitelist('user-agent', 'referer'),
    cookies: NONE,
    queries: NONE,
  },
};

const Names = z.array(z.string()).default([]);
const Headers = z.strictObject({
  HeaderBehavior: z.enum(['none', 'whitelist', 'allViewer', 'allExcept']),
  Headers: Names,
});
const Cookies = z.strictObject({
  CookieBehavior: z.enum(['none', 'whitelist', 'allExcept', 'all']),
  Cookies: Names,
});
const Queries = z.strictObject({
  QueryStringBehavior: z.enum(['none', 'whitelist', 'allExcept', 'all']),
  QueryStrings: Names,
});
const CacheConfig = z.strictObject({
  CachePolicyConfig: z.strictObject({
    Name: z.string(),
    Comment: z.string().optional(),
    MinTTL: Count,
    MaxTTL: Count,
    DefaultTTL: Count,
    ParametersInCacheKeyAndForwardedToOrigin: z.strictObject({
      EnableAcceptEncodingGzip: Flag,
      EnableAcceptEncodingBrotli: Flag.default(false),
      HeadersConfig: Headers,
      CookiesConfig: Cookies,
      QueryStringsConfig: Queries,
    }),
  }),
});
const OriginRequestConfig = z.strictObject({
  OriginRequestPolicyConfig: z.strictObject({
    Name: z.string(),
    Comment: z.string().optional(),
    HeadersConfig: Headers,
    CookiesConfig: Cookies,
    QueryStringsConfig: Queries,
  }),
});

/** Throws an Error naming what does not fit. */
export function readCachePolicy(properties: Record<string, unknown>): CachePolicy {
  const { ParametersInCacheKeyAndForwardedToOrigin: given } = readProperties(
    CacheConfig,
    properties,
  ).CachePolicyConfig;
  return {
    ...forwardingOf(given),
    hasGzip: given.EnableAcceptEncodingGzip,
    hasBrotli: given.EnableAcceptEncodingBrotli,
  };
}

/** Throws an Error naming what does not fit. */
export function readOriginRequestPolicy(properties: Record<string, unknown>): Forwarding {
  return forwardingOf(readProperties(OriginRequestConfig, properties).OriginRequestPolicyConfig);
}

function forwardingOf({
  HeadersConfig: headers,
  CookiesConfig: cookies,
  QueryStringsConfig: queries,
}: {
  HeadersConfig: z.output<typeof Headers>;
  CookiesConfig: z.output<typeof Cookies>;
  QueryStringsConfig: z.output<typeof Queries>;
}): Forwarding {
  return {
    headers: {
      kind: headers.HeaderBehavior === 'allViewer' ? 'all' : headers.HeaderBehavior,
      names: headers.Headers.map((name) => name.toLowerCase()),
    },
    cookies: { kind: cookies.CookieBehavior, names: cookies.Cookies },
    queries: { kind: queries.QueryStringBehavior, names: queries.QueryStrings },
  };
}
