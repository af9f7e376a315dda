// The operations on messages: send, receive, delete, hide.
import * as z from 'zod';
import type { TableOperation as JsonOperation } from '../operation.ts';
import { parseInput } from '../parse-input.ts';
import { authorizeCall } from '../policies/resource-policy.ts';
import { ServiceError, type ServiceRequest } from '../service.ts';
import { runBatch } from './batch.ts';
import { type Message, md5, md5OfAttributes, sizeOf } from './message.ts';
import { MESSAGE_MEMBERS, type MessageInput, readMessage } from './new-message.ts';
import type { QueueEntry, Queues } from './queues.ts';
import { toReceived } from './received-message.ts';

const QueueUrl = z.string();
const Seconds = z.int().min(0).max(43_200);
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
  MaxNumberOfMessages: z.int().min(1).max(10).optional(),
  VisibilityTimeout: Seconds.optional(),
  WaitTimeSeconds: z.int().min(0).max(20).optional(),
});
const DeleteMessage = z.strictObject({ QueueUrl, ReceiptHandle: z.string() });
const DeleteMessageBatch = z.strictObject({
  QueueUrl,
  Entries: z.array(z.strictObject({ Id: z.string(), ReceiptHandle: z.string() })),
});
const ChangeMessageVisibility = z.strictObject({
  QueueUrl,
  ReceiptHandle: z.string(),
  VisibilityTimeout: Seconds,
});
const ChangeMessageVisibilityBatch = z.strictObject({
  QueueUrl,
  Entries: z.array(z.strictObject({ Id: z.string(), ReceiptHandle: z.string(), VisibilityTimeout: Seconds })),
});

/** The table of message operations, each authorized on the queue's ARN. */
export function messageOperations(queues: Queues): Record<string, JsonOperation> {
  function on<T extends { QueueUrl: string }>(
    schema: z.ZodType<T>,
    action: string,
    run: (entry: QueueEntry, input: T, request: ServiceRequest) => unknown,
  ): JsonOperation {
    return async (raw, request) => {
      const input = parseInput(schema, raw, 'InvalidParameterValue');
      const entry = queues.byUrl(input.QueueUrl);
      authorizeCall(entry.policy, request.principal, `sqs:${action}`, entry.arn);
      return run(entry, input, request);
    };
  }

  return {
    SendMessage: on(SendMessage, 'SendMessage', send),
    SendMessageBatch: on(SendMessageBatch, 'SendMessage', (entry, { Entries }, request) => {
      checkBatchSize(Entries);
      return runBatch(Entries, (one) => send(entry, one, request));
    }),
    ReceiveMessage: on(ReceiveMessage, 'ReceiveMessage', async ({ queue, settings }, input) => {
      const messages = await queue.receive({
        max: input.MaxNumberOfMessages ?? 1,
        waitMs: input.WaitTimeSeconds === undefined ? settings.waitMs : input.WaitTimeSeconds * 1000,
        ...(input.VisibilityTimeout === undefined ? {} : { visibilityMs: input.VisibilityTimeout * 1000 }),
      });
      if (messages.length === 0) return {};
      const wanted = {
        system: [...(input.AttributeNames ?? []), ...(input.MessageSystemAttributeNames ?? [])],
        attributes: input.MessageAttributeNames ?? [],
      };
      return { Messages: messages.map((message) => toReceived(message, wanted)) };
    }),
    DeleteMessage: on(DeleteMessage, 'DeleteMessage', ({ queue }, input) =>
      queue.delete(input.ReceiptHandle),
    ),
    DeleteMessageBatch: on(DeleteMessageBatch, 'DeleteMessage', ({ queue }, { Entries }) =>
      runBatch(Entries, ({ ReceiptHandle }) => {
        queue.delete(ReceiptHandle);
        return {};
      }),
    ),
    ChangeMessageVisibility: on(ChangeMessageVisibility, 'ChangeMessageVisibility', ({ queue }, input) =>
      queue.changeVisibility(input.ReceiptHandle, input.VisibilityTimeout * 1000),
    ),
    ChangeMessageVisibilityBatch: on(
      ChangeMessageVisibilityBatch,
      'ChangeMessageVisibility',
      ({ queue }, { Entries }) =>
        runBatch(Entries, ({ ReceiptHandle, VisibilityTimeout }) => {
          queue.changeVisibility(ReceiptHandle, VisibilityTimeout * 1000);
          return {};
        }),
    ),
  };
}

function send(entry: QueueEntry, given: MessageInput, request: ServiceRequest) {
  const { message, delayMs } = readMessage(given, entry.settings, request);
  return toSent(entry.queue.send(message, delayMs));
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
