// Reads a value by JSONPath as Jayway's JsonPath does: a definite path must find its value, any other gives a list.
import { passes, readOperand } from './filter.ts';
import { PATH_FUNCTIONS } from './functions.ts';
import { isDefinite, parseTokens, type Token } from './parse.ts';
import { Reading } from './reading.ts';

/** A definite path found nothing. The message is worded as Jayway words it. */
export class PathNotFoundError extends Error {
  override readonly name = 'PathNotFoundError';
  /** True when only the last array index was out of range: payload templates give null for it. */
  readonly isIndex: boolean;
  constructor(message: string, isIndex = false) {
    super(message);
    this.isIndex = isIndex;
  }
}

/** Reads from a root value; throws PathNotFoundError. */
export type Read = (root: unknown) => unknown;

/** Compiles what follows the root of a path, from character `start` on. Throws JsonPathSyntaxError. */
export function compileJsonPath(text: string, start = 1): Read {
  const tokens = parseTokens(text, start);
  const steps = tokens.map(plainStep);
  if (steps.every((step) => step !== undefined)) return (root) => readSteps(steps, root);
  return (root) => readAny(tokens, root, new Reading(root));
}

function plainStep(token: Token): string | number | undefined {
  if (token.kind === 'names' && token.names.length === 1) return token.names[0];
  if (token.kind === 'indexes' && token.indexes.length === 1) return token.indexes[0];
  return undefined;
}

/** The common case, `$.a.b[0]`, without any list in between. */
function readSteps(steps: readonly (string | number)[], root: unknown): unknown {
  let value = root;
  for (let at = 0; at < steps.length; at++) {
    const step = steps[at]!;
    if (typeof step === 'string') {
      if (!isObject(value)) throw notAnObject(step, steps.slice(0, at), value);
      if (!Object.hasOwn(value, step)) {
        const path = pathOf(steps.slice(0, at + 1));
        throw new PathNotFoundError(
          at === steps.length - 1 ? `No results for path: ${path}` : `Missing property in path ${path}`,
        );
      }
      value = value[step];
    } else {
      if (!Array.isArray(value)) throw notAnArray(step, steps.slice(0, at), value);
      const index = step < 0 ? value.length + step : step;
      if (index < 0 || index >= value.length)
        throw new PathNotFoundError(
          `No results for path: ${pathOf(steps.slice(0, at + 1))}`,
          at === steps.length - 1,
        );
      value = value[index];
    }
  }
  return value;
}

function notAnObject(step: string, before: (string | number)[], value: unknown): PathNotFoundError {
  return new PathNotFoundError(
    `Expected to find an object with property ['${step}'] in path ${pathOf(before)} but found '${kindOf(value)}'. This is not a json object according to the JsonProvider: 'com.jayway.jsonpath.spi.json.JacksonJsonNodeJsonProvider'.`,
  );
}

function notAnArray(step: number, before: (string | number)[], value: unknown): PathNotFoundError {
  return new PathNotFoundError(
    value === null
      ? `The path ${pathOf(before)} is null`
      : `Filter: [${step}] can only be applied to arrays. Current context is: ${JSON.stringify(value)}`,
  );
}

function pathOf(steps: readonly (string | number)[]): string {
  return `$${steps.map((step) => (typeof step === 'string' ? `['${step}']` : `[${step}]`)).join('')}`;
}

function kindOf(value: unknown): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'array' : typeof value;
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Any path: collects all matches, then gives the one of a definite path or the list. */
export function readAny(tokens: readonly Token[], start: unknown, reading: Reading): unknown {
  const last = tokens.at(-1);
  if (last?.kind === 'call') {
    const call = PATH_FUNCTIONS[last.name];
    if (!call) throw new PathNotFoundError(`Function with name: ${last.name} does not exist.`);
    const target = readAny(tokens.slice(0, -1), start, reading);
    return call(
      target,
      last.arguments.map((operand) => readOperand(operand, start, reading)),
    );
  }
  const found: unknown[] = [];
  const mustFind = isDefinite(tokens);
  // A path that may name several values is content with none, whatever is missing on its way.
  walk(tokens, 0, start, { reading, found, mustFind });
  if (!mustFind) return found;
  if (found.length === 0) throw new PathNotFoundError(`No results for path: ${textOf(tokens)}`);
  return found[0];
}

interface Walk {
  reading: Reading;
  found: unknown[];
  mustFind: boolean;
}

function walk(tokens: readonly Token[], at: number, value: unknown, walked: Walk): void {
  walked.reading.visit();
  const token = tokens[at];
  if (!token) {
    walked.found.push(value);
    return;
  }
  VISIT[token.kind](token as never, tokens, at, value, walked);
}

type Visit<K extends Token['kind']> = (
  token: Extract<Token, { kind: K }>,
  tokens: readonly Token[],
  at: number,
  value: unknown,
  walked: Walk,
) => void;

const VISIT: { [K in Token['kind']]: Visit<K> } = {
  names: (token, tokens, at, value, walked) => {
    const isLast = at === tokens.length - 1;
    if (!isObject(value)) {
      if (walked.mustFind) throw notAnObject(token.names[0]!, [], value);
      return;
    }
    if (token.names.length > 1 && isLast) {
      const picked = token.names.filter((name) => Object.hasOwn(value, name));
      walked.found.push(Object.fromEntries(picked.map((name) => [name, value[name]])));
      return;
    }
    for (const name of token.names) {
      if (Object.hasOwn(value, name)) walk(tokens, at + 1, value[name], walked);
      else if (!isLast && walked.mustFind)
        throw new PathNotFoundError(`Missing property in path ${textOf(tokens.slice(0, at + 1))}`);
    }
  },
  indexes: (token, tokens, at, value, walked) => {
    if (!isArray(value, token, walked)) return;
    for (const index of token.indexes) {
      const place = index < 0 ? value.length + index : index;
      if (place >= 0 && place < value.length) walk(tokens, at + 1, value[place], walked);
    }
  },
  slice: (token, tokens, at, value, walked) => {
    if (!isArray(value, token, walked)) return;
    for (const item of value.slice(token.from, token.to)) walk(tokens, at + 1, item, walked);
  },
  wildcard: (_token, tokens, at, value, walked) => {
    if (typeof value !== 'object' || value === null) return;
    for (const item of Object.values(value)) walk(tokens, at + 1, item, walked);
  },
  scan: (_token, tokens, at, value, walked) => scan(tokens, at, value, walked),
  filter: (token, tokens, at, value, walked) => {
    if (typeof value !== 'object' || value === null) return;
    for (const item of Array.isArray(value) ? value : [value])
      if (passes(token.test, item, walked.reading)) walk(tokens, at + 1, item, walked);
  },
  call: () => {
    throw new PathNotFoundError('A function may only end a path.');
  },
};

/** `..`: the next token is tried on every node, parents before children. */
function scan(tokens: readonly Token[], at: number, value: unknown, walked: Walk): void {
  if (typeof value !== 'object' || value === null) return;
  walked.reading.visit();
  const next = tokens[at + 1]!;
  // An array is not filtered as a whole while scanning: its elements are tried one by one, as nodes. Several names that
  // end the path pick only from objects that have them all, though elsewhere they pick what there is.
  const isLeft =
    next.kind === 'filter'
      ? Array.isArray(value)
      : next.kind === 'names' &&
        at + 2 === tokens.length &&
        !next.names.every((name) => Object.hasOwn(value, name));
  if (!isLeft) walk(tokens, at + 1, value, walked);
  for (const child of Object.values(value)) scan(tokens, at, child, walked);
}

function isArray(value: unknown, token: Token, walked: Walk): value is unknown[] {
  if (Array.isArray(value)) return true;
  if (!walked.mustFind) return false;
  throw new PathNotFoundError(
    value === null
      ? 'The path is null'
      : `Filter: ${textOf([token]).slice(1)} can only be applied to arrays. Current context is: ${JSON.stringify(value)}`,
  );
}

/** Of a path that must find something: names and indexes alone. */
function textOf(tokens: readonly Token[]): string {
  return `$${tokens
    .map((token) => {
      if (token.kind === 'names') return `[${token.names.map((name) => `'${name}'`).join(',')}]`;
      return token.kind === 'indexes' ? `[${token.indexes.join(',')}]` : '';
    })
    .join('')}`;
}
