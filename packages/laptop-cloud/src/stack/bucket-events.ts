// The S3 events of SAM functions: SAM writes each into the NotificationConfiguration of its bucket, which then needs the
// function made before it. Source: AWS SAM Developer Guide, "S3" event source.
import { arnOfOwner } from './event-owner.ts';
import { intrinsicOf } from './intrinsics.ts';
import { lookup } from './lookup.ts';
import { refuse } from './stack-error.ts';
import type { RawResource } from './template.ts';

export const BUCKET_EVENT = {
  type: 'S3',
  properties: ['Bucket', 'Events', 'Filter'],
  isForFunctions: true,
} as const;

const FUNCTION = 'AWS::Serverless::Function';

/** The resources with S3 events gone from functions and in their buckets instead. Throws StackError for a bucket that is not in the template. */
export function withBucketEvents(
  resources: Record<string, RawResource>,
  /** What an event calls: the function, or its alias. */
  targetOf: (logicalId: string) => unknown,
): Record<string, RawResource> {
  const all = { ...resources };
  for (const [logicalId, resource] of Object.entries(resources)) {
    const events = Object.entries(Object(resource.properties.Events)) as [string, BucketEvent][];
    const ofBuckets = events.filter(([, event]) => event?.Type === BUCKET_EVENT.type);
    if (resource.type !== FUNCTION || ofBuckets.length === 0) continue;
    const others = Object.fromEntries(events.filter((entry) => !ofBuckets.includes(entry)));
    all[logicalId] = { ...resource, properties: { ...resource.properties, Events: others } };
    const target = arnOfOwner({ logicalId, target: targetOf(logicalId), isMachine: false });
    for (const [name, event] of ofBuckets) {
      const place = `${logicalId}: Events.${name}`;
      const { Type: _, Properties, ...more } = event ?? {};
      const [unknown] = Object.keys(more);
      if (unknown !== undefined) refuse(`${place} has an unknown key ${unknown}.`);
      const { Bucket, Events, Filter } = propertiesOf(Properties, place);
      const bucketId = bucketOf(Bucket, all, place);
      const told = [Events].flat().map((Event) => {
        const configuration = { Event, Function: target, ...(Filter === undefined ? {} : { Filter }) };
        return resource.condition === undefined
          ? configuration
          : { 'Fn::If': [resource.condition, configuration, { Ref: 'AWS::NoValue' }] };
      });
      all[bucketId] = withNotifications(all[bucketId]!, told, place);
    }
  }
  return all;
}

type BucketEvent = { Type?: unknown; Properties?: unknown } | null | undefined;

function propertiesOf(given: unknown, place: string): Record<string, unknown> {
  const properties = Object(given) as Record<string, unknown>;
  const known: readonly string[] = BUCKET_EVENT.properties;
  const unknown = Object.keys(properties).find((name) => !known.includes(name));
  if (unknown !== undefined)
    refuse(`${place}: S3 has no property ${unknown} on the laptop, only ${known.join(', ')}.`);
  if (properties.Events === undefined) refuse(`${place} needs Events, for instance s3:ObjectCreated:*.`);
  return properties;
}

function bucketOf(given: unknown, resources: Record<string, RawResource>, place: string): string {
  const call = intrinsicOf(given);
  const bucketId = call?.name === 'Ref' ? String(call.argument) : '';
  if (lookup(resources, bucketId)?.type === 'AWS::S3::Bucket') return bucketId;
  return refuse(`${place}: Bucket must be a Ref to a bucket of this template, as SAM wants it.`);
}

function withNotifications(bucket: RawResource, told: readonly unknown[], place: string): RawResource {
  const { NotificationConfiguration = {}, ...properties } = bucket.properties;
  if (intrinsicOf(NotificationConfiguration))
    refuse(`${place}: the NotificationConfiguration of its bucket must be written out, not a function.`);
  const given = NotificationConfiguration as { LambdaConfigurations?: unknown[] };
  const LambdaConfigurations = [...(given.LambdaConfigurations ?? []), ...told];
  return {
    ...bucket,
    properties: { ...properties, NotificationConfiguration: { ...given, LambdaConfigurations } },
  };
}
