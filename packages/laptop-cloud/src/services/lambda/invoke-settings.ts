// How a function takes asynchronous invocations: how often, how long, and where what became of them goes.
// Source: Lambda API Reference, FunctionEventInvokeConfig; Developer Guide, "Capturing records of Lambda asynchronous
// invocations".
import type { Clock } from 'states-language';
import * as z from 'zod';
import { serviceOf, splitFunctionName } from '../../arns.ts';
import { LATEST, type LambdaFunction } from '../../lambda/lambda-function.ts';
import { StackError } from '../../stack/stack-error.ts';
import { deliveryAction } from '../delivery-rights.ts';
import { messageOf } from '../message-of.ts';
import { type Principal, ServiceError } from '../service.ts';

const Destination = z.strictObject({ Destination: z.string() }).optional();

/** The members of the API, which CloudFormation names alike. */
export const InvokeDefinition = z.strictObject({
  FunctionName: z.string().min(1),
  Qualifier: z.string().min(1),
  MaximumEventAgeInSeconds: z.coerce.number().int().min(60).max(21_600).optional(),
  MaximumRetryAttempts: z.coerce.number().int().min(0).max(2).optional(),
  DestinationConfig: z.strictObject({ OnSuccess: Destination, OnFailure: Destination }).optional(),
});
export type InvokeDefinition = z.infer<typeof InvokeDefinition>;

export interface InvokeSettings {
  maxRetries: number;
  maxAgeMs: number;
  onSuccess?: string;
  onFailure?: string;
}

export const DEFAULT_SETTINGS: InvokeSettings = { maxRetries: 2, maxAgeMs: 21_600_000 };

/** What was put for a function, its version or alias. */
export interface InvokeConfiguration {
  qualifier: string;
  definition: Omit<InvokeDefinition, 'FunctionName' | 'Qualifier'>;
  changedMs: number;
}

export interface InvokeConfigurations {
  /** Takes the configuration of a function, its version or alias. Throws InvalidParameterValueException. */
  put(
    lambdaFunction: { name: string; roleArn: string },
    qualifier: string,
    definition: InvokeConfiguration['definition'],
  ): InvokeConfiguration;
  get(name: string, qualifier: string): InvokeConfiguration | undefined;
  /** All of one function. */
  list(name: string): InvokeConfiguration[];
  delete(name: string, qualifier: string): void;
  /** What holds for the ARN that was invoked. */
  of(lambdaFunction: { name: string; arn: string }): InvokeSettings;
}

/** Those of the template come with each start; what the API changes holds until then. */
export function createInvokeConfigurations(
  clock: Pick<Clock, 'now'>,
  /** The role of a function; without it roles are not checked. */
  principalOf: ((roleArn: string) => Principal | undefined) | undefined,
): InvokeConfigurations {
  const known = new Map<string, Map<string, InvokeConfiguration>>();
  const get = (name: string, qualifier: string) => known.get(name)?.get(qualifier);
  return {
    put({ name, roleArn }, qualifier, definition) {
      const { OnSuccess, OnFailure } = definition.DestinationConfig ?? {};
      for (const destination of [OnSuccess, OnFailure])
        if (destination) checkDestination(destination.Destination, roleArn, principalOf);
      const configuration = { qualifier, definition, changedMs: clock.now() };
      known.set(name, (known.get(name) ?? new Map()).set(qualifier, configuration));
      return configuration;
    },
    get,
    list: (name) => [...(known.get(name)?.values() ?? [])],
    delete: (name, qualifier) => void known.get(name)?.delete(qualifier),
    of: ({ name, arn }) => settingsOf(get(name, qualifierOf(arn) ?? LATEST)),
  };
}

function settingsOf(configuration: InvokeConfiguration | undefined): InvokeSettings {
  if (!configuration) return DEFAULT_SETTINGS;
  const { DestinationConfig, MaximumEventAgeInSeconds, MaximumRetryAttempts } = configuration.definition;
  const { OnSuccess, OnFailure } = DestinationConfig ?? {};
  return {
    maxRetries: MaximumRetryAttempts ?? DEFAULT_SETTINGS.maxRetries,
    maxAgeMs: (MaximumEventAgeInSeconds ?? DEFAULT_SETTINGS.maxAgeMs / 1000) * 1000,
    ...(OnSuccess ? { onSuccess: OnSuccess.Destination } : {}),
    ...(OnFailure ? { onFailure: OnFailure.Destination } : {}),
  };
}

/** The qualifier that a function was found by, if any. */
export function qualifierOf(functionArn: string): string | undefined {
  return splitFunctionName(functionArn).qualifier;
}

const DESTINATION_SERVICES = ['sqs', 'sns', 'lambda', 'events'];
const DEAD_LETTER_SERVICES = ['sqs', 'sns'];

function checkDestination(
  arn: string,
  roleArn: string,
  principalOf: ((roleArn: string) => Principal | undefined) | undefined,
): void {
  if (!DESTINATION_SERVICES.includes(serviceOf(arn)) || arn.endsWith('.fifo'))
    throw invalid(
      `The destination ARN ${arn} is invalid: on the laptop it is a standard queue, a standard topic, a function or an event bus.`,
    );
  checkRole(arn, roleArn, principalOf);
}

/** Refuses the dead-letter queue of a function that it may not send to, or that is none. */
export function checkDeadLettersOf(
  { logicalId, deadLetterArn: arn, roleArn }: LambdaFunction,
  principalOf: ((roleArn: string) => Principal | undefined) | undefined,
): void {
  if (arn === undefined) return;
  try {
    if (!DEAD_LETTER_SERVICES.includes(serviceOf(arn)) || arn.endsWith('.fifo'))
      throw invalid(`the dead letter target ${arn} must be a standard queue or a standard topic.`);
    checkRole(arn, roleArn, principalOf);
  } catch (cause) {
    throw new StackError([`${logicalId}: DeadLetterConfig: ${messageOf(cause)}`], { cause });
  }
}

function checkRole(
  arn: string,
  roleArn: string,
  principalOf: ((roleArn: string) => Principal | undefined) | undefined,
): void {
  const action = deliveryAction(arn);
  if (!principalOf || principalOf(roleArn)?.can(action, arn)) return;
  throw invalid(
    `The function's execution role does not have permissions to call ${action.split(':')[1]} on ${serviceOf(arn).toUpperCase()} (${roleArn} needs ${action} on ${arn})`,
  );
}

function invalid(message: string): ServiceError {
  return new ServiceError('InvalidParameterValueException', message, 400, { Type: 'User' });
}
