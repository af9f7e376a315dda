// The operations on buses, rules and targets.
import * as z from 'zod';
import { defineOperation, type Operation } from '../operation.ts';
import { pageOf } from '../page.ts';
import { ServiceError } from '../service.ts';
import { compileEventPattern, type EventBuses, type Rule } from './event-buses.ts';
import { describeBus, permissionOperations } from './permission-operations.ts';
import type { ScheduledRules } from './scheduled-rules.ts';
import { tagOperations, tagsOf } from './tag-operations.ts';
import { TargetDefinition } from './target.ts';

const Name = z.string();
const EventBusName = z.string().optional();
const Force = z.boolean().optional();
const OnlyName = z.strictObject({ Name });
const RuleByName = z.strictObject({ Name, EventBusName });

const Description = z.string().max(512).exactOptional();
const Tags = z.array(z.strictObject({ Key: z.string().min(1).max(128), Value: z.string().max(256) }));
const Paging = { Limit: z.int().min(1).max(100).optional(), NextToken: z.string().optional() };
const CreateEventBus = z.strictObject({ Name, Description, Tags: Tags.optional() });
const ListEventBuses = z.strictObject({ NamePrefix: z.string().optional(), ...Paging });
const DescribeEventBus = z.strictObject({ Name: z.string().optional() });
const PutRule = z.strictObject({
  Name,
  EventBusName,
  EventPattern: z.string().exactOptional(),
  ScheduleExpression: z.string().exactOptional(),
  State: z.enum(['ENABLED', 'DISABLED']).optional(),
  Description,
  RoleArn: z.string().exactOptional(),
  Tags: Tags.optional(),
});
const DeleteRule = z.strictObject({ Name, EventBusName, Force });
const ListRules = z.strictObject({ NamePrefix: z.string().optional(), EventBusName, ...Paging });
const PutTargets = z.strictObject({ Rule: Name, EventBusName, Targets: z.array(TargetDefinition).min(1) });
const RemoveTargets = z.strictObject({ Rule: Name, EventBusName, Ids: z.array(z.string()).min(1), Force });
const ListTargetsByRule = z.strictObject({ Rule: Name, EventBusName, ...Paging });
const ListRuleNamesByTarget = z.strictObject({ TargetArn: z.string(), EventBusName, ...Paging });
const TestEventPattern = z.strictObject({ EventPattern: z.string(), Event: z.string() });

/** The operations on buses and rules, each authorized on the ARN of the bus or rule. */
export function ruleOperations(buses: EventBuses, scheduled: ScheduledRules): Operation[] {
  const named = ({ Name: name }: { Name: string }) => buses.arnOf(name);
  const busOf = (input: { EventBusName?: string | undefined }) => buses.bus(input.EventBusName);
  // The right is asked for by name, so that who lacks it does not learn which rules there are.
  const ruleNamed = (input: { Name: string; EventBusName?: string | undefined }) => at(input, input.Name);
  const ruleOf = (input: { Rule: string; EventBusName?: string | undefined }) => at(input, input.Rule);
  const at = (input: { EventBusName?: string | undefined }, name: string) => {
    const bus = busOf(input);
    return { arn: buses.ruleArn(bus, name), bus, rule: () => buses.rule(bus, name) };
  };

  const setEnabled = (rule: Rule, isEnabled: boolean): void => {
    buses.setEnabled(rule, isEnabled);
    scheduled.follow(rule);
  };

  return [
    ...tagOperations(buses),
    ...permissionOperations(buses),
    defineOperation({
      name: 'CreateEventBus',
      input: CreateEventBus,
      errors: ['ResourceAlreadyExistsException'],
      resource: named,
      run({ input: { Name: name, Description: description, Tags: tags = [] } }) {
        const bus = buses.create(name, {
          ...(description === undefined ? {} : { description }),
          tags: tagsOf(tags),
        });
        return { EventBusArn: bus.arn, ...(description === undefined ? {} : { Description: description }) };
      },
    }),
    defineOperation({
      name: 'DeleteEventBus',
      input: OnlyName,
      errors: [],
      resource: named,
      run: ({ input }) => buses.remove(input.Name),
    }),
    defineOperation({
      name: 'DescribeEventBus',
      input: DescribeEventBus,
      errors: [],
      resource: (input) => buses.bus(input.Name),
      run: ({ resource }) => describeBus(resource),
    }),
    defineOperation({
      name: 'ListEventBuses',
      input: ListEventBuses,
      errors: [],
      resource: () => buses.arnOf('*'),
      run({ input: { NamePrefix = '', ...paging } }) {
        const wanted = buses.all().filter(({ name }) => name.startsWith(NamePrefix));
        const { items, ...more } = page(wanted, paging, ({ name }) => name);
        return { EventBuses: items.map(describeBus), ...more };
      },
    }),
    defineOperation({
      name: 'PutRule',
      input: PutRule,
      errors: ['InvalidEventPatternException', 'LimitExceededException'],
      resource: ruleNamed,
      run({ input, resource: { bus } }) {
        const rule = buses.putRule(bus, {
          name: input.Name,
          // What is empty is not there, as SDKs of languages without missing members send it.
          ...(input.EventPattern ? { pattern: input.EventPattern } : {}),
          ...(input.ScheduleExpression ? { schedule: input.ScheduleExpression } : {}),
          isEnabled: input.State !== 'DISABLED',
          ...(input.Description === undefined ? {} : { description: input.Description }),
          ...(input.RoleArn === undefined ? {} : { roleArn: input.RoleArn }),
        });
        if (input.Tags) buses.tag(rule, tagsOf(input.Tags));
        scheduled.follow(rule);
        return { RuleArn: rule.arn };
      },
    }),
    defineOperation({
      name: 'DescribeRule',
      input: RuleByName,
      errors: [],
      resource: ruleNamed,
      run: ({ resource }) => ({ ...describe(resource.rule()), CreatedBy: resource.arn.split(':')[4] }),
    }),
    defineOperation({
      name: 'ListRules',
      input: ListRules,
      errors: [],
      resource: busOf,
      run({ input: { NamePrefix = '', EventBusName: _bus, ...paging }, resource: bus }) {
        const rules = [...bus.rules.values()].filter(({ definition }) =>
          definition.name.startsWith(NamePrefix),
        );
        const { items, ...more } = page(rules, paging, nameOfRule);
        return { Rules: items.map(describe), ...more };
      },
    }),
    defineOperation({
      name: 'DeleteRule',
      input: DeleteRule,
      errors: [],
      resource: ruleNamed,
      run({ resource: { bus, rule } }) {
        const found = rule();
        const { targets, definition } = found;
        if (targets.size > 0)
          throw new ServiceError('ValidationException', "Rule can't be deleted since it has targets.");
        buses.removeRule(bus, definition.name);
        scheduled.follow(found, false);
      },
    }),
    defineOperation({
      name: 'EnableRule',
      input: RuleByName,
      errors: [],
      resource: ruleNamed,
      run: ({ resource }) => setEnabled(resource.rule(), true),
    }),
    defineOperation({
      name: 'DisableRule',
      input: RuleByName,
      errors: [],
      resource: ruleNamed,
      run: ({ resource }) => setEnabled(resource.rule(), false),
    }),
    // The laptop's own, for rules with a schedule that nobody wants to wait for.
    defineOperation({
      name: 'RunRule',
      input: RuleByName,
      errors: [],
      resource: ruleNamed,
      run({ resource }) {
        const rule = resource.rule();
        if (rule.definition.schedule === undefined)
          throw new ServiceError(
            'ValidationException',
            `Rule ${rule.definition.name} has no ScheduleExpression.`,
          );
        scheduled.run(rule);
        return {
          RuleArn: rule.arn,
          Targets: [...rule.targets.values()].map(({ definition }) => definition.Arn),
        };
      },
    }),
    defineOperation({
      name: 'PutTargets',
      input: PutTargets,
      errors: ['LimitExceededException'],
      resource: ruleOf,
      run({ input, resource }) {
        const rule = resource.rule();
        for (const target of input.Targets) buses.putTarget(rule, target);
        return { FailedEntryCount: 0, FailedEntries: [] };
      },
    }),
    defineOperation({
      name: 'RemoveTargets',
      input: RemoveTargets,
      errors: [],
      resource: ruleOf,
      run({ input, resource }) {
        buses.removeTargets(resource.rule(), input.Ids);
        return { FailedEntryCount: 0, FailedEntries: [] };
      },
    }),
    defineOperation({
      name: 'ListTargetsByRule',
      input: ListTargetsByRule,
      errors: [],
      resource: ruleOf,
      run({ input, resource }) {
        const { items, ...more } = page(
          [...resource.rule().targets.values()],
          input,
          ({ definition }) => definition.Id,
        );
        return { Targets: items.map(({ definition }) => definition), ...more };
      },
    }),
    defineOperation({
      name: 'ListRuleNamesByTarget',
      input: ListRuleNamesByTarget,
      errors: [],
      resource: busOf,
      run({ input, resource: bus }) {
        const rules = [...bus.rules.values()].filter(({ targets }) =>
          [...targets.values()].some(({ definition }) => definition.Arn === input.TargetArn),
        );
        const { items, ...more } = page(rules, input, nameOfRule);
        return { RuleNames: items.map(({ definition }) => definition.name), ...more };
      },
    }),
    defineOperation({
      name: 'TestEventPattern',
      input: TestEventPattern,
      errors: ['InvalidEventPatternException'],
      resource: () => '*',
      run: ({ input }) => ({
        Result: compileEventPattern(input.EventPattern)(parseEvent(input.Event)),
      }),
    }),
  ];
}

// Source: EventBridge API Reference: each list gives up to 100 at once.
const nameOfRule = ({ definition }: Rule) => definition.name;

function page<Item>(
  items: readonly Item[],
  { Limit, NextToken }: { Limit?: number | undefined; NextToken?: string | undefined },
  nameOf: (item: Item) => string,
): { items: Item[]; NextToken?: string } {
  const { items: found, next } = pageOf(items, {
    size: Limit ?? 100,
    token: NextToken,
    refusal: () => new ServiceError('ValidationException', 'Parameter NextToken is not valid.'),
    nameOf,
  });
  return { items: found, ...(next === undefined ? {} : { NextToken: next }) };
}

function describe({ arn, busName, definition }: Rule): Record<string, unknown> {
  return {
    Name: definition.name,
    Arn: arn,
    EventPattern: definition.pattern,
    ScheduleExpression: definition.schedule,
    State: definition.isEnabled ? 'ENABLED' : 'DISABLED',
    Description: definition.description,
    RoleArn: definition.roleArn,
    EventBusName: busName,
  };
}

// Source: EventBridge API Reference, TestEventPattern: the members that a testable event has. It lists `resources` too, which AWS
// does not ask for.
const REQUIRED_MEMBERS = ['id', 'account', 'source', 'time', 'region', 'detail-type'];

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
