// The queues of this stack: how full they are, and what was given up on sent once more.

import {
  GetQueueAttributesCommand,
  ListMessageMoveTasksCommand,
  type ListMessageMoveTasksResultEntry,
  type QueueAttributeName,
  SQSClient,
  StartMessageMoveTaskCommand,
  UnsupportedOperation,
} from '@aws-sdk/client-sqs';
import { type SettingName, setting } from '../shared/config.ts';
import { captureClient } from '../shared/telemetry.ts';
import { callService } from './service-call.ts';
import { SIGNING } from './signing.ts';

const sqs = captureClient(new SQSClient(SIGNING));

const QUEUES = {
  uploads: 'UPLOADS_QUEUE_URL',
  'photos-waiting': 'PHOTOS_WAITING_QUEUE_URL',
  votes: 'VOTES_QUEUE_URL',
} as const satisfies Record<string, SettingName>;
export type QueueName = keyof typeof QUEUES;
export const QUEUE_NAMES = Object.keys(QUEUES) as QueueName[];

const DEAD_LETTERS = {
  uploads: 'UPLOADS_DEAD_LETTERS_URL',
  votes: 'VOTES_DEAD_LETTERS_URL',
} as const satisfies Partial<Record<QueueName, SettingName>>;
/**
 * Where dead letters go to: uploads that the rule could not queue were in no queue before. They lie beside those that waited for room,
 * which the pipe would take for no upload; where photos wait both are understood.
 */
const SENT_BACK_TO = {
  uploads: 'PHOTOS_WAITING_QUEUE_URL',
  votes: 'VOTES_QUEUE_URL',
} as const satisfies Record<keyof typeof DEAD_LETTERS, SettingName>;
export type RedrivableQueue = keyof typeof DEAD_LETTERS;
export const REDRIVABLE_QUEUES = Object.keys(DEAD_LETTERS) as RedrivableQueue[];

/** A burst of what failed before is not to take the place of what is new. */
const MOVED_PER_SECOND = 10;

export interface QueueDepth {
  waiting: number;
  underWay: number;
  delayed: number;
}

export async function queueDepth(name: QueueName): Promise<QueueDepth> {
  return depthOf(setting(QUEUES[name]));
}

export interface DeadLetters {
  messages: number;
  /** The latest time that they were sent back; null where that never was, or is long ago. */
  move: Move | null;
}

interface Move {
  state: string;
  startedAt: string;
  moved: number;
  toMove: number;
  failure: string | null;
}

export async function deadLettersOf(name: RedrivableQueue): Promise<DeadLetters> {
  const url = setting(DEAD_LETTERS[name]);
  const [{ waiting }, move] = await Promise.all([depthOf(url), latestMove(await arnOf(url))]);
  return { messages: waiting, move: move ? moveOf(move) : null };
}

/** Sends them back. What is on its way already is left to it. */
export async function moveDeadLetters(name: RedrivableQueue): Promise<void> {
  const [SourceArn, DestinationArn] = await Promise.all([
    arnOf(setting(DEAD_LETTERS[name])),
    arnOf(setting(SENT_BACK_TO[name])),
  ]);
  const command = new StartMessageMoveTaskCommand({
    SourceArn,
    DestinationArn,
    MaxNumberOfMessagesPerSecond: MOVED_PER_SECOND,
  });
  await callService('SQS StartMessageMoveTask', {}, async () => {
    try {
      await sqs.send(command);
    } catch (error) {
      const isUnderWay =
        error instanceof UnsupportedOperation && (await latestMove(SourceArn))?.Status === 'RUNNING';
      if (!isUnderWay) throw error;
    }
  });
}

async function latestMove(SourceArn: string): Promise<ListMessageMoveTasksResultEntry | undefined> {
  const command = new ListMessageMoveTasksCommand({ SourceArn, MaxResults: 1 });
  const { Results } = await callService('SQS ListMessageMoveTasks', {}, () => sqs.send(command));
  return Results?.[0];
}

const moveOf = (task: ListMessageMoveTasksResultEntry): Move => ({
  state: task.Status ?? '',
  startedAt: task.StartedTimestamp === undefined ? '' : new Date(task.StartedTimestamp).toISOString(),
  moved: task.ApproximateNumberOfMessagesMoved ?? 0,
  toMove: task.ApproximateNumberOfMessagesToMove ?? 0,
  failure: task.FailureReason ?? null,
});

async function depthOf(url: string): Promise<QueueDepth> {
  const of = await attributesOf(url, [
    'ApproximateNumberOfMessages',
    'ApproximateNumberOfMessagesNotVisible',
    'ApproximateNumberOfMessagesDelayed',
  ]);
  return {
    waiting: Number(of['ApproximateNumberOfMessages'] ?? 0),
    underWay: Number(of['ApproximateNumberOfMessagesNotVisible'] ?? 0),
    delayed: Number(of['ApproximateNumberOfMessagesDelayed'] ?? 0),
  };
}

const arnOf = async (url: string): Promise<string> =>
  (await attributesOf(url, ['QueueArn']))['QueueArn'] ?? '';

async function attributesOf(
  QueueUrl: string,
  AttributeNames: QueueAttributeName[],
): Promise<Record<string, string>> {
  const command = new GetQueueAttributesCommand({ QueueUrl, AttributeNames });
  const { Attributes } = await callService('SQS GetQueueAttributes', {}, () => sqs.send(command));
  return Attributes ?? {};
}
