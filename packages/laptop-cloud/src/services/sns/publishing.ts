// From a publish to every subscriber.
import { randomUUID } from 'node:crypto';
import type { Clock } from 'states-language';
import type { Bus, DeliveryOptions } from '../bus.ts';
import { Deliveries, type Delivery } from '../deliveries.ts';
import type { KeyRefusal } from '../key-refusal.ts';
import { ServiceError } from '../service.ts';
import { createFifoOrder, type Published } from './fifo.ts';
import type { MessageDelivery, MessageLog, PublishedMessage } from './message-log.ts';
import {
  functionEvent,
  type NewNotification,
  type Notification,
  queueEnvelope,
  textFor,
} from './notification.ts';
import { DELIVERED_PROTOCOLS, type Subscription, type Topic } from './topics.ts';

export interface Publishing {
  /** Keeps the message, begins its deliveries, and answers its id without waiting for them. Throws InvalidParameter. */
  publish(topic: Topic, notification: NewNotification): Published;
  /** Throws InvalidParameter for what the topic does not take. */
  check(topic: Topic, notification: NewNotification): void;
  /** Keeps a text to one phone number. */
  text(phoneNumber: string, notification: NewNotification): string;
  /** Resolves when nothing that was published can be lost any more. */
  kept(): Promise<void>;
  /** Goes on with the deliveries that an earlier process has left; gives how many. */
  resume(): number;
  /** Stops retrying and resolves when no delivery is under way. */
  close(): Promise<void>;
}

// Source: SNS Developer Guide, "Amazon SNS message delivery retries": 100,015 times over 23 days for queues and functions.
const LIMITS = { maxRetries: 100_015, maxAgeMs: 23 * 24 * 3_600_000 };

export interface PublishingOptions {
  bus: Bus;
  messageLog: MessageLog;
  clock: Clock;
  /** Where deliveries are kept that are not over; without it they end with the process. */
  file?: string | undefined;
  /** Gets a line for each delivery that is lost. */
  log: (line: string) => void;
  /** Why a key cannot be used; without it all can. */
  keyRefusal?: KeyRefusal;
}

/** What a delivery is made of again, whatever has become of the subscription; and which line of the message log it is. */
interface Kept {
  messageId: string;
  index: number;
  topicArn: string;
  endpoint: string;
  text: string;
  options: DeliveryOptions;
  deadLetterArn?: string;
}

export function createPublishing(options: PublishingOptions): Publishing {
  const { bus, messageLog, clock, file, log } = options;
  const deliveries = new Deliveries({ bus, clock, file, log });
  const order = createFifoOrder(clock, messageLog.takeFifo());

  function keptOf(notification: Notification, index: number, subscription: Subscription): Kept {
    const { endpoint, topic, deadLetterArn } = subscription;
    return {
      messageId: notification.id,
      index,
      topicArn: topic.arn,
      endpoint,
      text: bodyFor(notification, subscription),
      options: {
        source: { service: 'sns.amazonaws.com', arn: topic.arn },
        ...parametersOf(notification, subscription),
        ...more(notification, subscription),
      },
      ...(deadLetterArn === undefined ? {} : { deadLetterArn }),
    };
  }

  function deliveryOf(kept: Kept): Delivery {
    const { topicArn, endpoint, text, options, deadLetterArn } = kept;
    return {
      kept,
      from: `sns: ${topicArn}`,
      to: endpoint,
      limits: LIMITS,
      send: () => bus.deliver(endpoint, text, options),
      ...(deadLetterArn === undefined
        ? {}
        : { deadLetters: { arn: deadLetterArn, letter: () => ({ text, options }) } }),
    };
  }

  function keep(
    notification: NewNotification,
    to: Pick<PublishedMessage, 'topicArn' | 'deliveries' | 'fifo'>,
  ): PublishedMessage {
    const message: PublishedMessage = {
      id: randomUUID(),
      time: clock.now(),
      ...(to.topicArn === undefined ? {} : { topicArn: to.topicArn }),
      ...(notification.subject === undefined ? {} : { subject: notification.subject }),
      message: notification.message,
      attributes: notification.attributes,
      deliveries: to.deliveries,
      ...(to.fifo === undefined ? {} : { fifo: to.fifo }),
    };
    messageLog.add(message);
    return message;
  }

  function publish(topic: Topic, fresh: NewNotification, fifo?: PublishedMessage['fifo']): string {
    const subscriptions = [...topic.subscriptions.values()];
    const draft: Notification = { ...fresh, id: '', time: clock.now(), topicArn: topic.arn };
    const planned = subscriptions.map((subscription) => plan(subscription, draft));
    const kept = keep(fresh, { topicArn: topic.arn, deliveries: planned, ...(fifo && { fifo }) });
    const notification = { ...draft, id: kept.id, time: kept.time };
    for (const [index, delivery] of planned.entries()) {
      if (delivery.status !== 'pending') continue;
      deliveries.begin(
        deliveryOf(keptOf(notification, index, subscriptions[index]!)),
        ({ status, reason }) => {
          if (status !== 'interrupted') messageLog.markDelivery(kept, delivery, status, reason);
        },
      );
    }
    return kept.id;
  }

  return {
    publish(topic, fresh) {
      refuseMissingKey(topic, options.keyRefusal);
      return order.publish(topic, fresh, (numbered, fifo) => publish(topic, numbered, fifo));
    },
    check: order.check,
    text: (phoneNumber, fresh) =>
      keep(fresh, { deliveries: [{ protocol: 'sms', endpoint: phoneNumber, status: 'kept' }] }).id,
    kept: () => deliveries.kept(),
    resume() {
      const messages = new Map(messageLog.messages().map((message) => [message.id, message]));
      return deliveries.resume((left) => {
        const kept = left as Kept;
        const message = messages.get(kept.messageId);
        const delivery = message?.deliveries[kept.index];
        return {
          delivery: deliveryOf(kept),
          settled({ status, reason }) {
            if (status !== 'interrupted' && message && delivery)
              messageLog.markDelivery(message, delivery, status, reason);
          },
        };
      });
    },
    close: () => deliveries.close(),
  };
}

// Only who publishes is told: attributes of a topic are not checked when they are set.
function refuseMissingKey({ attributes }: Topic, keyRefusal: KeyRefusal = () => undefined): void {
  const keyId = attributes['KmsMasterKeyId'];
  const refusal = keyId ? keyRefusal(keyId) : undefined;
  if (refusal !== undefined) throw new ServiceError('KMSNotFound', refusal);
}

function plan({ protocol, endpoint, wants }: Subscription, notification: Notification): MessageDelivery {
  const status = wants(notification)
    ? DELIVERED_PROTOCOLS.includes(protocol)
      ? 'pending'
      : 'kept'
    : 'filtered';
  return { protocol, endpoint, status };
}

function bodyFor(notification: Notification, { protocol, isRaw, arn }: Subscription): string {
  if (protocol === 'lambda') return functionEvent(notification, arn);
  return isRaw ? textFor(notification, protocol) : queueEnvelope(notification, arn);
}

function parametersOf({ attributes, deduplicationId }: Notification, { isRaw, endpoint }: Subscription) {
  const parameters = {
    ...(isRaw ? { MessageAttributes: attributes } : {}),
    // A standard queue behind a FIFO topic takes none.
    ...(deduplicationId !== undefined && endpoint.endsWith('.fifo')
      ? { MessageDeduplicationId: deduplicationId }
      : {}),
  };
  return Object.keys(parameters).length === 0 ? {} : { parameters };
}

// A standard queue gets the group of a FIFO topic's message as little as its other order.
function more(
  { traceHeader, messageGroupId, sequenceNumber }: Notification,
  { protocol, endpoint }: Subscription,
) {
  const takesGroup = protocol === 'sqs' && (sequenceNumber === undefined || endpoint.endsWith('.fifo'));
  return {
    ...(traceHeader === undefined ? {} : { traceHeader }),
    ...(messageGroupId === undefined || !takesGroup ? {} : { messageGroupId }),
  };
}
