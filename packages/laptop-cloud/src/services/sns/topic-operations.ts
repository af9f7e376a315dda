// The operations on topics and their subscriptions.
import * as z from 'zod';
import type { TableOperation as QueryOperation } from '../operation.ts';
import { parseInput } from '../parse-input.ts';
import { authorizeCall } from '../policies/resource-policy.ts';
import { authorize, type ServiceRequest } from '../service.ts';
import type { Subscription, Topic, Topics } from './topics.ts';

const Texts = z.record(z.string(), z.string());
const Tags = z.array(z.strictObject({ Key: z.string(), Value: z.string() }));
const TopicArn = z.string();
const SubscriptionArn = z.string();
const OnlyTopic = z.strictObject({ TopicArn });
const OnlySubscription = z.strictObject({ SubscriptionArn });

const CreateTopic = z.strictObject({ Name: z.string(), Attributes: Texts.optional(), Tags: Tags.optional() });
// Without a value, or with an empty one, the attribute is removed.
const SetTopicAttributes = z.strictObject({
  TopicArn,
  AttributeName: z.string(),
  AttributeValue: z.string().optional(),
});
const SetSubscriptionAttributes = z.strictObject({
  SubscriptionArn,
  AttributeName: z.string(),
  AttributeValue: z.string().optional(),
});
const Subscribe = z.strictObject({
  TopicArn,
  Protocol: z.string(),
  Endpoint: z.string(),
  Attributes: Texts.optional(),
  ReturnSubscriptionArn: z.string().optional(),
});
const Everything = z.strictObject({});
const TagResource = z.strictObject({ ResourceArn: z.string(), Tags });
const UntagResource = z.strictObject({ ResourceArn: z.string(), TagKeys: z.array(z.string()) });
const ListTags = z.strictObject({ ResourceArn: z.string() });

/** The table of topic and subscription operations, each authorized on the topic's ARN. Lists come whole, on one page. */
export function topicOperations(topics: Topics, accountId: string): Record<string, QueryOperation> {
  function operation<T>(
    schema: z.ZodType<T>,
    run: (input: T, request: ServiceRequest) => unknown,
  ): QueryOperation {
    return async (raw, request) => run(parseInput(schema, raw, 'InvalidParameter'), request);
  }

  function onTopic<T extends { TopicArn: string }>(
    schema: z.ZodType<T>,
    action: string,
    run: (topic: Topic, input: T) => unknown,
  ): QueryOperation {
    return operation(schema, (input, request) => {
      const topic = topics.topic(input.TopicArn);
      authorizeCall(topic.policy, request.principal, `sns:${action}`, topic.arn);
      return run(topic, input);
    });
  }

  function onSubscription<T extends { SubscriptionArn: string }>(
    schema: z.ZodType<T>,
    action: string,
    run: (subscription: Subscription, input: T) => unknown,
  ): QueryOperation {
    return operation(schema, (input, request) => {
      const subscription = topics.subscription(input.SubscriptionArn);
      authorize(request.principal, `sns:${action}`, subscription.topic.arn);
      return run(subscription, input);
    });
  }

  function onTagged<T extends { ResourceArn: string }>(
    schema: z.ZodType<T>,
    action: string,
    run: (topic: Topic, input: T) => unknown,
  ): QueryOperation {
    return operation(schema, (input, request) => {
      authorize(request.principal, `sns:${action}`, input.ResourceArn);
      return run(topics.topic(input.ResourceArn), input);
    });
  }

  return {
    CreateTopic: operation(CreateTopic, ({ Name, Attributes = {}, Tags: tags = [] }, request) => {
      authorize(request.principal, 'sns:CreateTopic', topics.arnOf(Name));
      const topic = topics.create(Name, Attributes);
      for (const { Key, Value } of tags) topic.tags.set(Key, Value);
      return { TopicArn: topic.arn };
    }),
    DeleteTopic: operation(OnlyTopic, (input, request) => {
      authorize(request.principal, 'sns:DeleteTopic', input.TopicArn);
      topics.remove(input.TopicArn);
    }),
    ListTopics: operation(Everything, (_, request) => {
      authorize(request.principal, 'sns:ListTopics', topics.arnOf('*'));
      return { Topics: topics.all().map(({ arn }) => ({ TopicArn: arn })) };
    }),
    GetTopicAttributes: onTopic(OnlyTopic, 'GetTopicAttributes', (topic) => ({
      Attributes: new Map([
        ['TopicArn', topic.arn],
        ['Owner', accountId],
        ['SubscriptionsConfirmed', String(topic.subscriptions.size)],
        ['SubscriptionsPending', '0'],
        ['SubscriptionsDeleted', '0'],
        ['DisplayName', ''],
        ...Object.entries(topic.attributes),
      ]),
    })),
    SetTopicAttributes: onTopic(SetTopicAttributes, 'SetTopicAttributes', (topic, input) =>
      topics.change(topic, { [input.AttributeName]: input.AttributeValue ?? '' }),
    ),
    Subscribe: onTopic(Subscribe, 'Subscribe', (topic, { Protocol, Endpoint, Attributes = {} }) => ({
      SubscriptionArn: topics.subscribe(topic, Protocol, Endpoint, Attributes).arn,
    })),
    Unsubscribe: operation(OnlySubscription, (input, request) => {
      const topicArn = input.SubscriptionArn.slice(0, input.SubscriptionArn.lastIndexOf(':'));
      authorize(request.principal, 'sns:Unsubscribe', topicArn);
      topics.unsubscribe(input.SubscriptionArn);
    }),
    GetSubscriptionAttributes: onSubscription(
      OnlySubscription,
      'GetSubscriptionAttributes',
      (subscription) => ({
        Attributes: new Map([
          ...Object.entries(summary(subscription, accountId)),
          ['RawMessageDelivery', 'false'],
          ['PendingConfirmation', 'false'],
          ...Object.entries(subscription.attributes),
        ]),
      }),
    ),
    SetSubscriptionAttributes: onSubscription(
      SetSubscriptionAttributes,
      'SetSubscriptionAttributes',
      (subscription, input) =>
        topics.changeSubscription(subscription, { [input.AttributeName]: input.AttributeValue ?? '' }),
    ),
    ListSubscriptions: operation(Everything, (_, request) => {
      authorize(request.principal, 'sns:ListSubscriptions', topics.arnOf('*'));
      return { Subscriptions: topics.all().flatMap((topic) => summaries(topic, accountId)) };
    }),
    ListSubscriptionsByTopic: onTopic(OnlyTopic, 'ListSubscriptionsByTopic', (topic) => ({
      Subscriptions: summaries(topic, accountId),
    })),
    TagResource: onTagged(TagResource, 'TagResource', (topic, input) => {
      for (const { Key, Value } of input.Tags) topic.tags.set(Key, Value);
      return {};
    }),
    UntagResource: onTagged(UntagResource, 'UntagResource', (topic, input) => {
      for (const key of input.TagKeys) topic.tags.delete(key);
      return {};
    }),
    ListTagsForResource: onTagged(ListTags, 'ListTagsForResource', ({ tags }) => ({
      Tags: [...tags].map(([Key, Value]) => ({ Key, Value })),
    })),
  };
}

function summaries(topic: Topic, accountId: string) {
  return [...topic.subscriptions.values()].map((subscription) => summary(subscription, accountId));
}

function summary(subscription: Subscription, accountId: string): Record<string, string> {
  return {
    SubscriptionArn: subscription.arn,
    Owner: accountId,
    Protocol: subscription.protocol,
    Endpoint: subscription.endpoint,
    TopicArn: subscription.topic.arn,
  };
}
