// The operations on messages: send, receive, delete, hide.
import * as z from 'zod';
import { defineOperation, type Operation } from '../operation.ts';
import { ServiceError } from '../service.ts';
import { untilGone } from '../until-gone.ts';
import { runBatch } from './batch.ts';
import { type Message, md5, md5OfAttributes, sizeOf } from './message.ts';
import { checkOrdering, MESSAGE_MEMBERS, type MessageInput, readMessage } from './new-message.ts';
import type { QueueEntry, Queues } from './queues.ts';
import { toReceived } from './received-message.ts';

const QueueUrl = z.string();
const Names = z.array(z.string()).optional();

const SendMessage = z.strictObject({ QueueUrl, ...MESSAGE_MEMBERS });
const SendMessageBatch = z.strictObject({
  QueueUrl,
  Entries: z.array(z.strictObject({ Id: z.string(), ...MESSAGE_MEMBERS })),
});
const ReceiveMessage = z.strictObject({
  QueueUrl,
  AttributeNames: Names,
  MessageSystemAttributeNames: Names,
  MessageAttributeNames: Names,
  MaxNumberOfMessages: z.int().optional(),
  VisibilityTimeout: z.int().optional(),
  WaitTimeSeconds: z.int().optional(),
  ReceiveRequestAttemptId: z.string().optional(),
});
const DeleteMessage = z.strictObject({ QueueUrl, ReceiptHandle: z.string() });
const DeleteMessageBatch = z.strictObject({
  QueueUrl,
  Entries: z.array(z.strictObject({ Id: z.string(), ReceiptHandle: z.string() })),
});
const ChangeMessageVisibility = z.strictObject({
  QueueUrl,
  ReceiptHandle: z.string(),
  VisibilityTimeout: z.int(),
});
const ChangeMessageVisibilityBatch = z.strictObject({
  QueueUrl,
  Entries: z.array(z.strictObject({ Id: z.string(), ReceiptHandle: z.string(), VisibilityTimeout: z.int() })),
});

/** The operations on messages, each authorized on the queue's ARN. */
export function messageOperations(queues: Queues): Operation[] {
  const byUrl = (input: { QueueUrl: string }) => queues.byUrl(input.QueueUrl);

  return [
    defineOperation({
      name: 'SendMessage',
      input: SendMessage,
      errors: SENDING_ERRORS,
      resource: byUrl,
      run: ({ input, resource, request }) => {
        queues.refuseMissingKey(resource);
        return send(resource, input, request);
      },
    }),
    defineOperation({
      name: 'SendMessageBatch',
      input: SendMessageBatch,
      actions: ['sqs:SendMessage'],
      errors: [...BATCH_ERRORS, 'BatchRequestTooLong', 'KmsNotFound'],
      resource: byUrl,
      run({ input: { Entries }, resource, request }) {
        checkBatchSize(Entries);
        // One that cannot be put in order fails them all: those behind it would overtake it.
        if (resource.settings.isFifo) for (const one of Entries) checkOrderingInBatch(one, resource);
        const { principal, traceHeader } = request;
        queues.refuseMissingKey(resource);
        return runBatch(Entries, (one) => send(resource, one, { principal, traceHeader, isOfBatch: true }));
      },
    }),
    defineOperation({
      name: 'ReceiveMessage',
      input: ReceiveMessage,
      errors: [],
      resource: byUrl,
      async run({ input, resource: { queue, settings }, request }) {
        checkRanges(input);
        const { ReceiveRequestAttemptId: attemptId } = input;
        if (attemptId !== undefined) checkAttempt(attemptId, settings);
        const waitMs = input.WaitTimeSeconds === undefined ? settings.waitMs : input.WaitTimeSeconds * 1000;
        const messages = await queue.receive({
          max: input.MaxNumberOfMessages ?? 1,
          waitMs,
          ...(attemptId === undefined ? {} : { attemptId }),
          ...(waitMs === 0 ? {} : { signal: untilGone(request) }),
          ...(input.VisibilityTimeout === undefined ? {} : { visibilityMs: input.VisibilityTimeout * 1000 }),
        });
        if (messages.length === 0) return {};
        const wanted = {
          system: [...(input.AttributeNames ?? []), ...(input.MessageSystemAttributeNames ?? [])],
          attributes: input.MessageAttributeNames ?? [],
        };
        return { Messages: messages.map((message) => toReceived(message, wanted)) };
      },
    }),
    defineOperation({
      name: 'DeleteMessage',
      input: DeleteMessage,
      errors: ['ReceiptHandleIsInvalid'],
      resource: byUrl,
      run: ({ input, resource }) => resource.queue.delete(input.ReceiptHandle),
    }),
    defineOperation({
      name: 'DeleteMessageBatch',
      input: DeleteMessageBatch,
      actions: ['sqs:DeleteMessage'],
      errors: BATCH_ERRORS,
      resource: byUrl,
      run: ({ input, resource }) =>
        runBatch(input.Entries, ({ ReceiptHandle }) => {
          resource.queue.delete(ReceiptHandle);
          return {};
        }),
    }),
    defineOperation({
      name: 'ChangeMessageVisibility',
      input: ChangeMessageVisibility,
      errors: ['MessageNotInflight', 'ReceiptHandleIsInvalid'],
      resource: byUrl,
      run: ({ input, resource }) => changeVisibility(resource, input),
    }),
    defineOperation({
      name: 'ChangeMessageVisibilityBatch',
      input: ChangeMessageVisibilityBatch,
      actions: ['sqs:ChangeMessageVisibility'],
      errors: BATCH_ERRORS,
      resource: byUrl,
      run: ({ input, resource }) =>
        runBatch(input.Entries, (one) => {
          changeVisibility(resource, one);
          return {};
        }),
    }),
  ];
}

const SENDING_ERRORS = ['InvalidMessageContents', 'KmsNotFound'];
const BATCH_ERRORS = [
  'BatchEntryIdsNotDistinct',
  'EmptyBatchRequest',
  'InvalidBatchEntryId',
  'TooManyEntriesInBatchRequest',
];

function checkRanges(range: Range): void {
  const { MaxNumberOfMessages: most = 1, WaitTimeSeconds: wait = 0, VisibilityTimeout: hidden = 0 } = range;
  if (most < 1 || most > 10) throw outOfRange('MaxNumberOfMessages', most, 'between 1 and 10');
  if (wait < 0 || wait > 20) throw outOfRange('WaitTimeSeconds', wait, '>= 0 and <= 20');
  checkVisibility(hidden);
}

function checkAttempt(attemptId: string, { isFifo }: QueueEntry['settings']): void {
  const refuse = (reason: string) => {
    throw new ServiceError(
      'InvalidParameterValue',
      `Value ${attemptId} for parameter ReceiveRequestAttemptId is invalid. Reason: ${reason}`,
    );
  };
  if (!isFifo) refuse('The request include parameter that is not valid for this queue type.');
  if (!/^[!-~]{1,128}$/.test(attemptId))
    refuse(
      'ReceiveRequestAttemptId can only include alphanumeric and punctuation characters. 1 to 128 in length.',
    );
}

function checkVisibility(seconds: number): void {
  if (seconds < 0 || seconds > 43_200) throw outOfRange('VisibilityTimeout', seconds, '>= 0 and <= 43200');
}

function changeVisibility(
  { queue }: QueueEntry,
  { ReceiptHandle, VisibilityTimeout }: { ReceiptHandle: string; VisibilityTimeout: number },
): void {
  checkVisibility(VisibilityTimeout);
  queue.changeVisibility(ReceiptHandle, VisibilityTimeout * 1000);
}

type Range = Pick<
  z.output<typeof ReceiveMessage>,
  'MaxNumberOfMessages' | 'VisibilityTimeout' | 'WaitTimeSeconds'
>;

function outOfRange(name: string, value: number, range: string): ServiceError {
  return new ServiceError(
    'InvalidParameterValue',
    `Value ${value} for parameter ${name} is invalid. Reason: Must be ${range}, if provided.`,
  );
}

function send(entry: QueueEntry, given: MessageInput, sender: Parameters<typeof readMessage>[2]) {
  const { message, delayMs } = readMessage(given, entry.settings, sender);
  return toSent(entry.queue.send(message, delayMs));
}

/** What a batch lacks is said as for one message, under another code. */
function checkOrderingInBatch(one: MessageInput, { settings }: QueueEntry): void {
  try {
    checkOrdering(one, settings);
  } catch (error) {
    if (!(error instanceof ServiceError && error.code === 'MissingParameter')) throw error;
    throw new ServiceError('InvalidParameterValue', error.message);
  }
}

function toSent(message: Message) {
  const md5OfMessageAttributes = md5OfAttributes(message.attributes);
  return {
    MessageId: message.id,
    MD5OfMessageBody: md5(message.body),
    ...(md5OfMessageAttributes === undefined ? {} : { MD5OfMessageAttributes: md5OfMessageAttributes }),
    ...(message.traceHeader === undefined
      ? {}
      : {
          MD5OfMessageSystemAttributes: md5OfAttributes({
            AWSTraceHeader: { DataType: 'String', StringValue: message.traceHeader },
          }),
        }),
    ...(message.sequenceNumber === undefined ? {} : { SequenceNumber: message.sequenceNumber }),
  };
}

function checkBatchSize(entries: readonly MessageInput[]): void {
  const sizes = entries.map(({ MessageBody, MessageAttributes = {} }) =>
    sizeOf({ body: MessageBody, attributes: MessageAttributes }),
  );
  const total = sizes.reduce((sum, size) => sum + size, 0);
  if (total <= MAX_BATCH_BYTES) return;
  throw new ServiceError(
    'BatchRequestTooLong',
    `Batch requests cannot be longer than ${MAX_BATCH_BYTES} bytes. You have sent ${total} bytes.`,
  );
}

const MAX_BATCH_BYTES = 1_048_576;
