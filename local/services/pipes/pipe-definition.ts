// The properties of a pipe from a queue, and what they mean. Everything else is refused by name.
// Source: CloudFormation Template Reference, AWS::Pipes::Pipe.
import * as z from 'zod';
import { compilePath } from '../patterns/event-path.ts';
import { compilePattern } from '../patterns/event-pattern.ts';
import { fillTemplate, placeholdersOf } from '../patterns/input-template.ts';
import type { PipeRecord } from './pipe-source.ts';

const Count = z.coerce.number().int();
const Text = z.string();
const FixedText = z.string().regex(/^(?!\$)/, 'paths into the event are not supported here');

export const PipeProperties = z.strictObject({
  RoleArn: Text,
  Source: Text.startsWith('arn:aws:sqs:', 'only queues can be the source of a pipe here'),
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
        .strictObject({ MessageGroupId: FixedText.optional(), MessageDeduplicationId: FixedText.optional() })
        .optional(),
      EventBridgeEventBusParameters: z
        .strictObject({
          DetailType: FixedText.optional(),
          Source: FixedText.optional(),
          Resources: z.array(FixedText).optional(),
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
  if (Filters.length === 0) return () => true;
  const filters = Filters.map(({ Pattern }) => {
    const matches = compilePattern(Pattern);
    // A pattern that looks into the body wants it as JSON, one that compares the body wants its text.
    const looksInside = !Array.isArray((JSON.parse(Pattern) as { body?: unknown }).body);
    return (record: PipeRecord) => matches(looksInside ? withParsedBody(record) : record);
  });
  return (record) => filters.some((matches) => matches(record));
}

// Source: EventBridge User Guide, "Amazon EventBridge Pipes input transformation": the reserved variables.
const RESERVED: Readonly<Record<string, (pipe: PipeContext) => unknown>> = {
  'aws.pipes.pipe-arn': ({ arn }) => arn,
  'aws.pipes.pipe-name': ({ name }) => name,
  'aws.pipes.source-arn': ({ properties }) => properties.Source,
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

/** What the target gets of one record: its JSON, or the filled template. Throws a PatternError for a wrong path. */
export function compileTemplate(pipe: PipeContext): (record: PipeRecord) => string {
  const template = pipe.properties.TargetParameters?.InputTemplate;
  if (template === undefined) return (record) => JSON.stringify(record);
  const paths = new Map(
    placeholdersOf(template)
      .filter((name) => !Object.hasOwn(RESERVED, name) && !WHOLE_EVENT.includes(name))
      .map((name) => [name, compilePath(name)]),
  );
  return (record) => {
    const parsed = withParsedBody(record);
    return fillTemplate(template, (name) => {
      if (name === 'aws.pipes.event') return parsed;
      if (name === 'aws.pipes.event.json') return record;
      return paths.has(name) ? paths.get(name)!(parsed) : RESERVED[name]?.(pipe);
    });
  };
}

const WHOLE_EVENT = ['aws.pipes.event', 'aws.pipes.event.json'];

function withParsedBody(record: PipeRecord): unknown {
  try {
    return { ...record, body: JSON.parse(record.body) as unknown };
  } catch {
    return record;
  }
}
