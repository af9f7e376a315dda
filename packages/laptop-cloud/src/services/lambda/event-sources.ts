// The event source mappings of the account: which queue calls which function, and the pollers that do it.

import { randomUUID } from 'node:crypto';
import type { Clock } from 'states-language';
import { eventSourceMappingArn } from '../../arns.ts';
import { loadJson, saveJsonSoon } from '../../json-list.ts';
import { messageOf } from '../message-of.ts';
import { pause } from '../pause.ts';
import { type Principal, ServiceError } from '../service.ts';
import {
  checkDefinition,
  checkSource,
  type MappingChanges,
  type MappingDefinition,
  type QueueFacts,
} from './event-source-definition.ts';
import { invalidParameter } from './invalid-parameter.ts';
import { type PolledQueue, type Poller, startPoller } from './queue-poller.ts';

export interface EventSourceMapping {
  readonly uuid: string;
  /** Of the function, with the qualifier it is called by. */
  readonly functionArn: string;
  readonly definition: MappingDefinition;
  readonly modifiedAt: number;
  /** The template's own. */
  readonly isOfStack: boolean;
  poller?: Poller;
}

export interface EventSources {
  all(): EventSourceMapping[];
  arnOf(uuid: string): string;
  /** Throws ResourceNotFoundException. */
  required(uuid: string): EventSourceMapping;
  /** Throws ResourceConflictException where the queue already calls the function, and what does not fit. */
  create(definition: MappingDefinition): Promise<EventSourceMapping>;
  /** Makes the mapping of this id, or makes it agree with the definition. */
  put(uuid: string, definition: MappingDefinition, isOfStack?: boolean): Promise<EventSourceMapping>;
  /** Makes what an earlier run has left, once the functions are there; what lacks its function or queue is told, and kept. */
  restore(): Promise<void>;
  update(mapping: EventSourceMapping, changes: MappingChanges): Promise<EventSourceMapping>;
  delete(mapping: EventSourceMapping): Promise<void>;
  /** Takes no more messages, and gives the invocations under way a moment to end. */
  pause(): Promise<void>;
  /** Takes no more messages and resolves when the invocations under way have ended. */
  close(): Promise<void>;
}

export interface SourceQueues extends PolledQueue {
  /** Throws for a queue that is not there. */
  describe(queueArn: string): QueueFacts;
}

export interface CalledFunction {
  arn: string;
  roleArn: string;
  timeoutMs: number;
  reservedConcurrency?: number;
}

export interface EventSourcesOptions {
  queues: SourceQueues;
  clock: Clock;
  /** Where mappings made by the API are kept; without it they live as long as the process. */
  mappingsFile?: string;
  region: string;
  accountId: string;
  /** Throws ResourceNotFoundException. */
  findFunction(nameOrArn: string): CalledFunction;
  /** Most invocations at once of a function without reserved concurrency; more would wait. */
  mostAtOnce: number;
  invoke(
    functionArn: string,
    payload: string,
    options: { traceHeader?: string },
  ): Promise<{ payload: string; functionError?: string }>;
  /** The role of a function; undefined: no such role. Without this option roles are not checked. */
  principalOf?: (roleArn: string) => Principal | undefined;
  /** Gets a line for each batch that failed. */
  log(line: string): void;
}

/** What the function's role needs. Source: Lambda Developer Guide, "Using Lambda with Amazon SQS", permissions. */
const SOURCE_ACTIONS = ['ReceiveMessage', 'DeleteMessage', 'GetQueueAttributes'];

/** A function may run for fifteen minutes; who ends the laptop does not wait for that. */
const GRACE_MS = 2_000;

export function createEventSources(options: EventSourcesOptions): EventSources {
  return new Mappings(options);
}

type Kept = Pick<EventSourceMapping, 'uuid' | 'definition'> & Partial<Pick<EventSourceMapping, 'modifiedAt'>>;

class Mappings implements EventSources {
  readonly #options: EventSourcesOptions;
  readonly #mappings = new Map<string, EventSourceMapping>();
  /** Of an earlier run, not made again yet. */
  readonly #left: Set<Kept>;
  /** Until the last of their invocations has ended, those that were replaced or deleted too. */
  readonly #pollers = new Set<Poller>();

  constructor(options: EventSourcesOptions) {
    this.#options = options;
    this.#left = new Set(loadJson(options.mappingsFile ?? null) as Kept[]);
  }

  all(): EventSourceMapping[] {
    return [...this.#mappings.values()];
  }

  arnOf(uuid: string): string {
    return eventSourceMappingArn(this.#options, uuid);
  }

  required(uuid: string): EventSourceMapping {
    const mapping = this.#mappings.get(uuid);
    if (mapping) return mapping;
    throw new ServiceError('ResourceNotFoundException', 'The resource you requested does not exist.', 404, {
      Type: 'User',
    });
  }

  create(definition: MappingDefinition): Promise<EventSourceMapping> {
    return this.put(randomUUID(), definition);
  }

  async put(
    uuid: string,
    definition: MappingDefinition,
    isOfStack = false,
    modifiedAt = this.#options.clock.now(),
  ): Promise<EventSourceMapping> {
    const { arn: functionArn } = this.#check(definition);
    const known = this.#mappings.get(uuid);
    this.#checkNew(functionArn, definition.EventSourceArn, known);
    const mapping: EventSourceMapping = { uuid, functionArn, definition, modifiedAt, isOfStack };
    this.#mappings.set(uuid, mapping);
    this.#save();
    if (known) await stop(known);
    // Somebody may have been faster.
    if (this.#mappings.get(uuid) === mapping) this.#start(mapping);
    return mapping;
  }

  update(mapping: EventSourceMapping, changes: MappingChanges): Promise<EventSourceMapping> {
    return this.put(mapping.uuid, { ...mapping.definition, ...changes }, mapping.isOfStack);
  }

  async delete(mapping: EventSourceMapping): Promise<void> {
    this.#mappings.delete(mapping.uuid);
    this.#save();
    await stop(mapping);
  }

  async restore(): Promise<void> {
    for (const record of [...this.#left]) {
      try {
        await this.put(record.uuid, record.definition, false, record.modifiedAt);
        this.#left.delete(record);
      } catch (error) {
        const { EventSourceArn, FunctionName } = record.definition;
        this.#options.log(
          `lambda: ${EventSourceArn} does not call ${FunctionName} until the next start: ${messageOf(error)}`,
        );
      }
    }
    this.#save();
  }

  #save(): void {
    const own = this.all().filter(({ isOfStack }) => !isOfStack);
    const records = new Map([...this.#left, ...own].map((one) => [one.uuid, one]));
    saveJsonSoon(
      this.#options.mappingsFile ?? null,
      [...records.values()].map(({ uuid, definition, modifiedAt }) => ({ uuid, definition, modifiedAt })),
    );
  }

  async pause(): Promise<void> {
    const waited = new AbortController();
    await Promise.race([
      this.close().finally(() => waited.abort()),
      pause(this.#options.clock, GRACE_MS, waited.signal),
    ]);
  }

  async close(): Promise<void> {
    for (const { poller } of this.all()) void poller?.stop();
    await Promise.all([...this.#pollers].map(({ ended }) => ended));
  }

  #check(definition: MappingDefinition): CalledFunction {
    checkSource(definition.EventSourceArn);
    const found = this.#options.findFunction(definition.FunctionName);
    checkDefinition(definition, this.#factsOf(definition.EventSourceArn), found.timeoutMs);
    this.#checkRole(found.roleArn, definition.EventSourceArn);
    return found;
  }

  #factsOf(queueArn: string): QueueFacts {
    try {
      return this.#options.queues.describe(queueArn);
    } catch (cause) {
      const refusal = invalidParameter(
        `Error occurred while ReceiveMessage. SQS Error Message: ${String(cause)}`,
      );
      refusal.cause = cause;
      throw refusal;
    }
  }

  #checkRole(roleArn: string, queueArn: string): void {
    const { principalOf } = this.#options;
    if (!principalOf) return;
    const role = principalOf(roleArn);
    const missing = SOURCE_ACTIONS.find((action) => !role?.can(`sqs:${action}`, queueArn));
    if (missing !== undefined)
      throw invalidParameter(
        `The function execution role does not have permissions to call ${missing} on SQS (${roleArn} needs sqs:${missing} on ${queueArn})`,
      );
  }

  #checkNew(functionArn: string, queueArn: string, own: EventSourceMapping | undefined): void {
    const existing = this.all().find(
      (mapping) => mapping.functionArn === functionArn && mapping.definition.EventSourceArn === queueArn,
    );
    if (!existing || existing === own) return;
    throw new ServiceError(
      'ResourceConflictException',
      `An event source mapping with SQS arn (" ${queueArn} ") and function (" ${functionArn} ") already exists. Please update or delete the existing mapping with UUID ${existing.uuid}`,
      409,
      { Type: 'User' },
    );
  }

  #start(mapping: EventSourceMapping): void {
    const { findFunction, mostAtOnce, queues, clock, invoke, log } = this.#options;
    const isReserved = findFunction(mapping.functionArn).reservedConcurrency !== undefined;
    if (mapping.definition.Enabled === false) return;
    const poller = startPoller({
      definition: mapping.definition,
      // A message that waits for an environment would use up its visibility timeout; throttling is the reserve's own bound.
      mostAtOnce: isReserved ? Number.POSITIVE_INFINITY : mostAtOnce,
      source: queues,
      clock,
      invoke: (payload, trace) => invoke(mapping.functionArn, payload, trace),
      report: log,
    });
    mapping.poller = poller;
    this.#pollers.add(poller);
    void poller.ended.then(() => this.#pollers.delete(poller));
  }
}

async function stop(mapping: EventSourceMapping): Promise<void> {
  const { poller } = mapping;
  delete mapping.poller;
  await poller?.stop();
}
