// Reference Paths: paths that name exactly one place, so that ResultPath can write there.
import { isObject } from './evaluate.ts';
import { JsonPathSyntaxError, parseTokens } from './parse.ts';

export type ReferencePath = readonly (string | number)[];

/** Parses a path without the operators `@ , : ? *` and `..`. Throws JsonPathSyntaxError. */
export function parseReferencePath(text: string): ReferencePath {
  if (!text.startsWith('$')) throw new JsonPathSyntaxError(`'${text}' does not start with '$'`);
  return parseTokens(text, 1).map((token) => {
    if (token.kind === 'names' && token.names.length === 1) return token.names[0]!;
    if (token.kind === 'indexes' && token.indexes.length === 1 && token.indexes[0]! >= 0)
      return token.indexes[0]!;
    throw new JsonPathSyntaxError(`'${text}' is not a Reference Path`);
  });
}

/**
 * Gives a copy of `root` with `value` at the path; what is not on the way is shared, never copied. Missing
 * objects on the way are made. Undefined when the path cannot be applied: something else than an object
 * or array is in the way, or an index lies outside its array.
 */
export function writeAt(root: unknown, path: ReferencePath, value: unknown): { value: unknown } | undefined {
  if (path.length === 0) return { value };
  const [step, ...rest] = path;
  if (typeof step === 'number') {
    if (!Array.isArray(root) || step >= root.length) return undefined;
    const inner = writeAt(root[step], rest, value);
    return inner && { value: root.with(step, inner.value) };
  }
  if (!isObject(root)) return undefined;
  const name = step!;
  const inner = writeAt(Object.hasOwn(root, name) ? root[name] : {}, rest, value);
  return inner && { value: { ...root, [name]: inner.value } };
}
