// The operations on topics.
import * as z from 'zod';
import { defineOperation, type Operation } from '../operation.ts';
import { policyStatements } from '../policy-statements.ts';
import { listOf, mapOf } from '../protocols/query.ts';
import { ServiceError } from '../service.ts';
import { checkName } from './attributes.ts';
import { invalid } from './invalid.ts';
import { Everything, page } from './paging.ts';
import { DEFAULT_POLICY_ID, defaultPolicy, EFFECTIVE_DELIVERY_POLICY } from './topic-defaults.ts';
import type { Topic, Topics } from './topics.ts';

const Texts = mapOf(z.string());
const Tags = listOf(z.strictObject({ Key: z.string(), Value: z.string() }));
const TopicArn = z.string();
const OnlyTopic = z.strictObject({ TopicArn });

const CreateTopic = z.strictObject({ Name: z.string(), Attributes: Texts.optional(), Tags: Tags.optional() });
// Without a value, or with an empty one, the attribute is removed.
const SetTopicAttributes = z.strictObject({
  TopicArn,
  AttributeName: z.string(),
  AttributeValue: z.string().optional(),
});
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

/** The operations on topics, each authorized on the topic's ARN. */
export function topicOperations(topics: Topics, accountId: string): Operation[] {
  const byArn = ({ TopicArn: arn }: { TopicArn: string }) => topics.topic(arn);
  const withDefault = (topic: Topic) => ({
    arn: topic.arn,
    attributes: { Policy: topic.attributes['Policy'] ?? defaultPolicy(topic.arn, accountId) },
  });
  const named = ({ ResourceArn }: { ResourceArn: string }) => ResourceArn;

  return [
    defineOperation({
      name: 'CreateTopic',
      input: CreateTopic,
      errors: ['TagLimitExceeded'],
      resource: ({ Name }) => topics.arnOf(Name),
      run({ input: { Name, Attributes = {}, Tags: tags = [] } }) {
        const wanted = tagsOf(tags);
        checkTagCount(Object.keys(wanted));
        checkName(Name, Attributes);
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
        const { items, ...more } = page(topics.all(), input, ({ arn }) => arn);
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
          ['Policy', topic.attributes['Policy'] ?? defaultPolicy(topic.arn, accountId)],
          ['EffectiveDeliveryPolicy', EFFECTIVE_DELIVERY_POLICY],
          ...(topic.attributes['FifoTopic'] === 'true' ? [CONTENT_COUNTS_NOT] : []),
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
        topics.change(resource, { Policy: STATEMENTS.add(withDefault(resource), grant) });
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

const CONTENT_COUNTS_NOT: [string, string] = ['ContentBasedDeduplication', 'false'];

const STATEMENTS = policyStatements({
  id: () => DEFAULT_POLICY_ID,
  refusal: (label, reason) =>
    invalid(reason === 'Already exists.' ? 'Statement already exists' : `Label Reason: ${label}: ${reason}`),
});

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
  // That it is no FIFO topic every other topic says by itself.
  if (differs(attributes, (name) => topic.attributes[name] ?? (name === 'FifoTopic' ? 'false' : undefined)))
    throw invalid('Attributes Reason: Topic already exists with different attributes');
  if (differs(tags, (key) => topic.tags.get(key)))
    throw invalid('Tags Reason: Topic already exists with different tags');
}
