// CloudFront's resource types in a template.
import * as z from 'zod';
import type { Resource, ResourceType, ResourceTypes } from '../../stack/resource.ts';
import { readProperties } from '../template-values.ts';
import { bucketOf, type Distribution, readDistribution } from './distribution.ts';
import { isChosen } from './forwarding.ts';
import { isApi } from './origins.ts';
import { readCachePolicy, readOriginRequestPolicy } from './policies.ts';
import type { Policies } from './policy-table.ts';
import { readResponseHeaders } from './response-headers.ts';

const TAGS = { Tags: 'labels for people and bills' };

const AccessControl = z.strictObject({
  OriginAccessControlConfig: z.strictObject({
    Name: z.string(),
    Description: z.string().optional(),
    OriginAccessControlOriginType: z.literal('s3', { error: 'of buckets alone' }),
    SigningBehavior: z.enum(['always', 'no-override'], {
      error: 'every bucket is private: only always and no-override are of use',
    }),
    SigningProtocol: z.literal('sigv4'),
  }),
});

export interface DistributionTypesOptions {
  policies: Policies;
  /** What is in front of `.cloudfront.net`. */
  subdomainOf(id: string): string;
  addressOf(id: string): string;
  /** True when addresses of others have changed by it. */
  planned(id: string): boolean;
  /** Makes it reachable. Throws an Error for an origin that is not there. */
  added(resource: Resource, distribution: Distribution): void;
}

export function distributionTypes(options: DistributionTypesOptions): ResourceTypes {
  const { policies, subdomainOf, addressOf } = options;
  return {
    'AWS::CloudFront::Distribution': {
      properties: ['DistributionConfig'],
      ignored: TAGS,
      ref: (id) => id,
      attributes: (id) => ({ Id: id, DomainName: `${subdomainOf(id)}.cloudfront.net` }),
      localUrls: (id) => ({ [`https://${subdomainOf(id)}.cloudfront.net`]: addressOf(id) }),
      plan(resource) {
        checkPolicies(read(resource), policies);
        return options.planned(resource.physicalName);
      },
      notices: (resource) => hostNotices(read(resource), policies),
      async provision(resource) {
        options.added(resource, read(resource));
      },
    },
    'AWS::CloudFront::OriginAccessControl': of('OriginAccessControlConfig', (id, properties) => {
      const { OriginAccessControlConfig } = readProperties(AccessControl, properties);
      policies.accessControls.set(id, OriginAccessControlConfig.SigningBehavior);
    }),
    'AWS::CloudFront::CachePolicy': of('CachePolicyConfig', (id, properties) =>
      policies.cache.set(id, readCachePolicy(properties)),
    ),
    'AWS::CloudFront::OriginRequestPolicy': of('OriginRequestPolicyConfig', (id, properties) =>
      policies.originRequest.set(id, readOriginRequestPolicy(properties)),
    ),
    'AWS::CloudFront::ResponseHeadersPolicy': of('ResponseHeadersPolicyConfig', (id, properties) =>
      policies.responseHeaders.set(id, readResponseHeaders(properties)),
    ),
  };
}

/** A type that is one configuration with an id; it is refused, or known, before anything is made. */
function of(
  property: string,
  keep: (id: string, properties: Record<string, unknown>) => unknown,
): ResourceType {
  return {
    properties: [property],
    ignored: {},
    ref: (id) => id,
    attributes: (id) => ({ Id: id }),
    plan({ physicalName, properties }) {
      keep(physicalName, properties);
      return false;
    },
  };
}

function read({ properties }: Resource): Distribution {
  const { Tags: _, ...own } = properties;
  return readDistribution(own);
}

/** Those that the distribution names come before it. Throws an Error for one that is not there. */
function checkPolicies(distribution: Distribution, policies: Policies): void {
  for (const behavior of [distribution.DefaultCacheBehavior, ...distribution.CacheBehaviors]) {
    const { cache, originRequest } = policies.of(behavior);
    const origin = distribution.Origins.find(({ Id }) => Id === behavior.TargetOriginId);
    const signing = policies.accessControls.get(origin?.OriginAccessControlId ?? '');
    const isSent = [cache, originRequest].some(
      (part) => part && (isChosen(part.headers, 'authorization') || part.sendsAuthorizationOfWrites),
    );
    if (signing === 'no-override' && isSent)
      throw new Error(
        `Origins: ${origin?.Id}: with SigningBehavior no-override the Authorization of viewers, which a behavior sends, would be the signature; take always`,
      );
  }
  for (const { Id, OriginAccessControlId: control } of distribution.Origins)
    if (control !== undefined && !policies.accessControls.has(control))
      throw new Error(`Origins: ${Id}: OriginAccessControlId ${control} is none of this stack`);
}

/** HTTP APIs answer 403 to a Host that is not theirs, on AWS as here. */
function hostNotices(distribution: Distribution, policies: Policies): string[] {
  const named = distribution.CacheBehaviors.map(({ PathPattern, ...behavior }) => ({
    name: PathPattern,
    behavior,
  }));
  const all = [...named, { name: 'DefaultCacheBehavior', behavior: distribution.DefaultCacheBehavior }];
  return all.flatMap(({ name, behavior }) => {
    const origin = distribution.Origins.find(({ Id }) => Id === behavior.TargetOriginId)!;
    if (bucketOf(origin) !== undefined || !isApi(origin.DomainName)) return [];
    const { cache, originRequest } = policies.of(behavior);
    const parts = originRequest ? [cache, originRequest] : [cache];
    if (!parts.some(({ headers }) => isChosen(headers, 'host'))) return [];
    return [
      `The behavior ${name} sends the viewer's Host to the HTTP API ${origin.Id}, which answers 403 to it, on AWS too: the policy AllViewerExceptHostHeader sends all but it.`,
    ];
  });
}
