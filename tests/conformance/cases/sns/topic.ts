// Topics with a queue behind them.
import {
  CreateTopicCommand,
  DeleteTopicCommand,
  SubscribeCommand,
  UnsubscribeCommand,
} from '@aws-sdk/client-sns';
import { DeleteMessageCommand, SetQueueAttributesCommand } from '@aws-sdk/client-sqs';
import type { World } from '../../world.ts';
import { arnOf, FIFO, newQueue, received } from '../sqs/queue.ts';

export async function newTopic(world: World, Attributes: Record<string, string> = {}): Promise<string> {
  const { sns, fresh, later } = world;
  const Name = fresh(Attributes['FifoTopic'] ? 'topic.fifo' : 'topic');
  const { TopicArn = '' } = await sns.send(new CreateTopicCommand({ Name, Attributes }));
  later(() => sns.send(new DeleteTopicCommand({ TopicArn })));
  return TopicArn;
}

/** A queue that the topic may write to, and that has subscribed with these attributes. */
export async function subscribed(world: World, TopicArn: string, Attributes: Record<string, string> = {}) {
  const QueueUrl = await newQueue(world, TopicArn.endsWith('.fifo') ? FIFO : {});
  const Endpoint = arnOf(world, QueueUrl);
  await letIn(world, QueueUrl, 'sns.amazonaws.com');
  const { SubscriptionArn } = await world.sns.send(
    new SubscribeCommand({ TopicArn, Protocol: 'sqs', Endpoint, Attributes, ReturnSubscriptionArn: true }),
  );
  world.later(() => world.sns.send(new UnsubscribeCommand({ SubscriptionArn })));
  return { QueueUrl, SubscriptionArn };
}

/** Lets a service of AWS send to a queue. */
export function letIn(world: World, QueueUrl: string, service: string): Promise<unknown> {
  const Policy = JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Principal: { Service: service },
        Action: 'sqs:SendMessage',
        Resource: arnOf(world, QueueUrl),
      },
    ],
  });
  return world.sqs.send(new SetQueueAttributesCommand({ QueueUrl, Attributes: { Policy } }));
}

/** The bodies of so many messages, or of fewer when no more come. */
export async function arrived(world: World, QueueUrl: string, count: number): Promise<string[]> {
  const bodies: string[] = [];
  while (bodies.length < count) {
    const messages = await received(world, QueueUrl, { WaitTimeSeconds: 5, MessageAttributeNames: ['All'] });
    if (messages.length === 0) break;
    for (const { Body = '', ReceiptHandle } of messages) {
      bodies.push(Body);
      await world.sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
    }
  }
  return bodies;
}
