// The properties of a pipe from a queue, and what they mean. Everything else is refused by name.
// Source: CloudFormation Template Reference, AWS::Pipes::Pipe.

import * as z from 'zod';
import { serviceOf } from '../../arns.ts';
import { compilePath } from '../patterns/event-path.ts';
import { fillTemplate, placeholdersOf } from '../patterns/input-template.ts';
import { PatternError } from '../patterns/pattern-error.ts';
import { compileRecordFilter } from '../patterns/record-filter.ts';
import type { PipeRecord } from './pipe-source.ts';

const Count = z.coerce.number().int();
const Text = z.string();

export const PipeProperties = z.strictObject({
  RoleArn: Text,
  Source: Text.refine((arn) => serviceOf(arn) === 'sqs', 'only queues can be the source of a pipe here'),
  SourceParameters: z
    .strictObject({
      SqsQueueParameters: z
        .strictObject({
          BatchSize: Count.min(1).max(10_000).optional(),
          MaximumBatchingWindowInSeconds: Count.min(0).max(300).optional(),
        })
        .optional(),
      FilterCriteria: z
        .strictObject({ Filters: z.array(z.strictObject({ Pattern: Text })).max(5) })
        .optional(),
    })
    .optional(),
  Enrichment: Text.optional(),
  EnrichmentParameters: z.strictObject({ InputTemplate: Text.max(8192).optional() }).optional(),
  Target: Text,
  TargetParameters: z
    .strictObject({
      InputTemplate: Text.max(8192).optional(),
      StepFunctionStateMachineParameters: z
        .strictObject({ InvocationType: z.enum(['FIRE_AND_FORGET', 'REQUEST_RESPONSE']).optional() })
        .optional(),
      LambdaFunctionParameters: z
        .strictObject({ InvocationType: z.enum(['FIRE_AND_FORGET', 'REQUEST_RESPONSE']).optional() })
        .optional(),
      SqsQueueParameters: z
        .strictObject({ MessageGroupId: Text.optional(), MessageDeduplicationId: Text.optional() })
        .optional(),
      EventBridgeEventBusParameters: z
        .strictObject({
          DetailType: Text.optional(),
          Source: Text.optional(),
          Resources: z.array(Text).optional(),
        })
        .optional(),
    })
    .optional(),
  DesiredState: z.enum(['RUNNING', 'STOPPED']).optional(),
  Description: Text.optional(),
});
export type PipeProperties = z.infer<typeof PipeProperties>;

/** The wait for a fuller batch, and its size. A batch beyond ten messages needs a window, as in AWS. */
export function batchingOf(properties: PipeProperties): { size: number; windowMs: number } {
  const { BatchSize = 10, MaximumBatchingWindowInSeconds = 0 } =
    properties.SourceParameters?.SqsQueueParameters ?? {};
  if (BatchSize > 10 && MaximumBatchingWindowInSeconds === 0) {
    throw new Error('MaximumBatchingWindowInSeconds must be at least 1 when BatchSize is greater than 10');
  }
  return { size: BatchSize, windowMs: MaximumBatchingWindowInSeconds * 1000 };
}

/** Whether a record passes the filters; any one is enough. Throws a PatternError for a wrong pattern. */
export function compileFilters(properties: PipeProperties): (record: PipeRecord) => boolean {
  const { Filters = [] } = properties.SourceParameters?.FilterCriteria ?? {};
  return compileRecordFilter(
    Filters.map(({ Pattern }) => Pattern),
    { service: 'pipes' },
  );
}

/**
 * A parameter of the target for one record: a text that begins with `$` is a path into the record as it came, whatever
 * the template makes of it. Throws a PatternError for a wrong path, and later for a record that has no text there.
 * Source: EventBridge User Guide, "Amazon EventBridge Pipes input transformation", dynamic path parameters.
 */
export function compileParameter(name: string, given: string): (event: unknown) => string {
  if (!given.startsWith('$')) return () => given;
  const read = compilePath(given);
  return (event) => {
    const value = read(withParsedBody(event));
    if (typeof value === 'string' || typeof value === 'number') return String(value);
    const { messageId = '(enriched)' } = Object(event) as { messageId?: string };
    throw new PatternError(`${name}: message ${messageId} has no text at ${given}`);
  };
}

// Source: EventBridge User Guide, "Amazon EventBridge Pipes input transformation": the reserved variables.
const RESERVED: Readonly<Record<string, (pipe: PipeContext) => unknown>> = {
  'aws.pipes.pipe-arn': ({ arn }) => arn,
  'aws.pipes.pipe-name': ({ name }) => name,
  'aws.pipes.source-arn': ({ properties }) => properties.Source,
  'aws.pipes.enrichment-arn': ({ properties }) => properties.Enrichment,
  'aws.pipes.target-arn': ({ properties }) => properties.Target,
  'aws.pipes.event.ingestion-time': ({ now }) => new Date(now()).toISOString(),
};

export interface PipeContext {
  name: string;
  arn: string;
  properties: PipeProperties;
  /** Milliseconds since 1970. */
  now: () => number;
}

/**
 * What the enrichment gets of one record, or the target of one event: its JSON, or the filled template. Throws a PatternError
 * for a wrong path.
 */
export function compileTemplate(pipe: PipeContext, template: string | undefined): (event: unknown) => string {
  if (template === undefined) return (event) => JSON.stringify(event);
  const unknown = placeholdersOf(template).find(
    (name) => name.startsWith('aws.') && !Object.hasOwn(RESERVED, name) && !WHOLE_EVENT.includes(name),
  );
  if (unknown !== undefined)
    throw new PatternError(`InputTemplate uses <${unknown}>, which pipes do not have here`);
  const paths = new Map(
    placeholdersOf(template)
      .filter((name) => !Object.hasOwn(RESERVED, name) && !WHOLE_EVENT.includes(name))
      .map((name) => [name, compilePath(name)]),
  );
  return (event) => {
    const parsed = withParsedBody(event);
    return fillTemplate(template, (name) => {
      if (name === 'aws.pipes.event') return event;
      if (name === 'aws.pipes.event.json') return parsed;
      return paths.has(name) ? paths.get(name)!(parsed) : RESERVED[name]?.(pipe);
    });
  };
}

const WHOLE_EVENT = ['aws.pipes.event', 'aws.pipes.event.json'];

// AWS parses a body that is JSON before it looks into it.
function withParsedBody(event: unknown): unknown {
  const { body } = Object(event) as { body?: unknown };
  if (typeof body !== 'string') return event;
  try {
    return { ...Object(event), body: JSON.parse(body) as unknown };
  } catch {
    return event;
  }
}
