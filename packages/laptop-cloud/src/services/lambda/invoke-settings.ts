// How a function takes asynchronous invocations: how often, how long, and where what became of them goes.
// Source: Lambda API Reference, FunctionEventInvokeConfig; Developer Guide, "Capturing records of Lambda asynchronous
// invocations".
import type { Clock } from 'states-language';
import * as z from 'zod';
import { serviceOf, splitFunctionName } from '../../arns.ts';
import { loadJson, saveJsonSoon } from '../../json-list.ts';
import { LATEST, type LambdaFunction } from '../../lambda/lambda-function.ts';
import { StackError } from '../../stack/stack-error.ts';
import { deliveryAction } from '../delivery-rights.ts';
import { messageOf } from '../message-of.ts';
import type { Principal } from '../service.ts';
import { invalidParameter } from './invalid-parameter.ts';

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
  /** The template's own. */
  isOfStack?: boolean;
}

export interface InvokeConfigurationsOptions {
  clock: Pick<Clock, 'now'>;
  /** Where what the API puts is kept; without it, it lives as long as the process. */
  file?: string | undefined;
  /** The role of a function; without it roles are not checked. */
  principalOf?: ((roleArn: string) => Principal | undefined) | undefined;
}

type Kept = InvokeConfiguration & { name: string };

export interface InvokeConfigurations {
  /** Takes the configuration of a function, its version or alias. Throws InvalidParameterValueException. */
  put(
    lambdaFunction: { name: string; roleArn: string },
    qualifier: string,
    definition: InvokeConfiguration['definition'],
    isOfStack?: boolean,
  ): InvokeConfiguration;
  get(name: string, qualifier: string): InvokeConfiguration | undefined;
  /** All of one function. */
  list(name: string): InvokeConfiguration[];
  delete(name: string, qualifier: string): void;
  /** Deletes all of one function, or that of one version or alias of it. */
  forget(name: string, qualifier?: string): void;
  /** What holds for the ARN that was invoked. */
  of(lambdaFunction: { name: string; arn: string }): InvokeSettings;
}

/** Those of the template come with each start; what the API changes of them holds until then. */
export function createInvokeConfigurations({
  clock,
  file,
  principalOf,
}: InvokeConfigurationsOptions): InvokeConfigurations {
  const known = new Map<string, Map<string, InvokeConfiguration>>();
  const get = (name: string, qualifier: string) => known.get(name)?.get(qualifier);
  const list = (name: string) => [...(known.get(name)?.values() ?? [])];
  const keep = (name: string, one: InvokeConfiguration) =>
    known.set(name, (known.get(name) ?? new Map()).set(one.qualifier, one));
  for (const { name, ...one } of loadJson(file ?? null) as Kept[]) keep(name, one);
  const save = () =>
    saveJsonSoon(
      file ?? null,
      [...known.keys()].flatMap((name) =>
        list(name)
          .filter(({ isOfStack }) => !isOfStack)
          .map((one) => ({ name, ...one })),
      ),
    );
  return {
    put({ name, roleArn }, qualifier, definition, isOfStack = get(name, qualifier)?.isOfStack ?? false) {
      const { OnSuccess, OnFailure } = definition.DestinationConfig ?? {};
      for (const destination of [OnSuccess, OnFailure])
        if (destination) checkDestination(destination.Destination, roleArn, principalOf);
      const configuration = { qualifier, definition, changedMs: clock.now(), isOfStack };
      keep(name, configuration);
      save();
      return configuration;
    },
    get,
    list,
    delete(name, qualifier) {
      known.get(name)?.delete(qualifier);
      save();
    },
    forget(name, qualifier) {
      const isGone = qualifier === undefined ? known.delete(name) : known.get(name)?.delete(qualifier);
      if (isGone) save();
    },
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
    throw invalidParameter(
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
      throw invalidParameter(`the dead letter target ${arn} must be a standard queue or a standard topic.`);
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
  throw invalidParameter(
    `The function's execution role does not have permissions to call ${action.split(':')[1]} on ${serviceOf(arn).toUpperCase()} (${roleArn} needs ${action} on ${arn})`,
  );
}
