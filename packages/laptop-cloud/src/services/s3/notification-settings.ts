// A bucket's own notifications: which events go to which function, queue or topic. What EventBridge hears stands apart.
// Source: Amazon S3 User Guide, "Supported event types and destinations" and "Configuring event notifications using object key
// name filtering"; CloudFormation's AWS::S3::Bucket NotificationConfiguration.
import { z } from 'zod';
import { serviceOf } from '../../arns.ts';

export interface BucketNotification {
  /** Where it was put with one, or S3 has given it one. */
  id?: string;
  /** `s3:ObjectCreated:*` */
  event: string;
  prefix: string;
  suffix: string;
  /** Of a function, queue or topic. */
  destination: string;
}

const HAPPENING = [
  ...['Put', 'Post', 'Copy', 'CompleteMultipartUpload'].map((how) => `s3:ObjectCreated:${how}`),
  ...['Delete', 'DeleteMarkerCreated'].map((how) => `s3:ObjectRemoved:${how}`),
  ...['Delete', 'DeleteMarkerCreated'].map((how) => `s3:LifecycleExpiration:${how}`),
  ...['Put', 'Delete'].map((how) => `s3:ObjectTagging:${how}`),
];
/** What S3 tells of and never happens here: there is no colder storage, no copy in another region, no access list. */
const NEVER_HERE = [
  ...['Post', 'Completed', 'Delete'].map((how) => `s3:ObjectRestore:${how}`),
  's3:ReducedRedundancyLostObject',
  ...[
    'OperationFailedReplication',
    'OperationMissedThreshold',
    'OperationReplicatedAfterThreshold',
    'OperationNotTracked',
  ].map((how) => `s3:Replication:${how}`),
  's3:LifecycleTransition',
  's3:IntelligentTiering',
  's3:ObjectAcl:Put',
];

const Event = z.string().check((context) => {
  const known = [...HAPPENING, ...NEVER_HERE].some((event) => isMeant(context.value, event));
  if (!known)
    context.issues.push({
      code: 'custom',
      input: context.value,
      message: `The event ${context.value} is not supported for notifications`,
    });
});

const Filter = z
  .strictObject({
    S3Key: z.strictObject({
      Rules: z
        .array(
          z.strictObject({
            Name: z
              .string()
              .transform((name) => name.toLowerCase())
              .pipe(z.enum(['prefix', 'suffix'])),
            Value: z.string().max(1024),
          }),
        )
        .max(2),
    }),
  })
  .optional();

/** An ARN of one service; FIFO queues and topics S3 does not take. */
const destination = (service: string) =>
  z
    .string()
    .refine((arn) => serviceOf(arn) === service, `must be an ARN of ${service}`)
    .refine((arn) => !arn.endsWith('.fifo'), 'must not be FIFO, which S3 does not support');

/** NotificationConfiguration as CloudFormation has it, beside EventBridgeConfiguration. */
export const NOTIFICATION_LISTS = {
  LambdaConfigurations: z
    .array(z.strictObject({ Event, Filter, Function: destination('lambda') }))
    .optional(),
  QueueConfigurations: z.array(z.strictObject({ Event, Filter, Queue: destination('sqs') })).optional(),
  TopicConfigurations: z.array(z.strictObject({ Event, Filter, Topic: destination('sns') })).optional(),
};
const NotificationLists = z.object(NOTIFICATION_LISTS);

/** The notifications of a template's lists. Throws where two of them would tell of the same event twice, which S3 refuses. */
export function notificationsOf(lists: z.output<typeof NotificationLists>): BucketNotification[] {
  const all = [
    ...(lists.LambdaConfigurations ?? []).map((one) => ({ ...one, destination: one.Function })),
    ...(lists.QueueConfigurations ?? []).map((one) => ({ ...one, destination: one.Queue })),
    ...(lists.TopicConfigurations ?? []).map((one) => ({ ...one, destination: one.Topic })),
  ].map(({ Event: event, Filter: filter, destination }) => {
    const rules = filter?.S3Key.Rules ?? [];
    const value = (name: 'prefix' | 'suffix') => rules.find((rule) => rule.Name === name)?.Value ?? '';
    return { event, prefix: value('prefix'), suffix: value('suffix'), destination };
  });
  for (const [index, one] of all.entries()) {
    const other = all.slice(index + 1).find((next) => isOverlapping(one, next));
    if (other)
      throw new Error(
        `NotificationConfiguration: ${one.event} to ${one.destination} and ${other.event} to ${other.destination}: configurations overlap. Configurations on the same bucket cannot share a common event type.`,
      );
  }
  return all;
}

/** Whether an event (`s3:ObjectCreated:Put`) on a key is to be told. */
export function isWanted(
  { event, prefix, suffix }: BucketNotification,
  happened: string,
  key: string,
): boolean {
  return isMeant(event, happened) && key.startsWith(prefix) && key.endsWith(suffix);
}

/** Events of the list that S3 would tell of and that nothing here brings about. */
export function eventsNeverHere(notifications: readonly BucketNotification[]): string[] {
  const events = notifications.map(({ event }) => event);
  return [...new Set(events.filter((event) => !HAPPENING.some((happening) => isMeant(event, happening))))];
}

/** `s3:ObjectCreated:*` stands for all of its kind. */
function isMeant(wanted: string, event: string): boolean {
  return wanted === event || (wanted.endsWith(':*') && event.startsWith(wanted.slice(0, -1)));
}

function isOverlapping(one: BucketNotification, other: BucketNotification): boolean {
  const isBegin = (a: string, b: string) => a.startsWith(b) || b.startsWith(a);
  const isEnd = (a: string, b: string) => a.endsWith(b) || b.endsWith(a);
  return (
    (isMeant(one.event, other.event) || isMeant(other.event, one.event)) &&
    isBegin(one.prefix, other.prefix) &&
    isEnd(one.suffix, other.suffix)
  );
}
