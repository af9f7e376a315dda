// What a mapping from a queue to a function may say: the members of the API, which CloudFormation names alike.
// Source: Lambda API Reference, CreateEventSourceMapping; Developer Guide, "Creating and configuring an Amazon SQS event
// source mapping".

import * as z from 'zod';
import { serviceOf } from '../../arns.ts';
import { compileRecordFilter } from '../patterns/record-filter.ts';
import { Flag } from '../template-values.ts';
import { invalidParameter } from './invalid-parameter.ts';

const Count = z.coerce.number().int();

/** What may change after a mapping was made. */
const SETTINGS = {
  BatchSize: Count.min(1).max(10_000).exactOptional(),
  MaximumBatchingWindowInSeconds: Count.min(0).max(300).exactOptional(),
  Enabled: Flag.exactOptional(),
  FilterCriteria: z
    .strictObject({
      Filters: z
        .array(z.strictObject({ Pattern: z.string().max(4096) }))
        .max(10)
        .exactOptional(),
    })
    .exactOptional(),
  FunctionResponseTypes: z
    .array(z.enum(['ReportBatchItemFailures']))
    .max(1)
    .exactOptional(),
  ScalingConfig: z
    .strictObject({ MaximumConcurrency: Count.min(2).max(1000).exactOptional() })
    .exactOptional(),
};

export const MappingChanges = z.strictObject({
  FunctionName: z.string().min(1).exactOptional(),
  ...SETTINGS,
});
export type MappingChanges = z.infer<typeof MappingChanges>;

export const MappingDefinition = z.strictObject({
  FunctionName: z.string().min(1),
  EventSourceArn: z.string(),
  ...SETTINGS,
});
export type MappingDefinition = z.infer<typeof MappingDefinition>;

/** What Lambda has to know of a queue before it reads it. */
export interface QueueFacts {
  visibilityMs: number;
  isFifo: boolean;
}

/** Refuses, in AWS's words, what does not fit the queue or the function. */
export function checkDefinition(
  definition: MappingDefinition,
  queue: QueueFacts,
  functionTimeoutMs: number,
): void {
  const { BatchSize = 10, MaximumBatchingWindowInSeconds: window = 0 } = definition;
  if (queue.isFifo && BatchSize > 10)
    throw invalidParameter('Batch size greater than 10 is not supported for FIFO queues.');
  if (queue.isFifo && window > 0) throw invalidParameter('Batching window is not supported for FIFO queues.');
  if (BatchSize > 10 && window === 0)
    throw invalidParameter(
      'Maximum batch window in seconds must be greater than 0 if maximum batch size is greater than 10',
    );
  if (queue.visibilityMs < functionTimeoutMs)
    throw invalidParameter(
      `Queue visibility timeout: ${queue.visibilityMs / 1000} seconds is less than Function timeout: ${functionTimeoutMs / 1000} seconds`,
    );
  filterOf(definition);
}

/** Whether a message is wanted. Lambda filters messages by their body alone. Throws a PatternError. */
export function filterOf({ FilterCriteria }: MappingDefinition): (record: { body: string }) => boolean {
  const patterns = (FilterCriteria?.Filters ?? []).map(({ Pattern }) => Pattern);
  return compileRecordFilter(patterns, { keys: ['body'], service: 'mappings' });
}

/** Refuses by name what is no queue. */
export function checkSource(eventSourceArn: string): void {
  if (serviceOf(eventSourceArn) === 'sqs') return;
  throw invalidParameter(
    `EventSourceArn ${eventSourceArn}: only queues (sqs) can be an event source on the laptop`,
  );
}
