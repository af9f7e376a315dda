// Follows an execution by the Step Functions API alone, as any client could, wherever the cloud runs.

import { setTimeout as wait } from 'node:timers/promises';
import {
  DescribeExecutionCommand,
  type DescribeExecutionCommandOutput,
  DescribeStateMachineForExecutionCommand,
  GetExecutionHistoryCommand,
  ListExecutionsCommand,
  type SFNClient,
} from '@aws-sdk/client-sfn';
import type { HistoryEvent } from 'states-language';
import { createStory, type Story } from './story.ts';

/** Short enough to look live, long enough to cost nothing that counts. */
const POLL_MS = 100;
const NEWEST = 50;

export interface FollowOptions {
  signal: AbortSignal;
  /** Gets each event once, in order, and what is known of the execution by then. */
  onEvent(event: HistoryEvent, story: Story): void;
  /** Whether the execution will not go on by itself after this event. */
  isRest(event: HistoryEvent): boolean;
  /** Events up to this one are old: they are not told, and none of them is a rest. */
  afterId?: number;
}

export interface Followed {
  execution: DescribeExecutionCommandOutput;
  story: Story;
  /** When it ended or came to rest. */
  restedMs: number;
}

/** The execution that an upload has started, once there is one. `versionId` tells it from other uploads of the same key. */
export async function executionOf(
  sfn: SFNClient,
  stateMachineArn: string,
  upload: { key: string; versionId: string | undefined; sinceMs: number },
  signal: AbortSignal,
): Promise<string> {
  const others = new Set<string>();
  for (;;) {
    const { executions = [] } = await sfn.send(
      new ListExecutionsCommand({ stateMachineArn, maxResults: NEWEST }),
    );
    for (const { executionArn = '', startDate } of executions) {
      // Times of the API are whole milliseconds.
      if (others.has(executionArn) || Number(startDate) < upload.sinceMs - 1) continue;
      const { input = '' } = await sfn.send(new DescribeExecutionCommand({ executionArn }));
      if (isFor(input, upload)) return executionArn;
      others.add(executionArn);
    }
    await pause(signal);
  }
}

/** Resolves when the execution ends or comes to rest. Rejects when the signal aborts. */
export async function followExecution(
  sfn: SFNClient,
  executionArn: string,
  options: FollowOptions,
): Promise<Followed> {
  const { definition = '{}' } = await sfn.send(new DescribeStateMachineForExecutionCommand({ executionArn }));
  const story = createStory(definition);
  const { afterId = 0 } = options;
  let known = 0;
  for (;;) {
    for (const event of await eventsAfter(sfn, executionArn, known)) {
      known = event.id;
      story.add(event);
      if (event.id <= afterId) continue;
      options.onEvent(event, story);
      const isOver = ENDS.test(event.type);
      if (!isOver && !options.isRest(event)) continue;
      const execution = await described(sfn, executionArn, isOver, options.signal);
      return { execution, story, restedMs: event.timestamp };
    }
    await pause(options.signal);
  }
}

const ENDS = /^Execution(Succeeded|Failed|Aborted|TimedOut)$/;

/** The id of the newest event there is. */
export async function newestEventId(sfn: SFNClient, executionArn: string): Promise<number> {
  const newest = { executionArn, reverseOrder: true, maxResults: 1, includeExecutionData: false };
  const { events } = await sfn.send(new GetExecutionHistoryCommand(newest));
  return events?.[0]?.id ?? 0;
}

/** Asks for the newest id first, so that looking costs little while nothing happens. */
async function eventsAfter(sfn: SFNClient, executionArn: string, known: number): Promise<HistoryEvent[]> {
  const newest = await newestEventId(sfn, executionArn);
  const found = new Map<number, HistoryEvent>();
  let nextToken: string | undefined;
  let oldest = newest + 1;
  // Backwards in pages. What comes meanwhile moves the pages, so that events may come twice, but none is left out.
  while (oldest > known + 1) {
    const page = { executionArn, reverseOrder: true, maxResults: Math.min(1000, oldest - known), nextToken };
    const answer = await sfn.send(new GetExecutionHistoryCommand(page));
    for (const event of answer.events ?? []) {
      const { id = 0, previousEventId = 0, timestamp } = event;
      oldest = Math.min(oldest, id);
      if (id > known) {
        const read = { ...event, id, previousEventId, timestamp: Number(timestamp) };
        found.set(id, read as unknown as HistoryEvent);
      }
    }
    nextToken = answer.nextToken;
    if (nextToken === undefined) break;
  }
  return [...found.values()].sort((a, b) => a.id - b.id);
}

/** The execution is told to be over a moment after its last event. */
async function described(
  sfn: SFNClient,
  executionArn: string,
  isOver: boolean,
  signal: AbortSignal,
): Promise<DescribeExecutionCommandOutput> {
  for (;;) {
    const execution = await sfn.send(new DescribeExecutionCommand({ executionArn }));
    if (!isOver || execution.status !== 'RUNNING') return execution;
    await pause(signal);
  }
}

/** An execution's input names its upload. */
function isFor(input: string, { key, versionId }: { key: string; versionId: string | undefined }): boolean {
  const { upload } = JSON.parse(input) as { upload?: { key?: string; versionId?: string } };
  return upload?.key === key && (versionId === undefined || upload.versionId === versionId);
}

async function pause(signal: AbortSignal): Promise<void> {
  await wait(POLL_MS, undefined, { signal }).catch(() => undefined);
  if (signal.aborted) throw new Error('interrupted');
}
