// Event patterns as EventBridge rules, Pipes filters and SNS filter policies share them: a JSON object whose
// leaves are lists of wanted values and comparisons.
// Source: EventBridge User Guide, "Comparison operators for use in event patterns".
import { compileComparison } from './comparison.ts';
import type { PatternService } from './operators.ts';
import { PatternError } from './pattern-error.ts';

export type EventPattern = (event: unknown) => boolean;

/**
 * Compiles a pattern given as JSON text or as an object. Throws a PatternError; an operator that the service does not take is named
 * in it.
 */
export function compilePattern(pattern: unknown, service: PatternService = 'rules'): EventPattern {
  const parsed = typeof pattern === 'string' ? parseJson(pattern) : pattern;
  if (!isObject(parsed)) throw new PatternError('Filter is not an object');
  return compileObject(parsed, service);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new PatternError(`Pattern is not valid JSON: ${(cause as Error).message}`, { cause });
  }
}

function compileObject(pattern: Record<string, unknown>, service: PatternService): EventPattern {
  const fields = Object.entries(pattern);
  if (fields.length === 0) throw new PatternError('Empty objects are not allowed');
  const conditions = fields.map(([name, wanted]) => compileField(name, wanted, service));
  const matches = (event: unknown): boolean => {
    // In a list of objects one and the same element has to satisfy all fields.
    if (Array.isArray(event)) return event.some(matches);
    return conditions.every((condition) => condition(event));
  };
  return matches;
}

function compileField(name: string, wanted: unknown, service: PatternService): EventPattern {
  if (name === '$or') return compileAlternatives(wanted, service);
  // A dot joins names: `a.b` is the b of a, in patterns and in events.
  const dot = name.indexOf('.');
  if (dot >= 0) return compileField(name.slice(0, dot), { [name.slice(dot + 1)]: wanted }, service);
  if (Array.isArray(wanted)) {
    const matches = compileLeaf(name, wanted, service);
    return (event) => matches(fieldOf(event, name));
  }
  if (!isObject(wanted)) throw new PatternError(`"${name}" must be an object or an array`);
  const matches = compileObject(wanted, service);
  return (event) => matches(fieldOf(event, name));
}

function compileAlternatives(wanted: unknown, service: PatternService): EventPattern {
  if (!Array.isArray(wanted) || wanted.length < 2 || !wanted.every(isObject)) {
    throw new PatternError('"$or" must be an array of at least two objects');
  }
  const alternatives = wanted.map((one) => compileObject(one, service));
  return (event) => alternatives.some((matches) => matches(event));
}

function compileLeaf(name: string, wanted: unknown[], service: PatternService): EventPattern {
  if (wanted.length === 0) throw new PatternError('Empty arrays are not allowed');
  const comparisons = wanted.map((one) => compileComparison(name, one, service));
  return (value) => {
    const values = scalarsOf(value);
    return comparisons.some((compare) => compare(values));
  };
}

function fieldOf(event: unknown, name: string): unknown {
  if (!isObject(event)) return undefined;
  const own = Object.hasOwn(event, name) ? event[name] : undefined;
  const joined = Object.keys(event).filter((key) => key.startsWith(`${name}.`));
  if (joined.length === 0 || (own !== undefined && !isObject(own))) return own;
  return { ...own, ...Object.fromEntries(joined.map((key) => [key.slice(name.length + 1), event[key]])) };
}

// Only leaves are compared: objects count as absent, lists by their elements.
function scalarsOf(value: unknown): unknown[] {
  if (value === undefined) return [];
  if (Array.isArray(value)) return value.flatMap(scalarsOf);
  return isObject(value) ? [] : [value];
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
