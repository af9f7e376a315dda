// One queue: who sees which message, and when.
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type { Clock } from 'states-language';
import { pause } from '../pause.ts';
import { ServiceError } from '../service.ts';
import { createDeduplication } from './deduplication.ts';
import { type Journal, openJournal } from './journal.ts';
import type { Message, NewMessage } from './message.ts';
import type { QueueSettings } from './queue-attributes.ts';
import { createReceipt, readReceipt } from './receipt.ts';
import { createVisibilityHeap } from './visibility-heap.ts';

export interface QueueOptions {
  name: string;
  clock: Clock;
  /** Where the journal lies; without it the messages live as long as the process. */
  folder?: string;
  /** Read anew for each decision, so that changed attributes hold at once. */
  settings: () => QueueSettings;
  /** Takes a message that has been received too often; false leaves it here. */
  deadLetter: (message: Message) => boolean;
}

export interface ReceiveOptions {
  max: number;
  /** Default: the queue's own. */
  visibilityMs?: number;
  /** How long to wait for a first message; Infinity waits until the signal aborts or the queue closes. */
  waitMs: number;
  signal?: AbortSignal;
}

export interface Queue {
  /** Adds a message; a FIFO queue answers a repetition within five minutes with the first one. */
  send(message: NewMessage, delayMs?: number): Message;
  /** Takes over a message from another queue, visible at once. */
  adopt(message: Message): void;
  /** Messages that this receiver now holds; empty after `waitMs`. */
  receive(options: ReceiveOptions): Promise<Message[]>;
  /** Removes and returns visible messages, without counting it as a receive. */
  withdraw(max: number): Message[];
  /** Deletes by the handle of the latest receive; an outdated handle deletes nothing, as in SQS. */
  delete(receiptHandle: string): void;
  changeVisibility(receiptHandle: string, visibilityMs: number): void;
  purge(): void;
  counts(): { visible: number; notVisible: number; delayed: number };
  /** Ends all waiting receives; the messages stay on disk. */
  close(): void;
  /** Closes and deletes the messages. */
  remove(): void;
}

export function createQueue(options: QueueOptions): Queue {
  const { clock, settings } = options;
  // In order of arrival, which is the order of a FIFO queue.
  const messages = new Map<string, Message>();
  const visible = new Map<string, Message>();
  const heap = createVisibilityHeap(
    (message) => messages.get(message.id) === message && !visible.has(message.id),
  );
  const deduplication = createDeduplication(clock);
  const waiting = new Set<AbortController>();
  let isClosed = false;
  let lastSequence = 0n;

  const journal: Journal | undefined =
    options.folder === undefined
      ? undefined
      : openJournal(join(options.folder, `${options.name}.jsonl`), () => messages.values());
  for (const message of journal?.messages ?? []) {
    file(message);
    deduplication.remember(message, settings());
    lastSequence = BigInt(message.sequenceNumber ?? 0);
  }

  function file(message: Message): void {
    messages.set(message.id, message);
    if (message.visibleAt <= clock.now()) visible.set(message.id, message);
    else heap.add(message);
  }

  function forget(message: Message): void {
    messages.delete(message.id);
    visible.delete(message.id);
    journal?.delete(message.id);
  }

  function wake(): void {
    for (const waiter of [...waiting]) waiter.abort();
  }

  function refresh(): void {
    for (const message of heap.takeDue(clock.now())) visible.set(message.id, message);
    for (const message of messages.values()) {
      if (!isExpired(message)) break;
      forget(message);
    }
  }

  function isExpired(message: Message): boolean {
    return message.sentAt + settings().retentionMs <= clock.now();
  }

  function* candidates(): Iterable<Message> {
    if (!settings().isFifo) return yield* visible.values();
    const blocked = new Set<string | undefined>();
    for (const message of messages.values()) {
      // While one message of a group is held or delayed, those behind it wait.
      if (!visible.has(message.id)) blocked.add(message.groupId);
      else if (!blocked.has(message.groupId)) yield message;
    }
  }

  function hold(message: Message, visibilityMs: number): Message {
    const now = clock.now();
    message.receiveCount++;
    message.firstReceivedAt ??= now;
    message.receiptHandle = createReceipt(message.id);
    hide(message, now + visibilityMs);
    return { ...message };
  }

  function hide(message: Message, visibleAt: number): void {
    message.visibleAt = visibleAt;
    visible.delete(message.id);
    file(message);
    journal?.held(message);
  }

  function take(max: number, visibilityMs: number): Message[] {
    refresh();
    const taken: Message[] = [];
    const { maxReceiveCount } = settings();
    for (const message of candidates()) {
      if (taken.length === max) break;
      if (isExpired(message)) forget(message);
      else if (message.receiveCount >= maxReceiveCount && options.deadLetter(message)) forget(message);
      else taken.push(message);
    }
    return taken.map((message) => hold(message, visibilityMs));
  }

  async function change(untilMs: number, signal: AbortSignal | undefined): Promise<void> {
    const waiter = new AbortController();
    const stop = () => waiter.abort();
    waiting.add(waiter);
    signal?.addEventListener('abort', stop);
    await pause(clock, untilMs - clock.now(), waiter.signal);
    signal?.removeEventListener('abort', stop);
    waiting.delete(waiter);
  }

  function heldBy(receiptHandle: string): Message | undefined {
    const message = messages.get(readReceipt(receiptHandle));
    return message?.receiptHandle === receiptHandle ? message : undefined;
  }

  return {
    send(fresh, delayMs) {
      const own = settings();
      const earlier = deduplication.find(fresh, own);
      if (earlier) return earlier;
      const now = clock.now();
      const message: Message = {
        ...fresh,
        id: randomUUID(),
        sentAt: now,
        visibleAt: now + (delayMs ?? own.delayMs),
        receiveCount: 0,
        ...(own.isFifo ? { sequenceNumber: nextSequence() } : {}),
      };
      journal?.put(message);
      file(message);
      deduplication.remember(message, own);
      wake();
      return message;
    },
    adopt(message) {
      const { receiptHandle, firstReceivedAt, ...kept } = message;
      const adopted: Message = {
        ...kept,
        visibleAt: clock.now(),
        receiveCount: 0,
        ...(settings().isFifo ? { sequenceNumber: nextSequence() } : {}),
      };
      journal?.put(adopted);
      file(adopted);
      wake();
    },
    async receive({ max, visibilityMs, waitMs, signal }) {
      const deadline = clock.now() + waitMs;
      for (;;) {
        if (isClosed || signal?.aborted) return [];
        const taken = take(max, visibilityMs ?? settings().visibilityMs);
        if (taken.length > 0 || clock.now() >= deadline) return taken;
        await change(Math.min(deadline, heap.nextAt() ?? Number.POSITIVE_INFINITY), signal);
      }
    },
    withdraw(max) {
      refresh();
      const withdrawn = [...visible.values()].slice(0, max);
      for (const message of withdrawn) forget(message);
      return withdrawn;
    },
    delete(receiptHandle) {
      const message = heldBy(receiptHandle);
      if (!message) return;
      forget(message);
      // The next message of its group may be free now.
      if (settings().isFifo) wake();
    },
    changeVisibility(receiptHandle, visibilityMs) {
      refresh();
      const message = heldBy(receiptHandle);
      if (!message || visible.has(message.id)) {
        throw new ServiceError(
          'MessageNotInflight',
          `Value ${receiptHandle} for parameter ReceiptHandle is invalid. Reason: Message does not exist or is not available for visibility timeout change.`,
        );
      }
      hide(message, clock.now() + visibilityMs);
      wake();
    },
    purge() {
      messages.clear();
      visible.clear();
      heap.clear();
      journal?.purge();
    },
    counts() {
      refresh();
      const hidden = [...messages.values()].filter(({ id }) => !visible.has(id));
      const notVisible = hidden.filter(({ receiptHandle }) => receiptHandle !== undefined).length;
      return { visible: visible.size, notVisible, delayed: hidden.length - notVisible };
    },
    close() {
      if (isClosed) return;
      isClosed = true;
      wake();
      journal?.close();
    },
    remove() {
      isClosed = true;
      wake();
      journal?.remove();
    },
  };

  function nextSequence(): string {
    lastSequence++;
    return String(lastSequence).padStart(20, '0');
  }
}
