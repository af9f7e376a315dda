// DeletionPolicy and UpdateReplacePolicy say what CloudFormation does on deletion. The laptop deletes only with its whole
// state folder, so they change nothing here; but what CloudFormation would refuse is refused here, too.

import { refuse } from './stack-error.ts';

/** A resource that is replaced was made before, so there is no exception for one that was not. */
const POLICIES = {
  DeletionPolicy: ['Delete', 'Retain', 'RetainExceptOnCreate', 'Snapshot'],
  UpdateReplacePolicy: ['Delete', 'Retain', 'Snapshot'],
} as const;
type Attribute = keyof typeof POLICIES;

/** Throws StackError for a policy that is neither one of CloudFormation's nor an Fn::If that chooses between those. */
export function checkDeletionPolicies(
  resource: Readonly<Record<string, unknown>>,
  conditions: readonly string[],
): void {
  for (const attribute of ['DeletionPolicy', 'UpdateReplacePolicy'] as const) {
    if (resource[attribute] !== undefined) checkPolicy(attribute, resource[attribute], conditions);
  }
}

function checkPolicy(attribute: Attribute, value: unknown, conditions: readonly string[]): void {
  const known: readonly string[] = POLICIES[attribute];
  if (typeof value === 'string') {
    if (!known.includes(value)) refuse(`${attribute} must be one of ${known.join(', ')}, not ${value}.`);
    return;
  }
  const chosen = (value as { 'Fn::If'?: unknown } | null)?.['Fn::If'];
  if (!Array.isArray(chosen) || chosen.length !== 3)
    refuse(`${attribute} must be one of ${known.join(', ')}, or an Fn::If that chooses between them.`);
  const [condition, whenTrue, whenFalse] = chosen as [unknown, unknown, unknown];
  if (typeof condition !== 'string' || !conditions.includes(condition))
    refuse(`${attribute} asks the condition ${String(condition)}, which is not in the template.`);
  checkPolicy(attribute, whenTrue, conditions);
  checkPolicy(attribute, whenFalse, conditions);
}
