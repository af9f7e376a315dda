// What statements of policies decide, those of identities and those of resources.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements.html
import { compileGlob } from '../glob.ts';
import { type Condition, type ConditionRules, parseCondition } from './condition.ts';
import { objectOf, parseDocument, textsOf } from './policy-document.ts';
import { PolicyError, refuse } from './policy-error.ts';
import { parsePolicyText } from './policy-text.ts';
import { isAmong, isExempt, parsePrincipals } from './principals.ts';
import { type Caller, IDENTITY_KEYS, RESOURCE_KEYS, type RequestContext } from './request-context.ts';

export interface PolicyRequest {
  /** `s3:GetObject`; its case does not count. */
  action: string;
  /** An ARN, or `*` where the action has no resource. */
  resource: string;
  /** Statements of identity policies do not look: they are the caller's own. */
  caller: Caller;
  context: RequestContext;
}

/** Implicit: no statement speaks of it. */
export type Decision = 'allow' | 'explicit deny' | 'implicit deny';

export interface Statement {
  effect: 'Allow' | 'Deny';
  applies(request: PolicyRequest): boolean;
}

/** The statements of one policy or of several; together they decide. */
export type Policy = readonly Statement[];

/** Any Deny that applies wins, then any Allow; without either nothing is allowed. */
export function decide(policy: Policy, request: PolicyRequest): Decision {
  let isAllowed = false;
  for (const { effect, applies } of policy) {
    if (isAllowed && effect === 'Allow') continue;
    if (!applies(request)) continue;
    if (effect === 'Deny') return 'explicit deny';
    isAllowed = true;
  }
  return isAllowed ? 'allow' : 'implicit deny';
}

/** Reads the policy of an identity, which names no principal. Throws a PolicyError for what cannot be decided here. */
export function parseIdentityPolicy(document: unknown): Policy {
  return parsePolicy(document, { kind: 'identity', knownKeys: IDENTITY_KEYS });
}

/** Reads the policy of a queue or topic, an object or its JSON. Throws a PolicyError for what cannot be decided here. */
export function parseResourcePolicy(document: unknown): Policy {
  return parsePolicy(document, { kind: 'resource', knownKeys: RESOURCE_KEYS, isResourceOptional: true });
}

export interface PolicyRules {
  kind: 'identity' | 'resource';
  /** Whether a statement without Resource speaks of what the policy belongs to. Without this option it is refused. */
  isResourceOptional?: true;
  /** Condition keys that a request may carry; a condition on another one is refused. */
  knownKeys: readonly string[];
}

export function parsePolicy(document: unknown, rules: PolicyRules): Policy {
  const parsed = parseDocument(document);
  const { Version, Statement: given } = objectOf('policy', parsed ?? {});
  refuseOthers('policy', parsed, ['Version', 'Id', 'Statement']);
  if (Version !== undefined && Version !== '2012-10-17' && Version !== '2008-10-17')
    throw new PolicyError(`policy Version must be 2012-10-17 or 2008-10-17, not ${String(Version)}`);
  if (given === undefined) throw new PolicyError('Missing required field Statement');
  return [given]
    .flat()
    .map((statement, index) =>
      parseStatement(statement, rules, Version === '2012-10-17', `Statement[${index}]`),
    );
}

const ELEMENTS = ['Sid', 'Effect', 'Action', 'NotAction', 'Resource', 'NotResource', 'Condition'];

/** Of keys, roles, networks, log groups and metrics of a laptop no role is ever asked whether it may use them. */
const NEVER_ASKED = /^(kms|iam|sts|ec2|logs|cloudwatch(?!:DescribeAlarms$|.*[*?])):/i;

function parseStatement(
  given: unknown,
  { kind, knownKeys, isResourceOptional }: PolicyRules,
  hasVariables: boolean,
  place: string,
): Statement {
  if (typeof given !== 'object' || given === null) return refuse(place, 'is not a statement');
  refuseOthers(place, given, kind === 'identity' ? ELEMENTS : [...ELEMENTS, 'Principal', 'NotPrincipal']);
  const statement: Record<string, unknown> = { ...given };
  const { Effect: effect } = statement;
  if (effect !== 'Allow' && effect !== 'Deny') return refuse(place, 'needs Effect Allow or Deny');
  const isFor = kind === 'identity' ? () => true : principalTest(statement, effect, place);
  const actions = oneOf(statement, 'Action', undefined, place);
  const resources = oneOf(statement, 'Resource', isResourceOptional ? '*' : undefined, place);
  const keys = knownKeys.map((key) => key.toLowerCase());
  // Where nobody asks for the actions, a condition decides nothing.
  const isNeverAsked =
    kind === 'identity' && !actions.isNegated && actions.texts.every((action) => NEVER_ASKED.test(action));
  const rules: ConditionRules = { hasVariables, keys: isNeverAsked ? undefined : keys, knownKeys };
  const hasAction = actionTest(actions);
  const hasResource = resourceTest(resources, rules, `${place} Resource`);
  const holds: Condition = isNeverAsked ? () => true : parseCondition(statement['Condition'], rules, place);
  return {
    effect,
    applies: (request) =>
      hasAction(request.action) &&
      isFor(request.caller) &&
      hasResource(request.resource, request.context) &&
      holds(request.context),
  };
}

interface Listed {
  texts: string[];
  isNegated: boolean;
}

/** `Action` or `NotAction`, of which a statement has one. */
function oneOf(
  statement: Record<string, unknown>,
  element: string,
  fallback: string | undefined,
  place: string,
): Listed {
  const { [element]: plain, [`Not${element}`]: not } = statement;
  if (plain !== undefined && not !== undefined)
    refuse(place, `has ${element} and Not${element}; AWS takes one`);
  if ((plain ?? not ?? fallback) === undefined) refuse(place, `needs ${element} or Not${element}`);
  const isNegated = not !== undefined;
  const name = isNegated ? `Not${element}` : element;
  return { texts: textsOf(`${place} ${name}`, not ?? plain ?? fallback), isNegated };
}

function actionTest({ texts, isNegated }: Listed): (action: string) => boolean {
  const tests = texts.map((text) => compileGlob(text, { ignoreCase: true }));
  /** Every request asks, and there are no more actions than operations. */
  const known = new Map<string, boolean>();
  return (action) => {
    const before = known.get(action);
    if (before !== undefined) return before;
    const isMeant = tests.some((test) => test(action)) !== isNegated;
    known.set(action, isMeant);
    return isMeant;
  };
}

function resourceTest(
  { texts, isNegated }: Listed,
  rules: ConditionRules,
  place: string,
): (resource: string, context: RequestContext) => boolean {
  const patterns = texts.map((text) => {
    const parsed = parsePolicyText(text, rules, place);
    const parts = parsed.isFixed ? parsed.pattern(new Map()) : undefined;
    const fixed = parts && compileGlob(parts);
    return { parsed, fixed };
  });
  return (resource, context) => {
    let isCovered = false;
    for (const { parsed, fixed } of patterns) {
      const parts = fixed ? undefined : parsed.pattern(context);
      // What a variable cannot fill in covers nothing, and spares nothing either.
      if (!fixed && !parts && isNegated) return false;
      isCovered ||= fixed ? fixed(resource) : parts !== undefined && compileGlob(parts)(resource);
    }
    return isCovered !== isNegated;
  };
}

function principalTest(
  { Principal, NotPrincipal }: Record<string, unknown>,
  effect: 'Allow' | 'Deny',
  place: string,
): (caller: Caller) => boolean {
  if (NotPrincipal === undefined) {
    const principals = parsePrincipals(Principal, `${place} Principal`);
    return (caller) => isAmong(principals, caller, effect);
  }
  if (Principal !== undefined) refuse(place, 'has Principal and NotPrincipal; AWS takes one');
  if (effect === 'Allow') refuse(place, 'has NotPrincipal with Effect Allow, which AWS does not support');
  const principals = parsePrincipals(NotPrincipal, `${place} NotPrincipal`);
  return (caller) => !isExempt(principals, caller);
}

function refuseOthers(place: string, given: unknown, known: readonly string[]): void {
  const other = Object.keys(given ?? {}).find((key) => !known.includes(key));
  if (other !== undefined) refuse(place, `has an unknown key ${other}`);
}
