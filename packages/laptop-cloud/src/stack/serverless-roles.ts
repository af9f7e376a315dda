// The role that SAM makes for each function and state machine without one: `<LogicalId>Role`, from its Policies.
import { managedPolicyArn } from '../arns.ts';
import { intrinsicOf } from './intrinsics.ts';
import { lookup } from './lookup.ts';
import { policyTemplate } from './policy-templates.ts';
import { isCalledByQueue } from './serverless-events.ts';
import { refuse } from './stack-error.ts';
import type { RawResource } from './template.ts';

/** The resources with a role resource added for each owner, and the owner's Role pointing at it. */
export function addServerlessRoles(resources: Record<string, RawResource>): Record<string, RawResource> {
  const all: Record<string, RawResource> = {};
  for (const [logicalId, resource] of Object.entries(resources)) {
    const owner = lookup(OWNERS, resource.type);
    // With a Role of its own, SAM ignores Policies; the laptop must not give more than that.
    if (!owner || resource.properties.Role !== undefined) {
      all[logicalId] = resource;
      continue;
    }
    const roleId = `${logicalId}Role`;
    if (lookup(resources, roleId))
      refuse(`${logicalId}: SAM would make ${roleId}, but the template has one already.`);
    const { managed, inline } = sortPolicies(resource.properties.Policies, logicalId);
    all[roleId] = {
      type: 'AWS::IAM::Role',
      properties: {
        AssumeRolePolicyDocument: {
          Version: '2012-10-17',
          Statement: [
            { Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: owner.servicePrincipal } },
          ],
        },
        ManagedPolicyArns: [...owner.managedPolicies(resource.properties), ...managed],
        Policies: inline,
      },
      metadata: {},
      ...(resource.condition === undefined ? {} : { condition: resource.condition }),
      dependsOn: [],
    };
    all[logicalId] = {
      ...resource,
      properties: { ...resource.properties, Role: { 'Fn::GetAtt': [roleId, 'Arn'] } },
    };
  }
  return all;
}

interface Owner {
  servicePrincipal: string;
  /** What SAM adds by itself. */
  managedPolicies(properties: Record<string, unknown>): string[];
}

const OWNERS: Readonly<Record<string, Owner>> = {
  'AWS::Serverless::Function': {
    servicePrincipal: 'lambda.amazonaws.com',
    managedPolicies: ({ Tracing, Events }) => [
      managedPolicyArn('service-role/AWSLambdaBasicExecutionRole'),
      ...(isCalledByQueue({ Events })
        ? [managedPolicyArn('service-role/AWSLambdaSQSQueueExecutionRole')]
        : []),
      ...(Tracing === undefined || Tracing === 'Disabled'
        ? []
        : [managedPolicyArn('AWSXRayDaemonWriteAccess')]),
    ],
  },
  'AWS::Serverless::StateMachine': {
    servicePrincipal: 'states.amazonaws.com',
    managedPolicies: ({ Tracing }) =>
      Tracing === undefined ? [] : [managedPolicyArn('AWSXrayWriteOnlyAccess')],
  },
};

/** SAM's Policies list holds managed policies (texts), policy documents and policy templates side by side. */
function sortPolicies(policies: unknown, logicalId: string): { managed: unknown[]; inline: unknown[] } {
  const managed: unknown[] = [];
  const inline: unknown[] = [];
  const entries = policies === undefined ? [] : Array.isArray(policies) ? policies : [policies];
  for (const [index, entry] of entries.entries()) {
    if (isManaged(entry)) managed.push(entry);
    else
      inline.push(inlinePolicy(entry, `${logicalId}RolePolicy${index}`, `${logicalId}: Policies[${index}]`));
  }
  return { managed, inline };
}

function isManaged(entry: unknown): boolean {
  if (typeof entry === 'string') return true;
  const call = intrinsicOf(entry);
  if (!call) return false;
  if (call.name !== 'Fn::If') return true;
  return branchesOf(call.argument).some((branch) => !isNoValue(branch) && isManaged(branch));
}

function inlinePolicy(entry: unknown, policyName: string, place: string): unknown {
  const call = intrinsicOf(entry);
  if (call) {
    const [condition] = call.argument as unknown[];
    const branches = branchesOf(call.argument).map((branch) =>
      isNoValue(branch) ? branch : inlinePolicy(branch, policyName, place),
    );
    return { 'Fn::If': [condition, ...branches] };
  }
  if (typeof entry !== 'object' || entry === null) return refuse(`${place} is not a policy.`);
  if ('Statement' in entry) return { PolicyName: policyName, PolicyDocument: entry };
  const [name, ...others] = Object.keys(entry);
  if (name === undefined || others.length > 0)
    return refuse(`${place} must be one policy, document or template.`);
  const given = (entry as Record<string, unknown>)[name];
  const statements = policyTemplate(name, (given ?? {}) as Record<string, unknown>, place);
  return { PolicyName: policyName, PolicyDocument: { Version: '2012-10-17', Statement: statements } };
}

function branchesOf(argument: unknown): unknown[] {
  return Array.isArray(argument) ? argument.slice(1) : [];
}

function isNoValue(value: unknown): boolean {
  return intrinsicOf(value)?.name === 'Ref' && intrinsicOf(value)?.argument === 'AWS::NoValue';
}
