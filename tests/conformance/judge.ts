// Whether what was observed is what was expected.
import { isDeepStrictEqual } from 'node:util';
import { ABSENT } from './case.ts';

/** The first place that differs, and how; undefined where none does. */
export function difference(observed: unknown, expected: unknown, place = 'answer'): string | undefined {
  if (expected === ABSENT)
    return observed === undefined ? undefined : `${place}: there is one, ${shown(observed)}`;
  if (expected instanceof RegExp)
    return typeof observed === 'string' && expected.test(observed)
      ? undefined
      : `${place}: ${shown(observed)} does not match ${expected}`;
  if (Array.isArray(expected)) {
    if (!Array.isArray(observed) || observed.length !== expected.length)
      return `${place}: ${shown(observed)}, not ${shown(expected)}`;
    return first(expected.map((one, index) => difference(observed[index], one, `${place}[${index}]`)));
  }
  if (isRecord(expected)) {
    if (!isRecord(observed)) return `${place}: ${shown(observed)}, not ${shown(expected)}`;
    return first(
      Reflect.ownKeys(expected).map((name) =>
        difference(observed[name as string], expected[name as string], `${place}.${String(name)}`),
      ),
    );
  }
  return isDeepStrictEqual(observed, expected)
    ? undefined
    : `${place}: ${shown(observed)}, not ${shown(expected)}`;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

function first(differences: readonly (string | undefined)[]): string | undefined {
  return differences.find((one) => one !== undefined);
}

function shown(value: unknown): string {
  const text = JSON.stringify(value, (_, one: unknown) =>
    one instanceof RegExp ? String(one) : one === ABSENT ? '(absent)' : one,
  );
  return (text ?? 'nothing').slice(0, 300);
}
