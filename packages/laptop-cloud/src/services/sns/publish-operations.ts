// Publish and PublishBatch.
import * as z from 'zod';
import type { TableOperation as QueryOperation } from '../operation.ts';
import { parseInput } from '../parse-input.ts';
import { authorizeCall } from '../policies/resource-policy.ts';
import { authorize, ServiceError, type ServiceRequest } from '../service.ts';
import { NOTIFICATION_MEMBERS, readNotification } from './new-notification.ts';
import type { Publishing } from './publishing.ts';
import type { Topic, Topics } from './topics.ts';

const Publish = z.strictObject({
  TopicArn: z.string().optional(),
  TargetArn: z.string().optional(),
  PhoneNumber: z.string().optional(),
  ...NOTIFICATION_MEMBERS,
});
const PublishBatch = z.strictObject({
  TopicArn: z.string(),
  PublishBatchRequestEntries: z.array(z.strictObject({ Id: z.string(), ...NOTIFICATION_MEMBERS })),
});

/** The table of publishing operations, authorized on the topic's ARN. */
export function publishOperations(topics: Topics, publishing: Publishing): Record<string, QueryOperation> {
  function topicFor(arn: string, request: ServiceRequest): Topic {
    const topic = topics.topic(arn);
    authorizeCall(topic.policy, request.principal, 'sns:Publish', arn);
    return topic;
  }

  return {
    async Publish(raw, request) {
      const input = parseInput(Publish, raw, 'InvalidParameter');
      const { TopicArn, TargetArn, PhoneNumber, ...message } = input;
      const targets = [TopicArn, TargetArn, PhoneNumber].filter((target) => target !== undefined);
      if (targets.length !== 1) {
        throw new ServiceError(
          'InvalidParameter',
          'Invalid parameter: Exactly one of TopicArn, TargetArn and PhoneNumber has to be given',
        );
      }
      const notification = () => readNotification(message, request.traceHeader);
      if (PhoneNumber !== undefined) {
        authorize(request.principal, 'sns:Publish', '*');
        return { MessageId: publishing.text(checkPhoneNumber(PhoneNumber), notification()) };
      }
      const topic = topicFor(targets[0]!, request);
      return { MessageId: publishing.publish(topic, notification()) };
    },

    async PublishBatch(raw, request) {
      const input = parseInput(PublishBatch, raw, 'InvalidParameter');
      const topic = topicFor(input.TopicArn, request);
      checkIds(input.PublishBatchRequestEntries.map(({ Id }) => Id));
      const Successful: object[] = [];
      const Failed: object[] = [];
      for (const { Id, ...message } of input.PublishBatchRequestEntries) {
        try {
          const notification = readNotification(message, request.traceHeader);
          Successful.push({ Id, MessageId: publishing.publish(topic, notification) });
        } catch (error) {
          if (!(error instanceof ServiceError)) throw error;
          Failed.push({ Id, Code: error.code, Message: error.message, SenderFault: true });
        }
      }
      return { Successful, Failed };
    },
  };
}

function checkPhoneNumber(phoneNumber: string): string {
  if (/^\+?[1-9]\d{1,14}$/.test(phoneNumber)) return phoneNumber;
  throw new ServiceError(
    'InvalidParameter',
    `Invalid parameter: PhoneNumber Reason: ${phoneNumber} is not valid to publish to`,
  );
}

function checkIds(ids: readonly string[]): void {
  if (ids.length === 0)
    throw new ServiceError('EmptyBatchRequest', "The batch request doesn't contain any entries.");
  if (ids.length > 10) {
    throw new ServiceError(
      'TooManyEntriesInBatchRequest',
      'The batch request contains more entries than permissible.',
    );
  }
  if (new Set(ids).size < ids.length) {
    throw new ServiceError(
      'BatchEntryIdsNotDistinct',
      'Two or more batch entries in the request have the same Id.',
    );
  }
}
