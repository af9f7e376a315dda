// The eighteen intrinsic functions of the Amazon States Language, each with its number of arguments and its limits.
import { createHash, randomUUID } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { canonicalText } from '../canonical-text.ts';
import { isObject } from '../jsonpath/evaluate.ts';

/** An intrinsic function that is malformed, or cannot work on what it was given. */
export class IntrinsicError extends Error {
  override readonly name = 'IntrinsicError';
}

export interface Intrinsic {
  /** Least and greatest number of arguments. */
  arguments: readonly [number, number];
  call(given: readonly unknown[]): unknown;
}

const ANY = Number.POSITIVE_INFINITY;
const MAX_TEXT_LENGTH = 10_000;
const MAX_RANGE = 1_000;
/** Numbers are those of Java's int. */
const [MIN_INTEGER, MAX_INTEGER] = [-2_147_483_648, 2_147_483_647];
const HASHES: Readonly<Record<string, string>> = {
  MD5: 'md5',
  'SHA-1': 'sha1',
  'SHA-256': 'sha256',
  'SHA-384': 'sha384',
  'SHA-512': 'sha512',
};

/** By the name after `States.`. */
export const INTRINSICS: Readonly<Record<string, Intrinsic>> = {
  Array: { arguments: [0, ANY], call: (given) => [...given] },
  ArrayPartition: { arguments: [2, 2], call: ([list, size]) => partition(array(list), integer(size)) },
  ArrayContains: {
    arguments: [2, 2],
    call: ([list, item]) => array(list).some((one) => isDeepStrictEqual(one, item)),
  },
  ArrayRange: { arguments: [3, 3], call: ([first, last, step]) => range(...integers(first, last, step)) },
  ArrayGetItem: { arguments: [2, 2], call: ([list, index]) => itemAt(array(list), integer(index)) },
  ArrayLength: { arguments: [1, 1], call: ([list]) => array(list).length },
  ArrayUnique: { arguments: [1, 1], call: ([list]) => unique(array(list)) },
  Base64Encode: {
    arguments: [1, 1],
    call: ([text]) => Buffer.from(limited(string(text))).toString('base64'),
  },
  Base64Decode: { arguments: [1, 1], call: ([text]) => decode(limited(string(text))) },
  Hash: { arguments: [2, 2], call: ([value, algorithm]) => hash(value, string(algorithm)) },
  JsonMerge: { arguments: [3, 3], call: ([left, right, isDeep]) => merge(left, right, isDeep) },
  StringToJson: { arguments: [1, 1], call: ([text]) => parseJson(string(text)) },
  JsonToString: { arguments: [1, 1], call: ([value]) => JSON.stringify(value) },
  MathRandom: { arguments: [2, 3], call: ([from, to, seed]) => randomBetween(from, to, seed) },
  MathAdd: { arguments: [2, 2], call: ([left, right]) => add(integer(left), integer(right)) },
  StringSplit: { arguments: [2, 2], call: ([text, marks]) => split(string(text), literal(string(marks))) },
  UUID: { arguments: [0, 0], call: () => randomUUID() },
  Format: { arguments: [1, ANY], call: ([template, ...given]) => format(string(template), given) },
};

function array(value: unknown): readonly unknown[] {
  if (!Array.isArray(value)) throw new IntrinsicError(`Expected an array but got: ${JSON.stringify(value)}`);
  return value;
}

function string(value: unknown): string {
  if (typeof value !== 'string')
    throw new IntrinsicError(`Expected a string but got: ${JSON.stringify(value)}`);
  return value;
}

/** Numbers with a fraction are rounded half up, as Java's Math.round does. */
function integer(value: unknown): number {
  if (typeof value !== 'number')
    throw new IntrinsicError(`Expected a number but got: ${JSON.stringify(value)}`);
  return inRange(Math.round(value) + 0, `The number ${value}`);
}

function integers(a: unknown, b: unknown, c: unknown): [number, number, number] {
  return [integer(a), integer(b), integer(c)];
}

function limited(text: string): string {
  if (text.length > MAX_TEXT_LENGTH)
    throw new IntrinsicError(`The text is longer than ${MAX_TEXT_LENGTH} characters`);
  return text;
}

/** Also `$partition` of JSONata states. */
export function partition(list: readonly unknown[], size: number): unknown[][] {
  if (size <= 0) throw new IntrinsicError('The chunk size must be greater than 0');
  const chunks: unknown[][] = [];
  for (let at = 0; at < list.length; at += size) chunks.push(list.slice(at, at + size));
  return chunks;
}

const RANGE_LIMIT = { most: MAX_RANGE, refusal: `The range has more than ${MAX_RANGE} elements` };

/** From first to last, both included. Also `$range` of JSONata states, which has another limit. */
export function range(first: number, last: number, step: number, { most, refusal } = RANGE_LIMIT): number[] {
  if (step === 0) throw new IntrinsicError('The step must not be 0');
  const count = Math.max(0, Math.floor((last - first) / step) + 1);
  if (count > most) throw new IntrinsicError(refusal);
  return Array.from({ length: count }, (_, at) => first + at * step);
}

function itemAt(list: readonly unknown[], index: number): unknown {
  if (index < 0 || index >= list.length)
    throw new IntrinsicError(`The index ${index} is out of bounds of an array of ${list.length}`);
  return list[index];
}

function unique(list: readonly unknown[]): unknown[] {
  const seen = new Map<string, unknown>();
  for (const item of list) {
    const key = canonicalText(item);
    if (!seen.has(key)) seen.set(key, item);
  }
  return [...seen.values()];
}

function decode(text: string): string {
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(text) || text.length % 4 === 1)
    throw new IntrinsicError('The text is not Base64');
  return Buffer.from(text, 'base64').toString();
}

/** Hexadecimal digest of a text, or of the JSON of any other value. Also `$hash` of JSONata states. */
export function hash(value: unknown, algorithm: string): string {
  const name = HASHES[algorithm];
  if (!name) throw new IntrinsicError(`Unsupported hash algorithm '${algorithm}'`);
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return createHash(name).update(limited(text)).digest('hex');
}

function merge(left: unknown, right: unknown, isDeep: unknown): unknown {
  if (!isObject(left) || !isObject(right)) throw new IntrinsicError('Both values must be JSON objects');
  if (isDeep !== false)
    throw new IntrinsicError('Only a shallow merge is supported: the third argument must be false');
  return { ...left, ...right };
}

/** A blank text gives null. */
function parseJson(text: string): unknown {
  if (text.trim() === '') return null;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw new IntrinsicError(`'${text}' is not valid JSON`);
  }
}

/** From first (included) to last (excluded). The same seed gives the same number. */
function randomBetween(first: unknown, last: unknown, seed: unknown): number {
  const [from, to] = [integer(first), integer(last)];
  if (to <= from) throw new IntrinsicError('The start must be less than the end');
  const fraction = seed === undefined ? Math.random() : seededRandom(integer(seed));
  return from + Math.floor(fraction * (to - from));
}

/** A number from 0 (included) to 1 (excluded) that depends on the seed alone. */
function seededRandom(seed: number): number {
  const digest = createHash('sha256').update(String(seed)).digest();
  return digest.readUIntBE(0, 6) / 2 ** 48;
}

function add(left: number, right: number): number {
  const sum = left + right;
  return inRange(sum, `The sum ${sum}`);
}

function inRange(number: number, what: string): number {
  if (number >= MIN_INTEGER && number <= MAX_INTEGER) return number;
  throw new IntrinsicError(`${what} is out of range`);
}

/** Every character of `marks` separates; empty parts are left out. */
function split(text: string, marks: string): string[] {
  const parts: string[] = [];
  let part = '';
  for (const char of text) {
    if (!marks.includes(char)) {
      part += char;
      continue;
    }
    if (part) parts.push(part);
    part = '';
  }
  if (part) parts.push(part);
  return parts;
}

function literal(text: string): string {
  return text.replaceAll('\\\\', '\\');
}

function format(template: string, given: readonly unknown[]): string {
  let used = 0;
  const text = template.replace(/\\[\\{}]|\{\}|[{}]/g, (found) => {
    if (found.startsWith('\\')) return found[1]!;
    if (found !== '{}') throw new IntrinsicError(`Unescaped '${found}' in the format string`);
    if (used >= given.length) throw new IntrinsicError('More placeholders than arguments');
    return asText(given[used++]);
  });
  if (used < given.length) throw new IntrinsicError('More arguments than placeholders');
  return text;
}

/** As Java prints a value: `{Id=1, Tags=[a, b]}`. */
function asText(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(asText).join(', ')}]`;
  if (isObject(value))
    return `{${Object.entries(value)
      .map(([name, inner]) => `${name}=${asText(inner)}`)
      .join(', ')}}`;
  return String(value);
}
