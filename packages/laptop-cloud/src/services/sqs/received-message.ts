// A message in the two shapes receivers get: ReceiveMessage's answer, and the record of pipes and Lambda.
import { parseArn } from '../../arns.ts';
import { type Message, type MessageAttributes, md5, md5OfAttributes } from './message.ts';

/** One message as Lambda and pipes receive it. Source: Lambda Developer Guide, "Using Lambda with Amazon SQS". */
export interface SqsRecord {
  messageId: string;
  receiptHandle: string;
  body: string;
  attributes: Record<string, string>;
  messageAttributes: Record<string, RecordAttribute>;
  md5OfMessageAttributes?: string;
  md5OfBody: string;
  eventSource: 'aws:sqs';
  eventSourceARN: string;
  awsRegion: string;
}

interface RecordAttribute {
  stringValue?: string;
  binaryValue?: string;
  stringListValues: [];
  binaryListValues: [];
  dataType: string;
}

export function toRecord(message: Message, queueArn: string): SqsRecord {
  const md5OfMessageAttributes = md5OfAttributes(message.attributes);
  return {
    messageId: message.id,
    receiptHandle: message.receiptHandle ?? '',
    body: message.body,
    attributes: systemAttributes(message),
    messageAttributes: Object.fromEntries(
      Object.entries(message.attributes).map(([name, { DataType, StringValue, BinaryValue }]) => [
        name,
        {
          ...(StringValue === undefined ? {} : { stringValue: StringValue }),
          ...(BinaryValue === undefined ? {} : { binaryValue: BinaryValue }),
          stringListValues: [],
          binaryListValues: [],
          dataType: DataType,
        },
      ]),
    ),
    ...(md5OfMessageAttributes === undefined ? {} : { md5OfMessageAttributes }),
    md5OfBody: md5(message.body),
    eventSource: 'aws:sqs',
    eventSourceARN: queueArn,
    awsRegion: parseArn(queueArn).region,
  };
}

/** The answer of ReceiveMessage, with the attributes asked for by name, `All` or `*`, or `prefix.*`. */
export function toReceived(
  message: Message,
  wanted: { system: readonly string[]; attributes: readonly string[] },
): Record<string, unknown> {
  const system = pick(
    systemAttributes(message),
    (name) => wanted.system.includes('All') || wanted.system.includes(name),
  );
  const attributes: MessageAttributes = pick(message.attributes, (name) => isWanted(name, wanted.attributes));
  const md5OfMessageAttributes = md5OfAttributes(attributes);
  return {
    MessageId: message.id,
    ReceiptHandle: message.receiptHandle,
    Body: message.body,
    MD5OfBody: md5(message.body),
    ...(Object.keys(system).length > 0 ? { Attributes: system } : {}),
    ...(md5OfMessageAttributes
      ? { MessageAttributes: attributes, MD5OfMessageAttributes: md5OfMessageAttributes }
      : {}),
  };
}

function systemAttributes(message: Message): Record<string, string> {
  return definedOf({
    ApproximateReceiveCount: String(message.receiveCount),
    SentTimestamp: String(message.sentAt),
    SenderId: message.senderId,
    ApproximateFirstReceiveTimestamp: String(message.firstReceivedAt ?? message.sentAt),
    AWSTraceHeader: message.traceHeader,
    DeadLetterQueueSourceArn: message.deadLetterSourceArn,
    MessageGroupId: message.groupId,
    MessageDeduplicationId: message.deduplicationId,
    SequenceNumber: message.sequenceNumber,
  });
}

function definedOf(attributes: Record<string, string | undefined>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(attributes).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}

function pick<T>(
  attributes: Readonly<Record<string, T>>,
  keep: (name: string) => boolean,
): Record<string, T> {
  return Object.fromEntries(Object.entries(attributes).filter(([name]) => keep(name)));
}

function isWanted(name: string, wanted: readonly string[]): boolean {
  return wanted.some(
    (one) =>
      one === 'All' ||
      one === '*' ||
      one === name ||
      (one.endsWith('.*') && name.startsWith(one.slice(0, -2))),
  );
}
