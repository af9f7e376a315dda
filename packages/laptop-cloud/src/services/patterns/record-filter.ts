// Filter criteria of pipes and event source mappings on the records of a queue, whose body is text that may hold JSON.
// Source: Lambda Developer Guide, "Using event filtering with an Amazon SQS event source"; EventBridge User Guide,
// "Event filtering in Amazon EventBridge Pipes".

import { parseBoundedText } from '../protocols/bounded-json.ts';
import { compilePattern } from './event-pattern.ts';
import type { PatternService } from './operators.ts';
import { PatternError } from './pattern-error.ts';

export interface FilterableRecord {
  body: string;
}

export interface FilterOptions {
  /** Patterns may look at these members only; every one when absent. */
  keys?: readonly string[];
  /** Whose filters they are. */
  service: PatternService;
}

/** Whether a record passes; one pattern that matches is enough, and without patterns all pass. Throws a PatternError. */
export function compileRecordFilter(
  patterns: readonly string[],
  { keys, service }: FilterOptions,
): (record: FilterableRecord) => boolean {
  if (patterns.length === 0) return () => true;
  const filters = patterns.map((pattern) => compileFilter(pattern, service, keys));
  return (record) => filters.some((passes) => passes(record));
}

function compileFilter(
  pattern: string,
  service: PatternService,
  keys: readonly string[] | undefined,
): (record: FilterableRecord) => boolean {
  const matches = compilePattern(pattern, service);
  const parsed = JSON.parse(pattern) as Record<string, unknown>;
  const foreign = keys && Object.keys(parsed).find((key) => !keys.includes(key));
  if (foreign !== undefined)
    throw new PatternError(`The pattern ${pattern} filters on ${foreign}, only ${keys?.join(', ')} can be`);
  const { body } = parsed;
  if (body === undefined) return matches;
  // Text is held against text and JSON against JSON; a body of the other kind never passes.
  if (Array.isArray(body)) return (record) => jsonIn(record.body) === undefined && matches(record);
  return (record) => {
    const inside = jsonIn(record.body);
    return inside !== undefined && matches({ ...record, body: inside });
  };
}

/** The object or list that a body holds as JSON; undefined for plain text, numbers included. */
function jsonIn(body: string): unknown {
  try {
    const value: unknown = parseBoundedText(body);
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}
