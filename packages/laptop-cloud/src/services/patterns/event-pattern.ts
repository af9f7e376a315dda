// Event patterns as EventBridge rules, Pipes filters and SNS filter policies share them: a JSON object whose
// leaves are lists of wanted values and comparisons.
// Source: EventBridge User Guide, "Comparison operators for use in event patterns".
import { compileComparison } from './comparison.ts';
import { type PatternService, RESERVED_IN_ALTERNATIVES } from './operators.ts';
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
  if (Object.keys(pattern).length === 0) throw new PatternError('Empty objects are not allowed');
  const fields = Object.entries(pattern).map(([name, wanted]) => ({
    name,
    isAbsence: asksForAbsence(wanted),
    matches: compileField(name, wanted, service),
  }));
  const all = (event: unknown): boolean => fields.every(({ matches }) => matches(event));
  // AWS goes through the fields by their names. What it asks the absence of before any element has been chosen has to be absent
  // from all of them.
  const inOrder = fields.toSorted((one, other) => (one.name < other.name ? -1 : 1));
  const firstPresent = inOrder.findIndex(({ isAbsence }) => !isAbsence);
  const absences = firstPresent < 0 ? inOrder : inOrder.slice(0, firstPresent);
  return (event) => {
    if (!Array.isArray(event)) return all(event);
    const elements: unknown[] = event.flat(Number.POSITIVE_INFINITY);
    // There is nothing in an empty list.
    if (elements.length === 0) return all(undefined);
    if (!elements.every((element) => absences.every(({ matches }) => matches(element)))) return false;
    // In a list of objects one and the same element has to satisfy all fields.
    return firstPresent < 0 || elements.some(all);
  };
}

/** Whether all that is asked of a field is that it is not there. */
function asksForAbsence(wanted: unknown): boolean {
  if (isObject(wanted)) return Object.values(wanted).every(asksForAbsence);
  return (
    Array.isArray(wanted) &&
    wanted.length > 0 &&
    wanted.every((one) => isObject(one) && one['exists'] === false)
  );
}

function compileField(name: string, wanted: unknown, service: PatternService): EventPattern {
  if (name === '$or') return compileAlternatives(wanted, service);
  // A dot joins names: `a.b` is the b of a, in patterns and in events.
  const dot = name.indexOf('.');
  if (dot >= 0) return compileField(name.slice(0, dot), { [name.slice(dot + 1)]: wanted }, service);
  if (Array.isArray(wanted)) {
    const matches = compileLeaf(wanted, service);
    return (event) => matches(fieldOf(event, name));
  }
  if (!isObject(wanted)) throw new PatternError(`"${name}" must be an object or an array`);
  const matches = compileObject(wanted, service);
  const joined = `${name}.`;
  return (event) => matches(insideOf(event, name, joined));
}

function compileAlternatives(wanted: unknown, service: PatternService): EventPattern {
  if (!Array.isArray(wanted)) throw new PatternError('It must be an Array followed with $or.');
  const alternatives = wanted.map((one) => {
    if (!isObject(one)) throw new PatternError('Only JSON object is allowed in array of $or relationship.');
    refuseReserved(one);
    return compileObject(one, service);
  });
  if (alternatives.length < 2)
    throw new PatternError('There must have at least 2 Objects in $or relationship.');
  return (event) => alternatives.some((matches) => matches(event));
}

// An operator in the place of a field is a mistake that would never match.
function refuseReserved(alternative: Record<string, unknown>): void {
  for (const [name, wanted] of Object.entries(alternative)) {
    if (RESERVED_IN_ALTERNATIVES.has(name))
      throw new PatternError(`${name} is Ruler reserved fieldName which cannot be used inside $or.`);
    if (name !== '$or' && isObject(wanted)) refuseReserved(wanted);
  }
}

function compileLeaf(wanted: unknown[], service: PatternService): EventPattern {
  if (wanted.length === 0) throw new PatternError('Empty arrays are not allowed');
  const comparisons = wanted.map((one) => compileComparison(one, service));
  return (value) => {
    const values = scalarsOf(value);
    return comparisons.some((compare) => compare(values));
  };
}

function fieldOf(event: unknown, name: string): unknown {
  return isObject(event) && Object.hasOwn(event, name) ? event[name] : undefined;
}

/** What has fields behind a name: its value, and members of the event whose names begin with it and a dot: `joined`. */
function insideOf(event: unknown, name: string, joined: string): unknown {
  const own = fieldOf(event, name);
  if (!isObject(event)) return own;
  const keys = Object.keys(event).filter((key) => key.startsWith(joined));
  if (keys.length === 0) return own;
  const rest = Object.fromEntries(keys.map((key) => [key.slice(joined.length), event[key]]));
  return own === undefined ? rest : together(own, rest);
}

/** Two values of one name: fields of both, and elements of both where one of them is no object. */
function together(one: unknown, other: unknown): unknown {
  if (!isObject(one) || !isObject(other)) return [one, other].flat();
  const both = { ...one, ...other };
  for (const name of Object.keys(other))
    if (Object.hasOwn(one, name)) both[name] = together(one[name], other[name]);
  return both;
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
