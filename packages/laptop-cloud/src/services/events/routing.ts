// From a bus, through the rules that match, to their targets; what no retry helps goes to the dead-letter queue.
import type { Clock } from 'states-language';
import type { AwsEvent, Bus, DeliveryOptions } from '../bus.ts';
import { Deliveries, type Delivery } from '../deliveries.ts';
import { authorizeRole } from '../delivery-rights.ts';
import { messageOf } from '../message-of.ts';
import type { DeliveryResult } from '../persistent-delivery.ts';
import { type Principal, ServiceError } from '../service.ts';
import type { EventBus, Rule } from './event-buses.ts';
import type { EventDelivery, EventLog } from './event-log.ts';
import { compileTarget, type Target, type TargetDefinition } from './target.ts';

export interface Routing {
  /** Routes an event without waiting for its deliveries; gives whether there are any. */
  route(bus: EventBus, event: AwsEvent, traceHeader?: string): boolean;
  /** The same through rules that have been chosen already. */
  routeBy(rules: readonly Rule[], bus: EventBus, event: AwsEvent, traceHeader?: string): void;
  /** Resolves when nothing that was routed can be lost any more. */
  kept(): Promise<void>;
  /** Goes on with the deliveries that an earlier process has left; gives how many. */
  resume(): number;
  /** Stops retrying and resolves when no delivery is under way. */
  close(): Promise<void>;
}

export interface RoutingOptions {
  bus: Bus;
  log: EventLog;
  clock: Clock;
  /** Where deliveries are kept that are not over; without it they end with the process. */
  file?: string;
  /** The role a rule delivers with; undefined: no such role. Without this option roles are not checked. */
  principalOf?: (roleArn: string) => Principal | undefined;
  /** Gets a line for each delivery that is lost. */
  report: (line: string) => void;
}

/** What a delivery is made of again; the rule and its target may have gone or changed meanwhile. */
interface Kept {
  rule: RuleNames;
  target: TargetDefinition;
  event: AwsEvent;
  traceHeader?: string;
}

interface RuleNames {
  name: string;
  arn: string;
}

export function createRouting(options: RoutingOptions): Routing {
  const { bus, log, principalOf, clock, file } = options;
  const deliveries = new Deliveries({ bus, clock, file, log: options.report });

  function deliveryOf(kept: Kept, target: Target): Delivery {
    const { rule, event, traceHeader } = kept;
    const { Arn, RoleArn, DeadLetterConfig } = target.definition;
    const deadLetterArn = DeadLetterConfig?.Arn;
    return {
      kept,
      from: `events: ${rule.arn}`,
      to: Arn,
      limits: target.limits,
      send: async () => {
        if (RoleArn !== undefined && principalOf) authorizeRole(principalOf(RoleArn), RoleArn, Arn);
        await bus.deliver(Arn, target.inputFor(event), deliveryOptions(rule, target, traceHeader));
      },
      ...(deadLetterArn === undefined
        ? {}
        : {
            deadLetters: {
              arn: deadLetterArn,
              letter: (failure) => ({
                text: JSON.stringify(event),
                options: deadLetterOptions(rule, target, failure),
              }),
            },
          }),
    };
  }

  function routeBy(rules: readonly Rule[], eventBus: EventBus, event: AwsEvent, traceHeader?: string): void {
    const planned = rules.flatMap((rule) =>
      [...rule.targets.values()].map((target) => ({ rule, target, delivery: plan(rule, target) })),
    );
    log.add({ busName: eventBus.name, event, deliveries: planned.map(({ delivery }) => delivery) });
    for (const { rule, target, delivery } of planned) {
      const kept = {
        rule: { name: rule.definition.name, arn: rule.arn },
        target: target.definition,
        event,
        ...(traceHeader === undefined ? {} : { traceHeader }),
      };
      deliveries.begin(deliveryOf(kept, target), ({ status, reason }) => {
        if (status !== 'interrupted') delivery.status = status;
        if (reason !== undefined) delivery.error = reason;
      });
    }
  }

  return {
    routeBy,
    route(eventBus, event, traceHeader) {
      const matching = [...eventBus.rules.values()].filter(
        ({ definition, matches }) => definition.isEnabled && matches(event),
      );
      routeBy(matching, eventBus, event, traceHeader);
      return matching.length > 0;
    },
    kept: () => deliveries.kept(),
    resume: () =>
      deliveries.resume((left) => {
        const kept = left as Kept;
        return { delivery: deliveryOf(kept, compileTarget(kept.target, kept.rule)) };
      }),
    close: () => deliveries.close(),
  };
}

function plan({ definition: { name } }: Rule, { definition: { Id, Arn } }: Target): EventDelivery {
  return { ruleName: name, targetId: Id, targetArn: Arn, status: 'pending' };
}

// With a role the role's policies decide, without one the policy of the target.
function deliveryOptions(rule: RuleNames, { definition }: Target, traceHeader?: string): DeliveryOptions {
  const groupId = definition.SqsParameters?.MessageGroupId;
  return {
    ...(definition.RoleArn === undefined ? { source: sourceOf(rule) } : {}),
    ...(groupId === undefined ? {} : { messageGroupId: groupId }),
    ...(traceHeader === undefined ? {} : { traceHeader }),
  };
}

// Source: EventBridge User Guide, "Using dead-letter queues to process undelivered events": the message's attributes.
function deadLetterOptions(rule: RuleNames, { definition }: Target, result: DeliveryResult): DeliveryOptions {
  const attributes: Record<string, string> = {
    RULE_ARN: rule.arn,
    TARGET_ARN: definition.Arn,
    ERROR_CODE: result.error instanceof ServiceError ? result.error.code : 'INTERNAL_ERROR',
    ERROR_MESSAGE: messageOf(result.error),
    RETRY_ATTEMPTS: String(result.retries),
    ...(result.exhausted === undefined ? {} : { EXHAUSTED_RETRY_CONDITION: result.exhausted }),
  };
  return {
    source: sourceOf(rule),
    parameters: {
      MessageAttributes: Object.fromEntries(
        Object.entries(attributes).map(([name, text]) => [name, { DataType: 'String', StringValue: text }]),
      ),
    },
  };
}

function sourceOf({ arn }: RuleNames): { service: string; arn: string } {
  return { service: 'events.amazonaws.com', arn };
}
