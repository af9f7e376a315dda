// The operations on subscriptions.
import * as z from 'zod';
import { rootArn } from '../../arns.ts';
import { defineOperation, type Operation } from '../operation.ts';
import { mapOf } from '../protocols/query.ts';
import { invalid, refuseShortArn } from './invalid.ts';
import { Everything, NextToken, page } from './paging.ts';
import type { Subscription, Topic, Topics } from './topics.ts';

const TopicArn = z.string();
const SubscriptionArn = z.string();
const OnlySubscription = z.strictObject({ SubscriptionArn });
const OfTopic = z.strictObject({ TopicArn, NextToken });
const Texts = mapOf(z.string());
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

/** The operations on subscriptions, each authorized on the topic's ARN. */
export function subscriptionOperations(topics: Topics, accountId: string): Operation[] {
  const byArn = ({ TopicArn: arn }: { TopicArn: string }) => topics.topic(arn);
  // Only the role decides on subscriptions, not the topic's policy.
  const ofSubscription = (input: { SubscriptionArn: string }) => {
    const subscription = topics.subscription(input.SubscriptionArn);
    return { arn: subscription.topic.arn, subscription };
  };

  return [
    defineOperation({
      name: 'Subscribe',
      input: Subscribe,
      errors: [],
      resource: byArn,
      run: ({ input: { Protocol, Endpoint, Attributes = {} }, resource, request: { principal } }) => ({
        SubscriptionArn: topics.subscribe(resource, Protocol, Endpoint, Attributes, {
          principal: principal.arn,
        }).arn,
      }),
    }),
    defineOperation({
      name: 'Unsubscribe',
      input: OnlySubscription,
      errors: [],
      resource({ SubscriptionArn: arn }) {
        refuseShortArn('SubscriptionArn', arn);
        if (arn.split(':').length === 6) throw invalid('SubscriptionId');
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
          ['SubscriptionPrincipal', subscription.principal ?? rootArn(accountId)],
          ...Object.entries(toldAttributes(subscription)),
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
        const { items, ...more } = page(all, input, arnOf);
        return { Subscriptions: items, ...more };
      },
    }),
    defineOperation({
      name: 'ListSubscriptionsByTopic',
      input: OfTopic,
      errors: [],
      resource: byArn,
      run({ input, resource }) {
        const { items, ...more } = page(summaries(resource, accountId), input, arnOf);
        return { Subscriptions: items, ...more };
      },
    }),
  ];
}

/** Where there is no filter, nothing is said of what it would look at. */
function toldAttributes({ attributes }: Subscription): Record<string, string> {
  const { FilterPolicyScope = 'MessageAttributes', ...others } = attributes;
  return others['FilterPolicy'] === undefined ? others : { FilterPolicyScope, ...others };
}

function summaries(topic: Topic, accountId: string) {
  return [...topic.subscriptions.values()].map((subscription) => summary(subscription, accountId));
}

const arnOf = ({ SubscriptionArn }: Record<string, string>) => String(SubscriptionArn);

function summary(subscription: Subscription, accountId: string): Record<string, string> {
  return {
    SubscriptionArn: subscription.arn,
    Owner: accountId,
    Protocol: subscription.protocol,
    Endpoint: subscription.endpoint,
    TopicArn: subscription.topic.arn,
  };
}
