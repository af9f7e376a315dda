// Topics and their subscriptions. With a file they survive a restart, but for the subscriptions of
// a template: it makes them anew, or has them no more.

import { randomUUID } from 'node:crypto';
import { type Account, topicArn } from '../../arns.ts';
import { loadJson, saveJsonSoon } from '../../json-list.ts';
import type { Policy } from '../../policies/policy.ts';
import { messageOf } from '../message-of.ts';
import { ServiceError } from '../service.ts';
import {
  type Attributes,
  checkFifoOnly,
  checkName,
  compileSubscription,
  merge,
  policyOf,
  SUBSCRIPTION_ATTRIBUTES,
  TOPIC_ATTRIBUTES,
} from './attributes.ts';
import { checkEndpoint } from './endpoints.ts';
import type { Filter } from './filter-policy.ts';
import { invalid, refuseShortArn } from './invalid.ts';

export interface Topic {
  readonly arn: string;
  readonly name: string;
  readonly tags: Map<string, string>;
  readonly subscriptions: Map<string, Subscription>;
  attributes: Attributes;
  policy?: Policy;
}

export interface Subscription {
  readonly arn: string;
  readonly topic: Topic;
  readonly protocol: string;
  readonly endpoint: string;
  /** The template's own. */
  isOfStack: boolean;
  /** Who subscribed; the account where nobody is known. */
  readonly principal?: string;
  attributes: Attributes;
  wants: Filter;
  isRaw: boolean;
  deadLetterArn?: string;
}

/** Protocols that reach a resource of this machine; the others end in the message log. */
export const DELIVERED_PROTOCOLS: readonly string[] = ['sqs', 'lambda'];
const PROTOCOLS = [...DELIVERED_PROTOCOLS, 'email', 'email-json', 'sms', 'http', 'https', 'application'];

export interface Topics {
  all(): Topic[];
  arnOf(name: string): string;
  /** Throws NotFound; so does `subscription`. */
  topic(arn: string): Topic;
  subscription(arn: string): Subscription;
  /** Makes a topic, or answers the one of that name. */
  create(name: string, attributes: Attributes): Topic;
  /** Sets tags, and removes those without a value. */
  tag(topic: Topic, changes: Readonly<Record<string, string | undefined>>): void;
  change(topic: Topic, changes: Attributes): void;
  remove(arn: string): void;
  /** Subscribes, or answers the subscription that this endpoint already has. */
  subscribe(
    topic: Topic,
    protocol: string,
    endpoint: string,
    attributes: Attributes,
    made?: MadeBy,
  ): Subscription;
  changeSubscription(subscription: Subscription, changes: Attributes): void;
  unsubscribe(arn: string): void;
}

export interface MadeBy {
  isOfStack?: boolean;
  /** The ARN of who subscribes. */
  principal?: string;
}

/** What is kept of a topic and its subscriptions. */
interface TopicRecord extends Pick<Topic, 'name' | 'attributes'> {
  tags: Record<string, string>;
  subscriptions: Pick<Subscription, 'arn' | 'protocol' | 'endpoint' | 'attributes' | 'principal'>[];
}

export function createTopics(account: Account, file: string | null = null): Topics {
  const topics = new Map<string, Topic>();
  const save = () => saveJsonSoon(file, [...topics.values()].map(recordOf));
  const arnOf = (name: string) => topicArn(account, name);

  function find(arn: string): Topic {
    const topic = topics.get(arn);
    if (topic) return topic;
    refuseShortArn('TopicArn', arn);
    throw new ServiceError('NotFound', 'Topic does not exist', 404);
  }

  function change(topic: Topic, changes: Attributes): void {
    const attributes = merge(topic.attributes, withoutNoFifo(changes), TOPIC_ATTRIBUTES);
    checkFifoOnly(attributes);
    delete topic.policy;
    Object.assign(topic, { attributes, ...policyOf(attributes, account.accountId) });
  }

  for (const record of loadJson(file) as TopicRecord[]) {
    const arn = arnOf(record.name);
    topics.set(arn, restore(arn, record, account.accountId));
  }

  return {
    all: () => [...topics.values()],
    arnOf,
    topic: find,
    subscription(arn) {
      const found = topics.get(arn.slice(0, arn.lastIndexOf(':')))?.subscriptions.get(arn);
      if (found) return found;
      throw new ServiceError('NotFound', 'Subscription does not exist', 404);
    },
    create(name, attributes) {
      checkName(name, attributes);
      const arn = arnOf(name);
      const topic: Topic = topics.get(arn) ?? {
        arn,
        name,
        tags: new Map(),
        subscriptions: new Map(),
        attributes: {},
      };
      change(topic, attributes);
      topics.set(arn, topic);
      save();
      return topic;
    },
    tag(topic, changes) {
      for (const [key, value] of Object.entries(changes)) {
        if (value === undefined) topic.tags.delete(key);
        else topic.tags.set(key, value);
      }
      save();
    },
    change(topic, changes) {
      if ('FifoTopic' in changes) throw invalid('AttributeName');
      change(topic, changes);
      save();
    },
    remove(arn) {
      if (topics.delete(arn)) save();
    },
    subscribe(topic, protocol, endpoint, attributes, { isOfStack = false, principal } = {}) {
      if (!PROTOCOLS.includes(protocol))
        throw invalid(`Amazon SNS does not support this protocol string: ${protocol}`);
      checkEndpoint(protocol, endpoint);
      checkKinds(topic, protocol, endpoint);
      const same = [...topic.subscriptions.values()].find(
        (one) => one.protocol === protocol && one.endpoint === endpoint,
      );
      if (same) {
        const wanted = Object.entries(amongOthers(() => merge({}, attributes, SUBSCRIPTION_ATTRIBUTES)));
        if (wanted.every(([name, value]) => (same.attributes[name] ?? BY_DEFAULT[name]) === value))
          return same;
        throw invalid('Attributes Reason: Subscription already exists with different attributes');
      }
      const subscription: Subscription = {
        arn: `${topic.arn}:${randomUUID()}`,
        topic,
        protocol,
        endpoint,
        isOfStack,
        ...(principal === undefined ? {} : { principal }),
        ...amongOthers(() =>
          compile(topic, protocol, endpoint, merge({}, attributes, SUBSCRIPTION_ATTRIBUTES)),
        ),
      };
      topic.subscriptions.set(subscription.arn, subscription);
      save();
      return subscription;
    },
    changeSubscription(subscription, changes) {
      const { topic, protocol, endpoint, attributes } = subscription;
      const compiled = compile(
        topic,
        protocol,
        endpoint,
        merge(attributes, changes, SUBSCRIPTION_ATTRIBUTES),
      );
      delete subscription.deadLetterArn;
      Object.assign(subscription, compiled);
      save();
    },
    unsubscribe(arn) {
      if (topics.get(arn.slice(0, arn.lastIndexOf(':')))?.subscriptions.delete(arn)) save();
    },
  };
}

function recordOf({ name, attributes, tags, subscriptions }: Topic): TopicRecord {
  return {
    name,
    attributes,
    tags: Object.fromEntries(tags),
    subscriptions: [...subscriptions.values()]
      .filter(({ isOfStack }) => !isOfStack)
      .map(({ arn, protocol, endpoint, attributes: own, principal }) => ({
        arn,
        protocol,
        endpoint,
        attributes: own,
        ...(principal === undefined ? {} : { principal }),
      })),
  };
}

function restore(
  arn: string,
  { name, attributes, tags, subscriptions }: TopicRecord,
  accountId: string,
): Topic {
  const topic: Topic = {
    arn,
    name,
    attributes,
    ...policyOf(attributes, accountId),
    tags: new Map(Object.entries(tags)),
    subscriptions: new Map(),
  };
  for (const one of subscriptions) {
    const compiled = compileSubscription(one.protocol, one.attributes);
    topic.subscriptions.set(one.arn, { ...one, topic, isOfStack: false, ...compiled });
  }
  return topic;
}

// A standard topic is not said to be one.
function withoutNoFifo({ FifoTopic, ...others }: Attributes): Attributes {
  return FifoTopic === undefined || FifoTopic.toLowerCase() === 'false' ? others : { FifoTopic, ...others };
}

/** Where attributes come all at once, a refusal says that it is about one of them. */
function amongOthers<Result>(compile: () => Result): Result {
  try {
    return compile();
  } catch (error) {
    const [, reason] = /^Invalid parameter: (.*)$/s.exec(messageOf(error)) ?? [];
    throw reason === undefined ? error : invalid(`Attributes Reason: ${reason}`);
  }
}

const BY_DEFAULT: Attributes = { RawMessageDelivery: 'false', FilterPolicyScope: 'MessageAttributes' };

function compile(topic: Topic, protocol: string, endpoint: string, attributes: Attributes) {
  const compiled = compileSubscription(protocol, attributes);
  const isFifo = topic.attributes['FifoTopic'] === 'true' && endpoint.endsWith('.fifo');
  if (isFifo && compiled.deadLetterArn?.endsWith('.fifo') === false)
    throw invalid('RedrivePolicy: must use a FIFO queue as DLQ for a FIFO Subscription to a FIFO Topic.');
  return compiled;
}

/** Source: SNS Developer Guide, "Amazon SNS FIFO topics": they reach queues alone, and only they reach FIFO queues. */
function checkKinds({ attributes }: Topic, protocol: string, endpoint: string): void {
  const isFifo = attributes['FifoTopic'] === 'true';
  if (isFifo && protocol !== 'sqs') throw invalid(`Invalid protocol type: ${protocol}`);
  if (!isFifo && protocol === 'sqs' && endpoint.endsWith('.fifo'))
    throw invalid(
      'Invalid parameter: Endpoint Reason: FIFO SQS Queues can not be subscribed to standard SNS topics',
    );
}
