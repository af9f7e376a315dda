// Rules that can hit nothing are mistakes: they are refused before anything runs, with what was probably meant.
import { compileGlob } from '../glob.ts';
import { nameHint, nearNames } from '../near-names.ts';
import type { Service } from '../services/service.ts';
import { formatFaultFlag } from './flag.ts';
import { type FaultRule, FaultRuleError } from './rule.ts';

export interface FaultTargets {
  /** State machines, as JSON values. */
  definitions: readonly unknown[];
  /** What answers at the gateway. */
  services: readonly Pick<Service, 'scope' | 'operations' | 'errors'>[];
}

/**
 * Throws FaultRuleError for a rule whose state, resource, service or operation is nowhere. Gives a sentence for each error
 * name that no state hit by its rule retries or catches by name, or no operation answers with, although a name like it is
 * there: functions may throw any error, and a service may fail in ways nobody has listed.
 */
export function checkRules(rules: readonly FaultRule[], targets: FaultTargets): string[] {
  const states = targets.definitions.flatMap(statesOf);
  return rules.flatMap((rule) => {
    const label = `fault rule "${formatFaultFlag(rule)}"`;
    const complaint = complaintAbout(rule, states, targets);
    if (complaint) throw new FaultRuleError(`${label}: ${complaint}`);
    const warning = warningAbout(rule, states, targets);
    return warning ? [`${label}: ${warning}`] : [];
  });
}

interface State {
  name: string;
  type: string;
  resource: string;
  /** Errors that its Retry and Catch name. */
  errors: string[];
}

function complaintAbout(
  { state, resource, service }: FaultRule,
  states: readonly State[],
  { services }: FaultTargets,
): string | undefined {
  const tasks = states.filter(({ type }) => type === 'Task');
  if (state !== undefined) {
    if (isAnyOf(state, tasks, ({ name }) => name)) return undefined;
    const other = states.find(({ name }) => compileGlob(state)(name));
    if (other) return `${other.name} is a ${other.type} state; only Task states can be broken`;
    return noneIs(
      'Task state',
      state,
      tasks.map(({ name }) => name),
    );
  }
  if (resource !== undefined) {
    if (isAnyOf(resource, tasks, (task) => task.resource)) return undefined;
    return noneIs(
      'Resource of a Task state',
      resource,
      tasks.map((task) => task.resource),
    );
  }
  return complaintAboutService(service ?? '', services);
}

function complaintAboutService(given: string, services: FaultTargets['services']): string | undefined {
  const [scope = '', operation] = given.split(/:(.*)/s);
  const chosen = servicesOf(scope, services);
  if (chosen.length === 0)
    return noneIs(
      'service',
      scope,
      services.map((service) => service.scope),
    );
  if (operation === undefined || operation === '*') return undefined;
  const names = namesOf(chosen);
  if (isAnyOf(operation, names, (name) => name)) return undefined;
  const complaint = noneIs(`operation of ${scope}`, operation, names);
  const elsewhere = services.filter((service) => namesOf([service]).includes(operation));
  if (elsewhere.length > 0)
    return `${complaint} (${operation} is an operation of ${elsewhere.map((service) => service.scope).join(', ')})`;
  const needing = chosen.flatMap((service) =>
    operationsOf(service).filter(({ actions }) => actions.includes(`${service.scope}:${operation}`)),
  );
  if (needing.length === 0) return complaint;
  return `${complaint} (${operation} is the IAM action of ${needing.map(({ name }) => name).join(', ')})`;
}

const servicesOf = (scope: string, services: FaultTargets['services']) =>
  services.filter((service) => compileGlob(scope)(service.scope));
const operationsOf = ({ operations = [] }: FaultTargets['services'][number]) => operations;
const namesOf = (services: FaultTargets['services']) =>
  services.flatMap((service) => operationsOf(service).map(({ name }) => name));

/** A misspelt error name of a service's own would only be met as an unknown one. */
function warningAboutService(
  error: string,
  given: string,
  services: FaultTargets['services'],
): string | undefined {
  const [scope = '', operation = '*'] = given.split(/:(.*)/s);
  const chosen = servicesOf(scope, services);
  const hit = chosen.flatMap(operationsOf).filter(({ name }) => compileGlob(operation)(name));
  const known = [...chosen, ...hit].flatMap(({ errors = [] }) => errors);
  if (known.includes(error)) return undefined;
  const near = nearNames(error, known);
  if (near.length === 0) return undefined;
  return `${given} refuses with no ${error}; did you mean ${near.join(' or ')}?`;
}

function warningAbout(
  { error, state, resource, service }: FaultRule,
  states: readonly State[],
  { services }: FaultTargets,
): string | undefined {
  if (error === undefined) return undefined;
  if (service !== undefined) return warningAboutService(error, service, services);
  const hit = states.filter((each) =>
    state === undefined ? compileGlob(resource ?? '')(each.resource) : compileGlob(state)(each.name),
  );
  // A rule may leave a service's prefix out.
  const named = hit.flatMap(({ errors }) => errors.flatMap((name) => [name, name.replace(/^.*\./, '')]));
  if (named.includes(error)) return undefined;
  const near = nearNames(error, named);
  if (near.length === 0) return undefined;
  return `no Retry or Catch of ${hit.map(({ name }) => name).join(', ')} names ${error}; did you mean ${near.join(' or ')}?`;
}

function isAnyOf<T>(pattern: string, all: readonly T[], read: (one: T) => string): boolean {
  const matches = compileGlob(pattern);
  return all.some((one) => matches(read(one)));
}

function noneIs(what: string, name: string, known: readonly string[]): string {
  const literal = name.replace(/[*?]/g, '');
  return `no ${what} ${literal === name ? 'is' : 'fits'} ${name}; ${nameHint(literal, known)}`;
}

/** All states of a definition, those in branches and maps included. */
export function statesOf(machine: unknown): State[] {
  return Object.entries(record(record(machine)['States'])).flatMap(([name, value]) => {
    const { Type, Resource, Branches, Iterator, ItemProcessor, Retry, Catch } = record(value);
    const inner = [...(Array.isArray(Branches) ? Branches : []), Iterator, ItemProcessor];
    const errors = [Retry, Catch].flatMap((list) =>
      (Array.isArray(list) ? list : []).flatMap((one) => record(one)['ErrorEquals'] as string[]),
    );
    return [
      { name, type: String(Type), resource: String(Resource ?? ''), errors },
      ...inner.flatMap(statesOf),
    ];
  });
}

function record(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}
