// The messages of one queue: which of them are in memory and which wait in the journal alone, and which can be seen. Whatever changes
// is in the journal before.
import type { Clock } from 'states-language';
import { seenFrom } from '../setbacks.ts';
import { Backlog } from './backlog.ts';
import type { Held } from './change.ts';
import { type Journal, openJournal } from './journal.ts';
import type { Message } from './message.ts';
import { createMessageGroups } from './message-groups.ts';
import type { QueueSettings } from './queue-attributes.ts';
import { createVisibilityHeap } from './visibility-heap.ts';

export interface QueueMessagesOptions {
  clock: Clock;
  settings: () => QueueSettings;
  /** The journal; without it the messages live as long as the process. */
  file: string | undefined;
  /** Those that were sent since then have to be known when they are gone. */
  seenSinceMs: number;
  /** Those of them that are known by now. */
  remembered: () => Message[];
}

/** A standard queue has so many messages in memory, and so many characters of their bodies, beside those that receivers hold. */
const IN_MEMORY = 1000;
const IN_MEMORY_CHARACTERS = 8 * 2 ** 20;
/** As many as one receive takes. */
const MOST_AT_ONCE = 10;

export class QueueMessages {
  readonly #clock: Clock;
  readonly #settings: () => QueueSettings;
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
  readonly #journal: Journal | undefined;

  constructor({ clock, settings, file, seenSinceMs, remembered }: QueueMessagesOptions) {
    this.#clock = clock;
    this.#settings = settings;
    if (file === undefined) return;
    const live = {
      inMemory: () => this.#messages.values(),
      backlog: this.#backlog,
      seen: () => remembered().filter(({ id }) => !this.#messages.has(id)),
    };
    this.#journal = openJournal(file, live, seenSinceMs);
  }

  /** Takes up what an earlier process has left; gives what a FIFO queue knows repetitions by and goes on counting from, oldest first. */
  takeUp(): Message[] {
    const now = this.#clock.now();
    const journal = this.#journal;
    const known = journal?.takeSeen() ?? [];
    for (const { place, sentAt, visibleAt, message: held } of journal?.takeLeft() ?? []) {
      if (held === undefined && this.#mayWait(visibleAt)) {
        this.#backlog.push(place, sentAt);
        continue;
      }
      const message = held ?? journal!.read(place);
      message.visibleAt = seenFrom(now, message.visibleAt, message.heldAt ?? message.sentAt);
      this.#file(message);
      known.push(message);
    }
    return known.sort((one, other) => one.sentAt - other.sentAt);
  }

  arrive(message: Message): void {
    const place = this.#journal?.put(message);
    if (place && this.#mayWait(message.visibleAt)) this.#backlog.push(place, message.sentAt);
    else this.#file(message);
  }

  forget(message: Message): void {
    this.#journal?.delete(message.id);
    if (this.#messages.delete(message.id)) this.#characters -= message.body.length;
    this.#visible.delete(message.id);
    this.#groups.delete(message);
  }

  hide(message: Message, forMs: number, received: Partial<Held> = {}): void {
    const heldAt = this.#clock.now();
    const { id, receiveCount, firstReceivedAt, receiptHandle } = message;
    const held = { id, receiveCount, firstReceivedAt, receiptHandle, ...received };
    // As JSON has it: without what is undefined.
    this.#journal?.held({ ...held, visibleAt: heldAt + forMs, heldAt } as Held);
    Object.assign(message, received, { visibleAt: heldAt + forMs, heldAt });
    this.#visible.delete(id);
    this.#file(message);
  }

  /** One of those in memory, where all are that somebody has received. */
  get(id: string): Message | undefined {
    return this.#messages.get(id);
  }

  isVisible({ id }: Message): boolean {
    return this.#visible.has(id);
  }

  visible(): Iterable<Message> {
    return this.#visible.values();
  }

  /** Those that may be received, in the order in which they are to be. */
  candidates(): Iterable<Message> {
    if (!this.#settings().isFifo) return this.#visible.values();
    return this.#groups.candidates(this.#visible.values(), ({ id }) => this.#visible.has(id));
  }

  /** Whether some wait that are not in memory. */
  hasMore(): boolean {
    return this.#backlog.length > 0;
  }

  isExpired(message: Message): boolean {
    return message.sentAt + this.#settings().retentionMs <= this.#clock.now();
  }

  /** When the next one can be seen. */
  nextShownAt(): number | undefined {
    return this.#heap.nextAt();
  }

  /** Shows what is due, forgets what has expired, and has so many come forward where they wait. */
  refresh(wanted = MOST_AT_ONCE): void {
    for (const message of this.#heap.takeDue(this.#clock.now())) this.#visible.set(message.id, message);
    for (const message of this.#messages.values()) {
      if (!this.isExpired(message)) break;
      this.forget(message);
      // Who has expired may have all the others behind it.
      if (this.#messages.size === 0) this.#comeForward(wanted);
    }
    this.#comeForward(wanted);
  }

  /** The clock was put back by so much: what is hidden stays so for as long as it was to. */
  putBack(ms: number): void {
    this.#heap.clear();
    for (const message of this.#messages.values()) {
      if (this.#visible.has(message.id)) continue;
      message.visibleAt -= ms;
      this.#heap.add(message);
    }
  }

  /** When the oldest was sent; undefined where there is none. */
  oldestSentAt(): number | undefined {
    const [first, ...others] = [...this.#messages.values()].map(({ sentAt }) => sentAt);
    // What waits is behind something in memory.
    return first === undefined
      ? undefined
      : others.reduce((oldest, at) => Math.min(oldest, at), Math.min(first, this.#backlog.oldestSentAt()));
  }

  counts(): { visible: number; notVisible: number; delayed: number } {
    const hidden = [...this.#messages.values()].filter(({ id }) => !this.#visible.has(id));
    const notVisible = hidden.filter(({ receiptHandle }) => receiptHandle !== undefined).length;
    return {
      visible: this.#visible.size + this.#backlog.length,
      notVisible,
      delayed: hidden.length - notVisible,
    };
  }

  purge(): void {
    this.#journal?.purge();
    this.#clear();
  }

  /** The messages stay on disk. */
  close(): void {
    this.#journal?.close();
  }

  remove(): void {
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
}
