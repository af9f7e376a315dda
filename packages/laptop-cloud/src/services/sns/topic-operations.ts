// The operations on topics and their subscriptions.
import * as z from 'zod';
import { defineOperation, type Operation } from '../operation.ts';
import { pageOf } from '../page.ts';
import { policyStatements } from '../policy-statements.ts';
import { listOf, mapOf } from '../protocols/query.ts';
import { ServiceError } from '../service.ts';
import { invalid, type Subscription, type Topic, type Topics } from './topics.ts';

const Texts = mapOf(z.string());
const Tags = listOf(z.strictObject({ Key: z.string(), Value: z.string() }));
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
const NextToken = z.string().optional();
const Everything = z.strictObject({ NextToken });
const OfTopic = z.strictObject({ TopicArn, NextToken });
const AddPermission = z.strictObject({
  TopicArn,
  Label: z.string().min(1),
  AWSAccountId: listOf(z.string().regex(/^\d{12}$/)),
  ActionName: listOf(z.string().min(1)),
});
const GRANTABLE = new Set([
  'AddPermission',
  'DeleteTopic',
  'GetTopicAttributes',
  'ListSubscriptionsByTopic',
  'Publish',
  'Receive',
  'RemovePermission',
  'SetTopicAttributes',
  'Subscribe',
]);
const RemovePermission = z.strictObject({ TopicArn, Label: z.string() });
const TagResource = z.strictObject({ ResourceArn: z.string(), Tags });
const UntagResource = z.strictObject({ ResourceArn: z.string(), TagKeys: listOf(z.string()) });
const ListTags = z.strictObject({ ResourceArn: z.string() });

/** The operations on topics and subscriptions, each authorized on the topic's ARN. */
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
      errors: ['TagLimitExceeded'],
      resource: ({ Name }) => topics.arnOf(Name),
      run({ input: { Name, Attributes = {}, Tags: tags = [] } }) {
        const wanted = tagsOf(tags);
        checkTagCount(Object.keys(wanted));
        const existing = topics.all().find(({ name }) => name === Name);
        if (existing) checkSame(existing, Attributes, wanted);
        const topic = existing ?? topics.create(Name, Attributes);
        if (tags.length > 0) topics.tag(topic, wanted);
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
      run({ input }) {
        const { items, ...more } = page(topics.all(), input);
        return { Topics: items.map(({ arn }) => ({ TopicArn: arn })), ...more };
      },
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
          ['Policy', topic.attributes['Policy'] ?? defaultPolicy(topic, accountId)],
          ['EffectiveDeliveryPolicy', EFFECTIVE_DELIVERY_POLICY],
          ...(topic.attributes['FifoTopic'] === 'true' ? FIFO_DEFAULTS : []),
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
      resource({ SubscriptionArn: arn }) {
        const elements = arn.split(':').length;
        if (elements < 6)
          throw invalid(`SubscriptionArn Reason: An ARN must have at least 6 elements, not ${elements}`);
        return arn.slice(0, arn.lastIndexOf(':'));
      },
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
          ['ConfirmationWasAuthenticated', 'true'],
          ...('FilterPolicy' in subscription.attributes
            ? [['FilterPolicyScope', 'MessageAttributes'] as [string, string]]
            : []),
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
      run({ input }) {
        const all = topics.all().flatMap((topic) => summaries(topic, accountId));
        const { items, ...more } = page(all, input);
        return { Subscriptions: items, ...more };
      },
    }),
    defineOperation({
      name: 'ListSubscriptionsByTopic',
      input: OfTopic,
      errors: [],
      resource: byArn,
      run({ input, resource }) {
        const { items, ...more } = page(summaries(resource, accountId), input);
        return { Subscriptions: items, ...more };
      },
    }),
    defineOperation({
      name: 'AddPermission',
      input: AddPermission,
      errors: [],
      resource: byArn,
      run({ input, resource }) {
        // https://docs.aws.amazon.com/sns/latest/dg/sns-access-policy-language-api-permissions-reference.html
        if (!input.ActionName.every((action) => GRANTABLE.has(action)))
          throw invalid('Policy statement action out of service scope!');
        const grant = {
          label: input.Label,
          accounts: input.AWSAccountId,
          actions: input.ActionName.map((action) => `SNS:${action}`),
        };
        topics.change(resource, { Policy: STATEMENTS.add(resource, grant) });
      },
    }),
    defineOperation({
      name: 'RemovePermission',
      input: RemovePermission,
      errors: [],
      resource: byArn,
      run: ({ input, resource }) =>
        topics.change(resource, { Policy: STATEMENTS.remove(resource, input.Label) }),
    }),
    defineOperation({
      name: 'TagResource',
      input: TagResource,
      errors: ['TagLimitExceeded'],
      resource: named,
      run({ input }) {
        const topic = topics.topic(input.ResourceArn);
        const tags = tagsOf(input.Tags);
        checkTagCount([...topic.tags.keys(), ...Object.keys(tags)]);
        topics.tag(topic, tags);
        return {};
      },
    }),
    defineOperation({
      name: 'UntagResource',
      input: UntagResource,
      errors: [],
      resource: named,
      run({ input }) {
        const removed = Object.fromEntries(input.TagKeys.map((key) => [key, undefined]));
        topics.tag(topics.topic(input.ResourceArn), removed);
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

const FIFO_DEFAULTS: [string, string][] = [
  ['ContentBasedDeduplication', 'false'],
  ['FifoThroughputScope', 'Topic'],
];

/** What AWS gives a topic that nobody gave one: its owner alone may use it. Here that changes nothing, so it is shown and not kept. */
function defaultPolicy({ arn }: Topic, accountId: string): string {
  const actions = [
    'GetTopicAttributes',
    'SetTopicAttributes',
    'AddPermission',
    'RemovePermission',
    'DeleteTopic',
    'Subscribe',
    'ListSubscriptionsByTopic',
    'Publish',
  ];
  return JSON.stringify({
    Version: '2008-10-17',
    Id: '__default_policy_ID',
    Statement: [
      {
        Sid: '__default_statement_ID',
        Effect: 'Allow',
        Principal: { AWS: '*' },
        Action: actions.map((action) => `SNS:${action}`),
        Resource: arn,
        Condition: { StringEquals: { 'AWS:SourceOwner': accountId } },
      },
    ],
  });
}

/** Source: SNS Developer Guide, "Creating an HTTP/S delivery policy": the defaults. */
const EFFECTIVE_DELIVERY_POLICY = JSON.stringify({
  http: {
    defaultHealthyRetryPolicy: {
      minDelayTarget: 20,
      maxDelayTarget: 20,
      numRetries: 3,
      numMaxDelayRetries: 0,
      numNoDelayRetries: 0,
      numMinDelayRetries: 0,
      backoffFunction: 'linear',
    },
    disableSubscriptionOverrides: false,
    defaultRequestPolicy: { headerContentType: 'text/plain; charset=UTF-8' },
  },
});

const STATEMENTS = policyStatements({
  id: () => '__default_policy_ID',
  refusal: (label, reason) => invalid(`Label Reason: ${label}: ${reason}`),
});

// Source: SNS API Reference: each list gives up to 100 at once.
function page<Item>(items: readonly Item[], { NextToken: token }: { NextToken?: string | undefined }) {
  const { items: found, next } = pageOf(items, {
    size: 100,
    token,
    refusal: () => invalid('NextToken Reason: Bad token'),
  });
  return { items: found, ...(next === undefined ? {} : { NextToken: next }) };
}

function tagsOf(tags: readonly { Key: string; Value: string }[]): Record<string, string> {
  const byKey = Object.fromEntries(tags.map(({ Key, Value }) => [Key, Value]));
  if (Object.keys(byKey).length < tags.length) throw invalid('Duplicated keys are not allowed.');
  return byKey;
}

function checkTagCount(keys: readonly string[]): void {
  if (new Set(keys).size > 50)
    throw new ServiceError(
      'TagLimitExceeded',
      'Could not complete request: tag quota of per resource exceeded',
    );
}

function checkSame(topic: Topic, attributes: Record<string, string>, tags: Record<string, string>): void {
  const differs = (wanted: Record<string, string>, has: (name: string) => string | undefined) =>
    Object.keys(wanted).some((name) => wanted[name] !== has(name));
  if (differs(attributes, (name) => topic.attributes[name]))
    throw invalid('Attributes Reason: Topic already exists with different attributes');
  if (differs(tags, (key) => topic.tags.get(key)))
    throw invalid('Tags Reason: Topic already exists with different tags');
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
