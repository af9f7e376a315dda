// Publish and PublishBatch.
import * as z from 'zod';
import { defineOperation, type Operation } from '../operation.ts';
import { listOf } from '../protocols/query.ts';
import { ServiceError } from '../service.ts';
import type { Published } from './fifo.ts';
import { invalid } from './invalid.ts';
import type { GivenAttribute } from './message-attributes.ts';
import { MAX_BYTES, NOTIFICATION_MEMBERS, readNotification, sizeOf } from './new-notification.ts';
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
  PublishBatchRequestEntries: listOf(z.strictObject({ Id: z.string(), ...NOTIFICATION_MEMBERS })),
});

/** The operations that publish, authorized on the topic's ARN, or for a text message on any. */
export function publishOperations(topics: Topics, publishing: Publishing): Operation[] {
  return [
    defineOperation({
      name: 'Publish',
      input: Publish,
      errors: ['KMSNotFound', 'ParameterValueInvalid', 'ValidationError'],
      resource: (input) => topicOf(input, topics) ?? '*',
      async run({ input, request }) {
        const { TopicArn: _topic, TargetArn: _target, PhoneNumber, ...message } = input;
        const notification = () => readNotification(message, request.traceHeader);
        if (PhoneNumber !== undefined)
          return { MessageId: publishing.text(checkPhoneNumber(PhoneNumber), notification()) };
        const published = publishing.publish(topicOf(input, topics)!, notification());
        await publishing.kept();
        return answerOf(published);
      },
    }),
    defineOperation({
      name: 'PublishBatch',
      input: PublishBatch,
      actions: ['sns:Publish'],
      errors: [
        'BatchEntryIdsNotDistinct',
        'BatchRequestTooLong',
        'EmptyBatchRequest',
        'InvalidBatchEntryId',
        'KMSNotFound',
        'ParameterValueInvalid',
        'TooManyEntriesInBatchRequest',
        'ValidationError',
      ],
      resource: (input) => topics.topic(input.TopicArn),
      async run({ input, resource: topic, request }) {
        checkIds(input.PublishBatchRequestEntries.map(({ Id }) => Id));
        checkBatchSize(input.PublishBatchRequestEntries);
        // One that makes no sense refuses all of them.
        const notifications = input.PublishBatchRequestEntries.map(({ Id, ...message }, index) => {
          const path = `publishBatchRequestEntries.${index + 1}.member.messageAttributes`;
          const notification = readNotification(message, request.traceHeader, path);
          publishing.check(topic, notification);
          return { Id, notification };
        });
        const Successful: object[] = [];
        const Failed: object[] = [];
        for (const { Id, notification } of notifications) {
          try {
            Successful.push({ Id, ...answerOf(publishing.publish(topic, notification)) });
          } catch (error) {
            if (!(error instanceof ServiceError)) throw error;
            Failed.push({ Id, Code: error.code, Message: error.message, SenderFault: true });
          }
        }
        await publishing.kept();
        return { Successful, Failed };
      },
    }),
  ];
}

function answerOf({ id, sequenceNumber }: Published): object {
  return { MessageId: id, ...(sequenceNumber === undefined ? {} : { SequenceNumber: sequenceNumber }) };
}

/** The topic that a Publish goes to; undefined for a text message. Throws unless exactly one target is given. */
function topicOf(
  { TopicArn, TargetArn, PhoneNumber }: z.output<typeof Publish>,
  topics: Topics,
): Topic | undefined {
  const targets = [TopicArn, TargetArn, PhoneNumber].filter((target) => target !== undefined);
  if (targets.length !== 1) {
    throw new ServiceError(
      'InvalidParameter',
      'Invalid parameter: Exactly one of TopicArn, TargetArn and PhoneNumber has to be given',
    );
  }
  if (TargetArn?.includes(':endpoint/'))
    throw invalid('TargetArn Reason: No endpoint found for the target arn specified');
  return PhoneNumber === undefined ? topics.topic(targets[0]!) : undefined;
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
  for (const id of ids) checkId(id);
  if (new Set(ids).size < ids.length) {
    throw new ServiceError(
      'BatchEntryIdsNotDistinct',
      'Two or more batch entries in the request have the same Id.',
    );
  }
}

function checkId(id: string): void {
  const wrong =
    id.length > 80 ? 'is too long' : /^[\w-]+$/.test(id) ? '' : 'contains an impermissible character';
  if (wrong === '') return;
  throw new ServiceError(
    'InvalidBatchEntryId',
    `The Id of a batch entry in the batch request ${wrong}: ${id}`,
  );
}

function checkBatchSize(
  entries: readonly { Message: string; MessageAttributes?: Record<string, GivenAttribute> | undefined }[],
): void {
  const total = entries.reduce((sum, one) => sum + sizeOf(one.Message, one.MessageAttributes ?? {}), 0);
  if (total <= MAX_BYTES) return;
  throw new ServiceError(
    'BatchRequestTooLong',
    'The length of all the messages put together is more than the limit.',
  );
}
