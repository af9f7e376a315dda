// What there can be very many of: how one is made, when all are there for good, and how the newest are asked for.

import { DynamoDBClient, PutItemCommand, ScanCommand } from '@aws-sdk/client-dynamodb';
import { ListObjectsV2Command, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import {
  CreateStateMachineCommand,
  ListExecutionsCommand,
  SFNClient,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';
import { ReceiveMessageCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { Output } from './app.ts';

/** Where they are made, of whatever make it is. */
export interface Place {
  endpoint: string;
  outputs: Readonly<Record<Output, string>>;
}

export interface Making {
  make(number: number): Promise<unknown>;
  /** Resolves when nothing is under way. */
  settled(): Promise<void>;
  /** A hundred at most. */
  listNewest(): Promise<unknown>;
  close(): void;
}

export type Kind = 'executions' | 'waiting' | 'messages' | 'objects' | 'items';

/** `most`: of what is under way there are never more, and each may take memory. */
export const KINDS: Readonly<Record<Kind, { open(place: Place): Making; most?: number }>> = {
  executions: { open: executions },
  waiting: { open: waiting, most: 5_000 },
  messages: { open: messages },
  objects: { open: objects },
  items: { open: items },
};

export function isKind(name: string): name is Kind {
  return Object.hasOwn(KINDS, name);
}

export function clientConfig({ endpoint }: Place) {
  return {
    endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  };
}

function executions(place: Place): Making {
  const client = new SFNClient(clientConfig(place));
  const stateMachineArn = place.outputs.Machine;
  return {
    make: (number) =>
      client.send(new StartExecutionCommand({ stateMachineArn, input: JSON.stringify({ number }) })),
    settled: async () => {
      const running = new ListExecutionsCommand({ stateMachineArn, statusFilter: 'RUNNING', maxResults: 1 });
      while ((await client.send(running)).executions?.length !== 0)
        await new Promise((resolve) => setTimeout(resolve, 100));
    },
    listNewest: () => client.send(new ListExecutionsCommand({ stateMachineArn, maxResults: 100 })),
    close: () => client.destroy(),
  };
}

/** Executions that wait for days. */
function waiting(place: Place): Making {
  const client = new SFNClient(clientConfig(place));
  const States = {
    Begin: { Type: 'Pass', Next: 'Rest' },
    Rest: { Type: 'Wait', Seconds: 864_000, End: true },
  };
  const made = client.send(
    new CreateStateMachineCommand({
      name: 'Waiting',
      roleArn: 'arn:aws:iam::000000000000:role/waiting',
      definition: JSON.stringify({ StartAt: 'Begin', States }),
    }),
  );
  return {
    make: async (number) => {
      const { stateMachineArn } = await made;
      await client.send(new StartExecutionCommand({ stateMachineArn, input: JSON.stringify({ number }) }));
    },
    settled: async () => undefined,
    listNewest: async () => {
      const { stateMachineArn } = await made;
      return client.send(
        new ListExecutionsCommand({ stateMachineArn, statusFilter: 'RUNNING', maxResults: 100 }),
      );
    },
    close: () => client.destroy(),
  };
}

function messages(place: Place): Making {
  const client = new SQSClient(clientConfig(place));
  const QueueUrl = place.outputs.Queue;
  return {
    make: (number) => client.send(new SendMessageCommand({ QueueUrl, MessageBody: `message ${number}` })),
    settled: async () => undefined,
    // Queues have no list: ten are taken, and there again at once.
    listNewest: () =>
      client.send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, VisibilityTimeout: 0 })),
    close: () => client.destroy(),
  };
}

function objects(place: Place): Making {
  const client = new S3Client({ ...clientConfig(place), forcePathStyle: true });
  const { Bucket } = place.outputs;
  const Body = Buffer.alloc(1024, 'x');
  return {
    make: (number) => client.send(new PutObjectCommand({ Bucket, Key: `kept/${number}`, Body })),
    settled: async () => undefined,
    listNewest: () => client.send(new ListObjectsV2Command({ Bucket, MaxKeys: 100 })),
    close: () => client.destroy(),
  };
}

function items(place: Place): Making {
  const client = new DynamoDBClient(clientConfig(place));
  const { Table: TableName } = place.outputs;
  return {
    make: (number) =>
      client.send(
        new PutItemCommand({ TableName, Item: { pk: { S: `item-${number}` }, n: { N: `${number}` } } }),
      ),
    settled: async () => undefined,
    listNewest: () => client.send(new ScanCommand({ TableName, Limit: 100 })),
    close: () => client.destroy(),
  };
}
