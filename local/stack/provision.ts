// Makes the resources of a stack, each after those it needs.
import type { Resource, ResourceTypes } from './resource.ts';
import type { Stack } from './stack.ts';
import { StackError } from './stack-error.ts';

/** Provisions every resource in dependency order. Throws StackError naming the resource that could not be made. */
export async function provision(stack: Stack, types: ResourceTypes): Promise<void> {
  for (const resource of inDependencyOrder(stack)) {
    try {
      await types[resource.type]?.provision?.(resource, stack.context);
    } catch (cause) {
      const message = cause instanceof Error ? cause.message : String(cause);
      throw new StackError([`${resource.logicalId} (${resource.type}): ${message}`], { cause });
    }
  }
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
