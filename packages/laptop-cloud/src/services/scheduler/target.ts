// What a schedule calls: the kinds of target, what each takes, and which right its role needs.
// Source: EventBridge Scheduler API Reference, Target; User Guide, "Using templated targets" and "Using universal targets".

import * as z from 'zod';
import { serviceOf } from '../../arns.ts';
import type { DeliveryOptions } from '../bus.ts';
import type { SdkActions } from '../sdk-actions.ts';
import { type UniversalAction, universalAction } from './universal-action.ts';

const Count = (least: number, most: number) => z.coerce.number().int().min(least).max(most);

/** Members for kinds of target that are not here, such as EcsParameters, are refused by name. */
export const TargetDefinition = z.strictObject({
  Arn: z.string().min(1),
  RoleArn: z.string().regex(/^arn:aws(-[a-z]+)?:iam::\d{12}:role\/.+/, 'must be the ARN of a role'),
  Input: z.string().min(1).optional(),
  DeadLetterConfig: z
    .strictObject({
      Arn: z
        .string()
        .regex(
          /^arn:aws(-[a-z]+)?:sqs:[a-z0-9-]+:\d{12}:[a-zA-Z0-9\-_]+$/,
          'must be the ARN of a standard queue',
        )
        .optional(),
    })
    .optional(),
  RetryPolicy: z
    .strictObject({
      MaximumEventAgeInSeconds: Count(60, 86_400).optional(),
      MaximumRetryAttempts: Count(0, 185).optional(),
    })
    .optional(),
  SqsParameters: z.strictObject({ MessageGroupId: z.string().min(1).max(128).optional() }).optional(),
  EventBridgeParameters: z
    .strictObject({ DetailType: z.string().min(1).max(128), Source: z.string().min(1).max(256) })
    .optional(),
});
export type TargetDefinition = z.infer<typeof TargetDefinition>;

export type Target =
  | { kind: 'universal'; action: UniversalAction }
  | { kind: 'templated'; options: DeliveryOptions };

interface TemplatedKind {
  takesJsonAlone: boolean;
  options(target: TargetDefinition): DeliveryOptions;
}

const TEMPLATED: Readonly<Record<string, TemplatedKind>> = {
  lambda: { takesJsonAlone: true, options: () => ({}) },
  states: { takesJsonAlone: true, options: () => ({}) },
  sqs: {
    takesJsonAlone: false,
    options: ({ SqsParameters }) =>
      SqsParameters?.MessageGroupId === undefined ? {} : { messageGroupId: SqsParameters.MessageGroupId },
  },
  sns: { takesJsonAlone: false, options: () => ({}) },
  events: {
    takesJsonAlone: true,
    options: ({ EventBridgeParameters }) => ({ parameters: { ...EventBridgeParameters } }),
  },
};

/** Throws with the name of what does not fit or is not here. */
export function compileTarget(target: TargetDefinition, actions: Pick<SdkActions, 'has'>): Target {
  const { Arn, Input, SqsParameters, EventBridgeParameters } = target;
  const service = serviceOf(Arn);
  if (SqsParameters && service !== 'sqs') throw new Error(`SqsParameters does not fit the target ${Arn}`);
  if (EventBridgeParameters && service !== 'events')
    throw new Error(`EventBridgeParameters does not fit the target ${Arn}`);
  if (service === 'scheduler') return { kind: 'universal', action: universalAction(Arn, Input, actions) };
  const kind = Object.hasOwn(TEMPLATED, service) ? TEMPLATED[service] : undefined;
  if (!kind)
    throw new Error(
      `Target ${Arn}: schedules with targets of the service ${service || '(no ARN)'} are not supported here, only ${Object.keys(TEMPLATED).join(', ')} and arn:aws:scheduler:::aws-sdk:service:apiAction`,
    );
  if (service === 'events' && !EventBridgeParameters)
    throw new Error(`EventBridgeParameters, with DetailType and Source, is required for the target ${Arn}`);
  if (service === 'sqs' && Arn.endsWith('.fifo') && SqsParameters?.MessageGroupId === undefined)
    throw new Error(`SqsParameters.MessageGroupId is required for the FIFO queue ${Arn}`);
  if (kind.takesJsonAlone && Input !== undefined) checkJson(Input);
  return { kind: 'templated', options: kind.options(target) };
}

function checkJson(input: string): void {
  try {
    JSON.parse(input);
  } catch (cause) {
    throw new Error('Input is not well-formed JSON', { cause });
  }
}
