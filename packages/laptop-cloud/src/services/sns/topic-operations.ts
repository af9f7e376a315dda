// The operations on topics and their subscriptions.
import * as z from 'zod';
import { defineOperation, type Operation } from '../operation.ts';
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

/** The operations on topics and subscriptions, each authorized on the topic's ARN. Lists come whole, on one page. */
export function topicOperations(topics: Topics, accountId: string): Operation[] {
  const byArn = ({ TopicArn: arn }: { TopicArn: string }) => topics.topic(arn);
  const named = ({ ResourceArn }: { ResourceArn: string }) => ResourceArn;
  // Only the role decides on subscriptions, not the topic's policy.
  const ofSubscription = (input: { SubscriptionArn: string }) => {
    const subscription = topics.subscription(input.SubscriptionArn);
    return { arn: subscription.topic.arn, subscription };
  };

  return [
    defineOperation({
      name: 'CreateTopic',
      input: CreateTopic,
      errors: [],
      resource: ({ Name }) => topics.arnOf(Name),
      run({ input: { Name, Attributes = {}, Tags: tags = [] } }) {
        const topic = topics.create(Name, Attributes);
        for (const { Key, Value } of tags) topic.tags.set(Key, Value);
        return { TopicArn: topic.arn };
      },
    }),
    defineOperation({
      name: 'DeleteTopic',
      input: OnlyTopic,
      errors: [],
      resource: (input) => input.TopicArn,
      run: ({ input }) => topics.remove(input.TopicArn),
    }),
    defineOperation({
      name: 'ListTopics',
      input: Everything,
      errors: [],
      resource: () => topics.arnOf('*'),
      run: () => ({ Topics: topics.all().map(({ arn }) => ({ TopicArn: arn })) }),
    }),
    defineOperation({
      name: 'GetTopicAttributes',
      input: OnlyTopic,
      errors: [],
      resource: byArn,
      run: ({ resource: topic }) => ({
        Attributes: new Map([
          ['TopicArn', topic.arn],
          ['Owner', accountId],
          ['SubscriptionsConfirmed', String(topic.subscriptions.size)],
          ['SubscriptionsPending', '0'],
          ['SubscriptionsDeleted', '0'],
          ['DisplayName', ''],
          ...Object.entries(topic.attributes),
        ]),
      }),
    }),
    defineOperation({
      name: 'SetTopicAttributes',
      input: SetTopicAttributes,
      errors: [],
      resource: byArn,
      run: ({ input, resource }) =>
        topics.change(resource, { [input.AttributeName]: input.AttributeValue ?? '' }),
    }),
    defineOperation({
      name: 'Subscribe',
      input: Subscribe,
      errors: [],
      resource: byArn,
      run: ({ input: { Protocol, Endpoint, Attributes = {} }, resource }) => ({
        SubscriptionArn: topics.subscribe(resource, Protocol, Endpoint, Attributes).arn,
      }),
    }),
    defineOperation({
      name: 'Unsubscribe',
      input: OnlySubscription,
      errors: [],
      resource: (input) => input.SubscriptionArn.slice(0, input.SubscriptionArn.lastIndexOf(':')),
      run: ({ input }) => topics.unsubscribe(input.SubscriptionArn),
    }),
    defineOperation({
      name: 'GetSubscriptionAttributes',
      input: OnlySubscription,
      errors: [],
      resource: ofSubscription,
      run: ({ resource: { subscription } }) => ({
        Attributes: new Map([
          ...Object.entries(summary(subscription, accountId)),
          ['RawMessageDelivery', 'false'],
          ['PendingConfirmation', 'false'],
          ...Object.entries(subscription.attributes),
        ]),
      }),
    }),
    defineOperation({
      name: 'SetSubscriptionAttributes',
      input: SetSubscriptionAttributes,
      errors: [],
      resource: ofSubscription,
      run: ({ input, resource }) =>
        topics.changeSubscription(resource.subscription, {
          [input.AttributeName]: input.AttributeValue ?? '',
        }),
    }),
    defineOperation({
      name: 'ListSubscriptions',
      input: Everything,
      errors: [],
      resource: () => topics.arnOf('*'),
      run: () => ({ Subscriptions: topics.all().flatMap((topic) => summaries(topic, accountId)) }),
    }),
    defineOperation({
      name: 'ListSubscriptionsByTopic',
      input: OnlyTopic,
      errors: [],
      resource: byArn,
      run: ({ resource }) => ({ Subscriptions: summaries(resource, accountId) }),
    }),
    defineOperation({
      name: 'TagResource',
      input: TagResource,
      errors: [],
      resource: named,
      run({ input }) {
        const { tags } = topics.topic(input.ResourceArn);
        for (const { Key, Value } of input.Tags) tags.set(Key, Value);
        return {};
      },
    }),
    defineOperation({
      name: 'UntagResource',
      input: UntagResource,
      errors: [],
      resource: named,
      run({ input }) {
        const { tags } = topics.topic(input.ResourceArn);
        for (const key of input.TagKeys) tags.delete(key);
        return {};
      },
    }),
    defineOperation({
      name: 'ListTagsForResource',
      input: ListTags,
      errors: [],
      resource: named,
      run: ({ input }) => ({
        Tags: [...topics.topic(input.ResourceArn).tags].map(([Key, Value]) => ({ Key, Value })),
      }),
    }),
  ];
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
