// CloudFront distributions on a laptop: sites of the web port in front of buckets and HTTP APIs. Nothing is cached but what
// is compressed: what is uploaded is there at once.
import { createHash } from 'node:crypto';
import { distributionArn } from '../../arns.ts';
import type { Resource, ResourceTypes } from '../../stack/resource.ts';
import type { WebServer } from '../../web/web-server.ts';
import type { ServiceRequest, ServiceResponse } from '../service.ts';
import { createCompressor } from './compression.ts';
import { bucketOf, type CacheBehavior, type Distribution } from './distribution.ts';
import { type Behavior, createDistributionSite } from './distribution-site.ts';
import { createPolicies } from './policy-table.ts';
import { distributionTypes } from './resource-types.ts';

export interface CloudFrontOptions {
  accountId: string;
  web: Pick<WebServer, 'add' | 'siteAt' | 'endpoint' | 'port'>;
  /** Answers a request without signature as the policy of the bucket allows it to a caller. */
  askS3(
    request: Pick<ServiceRequest, 'method' | 'path' | 'query' | 'headers' | 'body' | 'requestId'>,
    caller: { service: string; arn: string },
  ): Promise<ServiceResponse>;
}

export function createCloudFront({ accountId, web, askS3 }: CloudFrontOptions): {
  resourceTypes: ResourceTypes;
} {
  const policies = createPolicies();
  const compressor = createCompressor();
  const planned = new Set<string>();

  // One distribution has the root of the web port, of several each a host that browsers know to be this machine.
  const addressOf = (id: string) =>
    planned.size > 1 ? `http://${id.toLowerCase()}.localhost:${web.port}` : web.endpoint;

  function behaviorOf({ Origins }: Distribution, behavior: CacheBehavior): Behavior {
    return {
      ...policies.of(behavior),
      allowedMethods: behavior.AllowedMethods,
      origin: Origins.find(({ Id }) => Id === behavior.TargetOriginId)!,
      isCompressing: behavior.Compress,
    };
  }

  function added({ logicalId, physicalName: id }: Resource, distribution: Distribution): void {
    for (const origin of distribution.Origins) {
      const { Id, DomainName } = origin;
      if (bucketOf(origin) === undefined && !web.siteAt(DomainName))
        throw new Error(
          `Origins: ${Id}: DomainName ${DomainName} is neither a bucket (RegionalDomainName) nor an HTTP API of this stack`,
        );
    }
    const caller = {
      service: 'cloudfront.amazonaws.com',
      arn: distributionArn({ accountId }, id),
    };
    web.add({
      name: logicalId,
      hosts: [`${id.toLowerCase()}.localhost`, `${subdomainOf(id)}.cloudfront.net`],
      isFront: true,
      answer: createDistributionSite(distribution, (behavior) => behaviorOf(distribution, behavior), {
        compressor,
        siteAt: web.siteAt,
        askS3: (request) => askS3(request, caller),
      }),
    });
  }

  return {
    resourceTypes: distributionTypes({
      policies,
      subdomainOf,
      addressOf,
      planned(id) {
        const had = planned.size;
        planned.add(id);
        return had === 1 && planned.size === 2;
      },
      added,
    }),
  };
}

/** `d111111abcdef8` */
function subdomainOf(id: string): string {
  const digits = BigInt(`0x${createHash('sha256').update(id).digest('hex')}`).toString(36);
  return `d${digits.slice(0, 13)}`;
}
