// A distribution's configuration, as its site follows it.
// Source: AWS CloudFormation, AWS::CloudFront::Distribution DistributionConfig.
import * as z from 'zod';
import { Flag, readProperties } from '../template-values.ts';
import { ForwardedValues } from './forwarded-values.ts';

const Anything = z.unknown().optional();

/** CloudFront takes no others. */
const METHOD_SETS = ['GET HEAD', 'GET HEAD OPTIONS', 'DELETE GET HEAD OPTIONS PATCH POST PUT'];
const METHODS: ReadonlySet<string> = new Set(METHOD_SETS);

const Behavior = {
  TargetOriginId: z.string(),
  ViewerProtocolPolicy: z.enum(['allow-all', 'https-only', 'redirect-to-https']),
  AllowedMethods: z
    .array(z.string())
    .check(
      z.refine((methods) => METHODS.has(methods.toSorted().join(' ')), {
        error: `must be one of the sets ${METHOD_SETS.join(' | ')}`,
      }),
    )
    .default(['GET', 'HEAD']),
  CachePolicyId: z.string().optional(),
  ForwardedValues: ForwardedValues.optional(),
  // Of a cache that is not here; beside ForwardedValues.
  MinTTL: Anything,
  DefaultTTL: Anything,
  MaxTTL: Anything,
  OriginRequestPolicyId: z.string().optional(),
  ResponseHeadersPolicyId: z.string().optional(),
  Compress: Flag.default(false),
  // What is answered is fetched each time: nothing is kept whose methods could matter.
  CachedMethods: Anything,
  SmoothStreaming: z.literal(false, { error: 'smooth streaming is not supported on the laptop' }).optional(),
};

const Origin = z.strictObject({
  Id: z.string(),
  DomainName: z.string(),
  OriginPath: z.string().default(''),
  OriginAccessControlId: z.string().optional(),
  OriginCustomHeaders: z
    .array(z.strictObject({ HeaderName: z.string(), HeaderValue: z.string() }))
    .default([]),
  S3OriginConfig: z
    .strictObject({
      OriginAccessIdentity: z
        .literal('', { error: 'origin access identities are not supported; use an OriginAccessControl' })
        .optional(),
      OriginReadTimeout: Anything,
    })
    .optional(),
  // Ports, protocols and timeouts: origins are in this process.
  CustomOriginConfig: z.record(z.string(), z.unknown()).optional(),
  ConnectionAttempts: Anything,
  ConnectionTimeout: Anything,
  ResponseCompletionTimeout: Anything,
});

const Config = z.strictObject({
  Enabled: z.union([z.literal(true), z.literal('true')], {
    error: 'a distribution that is not enabled answers nobody',
  }),
  DefaultRootObject: z.string().default(''),
  Origins: z.array(Origin).min(1),
  DefaultCacheBehavior: z.strictObject(Behavior),
  CacheBehaviors: z.array(z.strictObject({ PathPattern: z.string(), ...Behavior })).default([]),
  // Of names, certificates, prices, places and protocols, which the laptop has none of.
  Aliases: Anything,
  Comment: Anything,
  HttpVersion: Anything,
  IPV6Enabled: Anything,
  Logging: Anything,
  PriceClass: Anything,
  Restrictions: Anything,
  ViewerCertificate: Anything,
  WebACLId: Anything,
  CustomErrorResponses: z
    .never({
      error:
        'is not supported on the laptop: it applies to every behavior, and would turn the errors of an API into pages',
    })
    .optional(),
});

const Properties = z.strictObject({ DistributionConfig: Config });

export type Distribution = z.output<typeof Config>;
export type Origin = z.output<typeof Origin>;
export type CacheBehavior = z.output<z.ZodObject<typeof Behavior>>;

/** Throws an Error naming what is not supported, and targets that are no origin. */
export function readDistribution(properties: Record<string, unknown>): Distribution {
  const { DistributionConfig: config } = readProperties(Properties, properties);
  const ids = config.Origins.map(({ Id }) => Id);
  const behaviors = [config.DefaultCacheBehavior, ...config.CacheBehaviors];
  for (const { TargetOriginId } of behaviors)
    if (!ids.includes(TargetOriginId))
      throw new Error(`TargetOriginId ${TargetOriginId} is none of Origins: ${ids.join(', ')}`);
  for (const behavior of behaviors) checkCaching(behavior);
  if (config.DefaultRootObject.startsWith('/'))
    throw new Error('DefaultRootObject must not begin with a slash');
  for (const origin of config.Origins)
    if (bucketOf(origin) !== undefined && origin.OriginAccessControlId === undefined)
      throw new Error(
        `Origins: ${origin.Id} is a bucket without OriginAccessControlId, which nobody may read: every bucket is private`,
      );
  return config;
}

/** By policies or by the settings from before them, as CloudFront has it. */
function checkCaching(behavior: CacheBehavior): void {
  const { TargetOriginId: id, CachePolicyId, ForwardedValues: values } = behavior;
  if (CachePolicyId === undefined && values === undefined)
    throw new Error(`A behavior of ${id} needs a CachePolicyId or ForwardedValues`);
  if (CachePolicyId !== undefined && values !== undefined)
    throw new Error(
      `A behavior of ${id} has ForwardedValues, which cannot be used when a cache policy is associated (CloudFront refuses it, too)`,
    );
  const mixed = values ? (['OriginRequestPolicyId'] as const) : (['MinTTL', 'DefaultTTL', 'MaxTTL'] as const);
  for (const name of mixed)
    if (behavior[name] !== undefined)
      throw new Error(
        `A behavior of ${id} has ${name}, which goes with ${values ? 'a CachePolicyId' : 'ForwardedValues'} alone`,
      );
}

/** The bucket behind an origin; undefined for an origin that is none. */
export function bucketOf({ DomainName }: Pick<Origin, 'DomainName'>): string | undefined {
  return /^(.+)\.s3(\.[a-z0-9-]+)?\.amazonaws\.com$/.exec(DomainName)?.[1];
}
