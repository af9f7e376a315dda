// The policies that behaviors name by their ids: CloudFront's own and those of the template.
import type { CacheBehavior } from './distribution.ts';
import { policyOf } from './forwarded-values.ts';
import type { Forwarding } from './forwarding.ts';
import { type CachePolicy, MANAGED_CACHE_POLICIES, MANAGED_ORIGIN_REQUEST_POLICIES } from './policies.ts';
import { MANAGED_RESPONSE_HEADERS, type ResponseHeaders } from './response-headers.ts';

export type SigningBehavior = 'always' | 'no-override';

export interface Policies {
  cache: Map<string, CachePolicy>;
  originRequest: Map<string, Forwarding>;
  responseHeaders: Map<string, ResponseHeaders>;
  /** Whether each signs over a signature of the viewer. */
  accessControls: Map<string, SigningBehavior>;
  /** What the ids of a behavior stand for. Throws an Error for one that is not known. */
  of(behavior: CacheBehavior): {
    cache: CachePolicy;
    originRequest?: Forwarding;
    responseHeaders?: ResponseHeaders;
  };
}

export function createPolicies(): Policies {
  const cache = new Map(Object.entries(MANAGED_CACHE_POLICIES));
  const originRequest = new Map(Object.entries(MANAGED_ORIGIN_REQUEST_POLICIES));
  const responseHeaders = new Map(Object.entries(MANAGED_RESPONSE_HEADERS));
  return {
    cache,
    originRequest,
    responseHeaders,
    accessControls: new Map(),
    of({ CachePolicyId, ForwardedValues, OriginRequestPolicyId, ResponseHeadersPolicyId }) {
      return {
        cache: ForwardedValues
          ? policyOf(ForwardedValues)
          : find(cache, 'CachePolicyId', CachePolicyId ?? ''),
        ...(OriginRequestPolicyId === undefined
          ? {}
          : { originRequest: find(originRequest, 'OriginRequestPolicyId', OriginRequestPolicyId) }),
        ...(ResponseHeadersPolicyId === undefined
          ? {}
          : { responseHeaders: find(responseHeaders, 'ResponseHeadersPolicyId', ResponseHeadersPolicyId) }),
      };
    },
  };
}

function find<T>(table: ReadonlyMap<string, T>, property: string, id: string): T {
  const found = table.get(id);
  if (found !== undefined) return found;
  throw new Error(
    `${property} ${id} is neither of this stack nor a managed policy that the laptop knows (${[...table.keys()].join(', ') || 'none'})`,
  );
}
