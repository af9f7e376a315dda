// One queue: who sees which message, and when.
import { randomUUID } from 'node:crypto';
import type { Clock } from 'states-language';
import type { Place } from '../each-line.ts';
import { ServiceError } from '../service.ts';
import { seenFrom, watchSetbacks } from '../setbacks.ts';
import { Backlog } from './backlog.ts';
import type { Held } from './change.ts';
import { createDeduplication } from './deduplication.ts';
import { type Journal, journalFile, openJournal } from './journal.ts';
import type { Message, NewMessage } from './message.ts';
import { createMessageGroups } from './message-groups.ts';
import type { QueueSettings } from './queue-attributes.ts';
import { createReceipt, readReceipt } from './receipt.ts';
import { createVisibilityHeap } from './visibility-heap.ts';
import { createWaitingReceivers, type WaitingReceivers } from './waiting-receivers.ts';

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

/** A standard queue has so many messages in memory, and so many characters of their bodies, beside those that receivers hold. */
const IN_MEMORY = 1000;
const IN_MEMORY_CHARACTERS = 8 * 2 ** 20;
/** As many as one receive takes. */
const MOST_AT_ONCE = 10;

export class Queue {
  readonly #clock: Clock;
  readonly #settings: () => QueueSettings;
  readonly #deadLetter: (message: Message) => boolean;
  // In order of arrival, which is the order of a FIFO queue.
  readonly #messages = new Map<string, Message>();
  readonly #visible = new Map<string, Message>();
  /** Behind those in memory; of a standard queue with a journal. */
  readonly #backlog = new Backlog();
  #characters = 0;
  // FIFO only.
  readonly #groups = createMessageGroups();
  readonly #heap = createVisibilityHeap(
    (message) => this.#messages.get(message.id) === message && !this.#visible.has(message.id),
  );
  readonly #deduplication: ReturnType<typeof createDeduplication>;
  readonly #journal: Journal | undefined;
  readonly #receivers: WaitingReceivers;
  readonly #setback: () => number;
  #isClosed = false;
  #lastSequence = 0n;

  constructor({ name, clock, folder, settings, deadLetter }: QueueOptions) {
    this.#clock = clock;
    this.#settings = settings;
    this.#deadLetter = deadLetter;
    this.#receivers = createWaitingReceivers(clock);
    this.#setback = watchSetbacks(clock);
    this.#deduplication = createDeduplication(clock);
    this.#journal =
      folder === undefined
        ? undefined
        : openJournal(journalFile(folder, name), {
            inMemory: () => this.#messages.values(),
            backlog: this.#backlog,
          });
    const journal = this.#journal;
    for (const { place, sentAt, visibleAt, message: held } of journal?.takeLeft() ?? []) {
      if (held === undefined && this.#mayWait(visibleAt)) {
        this.#backlog.push(place, sentAt);
        continue;
      }
      const message = held ?? journal!.read(place);
      message.visibleAt = seenFrom(clock.now(), message.visibleAt, message.heldAt ?? message.sentAt);
      this.#file(message);
      this.#deduplication.remember(message, settings());
      this.#lastSequence = BigInt(message.sequenceNumber ?? 0);
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
      ...(own.isFifo ? { sequenceNumber: this.#nextSequence() } : {}),
    };
    this.#arrive(message, this.#journal?.put(message));
    this.#deduplication.remember(message, own);
    this.#receivers.wake();
    return message;
  }

  /** Takes over a message from another queue, visible at once; it has been received as often as it had been there. */
  adopt(message: Message): void {
    this.#refuseClosed();
    const { receiptHandle, firstReceivedAt, heldAt, ...kept } = message;
    const adopted: Message = {
      ...kept,
      visibleAt: this.#clock.now(),
      ...(this.#settings().isFifo ? { sequenceNumber: this.#nextSequence() } : {}),
    };
    this.#arrive(adopted, this.#journal?.put(adopted));
    this.#receivers.wake();
  }

  /** Messages that this receiver now holds; empty after `waitMs`. */
  async receive({ max, visibilityMs, waitMs, signal }: ReceiveOptions): Promise<Message[]> {
    for (let leftMs = waitMs; ; ) {
      if (this.#isClosed || signal?.aborted) return [];
      const taken = this.#take(max, visibilityMs ?? this.#settings().visibilityMs);
      if (taken.length > 0 || leftMs <= 0) return taken;
      const shownAt = this.#heap.nextAt() ?? Number.POSITIVE_INFINITY;
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
    const offered = [...this.#visible.values()].slice(0, max);
    for (const message of offered) if (take(message)) this.#forget(message);
    return offered.length;
  }

  /** Deletes by the handle of any receive; FIFO queues refuse one whose time has passed. What is gone already stays so. */
  delete(receiptHandle: string): void {
    const message = this.#receivedBy(receiptHandle);
    if (!message) return;
    this.#forget(message);
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
    if (this.#visible.has(message.id)) return;
    this.#hide(message, visibilityMs);
    this.#receivers.wake();
  }

  /** Forgets every message, and what has been sent: the same may come again at once. */
  purge(): void {
    if (this.#isClosed) return;
    this.#journal?.purge();
    this.#clear();
  }

  /** When the oldest message that nobody has deleted was sent; undefined for an empty queue. */
  oldestSentAt(): number | undefined {
    this.#refresh();
    const [first, ...others] = [...this.#messages.values()].map(({ sentAt }) => sentAt);
    // What waits is behind something in memory.
    return first === undefined
      ? undefined
      : others.reduce((oldest, at) => Math.min(oldest, at), Math.min(first, this.#backlog.oldestSentAt()));
  }

  counts(): { visible: number; notVisible: number; delayed: number } {
    this.#refresh();
    const hidden = [...this.#messages.values()].filter(({ id }) => !this.#visible.has(id));
    const notVisible = hidden.filter(({ receiptHandle }) => receiptHandle !== undefined).length;
    return {
      visible: this.#visible.size + this.#backlog.length,
      notVisible,
      delayed: hidden.length - notVisible,
    };
  }

  /** Ends all waiting receives; the messages stay on disk. */
  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#receivers.wake();
    this.#journal?.close();
  }

  /** Closes and deletes the messages. */
  remove(): void {
    this.#isClosed = true;
    this.#receivers.wake();
    this.#clear();
    this.#journal?.remove();
  }

  #clear(): void {
    this.#messages.clear();
    this.#backlog.clear();
    this.#characters = 0;
    this.#visible.clear();
    this.#groups.clear();
    this.#heap.clear();
    this.#deduplication.clear();
  }

  // Whoever still holds a queue that is gone, such as a move under way, learns so before anything is lost in it.
  #refuseClosed(): void {
    if (this.#isClosed) throw new ServiceError('QueueDoesNotExist', 'The specified queue does not exist.');
  }

  #arrive(message: Message, place: Place | undefined): void {
    if (place && this.#mayWait(message.visibleAt)) this.#backlog.push(place, message.sentAt);
    else this.#file(message);
  }

  /** Whether a message that is not held may have its place alone in memory. */
  #mayWait(visibleAt: number): boolean {
    const isAhead = this.#backlog.length > 0 || !this.#hasRoom();
    return isAhead && visibleAt <= this.#clock.now() && !this.#settings().isFifo;
  }

  #hasRoom(): boolean {
    return this.#messages.size < IN_MEMORY && this.#characters < IN_MEMORY_CHARACTERS;
  }

  /** Messages come forward from the journal, as many as there is room for and at least so many that are visible. */
  #comeForward(wanted: number): void {
    for (;;) {
      const place = this.#backlog.first();
      if (!place || !this.#journal || (this.#visible.size >= wanted && !this.#hasRoom())) return;
      const message = this.#journal.read(place);
      this.#backlog.shift();
      this.#file({ ...message, visibleAt: Math.min(message.visibleAt, this.#clock.now()) });
    }
  }

  #file(message: Message): void {
    if (!this.#messages.has(message.id)) this.#characters += message.body.length;
    this.#messages.set(message.id, message);
    if (this.#settings().isFifo) this.#groups.add(message);
    if (message.visibleAt <= this.#clock.now()) this.#visible.set(message.id, message);
    else this.#heap.add(message);
  }

  #forget(message: Message): void {
    this.#journal?.delete(message.id);
    if (this.#messages.delete(message.id)) this.#characters -= message.body.length;
    this.#visible.delete(message.id);
    this.#groups.delete(message);
  }

  /** What is hidden, or not to come again, stays so for as long as it was to. */
  #followClock(): void {
    const backMs = this.#setback();
    if (backMs === 0) return;
    this.#deduplication.putBack(backMs);
    this.#heap.clear();
    for (const message of this.#messages.values()) {
      if (this.#visible.has(message.id)) continue;
      message.visibleAt -= backMs;
      this.#heap.add(message);
    }
  }

  #refresh(wanted = MOST_AT_ONCE): void {
    this.#followClock();
    for (const message of this.#heap.takeDue(this.#clock.now())) this.#visible.set(message.id, message);
    for (const message of this.#messages.values()) {
      if (!this.#isExpired(message)) break;
      this.#forget(message);
      // Who has expired may have all the others behind it.
      if (this.#messages.size === 0) this.#comeForward(wanted);
    }
    this.#comeForward(wanted);
  }

  #isExpired(message: Message): boolean {
    return message.sentAt + this.#settings().retentionMs <= this.#clock.now();
  }

  #candidates(): Iterable<Message> {
    if (!this.#settings().isFifo) return this.#visible.values();
    return this.#groups.candidates(this.#messages.values(), ({ id }) => this.#visible.has(id));
  }

  #hold(message: Message, visibilityMs: number): Message {
    const { id, receiveCount, firstReceivedAt = this.#clock.now() } = message;
    const received = { receiveCount: receiveCount + 1, firstReceivedAt, receiptHandle: createReceipt(id) };
    this.#hide(message, visibilityMs, received);
    return { ...message };
  }

  #hide(message: Message, forMs: number, received: Partial<Held> = {}): void {
    const heldAt = this.#clock.now();
    const { id, receiveCount, firstReceivedAt, receiptHandle } = message;
    const held = { id, receiveCount, firstReceivedAt, receiptHandle, ...received };
    // As JSON has it: without what is undefined.
    this.#journal?.held({ ...held, visibleAt: heldAt + forMs, heldAt } as Held);
    Object.assign(message, received, { visibleAt: heldAt + forMs, heldAt });
    this.#visible.delete(id);
    this.#file(message);
  }

  #take(max: number, visibilityMs: number): Message[] {
    const taken: Message[] = [];
    const { maxReceiveCount } = this.#settings();
    do {
      this.#refresh(max);
      for (const message of this.#candidates()) {
        if (taken.length === max) break;
        if (this.#isExpired(message)) this.#forget(message);
        else if (message.receiveCount >= maxReceiveCount && this.#deadLetter(message)) this.#forget(message);
        else taken.push(message);
      }
      // What was visible may have gone all; something else comes forward.
    } while (taken.length < Math.min(max, 1) && this.#backlog.length > 0);
    return this.#holdAll(taken, visibilityMs);
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

  // Any handle names its message, on a standard queue also an older one. On a FIFO queue, whose order would suffer, only that of
  // whoever holds it now. Throws ReceiptHandleIsInvalid, and InvalidParameterValue for a handle that has expired.
  #receivedBy(receiptHandle: string): Message | undefined {
    this.#refresh();
    const message = this.#messages.get(readReceipt(receiptHandle));
    if (message?.receiptHandle === undefined) return undefined;
    const isHeld = message.receiptHandle === receiptHandle && !this.#visible.has(message.id);
    if (this.#settings().isFifo && !isHeld)
      throw invalidHandle(receiptHandle, 'The receipt handle has expired.');
    return message;
  }

  #nextSequence(): string {
    this.#lastSequence++;
    return String(this.#lastSequence).padStart(20, '0');
  }
}

function invalidHandle(receiptHandle: string, reason: string): ServiceError {
  return new ServiceError(
    'InvalidParameterValue',
    `Value ${receiptHandle} for parameter ReceiptHandle is invalid. Reason: ${reason}`,
  );
}
