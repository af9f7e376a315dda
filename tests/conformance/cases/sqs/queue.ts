// Queues that SQS's cases begin with.
import {
  CreateQueueCommand,
  DeleteQueueCommand,
  type Message,
  ReceiveMessageCommand,
  type ReceiveMessageCommandInput,
  SendMessageCommand,
} from '@aws-sdk/client-sqs';
import type { World } from '../../world.ts';

/** A queue of the case's own, removed afterwards; its URL. */
export async function newQueue(
  { sqs, fresh, later }: World,
  Attributes: Record<string, string> = {},
): Promise<string> {
  const QueueName = fresh(Attributes['FifoQueue'] ? 'queue.fifo' : 'queue');
  const { QueueUrl = '' } = await sqs.send(new CreateQueueCommand({ QueueName, Attributes }));
  later(() => sqs.send(new DeleteQueueCommand({ QueueUrl })));
  return QueueUrl;
}

export const FIFO = { FifoQueue: 'true', ContentBasedDeduplication: 'true' };

/** What comes within the time given, ten seconds by default. */
export async function received(
  { sqs }: World,
  QueueUrl: string,
  more: Partial<ReceiveMessageCommandInput> = {},
): Promise<Message[]> {
  const { Messages = [] } = await sqs.send(
    new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 10, MaxNumberOfMessages: 10, ...more }),
  );
  return Messages;
}

export async function sent({ sqs }: World, QueueUrl: string, bodies: readonly string[]): Promise<void> {
  for (const MessageBody of bodies) await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody }));
}

export function arnOf({ region, accountId }: World, QueueUrl: string): string {
  return `arn:aws:sqs:${region}:${accountId}:${QueueUrl.slice(QueueUrl.lastIndexOf('/') + 1)}`;
}
