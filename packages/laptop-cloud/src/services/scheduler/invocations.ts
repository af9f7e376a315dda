// The invocations of targets: with the schedule's role, tried again as its policy says, and told to its dead-letter queue.
import type { Clock } from 'states-language';
import { type Account, splitArn } from '../../arns.ts';
import type { AwsEvent, Bus, DeliveryOptions } from '../bus.ts';
import { Deliveries, type Delivery, type DeliveryOutcome } from '../deliveries.ts';
import { authorizeRole } from '../delivery-rights.ts';
import { messageOf } from '../message-of.ts';
import type { DeliveryResult } from '../persistent-delivery.ts';
import type { SdkActions } from '../sdk-actions.ts';
import { type Principal, ServiceError } from '../service.ts';
import { secondsOf } from '../timing/seconds.ts';
import { newExecutionId, withAttributes } from './context-attributes.ts';
import type { Schedule } from './schedule.ts';
import { compileTarget } from './target.ts';
import { parametersOf } from './universal-action.ts';

export interface InvocationsOptions extends Account {
  bus: Bus;
  clock: Clock;
  /** Where invocations are kept that are not over; without it they end with the process. */
  file?: string | undefined;
  /** Calls of APIs for universal targets. */
  actions: SdkActions;
  /** The role of a schedule; undefined: no such role. Without this option roles are not checked. */
  principalOf?: ((roleArn: string) => Principal | undefined) | undefined;
  log(line: string): void;
}

export interface Invocations {
  /** Resolves when the target or the dead-letter queue has it, or it is given up. Never rejects. */
  invoke(schedule: Schedule, scheduledMs: number): Promise<DeliveryOutcome>;
  /** Resolves when no invocation that has begun can be lost any more. */
  kept(): Promise<void>;
  /** Goes on with those that an earlier process has left, tells what becomes of each, and gives how many. */
  resume(settled: (invoked: Invoked, outcome: DeliveryOutcome) => void): number;
  close(): Promise<void>;
}

/** What is known of a schedule when it was due; it may have changed or gone since. */
export type Invoked = Pick<Schedule, 'arn' | 'group' | 'name' | 'properties'>;

interface Kept {
  schedule: Invoked;
  scheduledMs: number;
}

// Source: EventBridge Scheduler API Reference, RetryPolicy: the defaults are the largest values.
const MOST_RETRIES = 185;
export const LONGEST_AGE_SECONDS = 86_400;

export function createInvocations(options: InvocationsOptions): Invocations {
  const { bus, clock, actions, principalOf } = options;
  const deliveries = new Deliveries({ bus, clock, file: options.file, log: options.log });
  const closing = new AbortController();

  function checkRole(roleArn: string, arn: string): void {
    if (principalOf) authorizeRole(principalOf(roleArn), roleArn, arn);
  }

  function deliveryOf(kept: Kept, attempts = 0): Delivery {
    const { schedule, scheduledMs } = kept;
    const { Target: definition } = schedule.properties;
    const { Arn, RoleArn, RetryPolicy, DeadLetterConfig } = definition;
    const target = compileTarget(definition, actions);
    const given = definition.Input ?? defaultInput(schedule, scheduledMs, options);
    let number = attempts;
    let input = given;
    const deadLetterArn = DeadLetterConfig?.Arn;
    return {
      kept,
      from: `scheduler: ${schedule.arn}`,
      to: Arn,
      limits: {
        maxRetries: RetryPolicy?.MaximumRetryAttempts ?? MOST_RETRIES,
        maxAgeMs: (RetryPolicy?.MaximumEventAgeInSeconds ?? LONGEST_AGE_SECONDS) * 1000,
      },
      send: async () => {
        number += 1;
        const attempt = { scheduleArn: schedule.arn, scheduledMs, number, executionId: newExecutionId() };
        input = withAttributes(given, attempt);
        if (target.kind === 'universal') {
          const parameters = definition.Input === undefined ? {} : parametersOf(input);
          await actions.send({ ...target.action, parameters, roleArn: RoleArn, signal: closing.signal });
          return;
        }
        checkRole(RoleArn, Arn);
        await bus.deliver(Arn, input, target.options);
      },
      ...(deadLetterArn === undefined
        ? {}
        : {
            deadLetters: {
              arn: deadLetterArn,
              authorize: () => checkRole(RoleArn, deadLetterArn),
              letter: (failure) => ({
                text: input,
                options: deadLetterOptions(schedule, scheduledMs, failure),
              }),
            },
          }),
    };
  }

  return {
    invoke: ({ arn, group, name, properties }, scheduledMs) =>
      deliveries.deliver(deliveryOf({ schedule: { arn, group, name, properties }, scheduledMs })),
    kept: () => deliveries.kept(),
    resume: (settled) =>
      deliveries.resume((left, attempts) => {
        const kept = left as Kept;
        return {
          delivery: deliveryOf(kept, attempts),
          settled: (outcome) => settled(kept.schedule, outcome),
        };
      }),
    async close() {
      closing.abort();
      await deliveries.close();
    },
  };
}

/** What targets get of a schedule without Input. */
function defaultInput(schedule: Invoked, scheduledMs: number, { region, accountId }: Account): string {
  if (splitArn(schedule.properties.Target.Arn)?.service === 'scheduler') return '{}';
  const event: AwsEvent = {
    version: '0',
    id: newExecutionId(),
    'detail-type': 'Scheduled Event',
    source: 'aws.scheduler',
    account: accountId,
    time: secondsOf(scheduledMs),
    region,
    resources: [schedule.arn],
    detail: '{}',
  };
  return JSON.stringify(event);
}

// Source: EventBridge Scheduler User Guide, "Configuring a schedule's dead-letter queue": the message's attributes.
function deadLetterOptions(
  { arn, properties: { Target } }: Invoked,
  scheduledMs: number,
  { error, retries, exhausted }: DeliveryResult,
): DeliveryOptions {
  const attributes: Record<string, string> = {
    ERROR_CODE: error instanceof ServiceError ? error.code : 'INTERNAL_ERROR',
    ERROR_MESSAGE: messageOf(error),
    RETRY_ATTEMPTS: String(retries),
    ...(exhausted === undefined ? {} : { EXHAUSTED_RETRY_CONDITION: exhausted }),
    SCHEDULED_TIME: secondsOf(scheduledMs),
    SCHEDULE_ARN: arn,
    TARGET_ARN: Target.Arn,
  };
  return {
    parameters: {
      MessageAttributes: Object.fromEntries(
        Object.entries(attributes).map(([name, text]) => [name, { DataType: 'String', StringValue: text }]),
      ),
    },
  };
}
