// The cache settings from before there were policies: what of a request goes on to the origin, said in the behavior itself. Where
// policies leave everything behind, these let most headers through.
// Source: Amazon CloudFront Developer Guide, "Request and response behavior for custom origins", HTTP request headers, the column of
// legacy cache settings; AWS CloudFormation, AWS::CloudFront::Distribution ForwardedValues.
import * as z from 'zod';
import { Flag } from '../template-values.ts';
import { ALL, NONE } from './forwarding.ts';
import type { CachePolicy } from './policies.ts';

const Names = z.array(z.string()).default([]);

export const ForwardedValues = z.strictObject({
  QueryString: Flag,
  Cookies: z
    .strictObject({ Forward: z.enum(['none', 'whitelist', 'all']), WhitelistedNames: Names })
    .default({ Forward: 'none', WhitelistedNames: [] }),
  Headers: z
    .array(
      z.string().regex(/^(?!cloudfront-)/i, {
        error: 'is a header that CloudFront adds, which is not supported on the laptop',
      }),
    )
    .default([]),
  // Those that tell answers apart in the cache, which is not here; all of them go on.
  QueryStringCacheKeys: z.unknown().optional(),
});
export type ForwardedValues = z.output<typeof ForwardedValues>;

/** Removed or replaced, unless they are named. */
const HELD_BACK = [
  'accept',
  'accept-charset',
  'accept-language',
  'authorization',
  'host',
  'proxy-authenticate',
  'referer',
  'user-agent',
  'x-forwarded-proto',
  'x-real-ip',
];

export function policyOf({ QueryString, Cookies, Headers }: ForwardedValues): CachePolicy {
  const named = Headers.map((name) => name.toLowerCase());
  return {
    headers: named.includes('*')
      ? ALL
      : { kind: 'allExcept', names: HELD_BACK.filter((name) => !named.includes(name)) },
    cookies: { kind: Cookies.Forward, names: Cookies.WhitelistedNames },
    queries: QueryString ? ALL : NONE,
    sendsAuthorizationOfWrites: true,
    hasGzip: true,
    hasBrotli: false,
  };
}
