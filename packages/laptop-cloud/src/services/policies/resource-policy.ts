// Policies that stand on queues, topics and buses: who may use them, beside what roles allow.
// Source: IAM User Guide, "Policy evaluation logic" within one account.
import { authorize, type Principal, ServiceError } from '../service.ts';
import { type Condition, compileCondition } from './policy-condition.ts';
import { PolicyError } from './policy-error.ts';
import { compilePolicyWildcard } from './policy-wildcard.ts';

/** Who asks: an AWS service on behalf of one of its resources, or an identity. */
export type Caller = { service: string; arn: string; account?: string } | { identity: string };

export interface ResourcePolicy {
  /** Deny wins over allow; undefined when no statement speaks of it. */
  decide(caller: Caller, action: string, resourceArn: string): 'Allow' | 'Deny' | undefined;
}

/** Refuses an API call with AccessDeniedException unless the caller's policies or the resource's own allow it. */
export function authorizeCall(
  policy: ResourcePolicy | undefined,
  principal: Principal,
  action: string,
  resourceArn: string,
  conditionKeys?: Readonly<Record<string, string>>,
): void {
  const decision = policy?.decide({ identity: principal.arn }, action, resourceArn);
  if (decision === 'Allow') return;
  if (decision === 'Deny') {
    throw denied(principal.arn, action, resourceArn, 'with an explicit deny in a resource-based policy');
  }
  authorize(principal, action, resourceArn, conditionKeys);
}

/** Refuses a delivery by an AWS service unless the resource's policy lets that service in. */
export function authorizeDelivery(
  policy: ResourcePolicy | undefined,
  source: { service: string; arn: string; account?: string },
  action: string,
  resourceArn: string,
): void {
  const decision = policy?.decide(source, action, resourceArn);
  if (decision === 'Allow') return;
  const reason =
    decision === 'Deny'
      ? 'with an explicit deny in a resource-based policy'
      : `because no resource-based policy allows the ${action} action`;
  throw denied(`${source.service} for ${source.arn}`, action, resourceArn, reason);
}

function denied(who: string, action: string, resourceArn: string, reason: string): ServiceError {
  return new ServiceError(
    'AccessDeniedException',
    `User: ${who} is not authorized to perform: ${action} on resource: ${resourceArn} ${reason}`,
  );
}

interface Statement {
  effect: 'Allow' | 'Deny';
  isFor(caller: Caller, action: string, resourceArn: string): boolean;
}

/** Parses a policy, JSON text or object. Throws a PolicyError that names what is malformed or not evaluated here. */
export function parsePolicy(document: unknown): ResourcePolicy {
  const { Version, Id, Statement: given, ...others } = objectOf('policy', parseText(document));
  refuseOthers('policy', others);
  const statements = (Array.isArray(given) ? given : [given]).map(parseStatement);
  return {
    decide(caller, action, resourceArn) {
      const effects = statements
        .filter((one) => one.isFor(caller, action, resourceArn))
        .map(({ effect }) => effect);
      return effects.includes('Deny') ? 'Deny' : effects[0];
    },
  };
}

function parseStatement(given: unknown): Statement {
  const statement = objectOf('Statement', given);
  const { Sid, Effect, Principal: principal, Action, Resource, Condition: condition, ...others } = statement;
  refuseOthers('Statement', others);
  if (Effect !== 'Allow' && Effect !== 'Deny') throw new PolicyError(`Effect ${String(Effect)}`);
  const isPrincipal = parsePrincipal(principal);
  const actions = textsOf('Action', Action).map((text) => compilePolicyWildcard(text.toLowerCase()));
  const resources = textsOf('Resource', Resource ?? '*').map(compilePolicyWildcard);
  const conditions: Condition[] = Object.entries(objectOf('Condition', condition ?? {})).flatMap(
    ([operator, keys]) =>
      Object.entries(objectOf(operator, keys)).map(([key, values]) =>
        compileCondition(operator, key, textsOf(key, values)),
      ),
  );
  return {
    effect: Effect,
    isFor: (caller, action, resourceArn) =>
      isPrincipal(caller) &&
      actions.some((matches) => matches(action.toLowerCase())) &&
      resources.some((matches) => matches(resourceArn)) &&
      conditions.every((holds) => holds(contextOf(caller))),
  };
}

function parsePrincipal(given: unknown): (caller: Caller) => boolean {
  if (given === '*') return () => true;
  const { Service, AWS, ...others } = objectOf('Principal', given);
  refuseOthers('Principal', others);
  const services = textsOf('Principal.Service', Service ?? []);
  const identities = textsOf('Principal.AWS', AWS ?? []).map((text) => text.replace(/^(\d{12})$/, '$1:root'));
  return (caller) => {
    if ('service' in caller) return services.includes(caller.service);
    return identities.some((identity) => identity === '*' || isSameIdentity(identity, caller.identity));
  };
}

// An account as principal only hands the decision to the account's own role policies, so it never allows by itself.
function isSameIdentity(granted: string, caller: string): boolean {
  if (granted.endsWith(':root')) return false;
  return granted === caller || granted === roleOf(caller);
}

function roleOf(sessionArn: string): string {
  return sessionArn.replace(/^arn:aws:sts::(\d+):assumed-role\/([^/]+)\/.*$/, 'arn:aws:iam::$1:role/$2');
}

function contextOf(caller: Caller): Readonly<Record<string, string | undefined>> {
  // Nothing leaves the machine, which is what SecureTransport is asked for.
  const common = { 'aws:securetransport': 'true' };
  if ('identity' in caller) {
    const account = caller.identity.split(':')[4];
    return { ...common, 'aws:principalarn': roleOf(caller.identity), 'aws:principalaccount': account };
  }
  return {
    ...common,
    'aws:sourcearn': caller.arn,
    'aws:sourceaccount': caller.account ?? caller.arn.split(':')[4],
  };
}

function parseText(document: unknown): unknown {
  if (typeof document !== 'string') return document;
  try {
    return JSON.parse(document);
  } catch (cause) {
    throw new PolicyError('policy is not JSON', { cause });
  }
}

function objectOf(name: string, value: unknown): Record<string, unknown> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return { ...value };
  throw new PolicyError(`${name} must be an object`);
}

function textsOf(name: string, value: unknown): string[] {
  return (Array.isArray(value) ? value : [value]).map((one: unknown) => {
    if (typeof one === 'string' || typeof one === 'boolean' || typeof one === 'number') return String(one);
    throw new PolicyError(`${name} must be a string or a list of strings`);
  });
}

function refuseOthers(where: string, others: Record<string, unknown>): void {
  const [name] = Object.keys(others);
  if (name !== undefined) throw new PolicyError(`${name} in ${where} is not evaluated on a laptop`);
}
