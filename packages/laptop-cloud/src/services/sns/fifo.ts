// What FIFO topics do beyond others: messages have a group and a number, and are taken once in five minutes, also by the laptop cloud
// that is started meanwhile: the message log says what was published.
// https://docs.aws.amazon.com/sns/latest/dg/sns-fifo-topics.html
import { createHash } from 'node:crypto';
import type { Clock } from 'states-language';
import { watchSetbacks } from '../setbacks.ts';
import { createSeenLately } from '../timing/seen-lately.ts';
import { createSequence } from '../timing/sequence.ts';
import { invalid } from './invalid.ts';
import type { PublishedMessage, PublishedToFifo } from './message-log.ts';
import type { NewNotification } from './notification.ts';
import type { Topic } from './topics.ts';

/** For so long repetitions are known. */
export const WINDOW_MS = 5 * 60_000;

/** What a message was published as. */
export interface Published {
  id: string;
  sequenceNumber?: string;
}

export interface FifoOrder {
  /** Throws InvalidParameter for what the topic's kind does not take. */
  check(topic: Topic, notification: NewNotification): void;
  /** Publishes a message, or answers what it repeats. Throws InvalidParameter for what the topic's kind does not take. */
  publish(
    topic: Topic,
    notification: NewNotification,
    publish: (numbered: NewNotification, fifo?: PublishedMessage['fifo']) => string,
  ): Published;
}

/** `earlier`: what was published before, oldest first. */
export function createFifoOrder(clock: Clock, earlier: readonly PublishedToFifo[] = []): FifoOrder {
  const seen = createSeenLately<Published>(clock, WINDOW_MS);
  const sequence = createSequence(clock);
  const setback = watchSetbacks(clock);
  for (const { id, time, fifo } of earlier) {
    if (!fifo) continue;
    seen.remember(fifo.seenAs, { id, sequenceNumber: fifo.sequenceNumber }, Math.min(time, clock.now()));
    sequence.comesAfter(fifo.sequenceNumber);
  }

  return {
    check: (topic, notification) => void deduplicationIdOf(topic, notification),
    publish(topic, notification, publish) {
      const deduplicationId = deduplicationIdOf(topic, notification);
      if (deduplicationId === undefined) return { id: publish(notification) };
      seen.putBack(setback());
      const seenAs = `${topic.arn} ${scopeOf(topic, notification)} ${deduplicationId}`;
      const known = seen.find(seenAs);
      if (known) return known;
      const sequenceNumber = sequence.next();
      const id = publish({ ...notification, deduplicationId, sequenceNumber }, { seenAs, sequenceNumber });
      const published = { id, sequenceNumber };
      seen.remember(seenAs, published);
      return published;
    },
  };
}

/** What repetitions are told by; undefined on a topic that tells none. */
function deduplicationIdOf(topic: Topic, notification: NewNotification): string | undefined {
  if (topic.attributes['FifoTopic'] === 'true') return idOf(topic, notification);
  if (notification.deduplicationId === undefined) return undefined;
  throw invalid(
    'MessageDeduplicationId Reason: The request includes MessageDeduplicationId parameter that is not valid for this topic type',
  );
}

function idOf({ attributes }: Topic, { messageGroupId, deduplicationId, message }: NewNotification): string {
  if (messageGroupId === undefined) throw invalid('The MessageGroupId parameter is required for FIFO topics');
  if (deduplicationId !== undefined) return deduplicationId;
  if (attributes['ContentBasedDeduplication'] === 'true')
    return createHash('sha256').update(message).digest('hex');
  throw invalid(
    'The topic should either have ContentBasedDeduplication enabled or MessageDeduplicationId provided explicitly',
  );
}

/** With throughput for each group the groups do not know of each other. */
function scopeOf({ attributes }: Topic, { messageGroupId = '' }: NewNotification): string {
  return attributes['FifoThroughputScope'] === 'MessageGroup' ? messageGroupId : '';
}
