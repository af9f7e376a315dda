// One running pipe: reads its queue, sends batches on, deletes what arrived. At least once: what did not arrive stays in
// the queue, whose visibility timeout and redrive policy decide what becomes of it. An idle pipe waits without a timer.
import type { Clock } from 'states-language';
import { BatchesUnderWay } from '../batches-under-way.ts';
import { messageOf } from '../message-of.ts';
import { pause } from '../pause.ts';
import { batchingOf, compileFilters, type PipeContext } from './pipe-definition.ts';
import type { PipeRecord, PipeSource } from './pipe-source.ts';
import type { SendBatch } from './pipe-target.ts';

export interface RunningPipe {
  /** Resolves once no more messages are taken; batches may be under way. */
  stop(): Promise<void>;
  /** Resolves when it has been stopped and the batches under way have ended. */
  ended: Promise<void>;
}

export interface PipeOptions {
  pipe: PipeContext;
  source: PipeSource;
  send: SendBatch;
  clock: Clock;
  /** Gets a line for each batch that failed. */
  report: (line: string) => void;
}

// As many batches are under way at once as AWS starts with.
const MAX_BATCHES = 5;
// A source that cannot be read, a deleted queue for instance, is not asked all the time.
const SOURCE_PAUSE_MS = 10_000;

export function startPipe({ pipe, source, send, clock, report }: PipeOptions): RunningPipe {
  const { Source: queueArn } = pipe.properties;
  const batching = batchingOf(pipe.properties);
  const isWanted = compileFilters(pipe.properties);
  const stopping = new AbortController();
  const { signal } = stopping;
  const underWay = new BatchesUnderWay(signal);

  async function run(): Promise<void> {
    while (!signal.aborted) {
      try {
        const records = await gather();
        if (records.length > 0) underWay.add(handle(records));
        await underWay.fewerThan(MAX_BATCHES);
      } catch (error) {
        report(`pipes: ${pipe.name} cannot read ${queueArn}: ${messageOf(error)}`);
        await pause(clock, SOURCE_PAUSE_MS, signal);
      }
    }
  }

  async function gather(): Promise<PipeRecord[]> {
    const first = await source.receive(queueArn, {
      max: batching.size,
      waitMs: Number.POSITIVE_INFINITY,
      signal,
    });
    const deadline = clock.now() + batching.windowMs;
    const records = [...first];
    while (records.length < batching.size && clock.now() < deadline && !signal.aborted) {
      const more = await source.receive(queueArn, {
        max: batching.size - records.length,
        waitMs: deadline - clock.now(),
        signal,
      });
      records.push(...more);
    }
    return records;
  }

  async function handle(records: readonly PipeRecord[]): Promise<void> {
    try {
      const wanted = records.filter(isWanted);
      const failed = wanted.length === 0 ? new Set<string>() : await send(wanted);
      const done = records.filter(({ messageId }) => !failed.has(messageId));
      await source.delete(
        queueArn,
        done.map(({ receiptHandle }) => receiptHandle),
      );
    } catch (error) {
      const ids = records.map(({ messageId }) => messageId).join(', ');
      report(`pipes: ${pipe.name} could not send ${ids} to ${pipe.properties.Target}: ${messageOf(error)}`);
    }
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
