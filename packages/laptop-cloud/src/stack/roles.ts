// The roles of a stack, with what each may do: its own policies, its managed policies, and policies attached from elsewhere.
import { knownManagedPolicies, managedPolicy } from './managed-policies.ts';
import { type Policy, policyOf, statementsOf } from './policies.ts';
import type { Resource } from './resource.ts';
import type { Stack } from './stack.ts';
import { collectProblems, refuse, StackError } from './stack-error.ts';

export interface Role extends Policy {
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
  const inline = [Policies ?? []].flat().flatMap((policy) => statementsOf(documentOf(policy)));
  const managed = [ManagedPolicyArns ?? []]
    .flat()
    .flatMap((policy) => managedStatements(String(policy), stack));
  const policy = policyOf([...inline, ...managed, ...attachedStatements(resource, stack)]);
  const trusted = trustedServices(AssumeRolePolicyDocument);
  return {
    logicalId: resource.logicalId,
    name: resource.physicalName,
    arn,
    assumedArn: (session) =>
      `arn:${stack.context.partition}:sts::${stack.context.accountId}:assumed-role/${resource.physicalName}/${session}`,
    trusts: (servicePrincipal) => trusted.includes(servicePrincipal),
    can: policy.can,
  };
}

function documentOf(policy: unknown): unknown {
  return (policy as { PolicyDocument?: unknown } | null)?.PolicyDocument;
}

function trustedServices(document: unknown): string[] {
  return statementsOf(document).flatMap((statement) => {
    const { Effect, Principal } = statement as { Effect?: unknown; Principal?: { Service?: unknown } };
    return Effect === 'Allow' ? [Principal?.Service ?? []].flat().map(String) : [];
  });
}

/** Policies that name the role instead of being named by it. */
function attachedStatements(role: Resource, stack: Stack): unknown[] {
  return stack.resources
    .filter(({ type }) => type === 'AWS::IAM::ManagedPolicy' || type === 'AWS::IAM::Policy')
    .filter(({ properties }) => [properties.Roles ?? []].flat().includes(role.physicalName))
    .flatMap(({ properties }) => statementsOf(properties.PolicyDocument));
}

function managedStatements(nameOrArn: string, stack: Stack): unknown[] {
  const own = stack.resources.find(
    ({ type, logicalId }) => type === 'AWS::IAM::ManagedPolicy' && stack.ref(logicalId) === nameOrArn,
  );
  if (own) return statementsOf(own.properties.PolicyDocument);
  return (
    managedPolicy(nameOrArn) ??
    refuse(
      `the managed policy ${nameOrArn} is about services that the laptop does not have; write out what is needed (known: ${knownManagedPolicies().join(', ')}).`,
    )
  );
}
