// A message as a queue keeps it, and the checksums by which clients see that it arrived whole.
import { createHash } from 'node:crypto';

export interface MessageAttribute {
  /** `String`, `Number` or `Binary`, perhaps with a custom label after a dot. */
  DataType: string;
  StringValue?: string;
  /** Base64. */
  BinaryValue?: string;
}

export type MessageAttributes = Readonly<Record<string, MessageAttribute>>;

/** What a sender gives. */
export interface NewMessage {
  body: string;
  attributes: MessageAttributes;
  senderId: string;
  /** `AWSTraceHeader` */
  traceHeader?: string;
  groupId?: string;
  deduplicationId?: string;
}

export interface Message extends NewMessage {
  id: string;
  /** Milliseconds since 1970, like all times here. */
  sentAt: number;
  /** Hidden from receivers until then: by delay, or because one of them holds it. */
  visibleAt: number;
  receiveCount: number;
  firstReceivedAt?: number;
  /** When it was said last who sees it when. */
  heldAt?: number;
  /** Of the latest receive. */
  receiptHandle?: string;
  /** FIFO: 20 digits, growing. */
  sequenceNumber?: string;
  /** The queue it was moved here from. */
  deadLetterSourceArn?: string;
  /** It was moved here and not sent: it repeats nothing, and nothing repeats it. */
  isAdopted?: true;
}

export function md5(text: string): string {
  return createHash('md5').update(text).digest('hex');
}

/**
 * MD5 over names, types and values, each with its length before it. Undefined without attributes.
 * Source: SQS Developer Guide, "Calculating the MD5 message digest for message attributes".
 */
export function md5OfAttributes(attributes: MessageAttributes): string | undefined {
  const names = Object.keys(attributes).sort();
  if (names.length === 0) return undefined;
  const hash = createHash('md5');
  const update = (bytes: Buffer) => {
    const length = Buffer.alloc(4);
    length.writeUInt32BE(bytes.length);
    hash.update(length).update(bytes);
  };
  for (const name of names) {
    const { DataType, StringValue, BinaryValue } = attributes[name]!;
    update(Buffer.from(name));
    update(Buffer.from(DataType));
    const isBinary = DataType.startsWith('Binary');
    hash.update(Buffer.from([isBinary ? 2 : 1]));
    update(isBinary ? Buffer.from(BinaryValue ?? '', 'base64') : Buffer.from(StringValue ?? ''));
  }
  return hash.digest('hex');
}

/** Bytes that count towards the size limit: body, and attribute names, types and values. */
export function sizeOf(message: { body: string; attributes: MessageAttributes }): number {
  let size = Buffer.byteLength(message.body);
  for (const [name, { DataType, StringValue, BinaryValue }] of Object.entries(message.attributes)) {
    size += Buffer.byteLength(name) + Buffer.byteLength(DataType);
    size += Buffer.byteLength(StringValue ?? '') + Buffer.byteLength(BinaryValue ?? '', 'base64');
  }
  return size;
}
