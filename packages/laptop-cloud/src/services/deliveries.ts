// What a service delivers of its own accord, to subscribers, targets and destinations: tried again and again, and given to a
// dead-letter queue when nothing helps. With a file, what waits or is under way when the process dies goes on with the next one.
import type { Clock } from 'states-language';
import type { Bus, DeliveryOptions } from './bus.ts';
import { type DeliveryJournal, type KeptDelivery, openDeliveryJournal } from './delivery-journal.ts';
import { messageOf } from './message-of.ts';
import {
  type DeliveryResult,
  deliverPersistently,
  type Progress,
  type RetryLimits,
} from './persistent-delivery.ts';

export interface Delivery {
  /** What it is made of again after a restart, as JSON takes it; without this it ends with the process. */
  kept?: unknown;
  /** Whose it is, as lines of the log begin: `sns: <ARN of the topic>`. */
  from: string;
  /** The ARN that it goes to. */
  to: string;
  limits: RetryLimits;
  /** One attempt. */
  send(): Promise<unknown>;
  deadLetters?: {
    arn: string;
    /** What is put into the queue, which may say why. */
    letter(failure: DeliveryResult): { text: string; options: DeliveryOptions };
    /** Throws where whoever delivers may not put it there. */
    authorize?(): void;
  };
}

export interface DeliveryOutcome {
  /** interrupted: everything closes. failed: lost, and said in the log. */
  status: 'delivered' | 'dead-lettered' | 'failed' | 'interrupted';
  /** Why the first destination has not got it. */
  reason?: string;
}

export interface DeliveriesOptions {
  bus: Bus;
  clock: Clock;
  /** Where those are kept that are not over; without it they end with the process. */
  file?: string | undefined;
  /** Gets a line for each delivery that is lost. */
  log(line: string): void;
}

/** What becomes of a delivery, unless everything closes before. */
export type Settled = (outcome: DeliveryOutcome) => void;

export class Deliveries {
  readonly #options: DeliveriesOptions;
  readonly #closing = new AbortController();
  readonly #underWay = new Set<Promise<unknown>>();
  readonly #journal: DeliveryJournal | undefined;

  constructor(options: DeliveriesOptions) {
    this.#options = options;
    if (options.file !== undefined) this.#journal = openDeliveryJournal(options.file, options.log);
  }

  /** Delivers without being waited for. */
  begin(delivery: Delivery, settled: Settled = () => {}): void {
    this.#follow(this.deliver(delivery), settled);
  }

  /** Resolves when it has arrived, here or there, or is given up. Never rejects. */
  deliver(delivery: Delivery): Promise<DeliveryOutcome> {
    const journal = delivery.kept === undefined ? undefined : this.#journal;
    const one = journal?.add(delivery.kept, this.#options.clock.now());
    const running = this.#run(delivery, one);
    if (!journal || !one) return running;
    // After the first attempt has begun, whose end may come before anything has to be written.
    journal.keep(one);
    return this.#untilOver(running, one);
  }

  /** Resolves when nothing that has begun can be lost any more: it has arrived, or is on disk. Then it may be acknowledged. */
  async kept(): Promise<void> {
    await this.#journal?.written();
  }

  /** Goes on with what an earlier process has left, and gives how many; those that deliver must be there. */
  resume(again: (kept: unknown, attempts: number) => { delivery: Delivery; settled?: Settled }): number {
    const left = this.#journal?.left() ?? [];
    for (const one of left) {
      try {
        const { delivery, settled = () => {} } = again(one.what, attemptsOf(one.progress));
        this.#follow(this.#untilOver(this.#run(delivery, one), one), settled);
      } catch (error) {
        this.#journal?.remove(one);
        this.#options.log(`a delivery that an earlier process has left is lost: ${messageOf(error)}`);
      }
    }
    return left.length;
  }

  /** Stops trying and resolves when nothing is under way. */
  async close(): Promise<void> {
    this.#closing.abort();
    await Promise.all(this.#underWay);
    this.#journal?.close();
  }

  #follow(running: Promise<DeliveryOutcome>, settled: Settled): void {
    const done = running
      .then((outcome) => {
        if (outcome.status !== 'interrupted') settled(outcome);
      })
      .finally(() => this.#underWay.delete(done));
    this.#underWay.add(done);
  }

  #untilOver(running: Promise<DeliveryOutcome>, one: KeptDelivery): Promise<DeliveryOutcome> {
    const over = running
      .then((outcome) => {
        if (outcome.status !== 'interrupted') this.#journal?.remove(one);
        return outcome;
      })
      .finally(() => this.#underWay.delete(over));
    this.#underWay.add(over);
    return over;
  }

  async #run(
    { from, to, limits, send, deadLetters }: Delivery,
    one: KeptDelivery | undefined,
  ): Promise<DeliveryOutcome> {
    const { bus, log } = this.#options;
    let lost = one?.lost;
    if (!lost) {
      const result = await this.#persist(send, limits, one);
      if (result.status !== 'failed') return { status: result.status };
      const reason = messageOf(result.error);
      if (!deadLetters) {
        log(`${from} could not deliver to ${to}: ${reason}`);
        return { status: 'failed', reason };
      }
      lost = { reason, ...deadLetters.letter(result) };
      if (one) this.#keepLost(one, lost);
    }
    const { reason, text, options } = lost;
    const arn = deadLetters?.arn ?? '';
    const deadLetter = async (): Promise<unknown> => {
      deadLetters?.authorize?.();
      return bus.deliver(arn, text, options);
    };
    const deadLettered = await this.#persist(deadLetter, limits, one);
    if (deadLettered.status === 'interrupted') return { status: 'interrupted' };
    if (deadLettered.status === 'delivered') return { status: 'dead-lettered', reason };
    log(`${from} could not deliver to its dead-letter queue ${arn}: ${messageOf(deadLettered.error)}`);
    return { status: 'failed', reason };
  }

  #keepLost(one: KeptDelivery, lost: NonNullable<KeptDelivery['lost']>): void {
    one.lost = lost;
    one.progress = { sinceMs: this.#options.clock.now(), retries: 0 };
    this.#journal?.keep(one, true);
  }

  #persist(
    attempt: () => Promise<unknown>,
    limits: RetryLimits,
    one: KeptDelivery | undefined,
  ): Promise<DeliveryResult> {
    return deliverPersistently(attempt, limits, {
      clock: this.#options.clock,
      signal: this.#closing.signal,
      ...(one ? { from: one.progress } : {}),
      waiting: (progress) => {
        if (!one) return;
        one.progress = progress;
        this.#journal?.keep(one);
      },
    });
  }
}

/** Those that have failed. */
function attemptsOf({ retries, wait }: Progress): number {
  return wait ? retries + 1 : retries;
}
