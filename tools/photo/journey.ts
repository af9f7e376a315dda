// Sends one file through the workflow and follows the execution that it starts, until there is an answer. All of it by the AWS APIs,
// so that it does not matter whether the cloud runs in this process or in another.

import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { SFNClient } from '@aws-sdk/client-sfn';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import type { UsableCloud } from 'laptop-cloud/cli';
import { ONLOOKER_KEY } from 'laptop-cloud/cli';
import type { HistoryEvent } from 'states-language';
import { agreeFor, CONSENT_OUTPUT } from '../rider-consent.ts';
import type { Answer, AnswerFinding } from './answer.ts';
import { executionOf, type Followed, followExecution } from './follow.ts';
import { toldTo } from './message-log.ts';
import { failureOf, type Story } from './story.ts';
import { saveThumbnails } from './thumbnails.ts';
import { hasEntered, undoneOf, wasDone } from './undone.ts';
import { unsavedAnswer } from './unsaved-answer.ts';

export interface JourneyOptions {
  cloud: UsableCloud;
  file: string;
  riderId: string;
  /** Leaves the rider's consent as it is. Without it the rider agrees first, where the stack asks for that. */
  withoutConsent?: boolean;
  /** Called with the version that the rider has agreed to just now. */
  onAgreed?(version: string): void;
  /** Whether tasks are mocked: then nothing waits for a reviewer, and no row is written. */
  isMocked?: boolean;
  /** Gets each history event of the execution, and what is known of it. */
  onEvent(event: HistoryEvent, story: Story): void;
  signal: AbortSignal;
}

/** From upload to answer. The photo id follows from the bytes, so that sending a file again is the same upload again. */
export async function sendPhoto(options: JourneyOptions): Promise<Answer> {
  const { cloud, file, riderId, isMocked = false, signal, onEvent } = options;
  const { outputs } = cloud.stack;
  const bytes = readFileSync(file);
  const photoId = createHash('sha256').update(bytes).digest('hex').slice(0, 16);
  const key = `incoming/${riderId}/${photoId}`;
  if (!isMocked && options.withoutConsent !== true) await agree(options);
  const startedMs = Date.now();
  const s3 = new S3Client(cloud.clientConfig);
  const sfn = new SFNClient(onlooking(cloud));
  try {
    const { VersionId: versionId } = await s3.send(
      new PutObjectCommand({ Bucket: outputs['PhotosBucket'], Key: key, Body: bytes }),
    );
    const upload = { key, versionId, sinceMs: startedMs };
    const executionArn = await executionOf(sfn, outputs['CheckPhotoArn']!, upload, signal);
    const isRest = (event: HistoryEvent) => rests(event, isMocked);
    const followed = await followExecution(sfn, executionArn, { signal, onEvent, isRest });
    return await answerOf(cloud, followed, { file, riderId, photoId, startedMs });
  } finally {
    s3.destroy();
    sfn.destroy();
  }
}

async function agree({ cloud, riderId, onAgreed }: JourneyOptions): Promise<void> {
  const { [CONSENT_OUTPUT]: version, RidersTable: table = '' } = cloud.stack.outputs;
  if (version === undefined) return;
  const dynamoDb = new DynamoDBClient(onlooking(cloud));
  try {
    if (await agreeFor(dynamoDb, { table, riderId, version })) onAgreed?.(version);
  } finally {
    dynamoDb.destroy();
  }
}

/** Whether nothing goes on by itself: a person is asked, or time has to pass. */
export function rests(event: HistoryEvent, isMocked: boolean): boolean {
  if (event.type === 'WaitStateEntered') return true;
  return (
    !isMocked &&
    event.type === 'TaskSubmitted' &&
    event.taskSubmittedEventDetails?.resource.endsWith('.waitForTaskToken') === true
  );
}

export interface SentPhoto {
  file: string;
  riderId: string;
  photoId: string;
  startedMs: number;
}

/** What an execution that rests or is over came to. */
export async function answerOf(
  cloud: UsableCloud,
  { execution, story, restedMs }: Followed,
  { file, riderId, photoId, startedMs }: SentPhoto,
): Promise<Answer> {
  const { executionArn = '', error, cause = '' } = execution;
  const executionStatus = execution.status ?? 'RUNNING';
  const saved = await readRow(cloud, riderId, photoId);
  const row = saved.status === undefined ? unsavedAnswer(story.events()) : saved;
  const hasFailed = executionStatus !== 'RUNNING' && executionStatus !== 'SUCCEEDED';
  const status = hasFailed ? 'failed' : (row.status ?? 'failed');
  const fault = hasFailed ? faultOf(story, error ?? executionStatus, cause) : undefined;
  return {
    file,
    riderId,
    photoId,
    executionArn,
    status,
    verdict: row.verdict ?? (status === 'in-review' ? 'review' : null),
    reasons: JSON.parse(row.reasons ?? '[]') as string[],
    findings: JSON.parse(row.findings ?? '[]') as AnswerFinding[],
    thumbnails: await saveThumbnails(cloud, { riderId, photoId }, row.thumbnails ?? '[]'),
    told: toldTo(cloud.stateFolder, riderId, photoId).map((told) => ({
      ...told,
      isEarlier: Date.parse(told.at) < startedMs,
    })),
    isRepeat: hasEntered(story, 'AlreadyClaimed') || hasEntered(story, 'SaveRepeat'),
    wasRiderTold: wasDone(story, 'TellRider') ?? null,
    durationMs: Math.max(0, restedMs - startedMs),
    ...(fault ? { fault, undone: undoneOf(story) } : {}),
  };
}

/** A client configuration whose calls disturb nothing. */
export function onlooking(cloud: UsableCloud): UsableCloud['clientConfig'] {
  return { ...cloud.clientConfig, credentials: ONLOOKER_KEY };
}

/** The photo's row, as far as the answer needs it. */
interface Row {
  status?: string;
  verdict?: string;
  reasons?: string;
  findings?: string;
  thumbnails?: string;
}

async function readRow(cloud: UsableCloud, riderId: string, photoId: string): Promise<Row> {
  const dynamoDb = new DynamoDBClient(onlooking(cloud));
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

/** The execution itself names the error alone: state and cause stand with the task that failed with it. */
function faultOf(story: Story, error: string, cause: string): NonNullable<Answer['fault']> {
  const events = story.events();
  // What went wrong while it was undone is another matter.
  const undoing = events.findIndex((event) => event.stateEnteredEventDetails?.name === 'WithdrawPhoto');
  const before = undoing < 0 ? events : events.slice(0, undoing);
  const failed = before.filter((event) => failureOf(event)?.error === error).at(-1);
  const last = failed ?? events.at(-1);
  const state = last && story.stateOf(last);
  return {
    error,
    cause: (failed && failureOf(failed)?.cause) ?? cause,
    ...(state === undefined ? {} : { state }),
  };
}
