// Reading and writing what a bucket tells functions, queues, topics and EventBridge.
import { z } from 'zod';
import { serviceOf } from '../../arns.ts';
import { messageOf } from '../message-of.ts';
import { defineOperation } from '../operation.ts';
import type { XmlShape } from '../protocols/xml-shape.ts';
import { ServiceError } from '../service.ts';
import { putsSettings } from './change-settings.ts';
import { DestinationsRefusedError, destinationsRefusal } from './destinations.ts';
import { type BucketNotification, NOTIFICATION_LISTS, notificationsOf } from './notification-settings.ts';
import { idOf } from './notifications.ts';
import {
  BUCKET,
  bucketOf,
  existingBucket,
  OnBucket,
  refuse,
  type S3Operation,
  xmlAnswer,
} from './operation.ts';
import { parseXmlBody, type XmlElement } from './xml-body.ts';

/** By the service of the destination: the element of a configuration, that of its ARN, and the list in templates. */
const KINDS = {
  sns: { element: 'TopicConfiguration', arn: 'Topic', list: 'TopicConfigurations', property: 'Topic' },
  sqs: { element: 'QueueConfiguration', arn: 'Queue', list: 'QueueConfigurations', property: 'Queue' },
  lambda: {
    element: 'CloudFunctionConfiguration',
    arn: 'CloudFunction',
    list: 'LambdaConfigurations',
    property: 'Function',
  },
} as const;

export const getBucketNotification: S3Operation = (s3) =>
  defineOperation({
    name: 'GetBucketNotificationConfiguration',
    http: { method: 'GET', path: BUCKET, query: 'notification' },
    input: OnBucket,
    actions: ['s3:GetBucketNotification'],
    errors: [],
    resource: existingBucket(s3),
    run: async (call) => {
      const { notifications, eventBridge } = bucketOf(call, s3).settings;
      const lists = Object.entries(KINDS).map(([service, { element, arn }]) => [
        element,
        byId(notifications.filter((one) => serviceOf(one.destination) === service)).map((same) =>
          written(same, arn),
        ),
      ]);
      return xmlAnswer('NotificationConfiguration', {
        ...Object.fromEntries(lists),
        EventBridgeConfiguration: eventBridge ? '' : undefined,
      });
    },
  });

/** Those that were one configuration, of several events. */
function byId(notifications: readonly BucketNotification[]): BucketNotification[][] {
  return [...Map.groupBy(notifications, idOf).values()];
}

function written(same: readonly BucketNotification[], arn: string): Record<string, unknown> {
  const [first] = same as [BucketNotification];
  const rules = (['prefix', 'suffix'] as const).flatMap((name) =>
    first[name] === '' ? [] : [{ Name: name === 'prefix' ? 'Prefix' : 'Suffix', Value: first[name] }],
  );
  return {
    Id: idOf(first),
    [arn]: first.destination,
    Event: same.map(({ event }) => event),
    ...(rules.length > 0 ? { Filter: { S3Key: { FilterRule: rules } } } : {}),
  };
}

const BODY: XmlShape = {
  NotificationConfiguration: {
    EventBridgeConfiguration: {},
    ...Object.fromEntries(
      Object.values(KINDS).map(({ element, arn }) => [
        element,
        {
          Id: 'text' as const,
          [arn]: 'text' as const,
          Event: 'text' as const,
          Filter: { S3Key: { FilterRule: { Name: 'text' as const, Value: 'text' as const } } },
        },
      ]),
    ),
  },
};

export const putBucketNotification: S3Operation = (s3) =>
  putsSettings(s3, {
    name: 'PutBucketNotificationConfiguration',
    query: 'notification',
    action: 's3:PutBucketNotification',
    errors: ['InvalidArgument'],
    headers: ['x-amz-skip-destination-validation'],
    body: BODY,
    async change(call) {
      const root = parseXmlBody(call.request.body, BODY);
      const notifications = read(root);
      const isTold = call.request.headers['x-amz-skip-destination-validation'] !== 'true';
      if (isTold)
        await s3.testDestinations(bucketOf(call, s3).name, notifications).catch((cause: unknown) => {
          throw cause instanceof DestinationsRefusedError ? destinationsRefusal(cause) : cause;
        });
      return { notifications, eventBridge: root.all('EventBridgeConfiguration').length > 0 };
    },
  });

const Lists = z.object(NOTIFICATION_LISTS);

function read(root: XmlElement): BucketNotification[] {
  const ids: (string | undefined)[] = [];
  const lists: Record<string, unknown[]> = {
    LambdaConfigurations: [],
    QueueConfigurations: [],
    TopicConfigurations: [],
  };
  // In the order in which they are told apart again below.
  for (const { element, arn, list, property } of [KINDS.lambda, KINDS.sqs, KINDS.sns]) {
    for (const configuration of root.all(element)) {
      checkArn(configuration.text(arn), arn);
      const id = configuration.text('Id') || crypto.randomUUID();
      for (const event of configuration.all('Event')) {
        ids.push(id);
        lists[list]?.push({
          Event: event.ownText,
          [property]: configuration.text(arn),
          ...filterOf(configuration),
        });
      }
    }
  }
  try {
    return notificationsOf(Lists.parse(lists)).map((one, index) => ({ ...one, id: ids[index] as string }));
  } catch (cause) {
    const message =
      cause instanceof z.ZodError ? (cause.issues[0]?.message ?? cause.message) : messageOf(cause);
    throw new ServiceError('InvalidArgument', message);
  }
}

function checkArn(text: string | undefined, element: string): void {
  if (text?.startsWith('arn:')) return;
  invalidArgument('The ARN could not be parsed', element, text ?? '');
}

function filterRule(rule: XmlElement): { Name: string; Value: string } {
  const [name, value] = [rule.text('Name'), rule.text('Value')];
  if (name === undefined || value === undefined) refuse('MalformedXML', 400);
  if (!/^(prefix|suffix)$/i.test(name))
    invalidArgument('filter rule name must be either prefix or suffix', 'FilterRule.Name', name);
  return { Name: name, Value: value };
}

function invalidArgument(message: string, name: string, value: string): never {
  throw new ServiceError('InvalidArgument', message, 400, { ArgumentName: name, ArgumentValue: value });
}

function filterOf(configuration: XmlElement): Record<string, unknown> {
  const rules = configuration
    .all('Filter')
    .flatMap((filter) => filter.all('S3Key'))
    .flatMap((key) => key.all('FilterRule'))
    .map(filterRule);
  return rules.length > 0 ? { Filter: { S3Key: { Rules: rules } } } : {};
}
