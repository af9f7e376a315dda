// Receipt handles: opaque to receivers, new with every receive, naming the message they hold.
import { randomUUID } from 'node:crypto';
import { ServiceError } from '../service.ts';

export function createReceipt(messageId: string): string {
  return Buffer.from(`${messageId} ${randomUUID()}`).toString('base64');
}

/** The message's id. Throws ReceiptHandleIsInvalid when the text was never a receipt handle. */
export function readReceipt(receiptHandle: string): string {
  const [id, nonce, ...more] = Buffer.from(receiptHandle, 'base64').toString().split(' ');
  if (id?.length === UUID_LENGTH && nonce?.length === UUID_LENGTH && more.length === 0) return id;
  throw new ServiceError(
    'ReceiptHandleIsInvalid',
    `The input receipt handle "${receiptHandle}" is not a valid receipt handle.`,
  );
}

const UUID_LENGTH = 36;
