// The operations on buses, rules and targets.
import * as z from 'zod';
import type { TableOperation as JsonOperation } from '../operation.ts';
import { parseInput } from '../parse-input.ts';
import { authorize, ServiceError, type ServiceRequest } from '../service.ts';
import { compileEventPattern, type EventBus, type EventBuses, type Rule } from './event-buses.ts';
import { TargetDefinition } from './target.ts';

const Name = z.string();
const EventBusName = z.string().optional();
const Force = z.boolean().optional();
const OnlyName = z.strictObject({ Name });
const RuleByName = z.strictObject({ Name, EventBusName });

const ListEventBuses = z.strictObject({ NamePrefix: z.string().optional() });
const DescribeEventBus = z.strictObject({ Name: z.string().optional() });
const PutRule = z.strictObject({
  Name,
  EventBusName,
  EventPattern: z.string(),
  State: z.enum(['ENABLED', 'DISABLED']).optional(),
  Description: z.string().max(512).exactOptional(),
  RoleArn: z.string().exactOptional(),
});
const DeleteRule = z.strictObject({ Name, EventBusName, Force });
const ListRules = z.strictObject({ NamePrefix: z.string().optional(), EventBusName });
const PutTargets = z.strictObject({ Rule: Name, EventBusName, Targets: z.array(TargetDefinition).min(1) });
const RemoveTargets = z.strictObject({ Rule: Name, EventBusName, Ids: z.array(z.string()), Force });
const ListTargetsByRule = z.strictObject({ Rule: Name, EventBusName });
const ListRuleNamesByTarget = z.strictObject({ TargetArn: z.string(), EventBusName });
const TestEventPattern = z.strictObject({ EventPattern: z.string(), Event: z.string() });

/** The table of bus and rule operations, each authorized on the ARN of the bus or rule. Lists come whole, on one page. */
export function ruleOperations(buses: EventBuses): Record<string, JsonOperation> {
  function operation<T>(
    schema: z.ZodType<T>,
    run: (input: T, request: ServiceRequest) => unknown,
  ): JsonOperation {
    return async (raw, request) => run(parseInput(schema, raw, 'ValidationException'), request);
  }

  function onRule<T extends { EventBusName?: string | undefined }>(
    schema: z.ZodType<T>,
    action: string,
    nameOf: (input: T) => string,
    run: (rule: Rule, input: T, bus: EventBus) => unknown,
  ): JsonOperation {
    return operation(schema, (input, request) => {
      const bus = buses.bus(input.EventBusName);
      authorize(request.principal, `events:${action}`, buses.ruleArn(bus, nameOf(input)));
      return run(buses.rule(bus, nameOf(input)), input, bus);
    });
  }

  const byName = ({ Name: name }: { Name: string }) => name;
  const byRule = ({ Rule: name }: { Rule: string }) => name;

  return {
    CreateEventBus: operation(OnlyName, ({ Name: name }, request) => {
      authorize(request.principal, 'events:CreateEventBus', buses.arnOf(name));
      return { EventBusArn: buses.create(name).arn };
    }),
    DeleteEventBus: operation(OnlyName, ({ Name: name }, request) => {
      authorize(request.principal, 'events:DeleteEventBus', buses.arnOf(name));
      buses.remove(name);
    }),
    DescribeEventBus: operation(DescribeEventBus, ({ Name: name }, request) => {
      const bus = buses.bus(name);
      authorize(request.principal, 'events:DescribeEventBus', bus.arn);
      return { Name: bus.name, Arn: bus.arn };
    }),
    ListEventBuses: operation(ListEventBuses, ({ NamePrefix = '' }, request) => {
      authorize(request.principal, 'events:ListEventBuses', buses.arnOf('*'));
      const wanted = buses.all().filter(({ name }) => name.startsWith(NamePrefix));
      return { EventBuses: wanted.map(({ name, arn }) => ({ Name: name, Arn: arn })) };
    }),
    PutRule: operation(PutRule, (input, request) => {
      const bus = buses.bus(input.EventBusName);
      authorize(request.principal, 'events:PutRule', buses.ruleArn(bus, input.Name));
      const rule = buses.putRule(bus, {
        name: input.Name,
        pattern: input.EventPattern,
        isEnabled: input.State !== 'DISABLED',
        ...(input.Description === undefined ? {} : { description: input.Description }),
        ...(input.RoleArn === undefined ? {} : { roleArn: input.RoleArn }),
      });
      return { RuleArn: rule.arn };
    }),
    DescribeRule: onRule(RuleByName, 'DescribeRule', byName, describe),
    ListRules: operation(ListRules, ({ NamePrefix = '', EventBusName: busName }, request) => {
      const bus = buses.bus(busName);
      authorize(request.principal, 'events:ListRules', bus.arn);
      const rules = [...bus.rules.values()].filter(({ definition }) =>
        definition.name.startsWith(NamePrefix),
      );
      return { Rules: rules.map(describe) };
    }),
    DeleteRule: onRule(DeleteRule, 'DeleteRule', byName, (rule, _, bus) => {
      if (rule.targets.size > 0) {
        throw new ServiceError('ValidationException', "Rule can't be deleted since it has targets.");
      }
      bus.rules.delete(rule.definition.name);
    }),
    EnableRule: onRule(RuleByName, 'EnableRule', byName, (rule) => setEnabled(rule, true)),
    DisableRule: onRule(RuleByName, 'DisableRule', byName, (rule) => setEnabled(rule, false)),
    PutTargets: onRule(PutTargets, 'PutTargets', byRule, (rule, { Targets }) => {
      for (const target of Targets) buses.putTarget(rule, target);
      return { FailedEntryCount: 0, FailedEntries: [] };
    }),
    RemoveTargets: onRule(RemoveTargets, 'RemoveTargets', byRule, (rule, { Ids }) => {
      for (const id of Ids) rule.targets.delete(id);
      return { FailedEntryCount: 0, FailedEntries: [] };
    }),
    ListTargetsByRule: onRule(ListTargetsByRule, 'ListTargetsByRule', byRule, ({ targets }) => ({
      Targets: [...targets.values()].map(({ definition }) => definition),
    })),
    ListRuleNamesByTarget: operation(
      ListRuleNamesByTarget,
      ({ TargetArn, EventBusName: busName }, request) => {
        const bus = buses.bus(busName);
        authorize(request.principal, 'events:ListRuleNamesByTarget', bus.arn);
        const rules = [...bus.rules.values()].filter(({ targets }) =>
          [...targets.values()].some(({ definition }) => definition.Arn === TargetArn),
        );
        return { RuleNames: rules.map(({ definition }) => definition.name) };
      },
    ),
    TestEventPattern: operation(TestEventPattern, ({ EventPattern, Event }, request) => {
      authorize(request.principal, 'events:TestEventPattern', '*');
      return { Result: compileEventPattern(EventPattern)(parseEvent(Event)) };
    }),
  };
}

function setEnabled(rule: Rule, isEnabled: boolean): void {
  rule.definition = { ...rule.definition, isEnabled };
}

function describe({ arn, busName, definition }: Rule): Record<string, unknown> {
  return {
    Name: definition.name,
    Arn: arn,
    EventPattern: definition.pattern,
    State: definition.isEnabled ? 'ENABLED' : 'DISABLED',
    Description: definition.description,
    RoleArn: definition.roleArn,
    EventBusName: busName,
  };
}

// Source: EventBridge API Reference, TestEventPattern: the members that a testable event has.
const REQUIRED_MEMBERS = ['id', 'account', 'source', 'time', 'region', 'resources', 'detail-type'];

function parseEvent(text: string): unknown {
  let event: unknown;
  try {
    event = JSON.parse(text);
  } catch {
    throw new ServiceError('ValidationException', 'Parameter Event is not valid. Reason: it is not JSON.');
  }
  const members = typeof event === 'object' && event !== null ? event : {};
  const missing = REQUIRED_MEMBERS.find((name) => !(name in members));
  if (missing === undefined) return event;
  throw new ServiceError(
    'ValidationException',
    `Parameter Event is not valid. Reason: ${missing} is missing.`,
  );
}
