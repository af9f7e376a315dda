// From a bus, through the rules that match, to their targets; what no retry helps goes to the dead-letter queue.
import type { Clock } from 'states-language';
import { serviceOf } from '../../arns.ts';
import type { AwsEvent, Bus, DeliveryOptions } from '../bus.ts';
import { messageOf } from '../message-of.ts';
import { type DeliveryResult, deliverPersistently } from '../persistent-delivery.ts';
import { authorize, type Principal, ServiceError } from '../service.ts';
import type { EventBus, Rule } from './event-buses.ts';
import type { EventDelivery, EventLog } from './event-log.ts';
import { TARGET_ACTIONS, type Target } from './target.ts';

export interface Routing {
  /** Routes an event without waiting for its deliveries. */
  route(bus: EventBus, event: AwsEvent, traceHeader?: string): void;
  /** Stops retrying and resolves when no delivery is under way. */
  close(): Promise<void>;
}

export interface RoutingOptions {
  bus: Bus;
  log: EventLog;
  clock: Clock;
  /** The role a rule delivers with; undefined: no such role. Without this option roles are not checked. */
  principalOf?: (roleArn: string) => Principal | undefined;
  /** Gets a line for each delivery that was given up without a dead-letter queue. */
  report: (line: string) => void;
}

export function createRouting(options: RoutingOptions): Routing {
  const { bus, log, clock, report } = options;
  const closing = new AbortController();
  const underWay = new Set<Promise<void>>();
  const time = { clock, signal: closing.signal };

  async function deliver(
    rule: Rule,
    target: Target,
    event: AwsEvent,
    delivery: EventDelivery,
    traceHeader?: string,
  ) {
    const { Arn, DeadLetterConfig } = target.definition;
    const attempt = async () => {
      checkRole(target);
      await bus.deliver(Arn, target.inputFor(event), deliveryOptions(rule, target, traceHeader));
    };
    const result = await deliverPersistently(attempt, target.limits, time);
    if (result.status === 'interrupted') return;
    if (result.status === 'delivered') {
      delivery.status = 'delivered';
      return;
    }
    delivery.error = messageOf(result.error);
    delivery.status = 'failed';
    const deadLetterArn = DeadLetterConfig?.Arn;
    if (deadLetterArn === undefined) {
      report(`events: ${rule.arn} could not deliver to ${Arn}: ${delivery.error}`);
      return;
    }
    const buried = await deliverPersistently(
      () => bus.deliver(deadLetterArn, JSON.stringify(event), deadLetterOptions(rule, target, result)),
      target.limits,
      time,
    );
    if (buried.status === 'delivered') delivery.status = 'dead-lettered';
    if (buried.status === 'failed')
      report(
        `events: ${rule.arn} could not deliver to its dead-letter queue ${deadLetterArn}: ${messageOf(buried.error)}`,
      );
  }

  function checkRole({ definition: { Arn, RoleArn } }: Target): void {
    if (RoleArn === undefined || !options.principalOf) return;
    const role = options.principalOf(RoleArn);
    if (!role) throw new ServiceError('AccessDeniedException', `The role ${RoleArn} does not exist.`);
    authorize(role, TARGET_ACTIONS[serviceOf(Arn)]!, Arn);
  }

  return {
    route(eventBus, event, traceHeader) {
      const matching = [...eventBus.rules.values()].filter(
        ({ definition, matches }) => definition.isEnabled && matches(event),
      );
      const planned = matching.flatMap((rule) =>
        [...rule.targets.values()].map((target) => ({ rule, target, delivery: plan(rule, target) })),
      );
      log.add({ busName: eventBus.name, event, deliveries: planned.map(({ delivery }) => delivery) });
      for (const { rule, target, delivery } of planned) {
        const delivered = deliver(rule, target, event, delivery, traceHeader).finally(() =>
          underWay.delete(delivered),
        );
        underWay.add(delivered);
      }
    },
    async close() {
      closing.abort();
      await Promise.all(underWay);
    },
  };
}

function plan({ definition: { name } }: Rule, { definition: { Id, Arn } }: Target): EventDelivery {
  return { ruleName: name, targetId: Id, targetArn: Arn, status: 'pending' };
}

// With a role the role's policies decide, without one the policy of the target.
function deliveryOptions(rule: Rule, { definition }: Target, traceHeader?: string): DeliveryOptions {
  const groupId = definition.SqsParameters?.MessageGroupId;
  return {
    ...(definition.RoleArn === undefined ? { source: sourceOf(rule) } : {}),
    ...(groupId === undefined ? {} : { messageGroupId: groupId }),
    ...(traceHeader === undefined ? {} : { traceHeader }),
  };
}

// Source: EventBridge User Guide, "Using dead-letter queues to process undelivered events": the message's attributes.
function deadLetterOptions(rule: Rule, { definition }: Target, result: DeliveryResult): DeliveryOptions {
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

function sourceOf({ arn }: Rule): { service: string; arn: string } {
  return { service: 'events.amazonaws.com', arn };
}
