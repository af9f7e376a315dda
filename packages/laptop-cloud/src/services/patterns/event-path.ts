// The paths of rule targets and pipes: `$.detail.object.key`, `$.resources[0]`, `$.detail['a key']`.
import { PatternError } from './pattern-error.ts';

type Step = string | number;

/** Compiles a path to a getter; an absent value is undefined. Throws a PatternError on any other JSONPath. */
export function compilePath(path: string): (event: unknown) => unknown {
  const steps = parsePath(path);
  return (event) => steps.reduce<unknown>(child, event);
}

function parsePath(path: string): Step[] {
  if (!path.startsWith('$')) throw new PatternError(`Invalid JSON path "${path}": it must start with $`);
  const steps: Step[] = [];
  const step = /\.([\p{L}\p{N}_-]+)|\[(\d+)\]|\['([^']*)'\]/uy;
  step.lastIndex = 1;
  while (step.lastIndex < path.length) {
    const at = step.lastIndex;
    const found = step.exec(path);
    if (!found) throw new PatternError(`Invalid JSON path "${path}": unsupported at character ${at + 1}`);
    const [, name, index, quoted] = found;
    steps.push(name ?? quoted ?? Number(index));
  }
  return steps;
}

function child(value: unknown, step: Step): unknown {
  if (typeof step === 'number') return Array.isArray(value) ? value[step] : undefined;
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  return Object.hasOwn(value, step) ? (value as Record<string, unknown>)[step] : undefined;
}
