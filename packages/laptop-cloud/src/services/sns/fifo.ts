// What FIFO topics do beyond others: messages have a group and a number, and are taken once in five minutes.
// https://docs.aws.amazon.com/sns/latest/dg/sns-fifo-topics.html
import { createHash } from 'node:crypto';
import type { Clock } from 'states-language';
import { createSeenLately } from '../timing/seen-lately.ts';
import type { NewNotification } from './notification.ts';
import { invalid, type Topic } from './topics.ts';

const WINDOW_MS = 5 * 60_000;
/** Twenty digits; later ones are greater, also after a restart. */
const FIRST_NUMBER = 10n ** 19n;

/** What a message was published as. */
export interface Published {
  id: string;
  sequenceNumber?: string;
}

export interface FifoOrder {
  /** Publishes a message, or answers what it repeats. Throws InvalidParameter for what the topic's kind does not take. */
  publish(
    topic: Topic,
    notification: NewNotification,
    publish: (numbered: NewNotification) => string,
  ): Published;
}

export function createFifoOrder(clock: Clock): FifoOrder {
  const seen = createSeenLately<Published>(clock, WINDOW_MS);
  let last = 0n;

  function nextNumber(): string {
    const now = FIRST_NUMBER + BigInt(Math.floor(clock.now())) * 100_000n;
    last = now > last ? now : last + 1n;
    return String(last);
  }

  return {
    publish(topic, notification, publish) {
      if (topic.attributes['FifoTopic'] !== 'true') {
        if (notification.deduplicationId !== undefined)
          throw invalid(
            'MessageDeduplicationId Reason: The request includes MessageDeduplicationId parameter that is not valid for this topic type',
          );
        return { id: publish(notification) };
      }
      const deduplicationId = idOf(topic, notification);
      const key = `${topic.arn} ${scopeOf(topic, notification)} ${deduplicationId}`;
      const known = seen.find(key);
      if (known) return known;
      const sequenceNumber = nextNumber();
      const id = publish({ ...notification, deduplicationId, sequenceNumber });
      const published = { id, sequenceNumber };
      seen.remember(key, published);
      return published;
    },
  };
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
