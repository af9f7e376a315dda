// What a sender may put into a message, checked as SQS checks it.

import * as z from 'zod';
import type { Principal } from '../service.ts';
import { ServiceError } from '../service.ts';
import { missingParameter } from './error-wording.ts';
import { type MessageAttributes, type NewMessage, sizeOf } from './message.ts';
import type { QueueSettings } from './queue-attributes.ts';

const Attribute = z.strictObject({
  DataType: z.string(),
  StringValue: z.string().exactOptional(),
  BinaryValue: z.string().exactOptional(),
});

/** The members that SendMessage and an entry of SendMessageBatch share. */
export const MESSAGE_MEMBERS = {
  MessageBody: z.string(),
  DelaySeconds: z.int().optional(),
  MessageAttributes: z.record(z.string(), Attribute).optional(),
  MessageSystemAttributes: z.strictObject({ AWSTraceHeader: Attribute.optional() }).optional(),
  MessageDeduplicationId: z.string().optional(),
  MessageGroupId: z.string().optional(),
};
const MessageInput = z.strictObject(MESSAGE_MEMBERS);
export type MessageInput = z.infer<typeof MessageInput>;

/** What a delivery over the bus may add to the body. */
export const DELIVERY_PARAMETERS = MessageInput.pick({
  MessageAttributes: true,
  MessageDeduplicationId: true,
  MessageGroupId: true,
});

export interface SentMessage {
  message: NewMessage;
  /** Undefined: the queue's own. */
  delayMs?: number;
}

/** Checks a message against the rules and the queue's limits; throws InvalidParameterValue and its kin. */
export function readMessage(
  input: MessageInput,
  settings: QueueSettings,
  sender: { principal: Pick<Principal, 'arn'>; traceHeader?: string | undefined; isOfBatch?: boolean },
): SentMessage {
  const attributes = input.MessageAttributes ?? {};
  checkBody(input.MessageBody);
  checkAttributes(attributes);
  checkIds(input);
  checkOrdering(input, settings);
  if (sizeOf({ body: input.MessageBody, attributes }) > settings.maxSize) {
    throw invalid(
      `One or more parameters ${sender.isOfBatch ? 'cannot be validated' : 'are invalid'}. Reason: Message must be shorter than ${settings.maxSize} bytes.`,
    );
  }
  if (input.DelaySeconds !== undefined && (input.DelaySeconds < 0 || input.DelaySeconds > 900)) {
    throw invalid(
      `Value ${input.DelaySeconds} for parameter DelaySeconds is invalid. Reason: DelaySeconds must be >= 0 and <= 900.`,
    );
  }
  const traceHeader = input.MessageSystemAttributes?.AWSTraceHeader?.StringValue ?? sender.traceHeader;
  return {
    message: {
      body: input.MessageBody,
      attributes,
      senderId: sender.principal.arn,
      ...(traceHeader === undefined ? {} : { traceHeader }),
      ...(input.MessageGroupId === undefined ? {} : { groupId: input.MessageGroupId }),
      ...(input.MessageDeduplicationId === undefined
        ? {}
        : { deduplicationId: input.MessageDeduplicationId }),
    },
    // A FIFO queue takes a delay of 0, and goes by its own all the same.
    ...(input.DelaySeconds === undefined || settings.isFifo ? {} : { delayMs: input.DelaySeconds * 1000 }),
  };
}

/** None of the characters of XML 1.0, which SQS still holds to. */
const NO_XML = /[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/u;

function checkBody(body: string): void {
  if (body === '') throw missingParameter('MessageBody');
  if (NO_XML.test(body)) {
    throw new ServiceError('InvalidMessageContents', 'Invalid characters found in the message body.');
  }
}

function checkAttributes(attributes: MessageAttributes): void {
  const entries = Object.entries(attributes);
  if (entries.length > 10) {
    throw invalid(`Number of message attributes [${entries.length}] exceeds the allowed maximum [10].`);
  }
  for (const [name, { DataType, StringValue, BinaryValue }] of entries) {
    if (!/^(?!(aws|amazon)\.)(?!\.)(?!.*\.\.)[\w.-]{1,256}(?<!\.)$/i.test(name)) {
      throw invalid(`The message attribute name '${name}' is invalid.`);
    }
    if (DataType.length > 256 || !/^(String|Number|Binary)(\..+)?$/.test(DataType)) {
      throw invalid(
        `The message attribute '${name}' has an invalid message attribute type, the set of supported type prefixes is Binary, Number, and String.`,
      );
    }
    const value = DataType.startsWith('Binary') ? BinaryValue : StringValue;
    if (!value || (DataType.startsWith('Number') && !Number.isFinite(Number(value)))) {
      throw invalid(
        `Message (user) attribute '${name}' must contain a non-empty value of type '${DataType}'.`,
      );
    }
    if (StringValue !== undefined && NO_XML.test(StringValue))
      throw invalid(`Invalid characters found in the value of the message attribute '${name}'.`);
  }
}

function checkIds(input: MessageInput): void {
  for (const name of ['MessageGroupId', 'MessageDeduplicationId'] as const) {
    const id = input[name];
    if (id !== undefined && !/^[!-~]{1,128}$/.test(id))
      throw invalid(
        `Value ${id} for parameter ${name} is invalid. Reason: ${name} can only include alphanumeric and punctuation characters. 1 to 128 in length.`,
      );
  }
}

/** Throws where a message says nothing that its queue orders by, or what it does not. */
export function checkOrdering(input: MessageInput, { isFifo, isDeduplicatedByContent }: QueueSettings): void {
  if (isFifo && input.MessageGroupId === undefined) {
    throw missingParameter('MessageGroupId');
  }
  if (isFifo && input.MessageDeduplicationId === undefined && !isDeduplicatedByContent) {
    throw invalid(
      'The queue should either have ContentBasedDeduplication enabled or MessageDeduplicationId provided explicitly',
    );
  }
  if (isFifo && input.DelaySeconds !== undefined && input.DelaySeconds !== 0) {
    throw invalid(
      `Value ${input.DelaySeconds} for parameter DelaySeconds is invalid. Reason: The request include parameter that is not valid for this queue type.`,
    );
  }
  if (!isFifo && input.MessageDeduplicationId !== undefined) {
    throw invalid(
      'The request includes a parameter MessageDeduplicationId that is not valid for this queue type',
    );
  }
}

function invalid(message: string): ServiceError {
  return new ServiceError('InvalidParameterValue', message);
}
