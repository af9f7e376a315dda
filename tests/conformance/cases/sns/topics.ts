// Topics and subscriptions themselves.
import {
  CreateTopicCommand,
  DeleteTopicCommand,
  GetSubscriptionAttributesCommand,
  GetTopicAttributesCommand,
  ListSubscriptionsByTopicCommand,
  ListTagsForResourceCommand,
  ListTopicsCommand,
  PublishCommand,
  SetTopicAttributesCommand,
  SubscribeCommand,
  TagResourceCommand,
  UnsubscribeCommand,
} from '@aws-sdk/client-sns';
import { type Case, PAGES } from '../../case.ts';
import { refusal } from '../../world.ts';
import { arnOf, newQueue } from '../sqs/queue.ts';
import { newTopic, subscribed } from './topic.ts';

const INVALID = { error: /^InvalidParameter(Exception)?$/, status: 400 };

export const topics: Case[] = [
  {
    name: 'an endpoint is one of its protocol',
    source: PAGES.sns('Subscribe'),
    async observe(world) {
      const TopicArn = await newTopic(world);
      const subscribe = (Protocol: string, Endpoint: string) =>
        refusal(world.sns.send(new SubscribeCommand({ TopicArn, Protocol, Endpoint })));
      return [
        await subscribe('http', 'https://example.com'),
        await subscribe('email', 'nobody'),
        await subscribe('sqs', 'nobody'),
      ];
    },
    expected: Array(3).fill({ error: 'InvalidParameterException', status: 400 }),
  },
  {
    name: 'a topic is made once however often it is made',
    source: PAGES.sns('CreateTopic'),
    async observe(world) {
      const TopicArn = await newTopic(world);
      const Name = TopicArn.slice(TopicArn.lastIndexOf(':') + 1);
      const again = await world.sns.send(new CreateTopicCommand({ Name }));
      return { isSame: again.TopicArn === TopicArn, TopicArn };
    },
    expected: { isSame: true, TopicArn: /^arn:aws:sns:[a-z0-9-]+:\d{12}:[\w-]+$/ },
  },
  {
    name: 'names of topics are checked, and .fifo is for FIFO topics',
    source: PAGES.sns('CreateTopic'),
    async observe({ sns, fresh }) {
      const make = (Name: string, Attributes?: Record<string, string>) =>
        refusal(sns.send(new CreateTopicCommand({ Name, Attributes })));
      return [
        await make('a b'),
        await make('x'.repeat(257)),
        await make(`${fresh('a')}.fifo`),
        await make(fresh('b'), { FifoTopic: 'true' }),
      ];
    },
    expected: Array(4).fill(INVALID),
  },
  {
    name: 'a new topic has an owner, a policy, and counts of subscriptions',
    source: PAGES.sns('GetTopicAttributes'),
    async observe(world) {
      const TopicArn = await newTopic(world, { DisplayName: 'Photos' });
      await subscribed(world, TopicArn);
      const { Attributes } = await world.sns.send(new GetTopicAttributesCommand({ TopicArn }));
      return { ...Attributes, isOwn: Attributes?.['Owner'] === world.accountId };
    },
    expected: {
      DisplayName: 'Photos',
      SubscriptionsConfirmed: '1',
      SubscriptionsPending: '0',
      SubscriptionsDeleted: '0',
      Policy: /__default_policy_ID/,
      EffectiveDeliveryPolicy: /numRetries/,
      isOwn: true,
    },
  },
  {
    name: 'an attribute that topics do not have is refused',
    source: PAGES.sns('SetTopicAttributes'),
    async observe(world) {
      const TopicArn = await newTopic(world);
      const set = new SetTopicAttributesCommand({ TopicArn, AttributeName: 'Colour', AttributeValue: 'red' });
      return refusal(world.sns.send(set));
    },
    expected: INVALID,
  },
  {
    name: 'a topic that is not there is NotFound, and one that is no ARN InvalidParameter',
    source: PAGES.sns('Publish'),
    async observe({ sns, region, accountId, fresh }) {
      const publish = (TopicArn: string) => refusal(sns.send(new PublishCommand({ TopicArn, Message: 'a' })));
      return {
        none: await publish(`arn:aws:sns:${region}:${accountId}:${fresh('none')}`),
        noArn: await publish('topic'),
      };
    },
    expected: { none: { error: /^NotFound(Exception)?$/, status: 404 }, noArn: INVALID },
  },
  {
    name: 'deleting a topic twice succeeds twice',
    source: PAGES.sns('DeleteTopic'),
    async observe(world) {
      const TopicArn = await newTopic(world);
      const remove = () => refusal(world.sns.send(new DeleteTopicCommand({ TopicArn })));
      return [await remove(), await remove()];
    },
    expected: ['accepted', 'accepted'],
  },
  {
    name: 'the same endpoint subscribes once, and not with other attributes',
    source: PAGES.sns('Subscribe'),
    async observe(world) {
      const TopicArn = await newTopic(world);
      const Endpoint = arnOf(world, await newQueue(world));
      const subscribe = (Attributes: Record<string, string>) =>
        world.sns.send(new SubscribeCommand({ TopicArn, Protocol: 'sqs', Endpoint, Attributes }));
      const first = await subscribe({});
      const second = await subscribe({});
      return {
        isSame: first.SubscriptionArn === second.SubscriptionArn,
        other: await refusal(subscribe({ RawMessageDelivery: 'true' })),
      };
    },
    expected: { isSame: true, other: INVALID },
  },
  {
    name: 'protocols and endpoints must fit each other',
    source: PAGES.sns('Subscribe'),
    async observe(world) {
      const TopicArn = await newTopic(world);
      const subscribe = (Protocol: string, Endpoint: string) =>
        refusal(world.sns.send(new SubscribeCommand({ TopicArn, Protocol, Endpoint })));
      return [await subscribe('pigeon', 'home'), await subscribe('sqs', 'no-arn')];
    },
    expected: [INVALID, INVALID],
  },
  {
    name: 'a subscription tells what it has',
    source: PAGES.sns('GetSubscriptionAttributes'),
    async observe(world) {
      const TopicArn = await newTopic(world);
      const { SubscriptionArn } = await subscribed(world, TopicArn, {
        RawMessageDelivery: 'true',
        FilterPolicy: '{"a":["b"]}',
      });
      const { Attributes } = await world.sns.send(new GetSubscriptionAttributesCommand({ SubscriptionArn }));
      return Attributes;
    },
    expected: {
      RawMessageDelivery: 'true',
      FilterPolicy: '{"a":["b"]}',
      FilterPolicyScope: 'MessageAttributes',
      Protocol: 'sqs',
      PendingConfirmation: 'false',
      ConfirmationWasAuthenticated: 'true',
    },
  },
  {
    name: 'subscriptions of a topic are listed until they are gone',
    source: PAGES.sns('ListSubscriptionsByTopic'),
    async observe(world) {
      const TopicArn = await newTopic(world);
      const { SubscriptionArn } = await subscribed(world, TopicArn);
      const count = async () =>
        (await world.sns.send(new ListSubscriptionsByTopicCommand({ TopicArn }))).Subscriptions?.length ?? 0;
      const before = await count();
      await world.sns.send(new UnsubscribeCommand({ SubscriptionArn }));
      return [before, await count()];
    },
    expected: [1, 0],
  },
  {
    name: 'what is no subscription cannot be unsubscribed',
    source: PAGES.sns('Unsubscribe'),
    observe: ({ sns }) => refusal(sns.send(new UnsubscribeCommand({ SubscriptionArn: 'garbage' }))),
    expected: INVALID,
  },
  {
    name: 'tags come back, and a key may be there once',
    source: PAGES.sns('TagResource'),
    async observe(world) {
      const ResourceArn = await newTopic(world);
      const tag = (Tags: { Key: string; Value: string }[]) =>
        world.sns.send(new TagResourceCommand({ ResourceArn, Tags }));
      await tag([{ Key: 'team', Value: 'photos' }]);
      const { Tags } = await world.sns.send(new ListTagsForResourceCommand({ ResourceArn }));
      return { Tags, twice: await refusal(tag(['1', '2'].map((Value) => ({ Key: 'a', Value })))) };
    },
    expected: { Tags: [{ Key: 'team', Value: 'photos' }], twice: INVALID },
  },
  {
    name: 'making a topic again with other tags is refused',
    source: PAGES.sns('CreateTopic'),
    async observe(world) {
      const Name = world.fresh('topic');
      const make = (Value: string) =>
        world.sns.send(new CreateTopicCommand({ Name, Tags: [{ Key: 'team', Value }] }));
      const { TopicArn } = await make('photos');
      world.later(() => world.sns.send(new DeleteTopicCommand({ TopicArn })));
      return [await refusal(make('photos')), await refusal(make('others'))];
    },
    expected: ['accepted', INVALID],
  },
  {
    name: 'a token for the next page of topics that is none is refused',
    source: PAGES.sns('ListTopics'),
    observe: ({ sns }) => refusal(sns.send(new ListTopicsCommand({ NextToken: 'nonsense' }))),
    expected: INVALID,
  },
];
