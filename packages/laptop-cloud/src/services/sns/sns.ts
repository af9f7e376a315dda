// Amazon SNS on a laptop. Queues and functions get their notifications; mails and texts stay in the message log.
// Topics, subscriptions, the message log and deliveries that are not over survive restarts; those of the template are as it says after
// each start.
import { join } from 'node:path';
import { type Clock, realClock } from 'states-language';
import type { ResourceTypes } from '../../stack/resource.ts';
import { authorizeDelivery } from '../authorize-call.ts';
import type { Bus } from '../bus.ts';
import type { KeyRefusal } from '../key-refusal.ts';
import { parseInput } from '../parse-input.ts';
import { queryService } from '../protocols/query.ts';
import type { Service } from '../service.ts';
import { WINDOW_MS } from './fifo.ts';
import { invalid } from './invalid.ts';
import { openMessageLog, type PublishedMessage } from './message-log.ts';
import { DELIVERY_PARAMETERS, readNotification } from './new-notification.ts';
import { publishOperations } from './publish-operations.ts';
import { createPublishing } from './publishing.ts';
import { resourceTypes } from './resource-types.ts';
import { subscriptionOperations } from './subscription-operations.ts';
import { topicOperations } from './topic-operations.ts';
import { createTopics } from './topics.ts';

export interface SnsOptions {
  bus: Bus;
  accountId: string;
  region: string;
  /** Where topics and the message log are kept; without it they live as long as the process. */
  folder?: string;
  clock?: Clock;
  /** Why a key cannot be used; without it all can. */
  keyRefusal?: KeyRefusal;
  /** Gets a line for each delivery that is given up; stderr by default. */
  log?: (line: string) => void;
}

export interface Sns {
  service: Service;
  resourceTypes: ResourceTypes;
  /** Every message published, oldest first; its deliveries change while they are under way. */
  messageLog(): PublishedMessage[];
  /** Calls the listener with each message once, as soon as it is published. */
  onPublish(listener: (message: PublishedMessage) => void): void;
  /** Goes on with the deliveries that an earlier process has left, and gives how many; the subscribers must be there. */
  resume(): number;
  close(): Promise<void>;
}

export function createSns(options: SnsOptions): Sns {
  const { bus, accountId, clock = realClock(), log = (line) => console.error(line) } = options;
  const topics = createTopics(
    options,
    options.folder === undefined ? null : join(options.folder, 'topics.json'),
  );
  const messageLog = openMessageLog(options.folder, clock.now() - WINDOW_MS);
  const publishing = createPublishing({
    bus,
    messageLog,
    clock,
    file: options.folder === undefined ? undefined : join(options.folder, 'deliveries.jsonl'),
    log,
    ...(options.keyRefusal === undefined ? {} : { keyRefusal: options.keyRefusal }),
  });

  bus.target('sns', async (arn, input, delivery) => {
    const topic = topics.topic(arn);
    if (delivery.source) authorizeDelivery(topic.policy, delivery.source, 'sns:Publish', arn);
    const more = parseInput(DELIVERY_PARAMETERS, delivery.parameters ?? {}, 'InvalidParameter');
    const group = delivery.messageGroupId ?? more.MessageGroupId;
    const notification = readNotification(
      { ...more, Message: input, ...(group === undefined ? {} : { MessageGroupId: group }) },
      delivery.traceHeader,
    );
    const { id } = publishing.publish(topic, notification);
    await publishing.kept();
    return { MessageId: id };
  });

  return {
    service: queryService({
      scope: 'sns',
      version: '2010-03-31',
      namespace: 'http://sns.amazonaws.com/doc/2010-03-31/',
      badInput: 'InvalidParameter',
      missing: (name) => invalid(`${name} Reason: no value for required parameter`),
      errors: ['NotFound'],
      operations: [
        ...topicOperations(topics, accountId),
        ...subscriptionOperations(topics, accountId),
        ...publishOperations(topics, publishing),
      ],
      log,
      close: publishing.close,
    }),
    resourceTypes: resourceTypes(topics),
    messageLog: messageLog.messages,
    onPublish: messageLog.onAdd,
    resume: publishing.resume,
    close: publishing.close,
  };
}
