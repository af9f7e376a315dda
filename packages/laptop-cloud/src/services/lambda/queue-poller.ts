// One running event source mapping: reads its queue, invokes its function with batches, deletes what was handled. At
// least once: what failed, or was under way when the laptop stopped, shows itself again after the visibility timeout.
import type { Clock } from 'states-language';
import { BatchesUnderWay } from '../batches-under-way.ts';
import { messageOf } from '../message-of.ts';
import { pause } from '../pause.ts';
import { failedItems } from './batch-outcome.ts';
import { filterOf, type MappingDefinition } from './event-source-definition.ts';

/** One message as the function gets it; whatever else a record carries is passed on untouched. */
export interface QueueRecord {
  messageId: string;
  receiptHandle: string;
  body: string;
  attributes: Record<string, string>;
}

/** What a poller needs of the queue it reads. */
export interface PolledQueue {
  /** Waits for a first message until `waitMs` has passed or the signal aborts; Infinity waits without a timer. */
  receive(
    queueArn: string,
    options: { max: number; waitMs: number; signal: AbortSignal },
  ): Promise<QueueRecord[]>;
  delete(queueArn: string, receiptHandles: readonly string[]): Promise<void>;
  changeVisibility(queueArn: string, receiptHandle: string, visibilityMs: number): Promise<void>;
}

export interface PollerOptions {
  definition: MappingDefinition;
  source: PolledQueue;
  /** Most invocations at once, whatever the definition says. */
  mostAtOnce: number;
  clock: Clock;
  /** Invokes the function and waits; rejects when it cannot be invoked, throttled for instance. */
  invoke(
    payload: string,
    options: { traceHeader?: string },
  ): Promise<{ payload: string; functionError?: string }>;
  /** Gets a line for each batch that failed. */
  report(line: string): void;
}

export interface Poller {
  /** Resolves once no more messages are taken; invocations may be under way. */
  stop(): Promise<void>;
  /** Resolves when it has been stopped and the invocations under way have ended. */
  ended: Promise<void>;
}

/** As many invocations at once as AWS begins with, where no MaximumConcurrency says otherwise. */
const DEFAULT_CONCURRENCY = 5;
/** Of a payload; a batch beyond it goes in several. */
const MAX_PAYLOAD_BYTES = 6 * 2 ** 20;
// A queue that cannot be read, one just deleted for instance, is not asked all the time.
const SOURCE_PAUSE_MS = 10_000;

export function startPoller(options: PollerOptions): Poller {
  const { definition, source, clock, report } = options;
  const { EventSourceArn: queueArn, BatchSize = 10, MaximumBatchingWindowInSeconds = 0 } = definition;
  const wanted = definition.ScalingConfig?.MaximumConcurrency ?? DEFAULT_CONCURRENCY;
  const limit = Math.min(wanted, options.mostAtOnce);
  const isPartial = definition.FunctionResponseTypes?.includes('ReportBatchItemFailures') ?? false;
  const isFifo = queueArn.endsWith('.fifo');
  const isWanted = filterOf(definition);
  const stopping = new AbortController();
  const { signal } = stopping;
  const underWay = new BatchesUnderWay(signal);

  async function run(): Promise<void> {
    while (!signal.aborted) {
      try {
        // A message is taken only when it can be handled at once: waiting would use up its visibility timeout.
        await underWay.fewerThan(limit);
        const batches = batchesOf(await gather());
        // In a FIFO queue the later messages of a group wait for the earlier ones.
        const now = batches.splice(0, signal.aborted ? 0 : isFifo ? 1 : batches.length);
        await release(batches.flat());
        for (const batch of now) {
          await underWay.fewerThan(limit);
          if (signal.aborted) await release(batch);
          else underWay.add(handle(batch));
        }
      } catch (error) {
        report(`lambda: ${definition.FunctionName} cannot read ${queueArn}: ${messageOf(error)}`);
        await pause(clock, SOURCE_PAUSE_MS, signal);
      }
    }
  }

  async function gather(): Promise<QueueRecord[]> {
    const records = await take(BatchSize, Number.POSITIVE_INFINITY);
    const deadline = clock.now() + MaximumBatchingWindowInSeconds * 1000;
    while (records.length < BatchSize && clock.now() < deadline && !signal.aborted)
      records.push(...(await take(BatchSize - records.length, deadline - clock.now())));
    return records;
  }

  // What the filter does not want is deleted: nobody else could read it from this queue either.
  async function take(max: number, waitMs: number): Promise<QueueRecord[]> {
    const received = await source.receive(queueArn, { max, waitMs, signal });
    const unwanted = received.filter((record) => !isWanted(record));
    if (unwanted.length > 0) await source.delete(queueArn, unwanted.map(handleOf));
    return received.filter((record) => !unwanted.includes(record));
  }

  /** Lets others have messages that were taken and not handled. */
  async function release(records: readonly QueueRecord[]): Promise<void> {
    for (const { receiptHandle } of records) await source.changeVisibility(queueArn, receiptHandle, 0);
  }

  async function handle(batch: readonly QueueRecord[]): Promise<void> {
    try {
      const done = await invoke(batch);
      await source.delete(queueArn, done.map(handleOf));
    } catch (error) {
      // Cut off by the end of the laptop: nobody handles them any more, so that the next start may have them at once.
      if (signal.aborted) await release(batch).catch(() => undefined);
      report(
        `lambda: ${definition.FunctionName} did not handle ${batch.map(({ messageId }) => messageId).join(', ')} of ${queueArn}: ${messageOf(error)}`,
      );
    }
  }

  /** The messages that were handled. */
  async function invoke(batch: readonly QueueRecord[]): Promise<readonly QueueRecord[]> {
    const { payload, functionError } = await options.invoke(
      JSON.stringify({ Records: batch }),
      traceOf(batch),
    );
    if (functionError !== undefined) throw new Error(payload);
    if (!isPartial) return batch;
    const failed = failedItems(payload, new Set(batch.map(({ messageId }) => messageId)));
    if ('reason' in failed) throw new Error(failed.reason);
    return batch.filter(({ messageId }) => !failed.has(messageId));
  }

  const running = run();
  return {
    async stop() {
      stopping.abort();
      await running;
    },
    ended: running.then(() => underWay.ended()),
  };
}

function batchesOf(records: readonly QueueRecord[]): QueueRecord[][] {
  const batches: QueueRecord[][] = [];
  let room = 0;
  for (const record of records) {
    const size = Buffer.byteLength(JSON.stringify(record)) + 1;
    if (size > room) {
      batches.push([]);
      room = MAX_PAYLOAD_BYTES - Buffer.byteLength('{"Records":[]}');
    }
    batches.at(-1)?.push(record);
    room -= size;
  }
  return batches;
}

// One trace goes through a batch of one; several messages have several.
function traceOf(batch: readonly QueueRecord[]): { traceHeader?: string } {
  const header = batch.length === 1 ? batch[0]?.attributes['AWSTraceHeader'] : undefined;
  return header === undefined ? {} : { traceHeader: header };
}

function handleOf({ receiptHandle }: QueueRecord): string {
  return receiptHandle;
}
