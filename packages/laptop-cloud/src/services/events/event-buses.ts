// Event buses and their rules. With a file they survive a restart, but for the rules of a template: it makes them anew, or has them
// no more.
import type { Clock } from 'states-language';
import { type Account, eventBusArn, ruleArn } from '../../arns.ts';
import { loadJson, saveJsonSoon } from '../../json-list.ts';
import { type Policy, parseResourcePolicy } from '../../policies/policy.ts';
import { compilePattern, type EventPattern } from '../patterns/event-pattern.ts';
import { PatternError } from '../patterns/pattern-error.ts';
import { ServiceError } from '../service.ts';
import { compileRuleTiming } from './rule-timing.ts';
import { compileTarget, type Target, type TargetDefinition } from './target.ts';

export interface RuleDefinition {
  name: string;
  description?: string;
  roleArn?: string;
  /** JSON; a rule has it or a schedule, or both. */
  pattern?: string;
  /** rate(...) or cron(...), in UTC. */
  schedule?: string;
  isEnabled: boolean;
}

export interface Rule {
  readonly arn: string;
  readonly busName: string;
  /** The template's own. */
  isOfStack: boolean;
  readonly tags: Map<string, string>;
  definition: RuleDefinition;
  matches: EventPattern;
  readonly targets: Map<string, Target>;
}

export interface EventBus {
  readonly name: string;
  readonly arn: string;
  readonly rules: Map<string, Rule>;
  readonly tags: Map<string, string>;
  description?: string;
  /** Milliseconds since 1970, as the one below. */
  readonly createdMs: number;
  /** Of itself, not of its rules. */
  modifiedMs: number;
  /** Who else may put events, as the text of a policy; it lets in whom the policy says. */
  attributes: { Policy?: string };
  policy?: Policy;
}

export interface EventBuses {
  all(): EventBus[];
  arnOf(busName: string): string;
  /** By name or ARN; `default` without one. Throws ResourceNotFoundException. */
  bus(nameOrArn: string | undefined): EventBus;
  find(nameOrArn: string | undefined): EventBus | undefined;
  /** Throws ResourceAlreadyExistsException. */
  create(name: string, more?: { description?: string; tags?: Readonly<Record<string, string>> }): EventBus;
  /** An empty text removes it. */
  setPolicy(bus: EventBus, text: string): void;
  /** Sets tags, and removes those without a value. */
  tag(owner: EventBus | Rule, changes: Readonly<Record<string, string | undefined>>): void;
  /** Throws ValidationException for the default bus and for one that still has rules. */
  remove(name: string): void;
  rule(bus: EventBus, name: string): Rule;
  /** The ARN of a rule, which names its bus unless that is the default one. */
  ruleArn(bus: EventBus, name: string): string;
  /** Makes a rule or changes it; its targets stay. Throws InvalidEventPatternException. */
  putRule(bus: EventBus, definition: RuleDefinition, isOfStack?: boolean): Rule;
  removeRule(bus: EventBus, name: string): void;
  putTarget(rule: Rule, definition: TargetDefinition): void;
  removeTargets(rule: Rule, ids: readonly string[]): void;
  setEnabled(rule: Rule, isEnabled: boolean): void;
}

const DEFAULT_BUS = 'default';

/** What is kept of a bus and its rules. */
interface BusRecord {
  name: string;
  description?: string;
  policy?: string;
  /** Missing where an earlier release made it. */
  createdMs?: number;
  modifiedMs?: number;
  tags: Record<string, string>;
  rules: { definition: RuleDefinition; tags: Record<string, string>; targets: TargetDefinition[] }[];
}

export function createEventBuses(
  account: Account,
  clock: Pick<Clock, 'now'>,
  file: string | null = null,
): EventBuses {
  const arnOf = (name: string) => eventBusArn(account, name);
  const buses = new Map<string, EventBus>();

  const save = () => saveJsonSoon(file, [...buses.values()].map(recordOf));

  function add(name: string, createdMs = clock.now()): EventBus {
    const bus: EventBus = {
      name,
      arn: arnOf(name),
      rules: new Map(),
      tags: new Map(),
      attributes: {},
      createdMs,
      modifiedMs: createdMs,
    };
    buses.set(name, bus);
    return bus;
  }

  function find(nameOrArn = DEFAULT_BUS): EventBus | undefined {
    if (!nameOrArn.startsWith('arn:')) return buses.get(nameOrArn);
    return [...buses.values()].find(({ arn }) => arn === nameOrArn);
  }

  const ruleArnOf = (bus: EventBus, name: string) =>
    ruleArn(account, name, bus.name === DEFAULT_BUS ? undefined : bus.name);

  function makeRule(bus: EventBus, definition: RuleDefinition, isOfStack: boolean): Rule {
    const matches = checkDefinition(definition, bus.name);
    const existing = bus.rules.get(definition.name);
    if (existing) return Object.assign(existing, { definition, matches, isOfStack });
    const rule: Rule = {
      arn: ruleArnOf(bus, definition.name),
      busName: bus.name,
      isOfStack,
      tags: new Map(),
      definition,
      matches,
      targets: new Map(),
    };
    bus.rules.set(definition.name, rule);
    return rule;
  }

  function addTarget(rule: Rule, definition: TargetDefinition): void {
    if (definition.Arn === arnOf(rule.busName))
      throw invalid(`Rule ${rule.definition.name} would feed itself.`);
    const target = compileTarget(definition, { name: rule.definition.name, arn: rule.arn });
    if (!rule.targets.has(definition.Id)) checkRoom(rule);
    rule.targets.set(definition.Id, target);
  }

  function restore({ name, description, policy, createdMs, modifiedMs, tags, rules }: BusRecord): void {
    const bus = add(name, createdMs);
    if (modifiedMs !== undefined) bus.modifiedMs = modifiedMs;
    if (description !== undefined) bus.description = description;
    if (policy !== undefined) setPolicy(bus, policy);
    setTags(bus, tags);
    for (const kept of rules) {
      const rule = makeRule(bus, kept.definition, false);
      setTags(rule, kept.tags);
      for (const target of kept.targets) addTarget(rule, target);
    }
  }

  add(DEFAULT_BUS);
  for (const record of loadJson(file) as BusRecord[]) restore(record);

  const keeping = afterwards(save);

  return {
    all: () => [...buses.values()],
    arnOf,
    find,
    bus(nameOrArn) {
      const bus = find(nameOrArn);
      if (bus) return bus;
      throw new ServiceError('ResourceNotFoundException', `Event bus ${nameOrArn} does not exist.`);
    },
    create: keeping((name, { description, tags = {} } = {}) => {
      checkNewName(name, buses);
      const bus = add(name);
      if (description !== undefined) bus.description = description;
      setTags(bus, tags);
      return bus;
    }),
    setPolicy: keeping((bus, text) => {
      setPolicy(bus, text);
      bus.modifiedMs = clock.now();
    }),
    tag: keeping(setTags),
    remove: keeping((name) => {
      if (name === DEFAULT_BUS) throw invalid(`Cannot delete event bus ${name}.`);
      if (buses.get(name)?.rules.size) throw invalid("Event bus can't be deleted since it has rules.");
      buses.delete(name);
    }),
    rule(bus, name) {
      const rule = bus.rules.get(name);
      if (rule) return rule;
      throw new ServiceError(
        'ResourceNotFoundException',
        `Rule ${name} does not exist on EventBus ${bus.name}.`,
      );
    },
    ruleArn: ruleArnOf,
    putRule: keeping((bus, definition, isOfStack = false) => makeRule(bus, definition, isOfStack)),
    removeRule: keeping((bus, name) => void bus.rules.delete(name)),
    putTarget: keeping(addTarget),
    removeTargets: keeping((rule, ids) => {
      for (const id of ids) rule.targets.delete(id);
    }),
    setEnabled: keeping((rule, isEnabled) => {
      rule.definition = { ...rule.definition, isEnabled };
    }),
  };
}

function checkNewName(name: string, buses: ReadonlyMap<string, EventBus>): void {
  if (buses.has(name))
    throw new ServiceError('ResourceAlreadyExistsException', `Event bus ${name} already exists.`);
  if (!/^(?!aws\.)[.\-_A-Za-z0-9]{1,256}$/.test(name)) throw invalid(`Event bus name ${name} is not valid.`);
}

const MAX_TARGETS = 5;

function checkRoom({ targets, definition }: Rule): void {
  if (targets.size < MAX_TARGETS) return;
  throw new ServiceError(
    'LimitExceededException',
    `The requested resource exceeds the maximum number allowed: ${MAX_TARGETS} targets of rule ${definition.name}.`,
  );
}

function setPolicy(bus: EventBus, text: string): void {
  delete bus.policy;
  bus.attributes = text === '' ? {} : { Policy: text };
  if (text !== '') bus.policy = parseResourcePolicy(text);
}

/** Makes a change one after which something else is done. */
function afterwards(next: () => void) {
  return <Values extends unknown[], Result>(
    change: (...values: Values) => Result,
  ): ((...values: Values) => Result) =>
    (...values) => {
      const result = change(...values);
      next();
      return result;
    };
}

function setTags(
  { tags }: Pick<EventBus, 'tags'>,
  changes: Readonly<Record<string, string | undefined>>,
): void {
  for (const [key, value] of Object.entries(changes)) {
    if (value === undefined) tags.delete(key);
    else tags.set(key, value);
  }
}

function recordOf({
  name,
  description,
  attributes,
  createdMs,
  modifiedMs,
  tags,
  rules,
}: EventBus): BusRecord {
  return {
    name,
    createdMs,
    modifiedMs,
    ...(description === undefined ? {} : { description }),
    ...(attributes.Policy === undefined ? {} : { policy: attributes.Policy }),
    tags: Object.fromEntries(tags),
    rules: [...rules.values()]
      .filter(({ isOfStack }) => !isOfStack)
      .map((rule) => ({
        definition: rule.definition,
        tags: Object.fromEntries(rule.tags),
        targets: [...rule.targets.values()].map(({ definition }) => definition),
      })),
  };
}

function checkDefinition({ name, pattern, schedule }: RuleDefinition, busName: string): EventPattern {
  if (!/^[.\-_A-Za-z0-9]{1,64}$/.test(name)) throw invalid(`Rule name ${name} is not valid.`);
  if (pattern === undefined && schedule === undefined)
    throw invalid('Parameter(s) EventPattern or ScheduleExpression must be specified.');
  if (schedule !== undefined) checkSchedule(schedule, busName);
  return pattern === undefined ? () => false : compileEventPattern(pattern);
}

function checkSchedule(schedule: string, busName: string): void {
  if (busName !== DEFAULT_BUS)
    throw invalid('ScheduleExpression is supported only on the default event bus.');
  try {
    compileRuleTiming(schedule);
  } catch (error) {
    throw invalid(`Parameter ScheduleExpression is not valid. ${(error as Error).message}`);
  }
}

/** Compiles a pattern's JSON; throws InvalidEventPatternException with the reason in EventBridge's words. */
export function compileEventPattern(pattern: string): EventPattern {
  try {
    return compilePattern(pattern);
  } catch (error) {
    if (!(error instanceof PatternError)) throw error;
    throw new ServiceError(
      'InvalidEventPatternException',
      `Event pattern is not valid. Reason: ${error.message}`,
    );
  }
}

function invalid(message: string): ServiceError {
  return new ServiceError('ValidationException', message);
}
