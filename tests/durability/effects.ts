// What clients do to the stores while their process is killed, and what of it was acknowledged.
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import {
  EventBridgeClient,
  PutEventsCommand,
  PutRuleCommand,
  PutTargetsCommand,
} from '@aws-sdk/client-eventbridge';
import { CreatePipeCommand, PipesClient } from '@aws-sdk/client-pipes';
import { PutBucketNotificationConfigurationCommand, S3Client } from '@aws-sdk/client-s3';
import { CreateScheduleCommand, SchedulerClient } from '@aws-sdk/client-scheduler';
import { CreateTopicCommand, PublishCommand, SNSClient, SubscribeCommand } from '@aws-sdk/client-sns';
import {
  CreateQueueCommand,
  DeleteMessageCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { ROLE } from '../../packages/laptop-cloud/tests/services/stepfunctions/stepfunctions-world.ts';
import { ACCOUNT_ID, REGION } from '../../packages/laptop-cloud/tests/support/gateway.ts';
import { ItemEffects } from './item-effects.ts';
import { BUCKET, ObjectEffects } from './object-effects.ts';
import { TableEffects } from './table-effects.ts';

/** Queues whose messages are looked for in the end, and what brings them there. */
export const QUEUES = {
  sent: 'SQS messages sent',
  'sent.fifo': 'SQS FIFO messages sent',
  published: 'SNS publishes, through to a queue',
  told: 'EventBridge events, through to a queue',
  notified: 'S3 puts, notified to a queue',
  announced: 'S3 puts, through EventBridge to a queue',
  piped: 'SQS messages, through a pipe to a queue',
  scheduled: 'one-time schedules, through to a queue',
} as const;
export type Queue = keyof typeof QUEUES;
export const FIFO_GROUPS = 3;

const TOPIC = arnOf('sns', 'kept');
// What a killed process held comes back soon.
const BRIEFLY = { VisibilityTimeout: '2' };

export interface Clients {
  s3: S3Client;
  sqs: SQSClient;
  sns: SNSClient;
  events: EventBridgeClient;
  dynamo: DynamoDBClient;
  scheduler: SchedulerClient;
  pipes: PipesClient;
}

/** One attempt each: what is not answered is not acknowledged. */
export function clientsOf(endpoint: string): Clients {
  const config = {
    endpoint,
    region: REGION,
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    maxAttempts: 1,
  };
  return {
    s3: new S3Client({ ...config, forcePathStyle: true }),
    sqs: new SQSClient(config),
    sns: new SNSClient(config),
    events: new EventBridgeClient(config),
    dynamo: new DynamoDBClient(config),
    scheduler: new SchedulerClient(config),
    pipes: new PipesClient(config),
  };
}

export function close(clients: Clients): void {
  for (const client of Object.values(clients)) client.destroy();
}

export function urlOf(endpoint: string, queue: string): string {
  return `${endpoint}/${ACCOUNT_ID}/${queue}`;
}

export class Effects {
  readonly objects = new ObjectEffects((key) => {
    this.#note('notified', key);
    this.#note('announced', key);
  });
  readonly items = new ItemEffects();
  readonly tables = new TableEffects();
  /** What each queue must have been given. */
  readonly messages = new Map<Queue, string[]>(Object.keys(QUEUES).map((queue) => [queue as Queue, []]));
  readonly deletedMessages = new Set<string>();
  /** Whose delete was asked for: without an answer it may be there or not. */
  readonly doubtfulMessages = new Set<string>();
  /** Answers that were errors, of which there should be none. */
  readonly refused: string[] = [];
  #made = 0;

  /** Makes what the rest uses; it is there for all lives. */
  async establish(endpoint: string): Promise<void> {
    const clients = clientsOf(endpoint);
    const { s3, sqs, sns, events, dynamo, pipes } = clients;
    for (const queue of [...Object.keys(QUEUES), 'piped-in']) {
      const isFifo = queue.endsWith('.fifo');
      const Attributes = { ...BRIEFLY, ...(isFifo ? { FifoQueue: 'true' } : {}), Policy: OPEN };
      await sqs.send(new CreateQueueCommand({ QueueName: queue, Attributes }));
    }
    await sns.send(new CreateTopicCommand({ Name: 'kept' }));
    await sns.send(
      new SubscribeCommand({
        TopicArn: TOPIC,
        Protocol: 'sqs',
        Endpoint: arnOf('sqs', 'published'),
        Attributes: { RawMessageDelivery: 'true' },
      }),
    );
    for (const [Name, queue, pattern] of [
      ['told', 'told', { source: ['durability'] }],
      ['announced', 'announced', { source: ['aws.s3'], 'detail-type': ['Object Created'] }],
    ] as const) {
      await events.send(new PutRuleCommand({ Name, EventPattern: JSON.stringify(pattern) }));
      const Targets = [{ Id: 'queue', Arn: arnOf('sqs', queue) }];
      await events.send(new PutTargetsCommand({ Rule: Name, Targets }));
    }
    await this.objects.establish(s3);
    const notified = { QueueArn: arnOf('sqs', 'notified'), Events: ['s3:ObjectCreated:*' as const] };
    const NotificationConfiguration = { EventBridgeConfiguration: {}, QueueConfigurations: [notified] };
    await untilTaken(() =>
      s3.send(new PutBucketNotificationConfigurationCommand({ Bucket: BUCKET, NotificationConfiguration })),
    );
    await this.items.establish(dynamo);
    await pipes.send(
      new CreatePipeCommand({
        Name: 'kept',
        RoleArn: ROLE,
        Source: arnOf('sqs', 'piped-in'),
        SourceParameters: { SqsQueueParameters: { BatchSize: 1 } },
        Target: arnOf('sqs', 'piped'),
        TargetParameters: { InputTemplate: '<$.body>' },
      }),
    );
    close(clients);
  }

  /** Each kind one after the other, all kinds beside each other, until the process is gone. */
  async keepBusy(endpoint: string, isAlive: () => boolean): Promise<void> {
    const clients = clientsOf(endpoint);
    const doings = [
      ...this.objects.doings(clients.s3),
      ...this.items.doings(clients.dynamo),
      () => this.tables.changeTables(clients.dynamo),
      () => this.#send(clients, endpoint),
      () => this.#sendInOrder(clients, endpoint),
      () => this.#take(clients, endpoint),
      () => this.#publish(clients),
      () => this.#tell(clients),
      () => this.#pipe(clients, endpoint),
      () => this.#schedule(clients),
    ];
    await Promise.all(
      doings.map(async (doing) => {
        try {
          while (isAlive()) await doing();
        } catch (error) {
          // What a process that is gone cannot answer is no answer.
          const isAnswer = (error as { $response?: unknown }).$response !== undefined;
          if (isAnswer) this.refused.push(String(error));
        }
      }),
    );
    close(clients);
  }

  async #send({ sqs }: Clients, endpoint: string): Promise<void> {
    const MessageBody = this.#name('message');
    await sqs.send(new SendMessageCommand({ QueueUrl: urlOf(endpoint, 'sent'), MessageBody }));
    this.#note('sent', MessageBody);
  }

  async #sendInOrder({ sqs }: Clients, endpoint: string): Promise<void> {
    const MessageBody = this.#name('ordered');
    const at = { QueueUrl: urlOf(endpoint, 'sent.fifo'), MessageGroupId: groupOf(MessageBody) };
    await sqs.send(new SendMessageCommand({ ...at, MessageBody, MessageDeduplicationId: MessageBody }));
    this.#note('sent.fifo', MessageBody);
  }

  /** A consumer, which takes away a tenth. */
  async #take({ sqs }: Clients, endpoint: string): Promise<void> {
    const QueueUrl = urlOf(endpoint, 'sent');
    const { Messages: [message] = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl }));
    if (message) {
      const { Body = '', ReceiptHandle } = message;
      this.doubtfulMessages.add(Body);
      await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
      this.deletedMessages.add(Body);
    }
    await new Promise((resolve) => setTimeout(resolve, 30));
  }

  async #publish({ sns }: Clients): Promise<void> {
    const Message = this.#name('publish');
    await sns.send(new PublishCommand({ TopicArn: TOPIC, Message }));
    this.#note('published', Message);
  }

  async #tell({ events }: Clients): Promise<void> {
    const name = this.#name('event');
    const Detail = JSON.stringify({ name });
    await events.send(
      new PutEventsCommand({ Entries: [{ Source: 'durability', DetailType: 'Happened', Detail }] }),
    );
    this.#note('told', name);
  }

  async #pipe({ sqs }: Clients, endpoint: string): Promise<void> {
    const MessageBody = this.#name('piped');
    await sqs.send(new SendMessageCommand({ QueueUrl: urlOf(endpoint, 'piped-in'), MessageBody }));
    this.#note('piped', MessageBody);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }

  async #schedule({ scheduler }: Clients): Promise<void> {
    const Name = this.#name('schedule');
    const due = new Date(Date.now() + 1_000 + Math.random() * 10_000).toISOString().slice(0, 19);
    await scheduler.send(
      new CreateScheduleCommand({
        Name,
        ScheduleExpression: `at(${due})`,
        FlexibleTimeWindow: { Mode: 'OFF' },
        ActionAfterCompletion: 'DELETE',
        Target: { Arn: arnOf('sqs', 'scheduled'), RoleArn: ROLE, Input: JSON.stringify(Name) },
      }),
    );
    this.#note('scheduled', Name);
    await new Promise((resolve) => setTimeout(resolve, 200));
  }

  #name(kind: string): string {
    return `${kind}-${this.#made++}`;
  }

  #note(queue: Queue, name: string): void {
    this.messages.get(queue)!.push(name);
  }
}

/** S3 tries the queue with a message of its own, and queues are busy here (stores-under-test.ts). */
async function untilTaken(ask: () => Promise<unknown>): Promise<void> {
  for (;;)
    try {
      await ask();
      return;
    } catch (error) {
      // S3 says in a member of its own why it cannot tell of a bucket.
      const { ArgumentValue1: reason } = error as { ArgumentValue1?: string };
      if (!/\bbusy\b/.test(`${error} ${reason}`)) throw error;
    }
}

export function groupOf(body: string): string {
  return String(Number(body.split('-')[1]) % FIFO_GROUPS);
}

export function arnOf(service: string, name: string): string {
  return `arn:aws:${service}:${REGION}:${ACCOUNT_ID}:${name}`;
}

const OPEN = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: '*', Action: 'sqs:SendMessage', Resource: '*' }],
});
