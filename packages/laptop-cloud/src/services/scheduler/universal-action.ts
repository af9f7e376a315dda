// arn:aws:scheduler:::aws-sdk:service:apiAction, a target that is any call of an AWS API.
// Source: EventBridge Scheduler User Guide, "Using universal targets in EventBridge Scheduler".

import type { SdkActions } from '../sdk-actions.ts';

export interface UniversalAction {
  /** As SDK tasks of state machines name it: `dynamodb`. */
  service: string;
  /** `putItem` */
  action: string;
}

const READING =
  /^(get|describe|list|poll|receive|search|scan|query|select|read|lookup|discover|validate|batchGet|batchDescribe|batchRead|transactGet|adminGet|adminList|testMigration|retrieve|testConnection|translateDocument|isAuthorized|invokeModel)/;

/** Throws for an action that schedules cannot call, here or anywhere. */
export function universalAction(
  arn: string,
  input: string | undefined,
  actions: Pick<SdkActions, 'has'>,
): UniversalAction {
  const [, service, action] =
    /^arn:aws(?:-[a-z]+)?:scheduler:::aws-sdk:([a-z0-9]+):([a-z]\w*)$/.exec(arn) ?? [];
  if (service === undefined || action === undefined)
    throw new Error(
      `Target ${arn} is not arn:aws:scheduler:::aws-sdk:service:apiAction, the action in camelCase`,
    );
  if (!actions.has(service))
    throw new Error(`Target ${arn}: the service ${service} is not supported by schedules here`);
  if (READING.test(action))
    throw new Error(`Target ${arn}: schedules call no action that only reads, such as ${action}`);
  const parameters = parametersOf(input ?? '{}');
  if (service === 'lambda' && action === 'invoke' && parameters['InvocationType'] !== 'Event')
    throw new Error(`Target ${arn}: schedules wait for no answer, so Input needs "InvocationType": "Event"`);
  return { service, action };
}

export function parametersOf(input: string): Record<string, unknown> {
  let parsed: unknown;
  try {
    parsed = JSON.parse(input);
  } catch (cause) {
    throw new Error('Input is not well-formed JSON', { cause });
  }
  if (typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed))
    return parsed as Record<string, unknown>;
  throw new Error('Input must be a JSON object with the parameters of the action');
}
