// Asynchronous invocations: accepted at once and kept until they are over, tried again as Lambda does, told to a destination
// or dead-lettered. Source: Lambda Developer Guide, "How Lambda handles errors and retries with asynchronous
// invocation".
import { randomUUID } from 'node:crypto';
import type { Clock } from 'states-language';
import type { Invocation, InvokeOptions } from '../../lambda/invocation.ts';
import type { LambdaFunction } from '../../lambda/lambda-function.ts';
import type { Bus, DeliveryOptions } from '../bus.ts';
import { Deliveries } from '../deliveries.ts';
import { authorizeRole } from '../delivery-rights.ts';
import { messageOf } from '../message-of.ts';
import { pause } from '../pause.ts';
import { type Principal, ServiceError } from '../service.ts';
import type { AsyncEvent, InvocationOutcome } from './async-event.ts';
import type { AsyncJournal } from './async-journal.ts';
import { deadLetterOptions, recordFor } from './invocation-record.ts';
import type { InvokeSettings } from './invoke-settings.ts';

export interface AsyncInvoker {
  /** Takes an event and answers its request id; from then on it survives the end of the laptop cloud. */
  accept(functionArn: string, payload: string, options: InvokeOptions): string;
  /** Goes on with what an earlier run has left; the functions must be there. */
  resume(): void;
  /** Stops trying, without losing what is left. */
  close(): Promise<void>;
}

export interface AsyncInvokerOptions {
  journal: AsyncJournal;
  clock: Clock;
  bus: Bus;
  find(functionArn: string): LambdaFunction;
  invoke(functionArn: string, payload: string, options: InvokeOptions): Promise<Invocation>;
  settingsOf(lambdaFunction: LambdaFunction): InvokeSettings;
  /** Waits after errors of the function, milliseconds. */
  retryDelaysMs: readonly number[];
  /** The role of a function, with which it tells destinations; without this option roles are not checked. */
  principalOf?: ((roleArn: string) => Principal | undefined) | undefined;
  log(line: string): void;
}

// Of throttles and of errors that are Lambda's own.
const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 300_000;
/** Of a record or dead letter: as long as events themselves are kept at most. */
const DELIVERY_LIMITS = { maxRetries: 185, maxAgeMs: 21_600_000 };

/** How a try ended, before it is said what follows. */
type Answer = Omit<InvocationOutcome, 'condition'>;

export function createAsyncInvoker(options: AsyncInvokerOptions): AsyncInvoker {
  return new KeptInvocations(options);
}

class KeptInvocations implements AsyncInvoker {
  readonly #options: AsyncInvokerOptions;
  readonly #deliveries: Deliveries;
  readonly #closing = new AbortController();
  // Of a try before this one; only words for the record, so that it need not survive a restart.
  readonly #lastAnswers = new WeakMap<AsyncEvent, Answer>();

  constructor(options: AsyncInvokerOptions) {
    this.#options = options;
    this.#deliveries = new Deliveries(options);
  }

  accept(functionArn: string, payload: string, { traceHeader, clientContext }: InvokeOptions): string {
    const now = this.#options.clock.now();
    const event: AsyncEvent = {
      requestId: randomUUID(),
      functionArn,
      payload,
      options: {
        ...(traceHeader === undefined ? {} : { traceHeader }),
        ...(clientContext === undefined ? {} : { clientContext }),
      },
      acceptedMs: now,
      dueMs: now,
      attempts: 0,
      failures: 0,
    };
    this.#options.journal.put(event);
    this.#begin(event);
    return event.requestId;
  }

  resume(): void {
    for (const event of this.#options.journal.left()) this.#begin(event);
  }

  async close(): Promise<void> {
    this.#closing.abort();
    await this.#deliveries.close();
  }

  #begin(event: AsyncEvent): void {
    const { journal, log } = this.#options;
    this.#run(event).catch((error: unknown) => {
      journal.remove(event);
      log(`lambda: the event for ${event.functionArn} is lost: ${messageOf(error)}`);
    });
  }

  async #run(event: AsyncEvent): Promise<void> {
    const { journal, clock, find, settingsOf } = this.#options;
    const { signal } = this.#closing;
    const found = find(event.functionArn);
    const settings = settingsOf(found);
    while (!event.outcome) {
      // No longer than any: the clock may have been put back since.
      const pauseMs = Math.min(Math.min(event.dueMs, endOf(event, settings)) - clock.now(), LONGEST_PAUSE_MS);
      if (pauseMs > 0) await pause(clock, pauseMs, signal);
      if (signal.aborted) return;
      await this.#attempt(event, found, settings);
      if (signal.aborted) return;
      journal.update(event);
    }
    await this.#conclude(event, event.outcome, found, settings);
    if (!signal.aborted) journal.remove(event);
  }

  /** One try, after which the event has its outcome or its next due time. */
  async #attempt(event: AsyncEvent, found: LambdaFunction, settings: InvokeSettings): Promise<void> {
    const { clock } = this.#options;
    if (found.reservedConcurrency === 0) {
      event.outcome = { condition: 'ZeroReservedConcurrency', status: 429, message: 'Rate Exceeded.' };
      return;
    }
    if (clock.now() >= endOf(event, settings)) {
      event.outcome = { status: 429, ...this.#lastAnswers.get(event), condition: 'EventAgeExceeded' };
      return;
    }
    event.attempts += 1;
    const answer = await this.#answerOf(event);
    // Cut off by the end of the laptop cloud: the next start tries again.
    if (this.#closing.signal.aborted) return;
    if (answer.response && !answer.response.functionError) {
      event.outcome = { ...answer, condition: 'Success' };
      return;
    }
    this.#lastAnswers.set(event, answer);
    const pauseMs = answer.response
      ? this.#pauseAfterFailure(event, settings)
      : pauseAfterRefusal(event, answer);
    if (pauseMs === undefined) event.outcome = { ...answer, condition: 'RetriesExhausted' };
    else event.dueMs = clock.now() + pauseMs;
  }

  async #answerOf({ functionArn, payload: input, options, requestId }: AsyncEvent): Promise<Answer> {
    try {
      const { payload, functionError, executedVersion } = await this.#options.invoke(functionArn, input, {
        ...options,
        requestId,
      });
      const response = {
        payload,
        executedVersion,
        ...(functionError === undefined ? {} : { functionError }),
      };
      return { status: 200, response, ...(functionError === undefined ? {} : { message: payload }) };
    } catch (error) {
      return { status: error instanceof ServiceError ? error.status : 500, message: messageOf(error) };
    }
  }

  #pauseAfterFailure(event: AsyncEvent, { maxRetries }: InvokeSettings): number | undefined {
    event.failures += 1;
    return event.failures > maxRetries ? undefined : (this.#options.retryDelaysMs[event.failures - 1] ?? 0);
  }

  async #conclude(
    event: AsyncEvent,
    outcome: InvocationOutcome,
    found: LambdaFunction,
    { onSuccess, onFailure }: InvokeSettings,
  ): Promise<void> {
    const { clock, log } = this.#options;
    const hasFailed = outcome.condition !== 'Success';
    const destination = hasFailed ? onFailure : onSuccess;
    if (destination !== undefined) {
      const { text, options: delivery } = recordFor(destination, event, outcome, clock.now());
      await this.#report(destination, text, delivery, found);
    }
    if (!hasFailed) return;
    if (found.deadLetterArn !== undefined)
      await this.#report(found.deadLetterArn, event.payload, deadLetterOptions(event, outcome), found);
    if (destination === undefined && found.deadLetterArn === undefined)
      log(
        `lambda: the event for ${event.functionArn} is lost after ${event.attempts} tries: ${outcome.message ?? outcome.condition}`,
      );
  }

  async #report(
    arn: string,
    text: string,
    delivery: DeliveryOptions,
    { roleArn, logicalId }: LambdaFunction,
  ): Promise<void> {
    const { bus, principalOf } = this.#options;
    await this.#deliveries.deliver({
      from: `lambda: ${logicalId}`,
      to: arn,
      limits: DELIVERY_LIMITS,
      send: async () => {
        if (principalOf) authorizeRole(principalOf(roleArn), roleArn, arn);
        await bus.deliver(arn, text, delivery);
      },
    });
  }
}

function endOf({ acceptedMs }: AsyncEvent, { maxAgeMs }: InvokeSettings): number {
  return acceptedMs + maxAgeMs;
}

/** What another try helps: throttles, and errors of Lambda itself. */
function pauseAfterRefusal({ attempts, failures }: AsyncEvent, { status }: Answer): number | undefined {
  if (status !== 429 && status < 500) return undefined;
  return Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** (attempts - failures - 1));
}
