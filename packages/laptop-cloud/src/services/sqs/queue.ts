// One queue: who sees which message, and when.
import { randomUUID } from 'node:crypto';
import type { Clock } from 'states-language';
import { ServiceError } from '../service.ts';
import { watchSetbacks } from '../setbacks.ts';
import { createSeenLately } from '../timing/seen-lately.ts';
import { createSequence } from '../timing/sequence.ts';
import { createDeduplication, WINDOW_MS } from './deduplication.ts';
import { journalFile } from './journal.ts';
import type { Message, NewMessage } from './message.ts';
import type { QueueSettings } from './queue-attributes.ts';
import { QueueMessages } from './queue-messages.ts';
import { createReceipt, readReceipt } from './receipt.ts';
import { createWaitingReceivers, type WaitingReceivers } from './waiting-receivers.ts';

const PURGE_REST_MS = 60_000;

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
  /** FIFO only: who asks again by it, as the answer was lost, gets the same messages, held anew. */
  attemptId?: string;
}

export class Queue {
  readonly #clock: Clock;
  readonly #settings: () => QueueSettings;
  readonly #deadLetter: (message: Message) => boolean;
  readonly #messages: QueueMessages;
  // FIFO only.
  readonly #deduplication: ReturnType<typeof createDeduplication>;
  readonly #sequence: ReturnType<typeof createSequence>;
  readonly #attempts: ReturnType<typeof createSeenLately<readonly Message[]>>;
  readonly #receivers: WaitingReceivers;
  readonly #setback: () => number;
  readonly #name: string;
  #purgedAtMs = Number.NEGATIVE_INFINITY;
  #isClosed = false;

  constructor({ name, clock, folder, settings, deadLetter }: QueueOptions) {
    this.#name = name;
    this.#clock = clock;
    this.#settings = settings;
    this.#deadLetter = deadLetter;
    this.#receivers = createWaitingReceivers(clock);
    this.#setback = watchSetbacks(clock);
    this.#deduplication = createDeduplication(clock);
    this.#sequence = createSequence(clock);
    this.#attempts = createSeenLately(clock, WINDOW_MS);
    this.#messages = new QueueMessages({
      clock,
      settings,
      file: folder === undefined ? undefined : journalFile(folder, name),
      seenSinceMs: settings().isFifo ? clock.now() - WINDOW_MS : Number.POSITIVE_INFINITY,
      remembered: () => this.#deduplication.remembered(),
    });
    for (const message of this.#messages.takeUp()) {
      this.#deduplication.remember(message, settings());
      this.#sequence.comesAfter(message.sequenceNumber);
    }
  }

  /** Adds a message; a FIFO queue answers a repetition within five minutes with the first one. */
  send(fresh: NewMessage, delayMs?: number): Message {
    this.#refuseClosed();
    const own = this.#settings();
    this.#followClock();
    const earlier = this.#deduplication.find(fresh, own);
    if (earlier) return earlier;
    const now = this.#clock.now();
    const message: Message = {
      ...fresh,
      id: randomUUID(),
      sentAt: now,
      visibleAt: now + (delayMs ?? own.delayMs),
      receiveCount: 0,
      ...(own.isFifo ? { sequenceNumber: this.#sequence.next() } : {}),
    };
    this.#messages.arrive(message);
    this.#deduplication.remember(message, own);
    this.#receivers.wake();
    return message;
  }

  /** Takes over a message from another queue, visible at once; it has been received as often as it had been there. */
  adopt(message: Message): void {
    this.#refuseClosed();
    const { receiptHandle, firstReceivedAt, heldAt, ...kept } = message;
    const visibleAt = this.#clock.now();
    this.#messages.arrive(
      this.#settings().isFifo
        ? { ...kept, visibleAt, sequenceNumber: this.#sequence.next(), isAdopted: true }
        : { ...kept, visibleAt },
    );
    this.#receivers.wake();
  }

  /** Messages that this receiver now holds; empty after `waitMs`. */
  async receive({ max, visibilityMs, waitMs, signal, attemptId }: ReceiveOptions): Promise<Message[]> {
    const before = attemptId === undefined ? [] : this.#heldAnew(attemptId, visibilityMs);
    if (before.length > 0) return [...before];
    for (let leftMs = waitMs; ; ) {
      if (this.#isClosed || signal?.aborted) return [];
      const taken = this.#take(max, visibilityMs ?? this.#settings().visibilityMs);
      if (attemptId !== undefined && taken.length > 0) this.#attempts.remember(attemptId, taken);
      if (taken.length > 0 || leftMs <= 0) return taken;
      const shownAt = this.#messages.nextShownAt() ?? Number.POSITIVE_INFINITY;
      leftMs -= await this.#receivers.wait(Math.min(leftMs, shownAt - this.#clock.now()), signal);
    }
  }

  /**
   * Offers visible messages, without counting it as a receive, and removes those that are taken: after they have arrived, so that
   * a crash in between doubles one and loses none. The number offered.
   */
  withdraw(max: number, take: (message: Message) => boolean): number {
    if (this.#isClosed) return 0;
    this.#refresh(max);
    const offered = [...this.#messages.visible()].slice(0, max);
    for (const message of offered) if (take(message)) this.#messages.forget(message);
    return offered.length;
  }

  /** Deletes by the handle of any receive; FIFO queues refuse one whose time has passed. What is gone already stays so. */
  delete(receiptHandle: string): void {
    const message = this.#receivedBy(receiptHandle);
    if (!message) return;
    this.#messages.forget(message);
    // The next message of its group may be free now.
    if (this.#settings().isFifo) this.#receivers.wake();
  }

  changeVisibility(receiptHandle: string, visibilityMs: number): void {
    const message = this.#receivedBy(receiptHandle);
    if (!message) {
      throw invalidHandle(
        receiptHandle,
        'Message does not exist or is not available for visibility timeout change.',
      );
    }
    // Nobody holds it any more, so there is nothing to change.
    if (this.#messages.isVisible(message)) return;
    this.#messages.hide(message, visibilityMs);
    this.#receivers.wake();
  }

  /** Forgets every message, and what has been sent: the same may come again at once. Once a minute, or throws PurgeQueueInProgress. */
  purge(): void {
    if (this.#isClosed) return;
    const lastMs = this.#clock.now() - this.#purgedAtMs;
    if (lastMs >= 0 && lastMs < PURGE_REST_MS)
      throw new ServiceError(
        'PurgeQueueInProgress',
        `Only one PurgeQueue operation on ${this.#name} is allowed every 60 seconds.`,
        403,
      );
    this.#purgedAtMs = this.#clock.now();
    this.#messages.purge();
    this.#deduplication.clear();
  }

  /** When the oldest message that nobody has deleted was sent; undefined for an empty queue. */
  oldestSentAt(): number | undefined {
    this.#refresh();
    return this.#messages.oldestSentAt();
  }

  counts(): { visible: number; notVisible: number; delayed: number } {
    this.#refresh();
    return this.#messages.counts();
  }

  /** Ends all waiting receives; the messages stay on disk. */
  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#receivers.wake();
    this.#messages.close();
  }

  /** Closes and deletes the messages. */
  remove(): void {
    this.#isClosed = true;
    this.#receivers.wake();
    this.#messages.remove();
    this.#deduplication.clear();
  }

  // Whoever still holds a queue that is gone, such as a move under way, learns so before anything is lost in it.
  #refuseClosed(): void {
    if (this.#isClosed) throw new ServiceError('QueueDoesNotExist', 'The specified queue does not exist.');
  }

  /** What is hidden, or not to come again, stays so for as long as it was to. */
  #followClock(): void {
    const backMs = this.#setback();
    if (backMs === 0) return;
    this.#deduplication.putBack(backMs);
    this.#messages.putBack(backMs);
  }

  #refresh(wanted?: number): void {
    this.#followClock();
    this.#messages.refresh(wanted);
  }

  #take(max: number, visibilityMs: number): Message[] {
    const taken: Message[] = [];
    const { maxReceiveCount } = this.#settings();
    const messages = this.#messages;
    do {
      this.#refresh(max);
      for (const message of messages.candidates()) {
        if (taken.length === max) break;
        if (messages.isExpired(message)) messages.forget(message);
        else if (message.receiveCount >= maxReceiveCount && this.#deadLetter(message))
          messages.forget(message);
        else taken.push(message);
      }
      // What was visible may have gone all; something else comes forward.
    } while (taken.length < Math.min(max, 1) && messages.hasMore());
    return this.#holdAll(taken, visibilityMs);
  }

  /** What an attempt took, if all of it is still held by that. */
  #heldAnew(attemptId: string, visibilityMs = this.#settings().visibilityMs): readonly Message[] {
    this.#refresh();
    const taken = this.#attempts.find(attemptId) ?? [];
    const held = taken.flatMap(({ id, receiptHandle }) => {
      const message = this.#messages.get(id);
      const isHeld = message?.receiptHandle === receiptHandle && !this.#messages.isVisible(message!);
      return isHeld ? [message!] : [];
    });
    if (held.length < taken.length) return [];
    for (const message of held) this.#messages.hide(message, visibilityMs);
    return taken;
  }

  /** Those before one that the disk does not take are held, and are to be handed out. */
  #holdAll(messages: readonly Message[], visibilityMs: number): Message[] {
    const held: Message[] = [];
    for (const message of messages) {
      try {
        held.push(this.#hold(message, visibilityMs));
      } catch (error) {
        if (held.length === 0) throw error;
        break;
      }
    }
    return held;
  }

  #hold(message: Message, visibilityMs: number): Message {
    const { id, receiveCount, firstReceivedAt = this.#clock.now() } = message;
    const received = { receiveCount: receiveCount + 1, firstReceivedAt, receiptHandle: createReceipt(id) };
    this.#messages.hide(message, visibilityMs, received);
    return { ...message };
  }

  // Any handle names its message, on a standard queue also an older one. On a FIFO queue, whose order would suffer, only that of
  // whoever holds it now. Throws ReceiptHandleIsInvalid, and InvalidParameterValue for a handle that has expired.
  #receivedBy(receiptHandle: string): Message | undefined {
    this.#refresh();
    const message = this.#messages.get(readReceipt(receiptHandle));
    if (message?.receiptHandle === undefined) return undefined;
    const isHeld = message.receiptHandle === receiptHandle && !this.#messages.isVisible(message);
    if (this.#settings().isFifo && !isHeld)
      throw invalidHandle(receiptHandle, 'The receipt handle has expired.');
    return message;
  }
}

function invalidHandle(receiptHandle: string, reason: string): ServiceError {
  return new ServiceError(
    'InvalidParameterValue',
    `Value ${receiptHandle} for parameter ReceiptHandle is invalid. Reason: ${reason}`,
  );
}
