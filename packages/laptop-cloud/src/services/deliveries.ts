// What a service delivers of its own accord, to subscribers, targets and destinations: tried again and again, and given to a
// dead-letter queue when nothing helps.
import type { Clock } from 'states-language';
import type { Bus, DeliveryOptions } from './bus.ts';
import { messageOf } from './message-of.ts';
import { type DeliveryResult, deliverPersistently, type RetryLimits } from './persistent-delivery.ts';

export interface Delivery {
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
  /** Gets a line for each delivery that is lost. */
  log(line: string): void;
}

export class Deliveries {
  readonly #options: DeliveriesOptions;
  readonly #closing = new AbortController();
  readonly #underWay = new Set<Promise<void>>();

  constructor(options: DeliveriesOptions) {
    this.#options = options;
  }

  /** Delivers without being waited for; `settled` gets what became of it, unless everything closes before. */
  begin(delivery: Delivery, settled: (outcome: DeliveryOutcome) => void = () => {}): void {
    const done = this.deliver(delivery)
      .then((outcome) => {
        if (outcome.status !== 'interrupted') settled(outcome);
      })
      .finally(() => this.#underWay.delete(done));
    this.#underWay.add(done);
  }

  /** Resolves when it has arrived, here or there, or is given up. Never rejects. */
  async deliver({ from, to, limits, send, deadLetters }: Delivery): Promise<DeliveryOutcome> {
    const { bus, log } = this.#options;
    const result = await this.#persist(send, limits);
    if (result.status !== 'failed') return { status: result.status };
    const reason = messageOf(result.error);
    if (!deadLetters) {
      log(`${from} could not deliver to ${to}: ${reason}`);
      return { status: 'failed', reason };
    }
    const { arn } = deadLetters;
    const { text, options } = deadLetters.letter(result);
    const deadLetter = async (): Promise<unknown> => {
      deadLetters.authorize?.();
      return bus.deliver(arn, text, options);
    };
    const deadLettered = await this.#persist(deadLetter, limits);
    if (deadLettered.status === 'interrupted') return { status: 'interrupted' };
    if (deadLettered.status === 'delivered') return { status: 'dead-lettered', reason };
    log(`${from} could not deliver to its dead-letter queue ${arn}: ${messageOf(deadLettered.error)}`);
    return { status: 'failed', reason };
  }

  /** Stops trying and resolves when nothing is under way. */
  async close(): Promise<void> {
    this.#closing.abort();
    await Promise.all(this.#underWay);
  }

  #persist(attempt: () => Promise<unknown>, limits: RetryLimits): Promise<DeliveryResult> {
    return deliverPersistently(attempt, limits, { clock: this.#options.clock, signal: this.#closing.signal });
  }
}
