// Waits for what the workflow makes of the photo: first for an answer in its row, then until nothing more is written.

import { type AttributeValue, GetItemCommand } from '@aws-sdk/client-dynamodb';
import {
  DescribeExecutionCommand,
  GetExecutionHistoryCommand,
  SendTaskSuccessCommand,
  StopExecutionCommand,
} from '@aws-sdk/client-sfn';
import { photoKey, riderKey } from '../../src/adapters/riders-table.ts';
import type { Clients } from './clients.ts';

export interface PhotoRow {
  status: string;
  verdict: string | undefined;
  reasons: string[];
  /** Of a photo that failed: the error's name. */
  fault: string | undefined;
  executionArn: string | undefined;
  faceId: string | undefined;
  taskToken: string | undefined;
}

export interface Photo {
  table: string;
  riderId: string;
  photoId: string;
}

const PAUSE_MS = 500;

/** The row once it holds an answer, or as it is when time is up; undefined when there is none even then. */
export async function answeredRow(
  { dynamoDb }: Pick<Clients, 'dynamoDb'>,
  photo: Photo,
  deadlineMs: number,
): Promise<PhotoRow | undefined> {
  for (;;) {
    const row = await readRow(dynamoDb, photo);
    if ((row && row.status !== 'processing') || Date.now() > deadlineMs) return row;
    await pause();
  }
}

/**
 * Sees to it that the execution writes nothing any more: a review is answered, a retake left waiting, one that is still at work
 * when time is up is stopped. Says in words what it had to do.
 */
export async function comeToRest(
  { sfn }: Pick<Clients, 'sfn'>,
  row: PhotoRow | undefined,
  deadlineMs: number,
): Promise<string | undefined> {
  const executionArn = row?.executionArn;
  if (!executionArn) return undefined;
  const isReview = row.taskToken !== undefined;
  if (isReview) {
    const output = JSON.stringify({ decision: 'reject', reviewer: 'smoke test' });
    await sfn.send(new SendTaskSuccessCommand({ taskToken: row.taskToken, output }));
  }
  while (Date.now() <= deadlineMs) {
    if (await isAtRest(sfn, executionArn))
      return isReview ? 'its review was answered with reject' : undefined;
    await pause();
  }
  await sfn.send(new StopExecutionCommand({ executionArn, error: 'SmokeTestEnded', cause: 'Time was up.' }));
  return `${executionArn} was still at work and is stopped: the alarm PhotosStopped will say so`;
}

async function readRow(
  dynamoDb: Clients['dynamoDb'],
  { table, riderId, photoId }: Photo,
): Promise<PhotoRow | undefined> {
  const { Item } = await dynamoDb.send(
    new GetItemCommand({
      TableName: table,
      Key: { pk: { S: riderKey(riderId) }, sk: { S: photoKey(photoId) } },
      ConsistentRead: true,
    }),
  );
  return Item && rowOf(Item);
}

function rowOf(item: Record<string, AttributeValue>): PhotoRow {
  const text = (name: string) => item[name]?.S;
  const status = text('status') ?? '';
  return {
    status,
    // Written with the final answer: a review is none yet.
    verdict: status === 'in-review' ? 'review' : text('verdict'),
    reasons: JSON.parse(text('reasons') ?? '[]') as string[],
    fault: text('fault'),
    executionArn: text('executionArn'),
    faceId: text('faceId'),
    taskToken: text('taskToken'),
  };
}

/** Ended, or asleep until a rider had a day to send another photo; then it looks for the row, which is gone, and ends. */
async function isAtRest(sfn: Clients['sfn'], executionArn: string): Promise<boolean> {
  const { status } = await sfn.send(new DescribeExecutionCommand({ executionArn }));
  if (status !== 'RUNNING') return true;
  const { events = [] } = await sfn.send(
    new GetExecutionHistoryCommand({ executionArn, reverseOrder: true, maxResults: 1 }),
  );
  return events[0]?.type === 'WaitStateEntered';
}

function pause(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
}
