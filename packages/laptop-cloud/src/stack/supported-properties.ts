// Nothing in a template is silently ignored: each property is honoured, known to change nothing here, or refused by name.
import { lookup } from './lookup.ts';
import type { ResourceType } from './resource.ts';
import { StackError } from './stack-error.ts';

/** Throws StackError naming each property that the type neither honours nor knows as ignored. */
export function checkProperties(properties: Record<string, unknown>, type: ResourceType): void {
  const honoured = new Set(type.properties.map((path) => path.split('.')[0]));
  if (type.nameProperty !== undefined) honoured.add(type.nameProperty);
  const refused = Object.keys(properties).filter(
    (property) => !honoured.has(property) && !Object.hasOwn(type.ignored, property),
  );
  if (refused.length === 0) return;
  const known = [...honoured, ...Object.keys(type.ignored)].sort().join(', ');
  throw new StackError(
    refused.map((property) => {
      const why = type.refused && lookup(type.refused, property);
      if (why !== undefined) return `the property ${property} is not supported on the laptop: ${why}.`;
      return `the property ${property} is not supported on the laptop. Remove it, or give it AWS::NoValue under a condition that holds here. Known: ${known}.`;
    }),
  );
}
