// SAM's Globals section, merged into each resource as the SAM specification says: maps merge, lists join, single values give way.
import { intrinsicOf } from './intrinsics.ts';
import { StackError } from './stack-error.ts';
import type { RawResource, Template } from './template.ts';

/** The resources with their Globals merged in. Throws StackError for a section SAM does not have. */
export function mergeGlobals(template: Template): Record<string, RawResource> {
  const unknown = Object.keys(template.globals).filter((section) => !SECTIONS.has(section));
  if (unknown.length > 0)
    throw new StackError(unknown.map((section) => `Globals has an unknown section ${section}.`));
  const merged = Object.entries(template.resources).map(([logicalId, resource]) => {
    const shared = template.globals[resource.type.replace(/^AWS::Serverless::/, '')];
    if (!shared || !resource.type.startsWith('AWS::Serverless::')) return [logicalId, resource] as const;
    const { ignoreGlobals = [] } = resource;
    if (ignoreGlobals === '*') return [logicalId, resource] as const;
    const reaching = Object.entries(shared).filter(([name]) => !ignoreGlobals.includes(name));
    const properties = merge(Object.fromEntries(reaching), resource.properties) as Record<string, unknown>;
    return [logicalId, { ...resource, properties }] as const;
  });
  return Object.fromEntries(merged);
}

const SECTIONS = new Set(['Function', 'StateMachine', 'HttpApi', 'Api', 'SimpleTable', 'LayerVersion']);

function merge(shared: unknown, own: unknown): unknown {
  if (Array.isArray(shared) && Array.isArray(own)) return [...shared, ...own];
  if (!isPlainMap(shared) || !isPlainMap(own)) return own;
  const merged: Record<string, unknown> = { ...shared };
  for (const [key, value] of Object.entries(own))
    merged[key] = Object.hasOwn(shared, key) ? merge(shared[key], value) : value;
  return merged;
}

/** An intrinsic is one value to SAM, not a map to merge into. */
function isPlainMap(value: unknown): value is Record<string, unknown> {
  return (
    typeof value === 'object' && value !== null && !Array.isArray(value) && intrinsicOf(value) === undefined
  );
}
