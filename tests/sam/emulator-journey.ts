// One upload's way through the deployed stack: in by S3, out by what the table, the bucket and the history hold.

import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { DynamoDBClient, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { ListObjectsV2Command, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import {
  DescribeExecutionCommand,
  DescribeStateMachineForExecutionCommand,
  GetExecutionHistoryCommand,
  type HistoryEvent,
  SFNClient,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';
import { DeleteMessageCommand, type Message, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { ROOT } from './project.ts';

export interface Journey {
  status: string;
  /** What the version that ran sends to InspectPhoto. */
  sent: { function: string; configuration?: string };
  /** States entered, in their order. */
  states: string[];
  /** `error: cause` of each failed task, by state. */
  faults: string[];
  /** Of the photo's row. */
  photoStatus: string | undefined;
  /** Keys below derived/ when it ended. */
  derived: string[];
  /** Whether a state told of an object below derived/ on the way. */
  hasWritten: boolean;
}

export type Outputs = Readonly<Record<string, string>>;

const WAIT_MS = 180_000;

/** Uploads a sample, sees to it that an execution starts, waits for its end, and says what is left. */
export async function sendPhoto(endpoint: string, outputs: Outputs): Promise<Journey> {
  const config = {
    endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  };
  const s3 = new S3Client({ ...config, forcePathStyle: true });
  const sfn = new SFNClient(config);
  const sqs = new SQSClient({ ...config, useQueueUrlAsEndpoint: false });
  const dynamoDb = new DynamoDBClient(config);
  const Bucket = outputs['PhotosBucket'];
  const Profile = { pk: { S: 'RIDER#ada' }, sk: { S: 'PROFILE' }, consentVersion: { S: '1' } };
  await dynamoDb.send(new PutItemCommand({ TableName: outputs['RidersTable'], Item: Profile }));
  const { VersionId = '' } = await s3.send(
    new PutObjectCommand({
      Bucket,
      Key: 'incoming/ada/first',
      Body: await readFile(path.join(ROOT, 'samples/ada.jpg')),
      ContentType: 'image/jpeg',
    }),
  );
  const message = await waitingUpload(sqs, outputs['UploadsQueue']!);
  const { executionArn } = await sfn.send(
    new StartExecutionCommand({
      stateMachineArn: outputs['CheckPhotoLiveArn'],
      input: JSON.stringify(asAdmitted(message, VersionId)),
    }),
  );
  const status = await endOf(sfn, executionArn!);
  const { events = [] } = await sfn.send(new GetExecutionHistoryCommand({ executionArn, maxResults: 1000 }));
  const { Item } = await dynamoDb.send(
    new GetItemCommand({
      TableName: outputs['RidersTable'],
      Key: { pk: { S: 'RIDER#ada' }, sk: { S: 'PHOTO#first' } },
    }),
  );
  const { definition = '' } = await sfn.send(new DescribeStateMachineForExecutionCommand({ executionArn }));
  const { FunctionName, Payload } = JSON.parse(definition).States.InspectPhoto.Parameters;
  const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket, Prefix: 'derived/' }));
  return {
    status,
    sent: { function: FunctionName, configuration: Payload.configuration },
    states: events.flatMap(({ stateEnteredEventDetails }) => stateEnteredEventDetails?.name ?? []),
    faults: faultsIn(events),
    photoStatus: Item?.['status']?.S,
    derived: Contents.flatMap(({ Key }) => Key ?? []),
    hasWritten: events.some(({ stateExitedEventDetails }) =>
      stateExitedEventDetails?.output?.includes('derived/'),
    ),
  };
}

/** What the rule put into the queue. */
async function waitingUpload(sqs: SQSClient, QueueUrl: string): Promise<Message> {
  const deadline = performance.now() + WAIT_MS;
  while (performance.now() < deadline) {
    const { Messages = [] } = await sqs.send(
      new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 1, MessageSystemAttributeNames: ['All'] }),
    );
    const [message] = Messages;
    if (!message) continue;
    await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: message.ReceiptHandle }));
    return message;
  }
  throw new Error('The upload did not arrive in the queue.');
}

/** The emulator's pipes read no queue, and its events do not name the version: what pipe and AdmitUploads make is made here. */
function asAdmitted(message: Message, versionId: string): Record<string, unknown> {
  const { detail, time } = JSON.parse(message.Body ?? '') as {
    time: string;
    detail: { bucket: { name: string }; object: { key: string; size: number } };
  };
  const { key, size } = detail.object;
  const [, riderId, photoId] = key.split('/');
  const expiresAt = String(Math.floor(Date.now() / 1000) + 86_400);
  const upload = { bucket: detail.bucket.name, key, versionId, size, riderId, photoId };
  return { upload, expiresAt, past: { sentAt: time } };
}

async function endOf(sfn: SFNClient, executionArn: string): Promise<string> {
  const deadline = performance.now() + WAIT_MS;
  while (performance.now() < deadline) {
    const { status = '' } = await sfn.send(new DescribeExecutionCommand({ executionArn }));
    if (status !== 'RUNNING') return status;
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
  throw new Error(`${executionArn} did not end.`);
}

function faultsIn(events: HistoryEvent[]): string[] {
  return events.flatMap(({ taskFailedEventDetails: task, lambdaFunctionFailedEventDetails: fn }) => {
    const fault = task ?? fn;
    return fault ? [`${fault.error}: ${fault.cause?.slice(0, 300)}`] : [];
  });
}
