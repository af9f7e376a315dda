// Sends one file on its journey and follows the execution that it starts, until there is an answer.

import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import type { Cloud } from '../../cloud.ts';
import type { HistoryEvent } from '../../states/history.ts';
import type { Answer, AnswerFinding } from './answer.ts';
import { saveThumbnails } from './thumbnails.ts';
import { unsavedAnswer } from './unsaved-answer.ts';

export interface JourneyOptions {
  cloud: Cloud;
  file: string;
  riderId: string;
  /** Whether tasks are mocked: then nothing waits for a reviewer, and no row is written. */
  isMocked?: boolean;
  /** Gets each history event of the execution. */
  onEvent(event: HistoryEvent): void;
  signal: AbortSignal;
}

/** From upload to answer. The photo id follows from the bytes, so that sending a file again is the same upload again. */
export async function sendPhoto(options: JourneyOptions): Promise<Answer> {
  const { cloud, file, riderId } = options;
  const bytes = readFileSync(file);
  const photoId = createHash('sha256').update(bytes).digest('hex').slice(0, 16);
  const bucket = cloud.stack.outputs['PhotosBucket']!;
  const key = `incoming/${riderId}/${photoId}`;
  const startedAtMs = Date.now();
  const rested = followUpload(cloud, key, options);
  const s3 = new S3Client(cloud.clientConfig);
  await s3.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: bytes }));
  const { executionArn, isOver } = await rested;
  const durationMs = Date.now() - startedAtMs;

  const saved = await readRow(cloud, riderId, photoId);
  const isUnsaved = saved.status === undefined;
  const row: Row = isUnsaved ? unsavedAnswer(cloud.stepFunctions.history(executionArn)) : saved;
  const record = cloud.stepFunctions.describe(executionArn);
  const hasFailed = isOver && record.status !== 'SUCCEEDED';
  const status = hasFailed ? 'failed' : (row.status ?? 'failed');
  const thumbnails = await saveThumbnails(cloud, s3, { riderId, photoId }, row.thumbnails ?? '[]');
  s3.destroy();
  return {
    file,
    riderId,
    photoId,
    executionArn,
    status,
    verdict: row.verdict ?? (status === 'in-review' ? 'review' : null),
    reasons: JSON.parse(row.reasons ?? '[]') as string[],
    findings: JSON.parse(row.findings ?? '[]') as AnswerFinding[],
    thumbnails,
    told: toldTo(cloud, riderId, photoId),
    durationMs,
    ...(hasFailed ? { fault: faultOf(cloud.stepFunctions.history(executionArn), record) } : {}),
  };
}

/** The photo's row, as far as the answer needs it. */
interface Row {
  status?: string;
  verdict?: string;
  reasons?: string;
  findings?: string;
  thumbnails?: string;
}

/** Resolves when the execution of this upload ends, or rests: it waits for a person or for time to pass. */
function followUpload(
  cloud: Cloud,
  key: string,
  { onEvent, signal, isMocked = false }: JourneyOptions,
): Promise<{ executionArn: string; isOver: boolean }> {
  return new Promise((resolve, reject) => {
    let executionArn: string | undefined;
    signal.addEventListener('abort', () => reject(new Error('interrupted')), { once: true });
    cloud.stepFunctions.onStatus((record) => {
      if (record.status === 'RUNNING' && executionArn === undefined && isForKey(record.input, key)) {
        executionArn = record.executionArn;
      } else if (record.executionArn === executionArn && record.status !== 'RUNNING') {
        resolve({ executionArn, isOver: true });
      }
    });
    cloud.stepFunctions.onHistory((arn, event) => {
      if (executionArn === undefined || arn !== executionArn) return;
      onEvent(event);
      if (isRest(event, isMocked)) resolve({ executionArn, isOver: false });
    });
  });
}

/** An execution's input names its upload. */
function isForKey(input: string, key: string): boolean {
  const { upload } = JSON.parse(input) as { upload?: { key?: string } };
  return upload?.key === key;
}

/** The execution itself names the error alone: its cause stands with the task that failed. */
function faultOf(
  history: readonly HistoryEvent[],
  record: { error?: string; cause?: string; status: string },
) {
  const error = record.error ?? record.status;
  const causes = history.flatMap(({ taskFailedEventDetails: failed }) =>
    failed?.error === error ? (failed.cause ?? []) : [],
  );
  return { error, cause: causes.at(-1) ?? record.cause ?? '' };
}

function isRest(event: HistoryEvent, isMocked: boolean): boolean {
  if (event.type === 'WaitStateEntered') return true;
  return (
    !isMocked &&
    event.type === 'TaskSubmitted' &&
    event.taskSubmittedEventDetails?.resource.endsWith('.waitForTaskToken') === true
  );
}

async function readRow(cloud: Cloud, riderId: string, photoId: string): Promise<Row> {
  const dynamoDb = new DynamoDBClient(cloud.clientConfig);
  const { Item } = await dynamoDb.send(
    new GetItemCommand({
      TableName: cloud.stack.outputs['RidersTable'],
      Key: { pk: { S: `RIDER#${riderId}` }, sk: { S: `PHOTO#${photoId}` } },
      ConsistentRead: true,
    }),
  );
  dynamoDb.destroy();
  return Item ? (unmarshall(Item) as Row) : {};
}

/** Messages to the rider about this photo, of this run or an earlier one. */
function toldTo(cloud: Cloud, riderId: string, photoId: string): Answer['told'] {
  return cloud.sns
    .outbox()
    .filter(
      ({ attributes }) =>
        attributes['riderId']?.StringValue === riderId && attributes['photoId']?.StringValue === photoId,
    )
    .map((message) => ({ subject: message.subject ?? '', text: message.message }));
}
