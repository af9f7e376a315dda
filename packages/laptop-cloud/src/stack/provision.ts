// Makes the resources of a stack, each after those it needs.
import type { Resource, ResourceTypes } from './resource.ts';
import type { Stack } from './stack.ts';
import { StackError } from './stack-error.ts';

/**
 * Provisions every resource in dependency order; none when one of them can be told to be refused. Throws StackError naming the
 * resource that could not be made, or all that are refused.
 */
export async function provision(stack: Stack, types: ResourceTypes): Promise<void> {
  const resources = inDependencyOrder(stack);
  const problems = resources.flatMap((resource) => problemsOf(resource, stack, types));
  if (problems.length > 0) throw new StackError(problems);
  for (const resource of resources) {
    try {
      await types[resource.type]?.provision?.(resource, stack.context);
    } catch (cause) {
      throw placed(resource, cause);
    }
  }
}

/** Reads a stack until the numbers of its versions are those that its deployment will give. */
export function planned(read: () => Stack, types: ResourceTypes): Stack {
  for (let reads = 1; ; reads++) {
    const stack = read();
    const changed = inDependencyOrder(stack).filter((resource) => plan(resource, stack, types));
    if (changed.length === 0) return stack;
    if (reads > MAX_READS)
      throw new StackError([
        `The versions of ${changed.map(({ logicalId }) => logicalId).join(', ')} never settle.`,
      ]);
  }
}

/** Versions of machines that name versions of functions that ...: chains are short. */
const MAX_READS = 20;

function plan(resource: Resource, stack: Stack, types: ResourceTypes): boolean {
  try {
    return types[resource.type]?.plan?.(resource, stack.context) ?? false;
  } catch (cause) {
    throw placed(resource, cause);
  }
}

function problemsOf(resource: Resource, stack: Stack, types: ResourceTypes): readonly string[] {
  try {
    types[resource.type]?.check?.(resource, stack.context);
    return [];
  } catch (cause) {
    return placed(resource, cause).problems;
  }
}

function placed({ logicalId, type }: Resource, cause: unknown): StackError {
  const message = cause instanceof Error ? cause.message : String(cause);
  return new StackError([`${logicalId} (${type}): ${message}`], { cause });
}

/** The resources, each after its dependencies. Throws StackError for a circle, which CloudFormation refuses too. */
export function inDependencyOrder(stack: Stack): Resource[] {
  const ordered: Resource[] = [];
  const isDone = new Set<string>();
  const path: string[] = [];
  const visit = (logicalId: string): void => {
    if (isDone.has(logicalId)) return;
    const start = path.indexOf(logicalId);
    if (start >= 0)
      throw new StackError([
        `Resources depend on each other in a circle: ${[...path.slice(start), logicalId].join(' -> ')}.`,
      ]);
    path.push(logicalId);
    for (const needed of stack.dependencies(logicalId)) visit(needed);
    path.pop();
    isDone.add(logicalId);
    ordered.push(stack.resource(logicalId));
  };
  for (const { logicalId } of stack.resources) visit(logicalId);
  return ordered;
}
