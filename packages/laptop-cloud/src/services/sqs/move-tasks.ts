// Redrive: moves the messages of a dead-letter queue back to where they came from, or to a queue of choice.
// Source: SQS API Reference, StartMessageMoveTask.
import { randomUUID } from 'node:crypto';
import type { Clock } from 'states-language';
import { messageOf } from '../message-of.ts';
import { pause } from '../pause.ts';
import { ServiceError } from '../service.ts';
import type { Message } from './message.ts';
import type { QueueEntry, Queues } from './queues.ts';

export interface MoveTask {
  handle: string;
  status: 'RUNNING' | 'COMPLETED' | 'CANCELLING' | 'CANCELLED' | 'FAILED';
  sourceArn: string;
  destinationArn?: string;
  maxPerSecond?: number;
  moved: number;
  toMove: number;
  startedAt: number;
  failureReason?: string;
}

export interface MoveTasks {
  start(source: QueueEntry, options: { destination?: QueueEntry; maxPerSecond?: number }): MoveTask;
  /** Asks a running task to stop; throws ResourceNotFoundException for any other. */
  cancel(task: MoveTask): void;
  named(handle: string): MoveTask;
  /** The latest tasks of a queue first. */
  of(sourceArn: string): MoveTask[];
  /** Stops all tasks and resolves when they have ended. */
  close(): Promise<void>;
}

const NO_QUEUE = 'AWS.SimpleQueueService.NonExistentQueue';
// SQS moves at most this many a second.
const MAX_PER_SECOND = 500;

/** `log` gets a line for each task that failed in a way nobody foresaw. */
export function createMoveTasks(queues: Queues, clock: Clock, log: (line: string) => void): MoveTasks {
  const tasks: MoveTask[] = [];
  const running = new Map<MoveTask, Promise<void>>();
  const closing = new AbortController();

  async function run(task: MoveTask, source: QueueEntry): Promise<void> {
    while (task.status === 'RUNNING') {
      if (!queues.all().includes(source)) {
        task.status = 'FAILED';
        task.failureReason = NO_QUEUE;
        return;
      }
      const offered = source.queue.withdraw(task.maxPerSecond ?? MAX_PER_SECOND, (message) =>
        move(task, message),
      );
      if (offered === 0) {
        task.status = 'COMPLETED';
        return;
      }
      if (task.status !== 'RUNNING') break;
      if (task.maxPerSecond !== undefined) await pause(clock, 1000, closing.signal);
      if (closing.signal.aborted) task.status = 'CANCELLING';
    }
    if (task.status === 'CANCELLING') task.status = 'CANCELLED';
  }

  // What cannot be moved stays where it is, so that nothing is ever lost.
  function move(task: MoveTask, message: Message): boolean {
    if (task.status === 'FAILED') return false;
    const destinationArn = task.destinationArn ?? message.deadLetterSourceArn;
    const destination = queues.all().find(({ arn }) => arn === destinationArn);
    if (!destination) {
      task.status = 'FAILED';
      task.failureReason = destinationArn ? NO_QUEUE : 'CouldNotDetermineMessageSource';
      return false;
    }
    const { deadLetterSourceArn, ...redriven } = message;
    // What is redriven counts as a new message.
    destination.queue.adopt({ ...redriven, id: randomUUID(), sentAt: clock.now(), receiveCount: 0 });
    task.moved++;
    return true;
  }

  return {
    start(source, { destination, maxPerSecond }) {
      if (tasks.some(({ sourceArn, status }) => sourceArn === source.arn && status === 'RUNNING')) {
        throw new ServiceError(
          'InvalidParameterValue',
          'There is already a task running. Only one active task is allowed for a source queue arn at a given time.',
        );
      }
      const task: MoveTask = {
        handle: handleOf({ taskId: randomUUID(), sourceArn: source.arn }),
        status: 'RUNNING',
        sourceArn: source.arn,
        ...(destination ? { destinationArn: destination.arn } : {}),
        ...(maxPerSecond === undefined ? {} : { maxPerSecond }),
        moved: 0,
        toMove: source.queue.counts().visible,
        startedAt: clock.now(),
      };
      tasks.unshift(task);
      running.set(
        task,
        run(task, source)
          .catch((error: unknown) => {
            task.status = 'FAILED';
            task.failureReason = messageOf(error);
            log(`sqs: moving the messages of ${source.arn} failed: ${task.failureReason}`);
          })
          .finally(() => running.delete(task)),
      );
      return task;
    },
    cancel(task) {
      if (task.status !== 'RUNNING') {
        throw notFound('Active task does not exist.');
      }
      task.status = 'CANCELLING';
    },
    named(handle) {
      const task = tasks.find((one) => one.handle === handle);
      if (task) return task;
      const sourceArn = sourceArnIn(handle);
      if (!queues.all().some(({ arn }) => arn === sourceArn)) throw noQueueOf('SourceArn');
      throw notFound('Task does not exist.');
    },
    of: (sourceArn) => tasks.filter((task) => task.sourceArn === sourceArn),
    async close() {
      closing.abort();
      await Promise.all(running.values());
    },
  };
}

/** As AWS makes them. */
function handleOf(task: { taskId: string; sourceArn: string }): string {
  return Buffer.from(JSON.stringify(task)).toString('base64');
}

/** Throws for what is no handle. */
function sourceArnIn(handle: string): string {
  try {
    const { taskId, sourceArn } = JSON.parse(Buffer.from(handle, 'base64').toString()) as Record<
      string,
      unknown
    >;
    if (typeof taskId === 'string' && typeof sourceArn === 'string') return sourceArn;
  } catch {
    // Not JSON is one of the ways of being no handle.
  }
  throw new ServiceError('InvalidParameterValue', 'Value for parameter TaskHandle is invalid.');
}

/** What an ARN of a request names is not there. */
export function noQueueOf(parameter: string): ServiceError {
  return notFound(`The resource that you specified for the ${parameter} parameter doesn't exist.`);
}

function notFound(message: string): ServiceError {
  return new ServiceError('ResourceNotFoundException', message, 404);
}
