// One target of a rule: where the event goes, in which words, how often it is tried.

import * as z from 'zod';
import { serviceOf } from '../../arns.ts';
import type { AwsEvent } from '../bus.ts';
import { DELIVERY_ACTIONS } from '../delivery-rights.ts';
import { compilePath } from '../patterns/event-path.ts';
import { asRuleText, fillTemplate, placeholdersOf } from '../patterns/input-template.ts';
import { PatternError } from '../patterns/pattern-error.ts';
import type { RetryLimits } from '../persistent-delivery.ts';
import { ServiceError } from '../service.ts';

/** PutTargets and CloudFormation name the same members; those of other kinds of target are refused by name. */
export const TargetDefinition = z.strictObject({
  Id: z
    .string()
    .min(1)
    .max(64)
    .regex(/^[.\-_A-Za-z0-9]+$/),
  Arn: z.string(),
  RoleArn: z.string().optional(),
  Input: z.string().optional(),
  InputPath: z.string().optional(),
  InputTransformer: z
    .strictObject({
      InputPathsMap: z.record(z.string(), z.string()).optional(),
      InputTemplate: z.string().min(1).max(8192),
    })
    .optional(),
  SqsParameters: z.strictObject({ MessageGroupId: z.string().optional() }).optional(),
  DeadLetterConfig: z.strictObject({ Arn: z.string().optional() }).optional(),
  RetryPolicy: z
    .strictObject({
      MaximumRetryAttempts: z.coerce.number().int().min(0).max(185).optional(),
      MaximumEventAgeInSeconds: z.coerce.number().int().min(60).max(86_400).optional(),
    })
    .optional(),
});
export type TargetDefinition = z.infer<typeof TargetDefinition>;

export interface Target {
  definition: TargetDefinition;
  limits: RetryLimits;
  /** What the target receives of an event. */
  inputFor(event: AwsEvent): string;
}

/** Compiles a target. Throws ValidationException for an unsupported service, path or template. */
export function compileTarget(definition: TargetDefinition, rule: { name: string; arn: string }): Target {
  const { Arn, Input, InputPath, InputTransformer, RetryPolicy, RoleArn } = definition;
  const deadLetters = definition.DeadLetterConfig?.Arn;
  for (const given of [Arn, deadLetters])
    if (given !== undefined && serviceOf(given) === '')
      throw refuse(`Parameter ${given} is not valid. Reason: Provided Arn is not in correct format.`);
  if (deadLetters !== undefined && serviceOf(deadLetters) !== 'sqs')
    throw refuse(`Parameter ${deadLetters} is not valid. Reason: Dead letters go to a queue of SQS.`);
  const service = serviceOf(Arn);
  if (!Object.hasOwn(DELIVERY_ACTIONS, service))
    throw refuse(`Targets of the service ${service} are not supported here`);
  if (service === 'sqs' && Arn.endsWith('.fifo') && definition.SqsParameters === undefined)
    throw refuse(`Parameter(s) SqsParameters must be specified for target: ${definition.Id}.`);
  if (service === 'states' && RoleArn === undefined) throw refuse(`RoleArn is required for target ${Arn}.`);
  if ([Input, InputPath, InputTransformer].filter((given) => given !== undefined).length > 1) {
    throw refuse(
      `Only one of Input, InputPath, or InputTransformer must be provided for target ${definition.Id}.`,
    );
  }
  return {
    definition,
    limits: {
      maxRetries: RetryPolicy?.MaximumRetryAttempts ?? 185,
      maxAgeMs: (RetryPolicy?.MaximumEventAgeInSeconds ?? 86_400) * 1000,
    },
    inputFor: compileInput(definition, rule),
  };
}

function compileInput(definition: TargetDefinition, rule: { name: string; arn: string }): Target['inputFor'] {
  const { Input, InputPath, InputTransformer } = definition;
  if (Input !== undefined) {
    parseJson('Input', Input);
    return () => Input;
  }
  try {
    if (InputPath !== undefined) {
      const read = compilePath(InputPath);
      return (event) => JSON.stringify(read(event)) ?? '';
    }
    if (InputTransformer !== undefined) return compileTransformer(InputTransformer, definition.Id, rule);
  } catch (error) {
    if (!(error instanceof PatternError)) throw error;
    throw refuse(`${error.message} of target ${definition.Id}.`);
  }
  return (event) => JSON.stringify(event);
}

// Source: EventBridge User Guide, "Amazon EventBridge input transformation": the variables every template may use.
const PREDEFINED: Readonly<
  Record<string, (event: AwsEvent, rule: { name: string; arn: string }) => unknown>
> = {
  'aws.events.rule-arn': (_, { arn }) => arn,
  'aws.events.rule-name': (_, { name }) => name,
  'aws.events.event.ingestion-time': ({ time }) => time,
  // As AWS gives it, with the one name in its own spelling.
  'aws.events.event': ({ detail, 'detail-type': detailType, ...event }) => ({ ...event, detailType }),
  'aws.events.event.json': (event) => event,
};

function compileTransformer(
  { InputPathsMap = {}, InputTemplate }: NonNullable<TargetDefinition['InputTransformer']>,
  id: string,
  rule: { name: string; arn: string },
): Target['inputFor'] {
  const paths = new Map(Object.entries(InputPathsMap).map(([name, path]) => [name, compilePath(path)]));
  const reserved = [...paths.keys()].find((name) => name.toLowerCase().startsWith('aws.'));
  if (reserved !== undefined) throw new PatternError(`InputPathsMap must not define ${reserved}`);
  const unknown = placeholdersOf(InputTemplate).find(
    (name) => !paths.has(name) && !Object.hasOwn(PREDEFINED, name),
  );
  if (unknown !== undefined)
    throw refuse(`InputTemplate for target ${id} contains invalid placeholder ${unknown}.`);
  const isObject = InputTemplate.trimStart().startsWith('{');
  return (event) => {
    const valueAt = (name: string) => {
      const read = paths.get(name);
      return read ? read(event) : PREDEFINED[name]?.(event, rule);
    };
    const filled = fillTemplate(InputTemplate, valueAt, asRuleText);
    if (isObject) parseJson('the filled InputTemplate', filled);
    return filled;
  };
}

function parseJson(member: string, text: string): void {
  try {
    JSON.parse(text);
  } catch {
    throw refuse(`JSON syntax error in ${member}.`);
  }
}

function refuse(message: string): ServiceError {
  return new ServiceError('ValidationException', message);
}
