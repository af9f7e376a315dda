// Amazon SQS on a laptop. Queues and their messages survive restarts; those of the template are as it says after each start.

import { type Clock, realClock } from 'states-language';
import type { ResourceTypes } from '../../stack/resource.ts';
import { authorizeDelivery } from '../authorize-call.ts';
import type { Bus, DeliveryOptions } from '../bus.ts';
import type { KeyRefusal } from '../key-refusal.ts';
import type { Operation } from '../operation.ts';
import { parseInput } from '../parse-input.ts';
import { jsonService } from '../protocols/json.ts';
import { queryService } from '../protocols/query.ts';
import type { Service, ServiceRequest, ServiceResponse } from '../service.ts';
import { ERROR_WORDING, missingParameter, QUERY_ERROR_WORDING } from './error-wording.ts';
import { messageOperations } from './message-operations.ts';
import { moveOperations } from './move-operations.ts';
import { createMoveTasks } from './move-tasks.ts';
import { DELIVERY_PARAMETERS, readMessage } from './new-message.ts';
import { QUERY_SHAPES, unknownAction } from './query-shapes.ts';
import type { Queue } from './queue.ts';
import { queueOperations } from './queue-operations.ts';
import { createQueues, type Queues } from './queues.ts';
import { type SqsRecord, toRecord } from './received-message.ts';
import { resourceTypes } from './resource-types.ts';

export interface SqsOptions {
  bus: Bus;
  accountId: string;
  region: string;
  /** Where the messages are kept, a journal for each queue; without it they live as long as the process. */
  folder?: string;
  clock?: Clock;
  /** Gets a line for each failure nobody foresaw; stderr by default. */
  log?: (line: string) => void;
  /** Why a key cannot be used; without it all can. */
  keyRefusal?: KeyRefusal;
  /** Origin in the queue URLs that `Ref` gives, e.g. `http://127.0.0.1:4566`; asked for when a template is resolved. */
  endpoint?: () => string;
}

export interface Sqs {
  service: Service;
  resourceTypes: ResourceTypes;
  /** In-process receivers, such as pipes and event source mappings. */
  source: QueueSource;
  /** How full each queue is. */
  depths(): QueueDepth[];
  close(): Promise<void>;
}

export interface QueueDepth {
  queue: string;
  visible: number;
  notVisible: number;
  delayed: number;
  /** Of the oldest message; 0 without one. */
  oldestAgeMs: number;
}

/** A queue as an in-process receiver sees it. Rejects with QueueDoesNotExist for an unknown ARN. */
export interface QueueSource {
  /** Waits for a first message until `waitMs` has passed or the signal aborts; Infinity is allowed. */
  receive(
    queueArn: string,
    options: { max: number; waitMs: number; signal: AbortSignal },
  ): Promise<SqsRecord[]>;
  delete(queueArn: string, receiptHandles: readonly string[]): Promise<void>;
  changeVisibility(queueArn: string, receiptHandle: string, visibilityMs: number): Promise<void>;
  /** What a receiver should know before it begins. Throws QueueDoesNotExist. */
  describe(queueArn: string): { visibilityMs: number; isFifo: boolean };
}

export function createSqs(options: SqsOptions): Sqs {
  const { bus, accountId, region, clock = realClock() } = options;
  const queues = createQueues({
    accountId,
    region,
    clock,
    ...(options.folder === undefined ? {} : { folder: options.folder }),
    ...(options.keyRefusal === undefined ? {} : { keyRefusal: options.keyRefusal }),
  });
  const moves = createMoveTasks(queues, clock, options.log ?? ((line) => console.error(line)));

  async function close(): Promise<void> {
    await moves.close();
    queues.close();
  }

  /** The same operations in JSON, and for older clients in forms and XML. */
  function serviceOf(operations: readonly Operation[]): Service {
    const shared = {
      scope: 'sqs',
      badInput: 'InvalidParameterValue',
      missing: missingParameter,
      errors: ['QueueDoesNotExist', 'MissingParameter'],
      ...(options.log ? { log: options.log } : {}),
      operations,
    };
    const json = jsonService({
      ...shared,
      version: '1.0',
      targetPrefix: 'AmazonSQS',
      errorPrefix: 'com.amazonaws.sqs#',
      wording: ERROR_WORDING,
      close,
    });
    const query = queryService({
      ...shared,
      version: '2012-11-05',
      namespace: 'http://queue.amazonaws.com/doc/2012-11-05/',
      accessDenied: 'AccessDenied',
      wording: QUERY_ERROR_WORDING,
      shapes: QUERY_SHAPES,
      unknownAction,
    });
    const spoken = ({ method, headers }: ServiceRequest) =>
      method === 'GET' || isForm(headers['content-type']) ? query : json;
    return {
      ...json,
      protocol: `${json.protocol}, ${query.protocol}`,
      operationOf: (request) => spoken(request).operationOf?.(request),
      handle: async (request) => (isWithoutAction(request) ? NO_OPERATION : spoken(request).handle(request)),
    };
  }

  bus.target('sqs', async (arn, input, delivery) => deliver(queues, arn, input, delivery));

  return {
    service: serviceOf([
      ...queueOperations({ queues, accountId }),
      ...moveOperations(queues, moves),
      ...messageOperations(queues),
    ]),
    resourceTypes: resourceTypes(queues, options.endpoint ?? (() => 'http://127.0.0.1:4566')),
    source: {
      async receive(queueArn, receive) {
        const { queue } = queues.byArn(queueArn);
        return (await queue.receive(receive)).map((message) => toRecord(message, queueArn));
      },
      async delete(queueArn, receiptHandles) {
        const { queue } = queues.byArn(queueArn);
        deleteAll(queue, receiptHandles);
      },
      async changeVisibility(queueArn, receiptHandle, visibilityMs) {
        queues.byArn(queueArn).queue.changeVisibility(receiptHandle, visibilityMs);
      },
      describe: (queueArn) => queues.byArn(queueArn).settings,
    },
    depths: () =>
      queues.all().map(({ name, queue }) => {
        const sentAt = queue.oldestSentAt();
        return {
          queue: name,
          ...queue.counts(),
          oldestAgeMs: sentAt === undefined ? 0 : clock.now() - sentAt,
        };
      }),
    close,
  };
}

/** A browser at the address of a queue. */
function isWithoutAction({ method, query }: ServiceRequest): boolean {
  return method === 'GET' && !query.has('Action');
}

const NO_OPERATION: ServiceResponse = {
  status: 404,
  headers: { 'content-type': 'text/xml' },
  body: '<UnknownOperationException/>',
};

function isForm(contentType: string | undefined): boolean {
  return contentType?.startsWith('application/x-www-form-urlencoded') ?? false;
}

// One handle that has expired keeps none of the others: their messages have been handled. Throws the first refusal at the end.
function deleteAll(queue: Queue, receiptHandles: readonly string[]): void {
  const refusals: unknown[] = [];
  for (const handle of receiptHandles) {
    try {
      queue.delete(handle);
    } catch (error) {
      refusals.push(error);
    }
  }
  if (refusals.length > 0) throw refusals[0];
}

// Rules, topics and pipes send here without HTTP; the queue's policy decides as it would in AWS.
function deliver(queues: Queues, arn: string, input: string, delivery: DeliveryOptions) {
  const entry = queues.byArn(arn);
  queues.refuseMissingKey(entry);
  if (delivery.source) authorizeDelivery(entry.policy, delivery.source, 'sqs:SendMessage', arn);
  const parameters = parseInput(DELIVERY_PARAMETERS, delivery.parameters ?? {}, 'InvalidParameterValue');
  const groupId = delivery.messageGroupId ?? parameters.MessageGroupId;
  const { message } = readMessage(
    { ...parameters, MessageBody: input, ...(groupId === undefined ? {} : { MessageGroupId: groupId }) },
    entry.settings,
    { principal: { arn: delivery.source?.arn ?? arn }, traceHeader: delivery.traceHeader },
  );
  return { MessageId: entry.queue.send(message).id };
}
