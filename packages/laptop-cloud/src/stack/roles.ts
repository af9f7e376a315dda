// The roles of a stack, with what each may do: its own policies, its managed policies, and policies attached from elsewhere.
import { sessionArn } from '../arns.ts';
import { type Decision, decide, type Policy, parseIdentityPolicy } from '../policies/policy.ts';
import { PolicyError } from '../policies/policy-error.ts';
import { type ConditionKeys, contextOf } from '../policies/request-context.ts';
import { knownManagedPolicies, managedPolicy } from './managed-policies.ts';
import type { Resource } from './resource.ts';
import type { Stack } from './stack.ts';
import { collectProblems, refuse, StackError } from './stack-error.ts';

export interface Role {
  /** Whether its policies allow an action on a resource, for a request that carries these condition keys. */
  can(action: string, resourceArn: string, conditionKeys?: ConditionKeys): boolean;
  /** Whether a statement forbids it, whatever else allows it. */
  denies(action: string, resourceArn: string, conditionKeys?: ConditionKeys): boolean;
  logicalId: string;
  name: string;
  arn: string;
  /** Who the role acts as in AccessDenied messages: `arn:aws:sts::<account>:assumed-role/<role>/<session>`. */
  assumedArn(session: string): string;
  /** Whether a service (`lambda.amazonaws.com`) may take the role on. */
  trusts(servicePrincipal: string): boolean;
}

/** Every role of the stack by its ARN. Throws StackError for a policy the laptop cannot decide. */
export function rolesOf(stack: Stack): Map<string, Role> {
  const problems: string[] = [];
  const roles = new Map<string, Role>();
  for (const resource of stack.resources.filter(({ type }) => type === 'AWS::IAM::Role')) {
    const role = collectProblems(problems, resource.logicalId, () => roleOf(resource, stack));
    if (role) roles.set(role.arn, role);
  }
  if (problems.length > 0) throw new StackError(problems);
  return roles;
}

function roleOf(resource: Resource, stack: Stack): Role {
  const { Policies, ManagedPolicyArns, AssumeRolePolicyDocument, PermissionsBoundary } = resource.properties;
  if (PermissionsBoundary !== undefined) refuse('PermissionsBoundary is not evaluated on the laptop.');
  const arn = stack.attribute(resource.logicalId, 'Arn');
  const inline = [Policies ?? []].flat().map(namedDocument);
  const managed = [ManagedPolicyArns ?? []].flat().map((policy) => managedDocument(String(policy), stack));
  const policy = [...inline, ...managed, ...attachedDocuments(resource, stack)].flatMap(statementsOf);
  const trusted = trustedServices(AssumeRolePolicyDocument);
  const assumedArn = (session: string) => sessionArn(stack.context.accountId, resource.physicalName, session);
  const caller = { identity: assumedArn('laptop') };
  const decided: (...asked: Parameters<Role['can']>) => Decision = (action, resourceArn, conditionKeys) =>
    decide(policy, { action, resource: resourceArn, caller, context: contextOf(caller, conditionKeys) });
  return {
    logicalId: resource.logicalId,
    name: resource.physicalName,
    arn,
    assumedArn,
    trusts: (servicePrincipal) => trusted.includes(servicePrincipal),
    can: (...asked) => decided(...asked) === 'allow',
    denies: (...asked) => decided(...asked) === 'explicit deny',
  };
}

interface NamedDocument {
  /** By which the template knows it. */
  name: string;
  document: unknown;
}

function namedDocument(policy: unknown): NamedDocument {
  const { PolicyName, PolicyDocument } = Object(policy) as { PolicyName?: unknown; PolicyDocument?: unknown };
  return { name: String(PolicyName), document: PolicyDocument };
}

/** What is wrong in a policy is wrong in the template. */
function statementsOf({ name, document }: NamedDocument): Policy {
  try {
    return parseIdentityPolicy(document);
  } catch (cause) {
    if (!(cause instanceof PolicyError)) throw cause;
    throw new StackError([`policy ${name}: ${cause.message}.`], { cause });
  }
}

function trustedServices(document: unknown): string[] {
  const { Statement } = (document ?? {}) as { Statement?: unknown };
  if (Statement === undefined) return refuse('a policy document needs a Statement.');
  return [Statement].flat().flatMap((statement) => {
    const { Effect, Principal } = statement as { Effect?: unknown; Principal?: { Service?: unknown } };
    return Effect === 'Allow' ? [Principal?.Service ?? []].flat().map(String) : [];
  });
}

/** Policies that name the role instead of being named by it. */
function attachedDocuments(role: Resource, stack: Stack): NamedDocument[] {
  return stack.resources
    .filter(({ type }) => type === 'AWS::IAM::ManagedPolicy' || type === 'AWS::IAM::Policy')
    .filter(({ properties }) => [properties.Roles ?? []].flat().includes(role.physicalName))
    .map(({ logicalId, properties }) => ({ name: logicalId, document: properties.PolicyDocument }));
}

function managedDocument(nameOrArn: string, stack: Stack): NamedDocument {
  const own = stack.resources.find(
    ({ type, logicalId }) => type === 'AWS::IAM::ManagedPolicy' && stack.ref(logicalId) === nameOrArn,
  );
  if (own) return { name: own.logicalId, document: own.properties.PolicyDocument };
  const document =
    managedPolicy(nameOrArn) ??
    refuse(
      `the managed policy ${nameOrArn} is about services that the laptop does not have; write out what is needed (known: ${knownManagedPolicies().join(', ')}).`,
    );
  return { name: nameOrArn, document };
}
