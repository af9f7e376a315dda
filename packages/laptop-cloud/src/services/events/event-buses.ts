// Event buses and their rules.
import { type Account, eventBusArn, ruleArn } from '../../arns.ts';
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
  definition: RuleDefinition;
  matches: EventPattern;
  readonly targets: Map<string, Target>;
}

export interface EventBus {
  readonly name: string;
  readonly arn: string;
  readonly rules: Map<string, Rule>;
}

export interface EventBuses {
  all(): EventBus[];
  arnOf(busName: string): string;
  /** By name or ARN; `default` without one. Throws ResourceNotFoundException. */
  bus(nameOrArn: string | undefined): EventBus;
  find(nameOrArn: string | undefined): EventBus | undefined;
  /** Throws ResourceAlreadyExistsException. */
  create(name: string): EventBus;
  /** Throws ValidationException for the default bus and for one that still has rules. */
  remove(name: string): void;
  rule(bus: EventBus, name: string): Rule;
  /** The ARN of a rule, which names its bus unless that is the default one. */
  ruleArn(bus: EventBus, name: string): string;
  /** Makes a rule or changes it; its targets stay. Throws InvalidEventPatternException. */
  putRule(bus: EventBus, definition: RuleDefinition): Rule;
  putTarget(rule: Rule, definition: TargetDefinition): void;
}

const DEFAULT_BUS = 'default';

export function createEventBuses(account: Account): EventBuses {
  const arnOf = (name: string) => eventBusArn(account, name);
  const buses = new Map<string, EventBus>();

  function add(name: string): EventBus {
    const bus: EventBus = { name, arn: arnOf(name), rules: new Map() };
    buses.set(name, bus);
    return bus;
  }

  function find(nameOrArn = DEFAULT_BUS): EventBus | undefined {
    if (!nameOrArn.startsWith('arn:')) return buses.get(nameOrArn);
    return [...buses.values()].find(({ arn }) => arn === nameOrArn);
  }

  const ruleArnOf = (bus: EventBus, name: string) =>
    ruleArn(account, name, bus.name === DEFAULT_BUS ? undefined : bus.name);

  add(DEFAULT_BUS);
  return {
    all: () => [...buses.values()],
    arnOf,
    find,
    bus(nameOrArn) {
      const bus = find(nameOrArn);
      if (bus) return bus;
      throw new ServiceError('ResourceNotFoundException', `Event bus ${nameOrArn} does not exist.`);
    },
    create(name) {
      if (buses.has(name)) {
        throw new ServiceError('ResourceAlreadyExistsException', `Event bus ${name} already exists.`);
      }
      if (!/^[.\-_A-Za-z0-9]{1,256}$/.test(name)) throw invalid(`Event bus name ${name} is not valid.`);
      return add(name);
    },
    remove(name) {
      if (name === DEFAULT_BUS) throw invalid(`Cannot delete event bus ${name}.`);
      if (buses.get(name)?.rules.size) throw invalid("Event bus can't be deleted since it has rules.");
      buses.delete(name);
    },
    rule(bus, name) {
      const rule = bus.rules.get(name);
      if (rule) return rule;
      throw new ServiceError(
        'ResourceNotFoundException',
        `Rule ${name} does not exist on EventBus ${bus.name}.`,
      );
    },
    ruleArn: ruleArnOf,
    putRule(bus, definition) {
      if (!/^[.\-_A-Za-z0-9]{1,64}$/.test(definition.name))
        throw invalid(`Rule name ${definition.name} is not valid.`);
      const { pattern, schedule } = definition;
      if (pattern === undefined && schedule === undefined)
        throw invalid('Parameter(s) EventPattern or ScheduleExpression must be specified.');
      if (schedule !== undefined) checkSchedule(schedule, bus.name);
      const matches = pattern === undefined ? () => false : compileEventPattern(pattern);
      const existing = bus.rules.get(definition.name);
      if (existing) return Object.assign(existing, { definition, matches });
      const rule: Rule = {
        arn: ruleArnOf(bus, definition.name),
        busName: bus.name,
        definition,
        matches,
        targets: new Map(),
      };
      bus.rules.set(definition.name, rule);
      return rule;
    },
    putTarget(rule, definition) {
      if (definition.Arn === arnOf(rule.busName))
        throw invalid(`Rule ${rule.definition.name} would feed itself.`);
      const target = compileTarget(definition, { name: rule.definition.name, arn: rule.arn });
      if (!rule.targets.has(definition.Id) && rule.targets.size === MAX_TARGETS) {
        throw new ServiceError(
          'LimitExceededException',
          `The requested resource exceeds the maximum number allowed: ${MAX_TARGETS} targets of rule ${rule.definition.name}.`,
        );
      }
      rule.targets.set(definition.Id, target);
    },
  };
}

const MAX_TARGETS = 5;

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
