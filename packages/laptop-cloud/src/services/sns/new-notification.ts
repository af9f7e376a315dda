// What a publisher may send, checked as SNS checks it.
import * as z from 'zod';
import { mapOf } from '../protocols/query.ts';
import { ServiceError } from '../service.ts';
import { checkAttribute, type GivenAttribute } from './message-attributes.ts';
import type { MessageAttribute, NewNotification } from './notification.ts';

const Attribute = z.strictObject({
  DataType: z.string().exactOptional(),
  StringValue: z.string().exactOptional(),
  BinaryValue: z.string().exactOptional(),
});

/** Letters, digits and punctuation: a queue takes no other. */
const Id = z.string().regex(/^[!-~]{1,128}$/);

/** The members that Publish and an entry of PublishBatch share. */
export const NOTIFICATION_MEMBERS = {
  Message: z.string(),
  Subject: z.string().optional(),
  MessageStructure: z.string().optional(),
  MessageAttributes: mapOf(Attribute).optional(),
  MessageGroupId: Id.optional(),
  MessageDeduplicationId: Id.optional(),
};
const NotificationInput = z.strictObject(NOTIFICATION_MEMBERS);
export type NotificationInput = z.infer<typeof NotificationInput>;

/** What a delivery over the bus may add to the message. */
export const DELIVERY_PARAMETERS = NotificationInput.omit({ Message: true });

export const MAX_BYTES = 262_144;
const MAX_SUBJECT_CHARACTERS = 100;

/** Checks a message; throws InvalidParameter naming the member. `path` is what its attributes lie in. */
export function readNotification(
  input: NotificationInput,
  traceHeader: string | undefined,
  path = 'messageAttributes',
): NewNotification {
  const given = input.MessageAttributes ?? {};
  if (input.Message === '') throw invalid('Empty message');
  if (sizeOf(input.Message, given) > MAX_BYTES) throw invalid('Message too long');
  if (input.Subject !== undefined) checkSubject(input.Subject);
  for (const [name, attribute] of Object.entries(given)) checkAttribute(name, attribute, path);
  const attributes = given as Record<string, MessageAttribute>;
  const texts = textsOf(input);
  return {
    message: texts['default']!,
    ...(input.MessageStructure === undefined ? {} : { messageByProtocol: texts }),
    ...(input.Subject === undefined ? {} : { subject: input.Subject }),
    attributes,
    ...(input.MessageGroupId === undefined ? {} : { messageGroupId: input.MessageGroupId }),
    ...(input.MessageDeduplicationId === undefined ? {} : { deduplicationId: input.MessageDeduplicationId }),
    ...(traceHeader === undefined ? {} : { traceHeader }),
  };
}

function textsOf({ Message, MessageStructure }: NotificationInput): Record<string, string> {
  if (MessageStructure === undefined) return { default: Message };
  if (MessageStructure !== 'json') throw invalid('MessageStructure');
  const texts = parseObject(Message);
  if (typeof texts['default'] !== 'string')
    throw invalid('Message Structure - No default entry in JSON message body');
  // A protocol whose member is no text gets the default.
  const usable = Object.entries(texts).filter(
    (entry): entry is [string, string] => typeof entry[1] === 'string',
  );
  return Object.fromEntries(usable);
}

function parseObject(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return { ...value };
  } catch {
    // Answered below, like any other JSON that is no object.
  }
  throw invalid('Message Structure - JSON message body failed to parse');
}

// A mail's subject line: no line breaks, no control characters.
function checkSubject(subject: string): void {
  const isOneLine = !/[\p{Cc}\u2028\u2029]/u.test(subject);
  if (subject === '' || [...subject].length > MAX_SUBJECT_CHARACTERS || !isOneLine) throw invalid('Subject');
}

/** Bytes that count towards the limit. */
export function sizeOf(message: string, attributes: Readonly<Record<string, GivenAttribute>>): number {
  let size = Buffer.byteLength(message);
  for (const [name, { DataType = '', StringValue = '', BinaryValue = '' }] of Object.entries(attributes)) {
    size += Buffer.byteLength(name) + Buffer.byteLength(DataType);
    size += Buffer.byteLength(StringValue) + Buffer.byteLength(BinaryValue, 'base64');
  }
  return size;
}

function invalid(reason: string): ServiceError {
  return new ServiceError('InvalidParameter', `Invalid parameter: ${reason}`);
}
