// How policy documents hold what they hold: one or a list, objects and strings.
import { PolicyError, refuse } from './policy-error.ts';

/** A document's JSON, or the document itself. */
export function parseDocument(document: unknown): unknown {
  if (typeof document !== 'string') return document;
  try {
    return JSON.parse(document);
  } catch (cause) {
    throw new PolicyError('policy is not JSON', { cause });
  }
}

export function objectOf(place: string, value: unknown): Record<string, unknown> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return { ...value };
  return refuse(place, 'must be an object');
}

/** One string or a list of them; numbers and truth values count as they are written. */
export function textsOf(place: string, value: unknown): string[] {
  const texts = [value ?? []].flat();
  if (texts.length === 0) return refuse(place, 'is empty');
  return texts.map((one: unknown) => {
    if (typeof one === 'string' || typeof one === 'boolean' || typeof one === 'number') return String(one);
    return refuse(place, 'must be a string or a list of strings');
  });
}
