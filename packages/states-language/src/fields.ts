// Fields of a state whose value depends on its data, in both query languages, compiled to functions.
import { type InterpreterFailure, queryFailure, runtimeFailure } from './failure.ts';
import { type Bindings, compileExpression, expressionIn } from './jsonata/expression.ts';
import { isObject, PathNotFoundError } from './jsonpath/evaluate.ts';
import { compileQuery, type Query, type QueryContext } from './query.ts';
import type { StateExecution, Variables } from './state-execution.ts';

export type Language = 'JSONPath' | 'JSONata';

/** A part of a definition, as it is written there. */
export type Source = Readonly<Record<string, unknown>>;

/** What a field may see of what the state has done so far: `$` of JSONPath, `$states.result` and `.errorOutput` of JSONata. */
export interface EvaluationScope {
  /** JSONPath: what `$` stands for. */
  root?: unknown;
  result?: unknown;
  errorOutput?: unknown;
  /** Map: the context object while one item is selected. */
  queryContext?: QueryContext;
}

/** The value of a field for one visit; a promise only where an expression has to be evaluated. */
export type Field = (visit: StateExecution, scope: EvaluationScope) => unknown;

/** Compiles a payload template (JSONPath: keys that end in `.$`; JSONata: strings in `{% %}`). `name` is the field's. */
export function compileTemplate(template: unknown, language: Language, name: string): Field {
  if (language === 'JSONata') return compileJsonata(template, name);
  const fill = compilePathTemplate(template);
  return (visit, scope) => fill(scope.root, scope.queryContext ?? visit);
}

/** Waits only when there is something to wait for. */
export function then<T, R>(value: T | Promise<T>, next: (value: T) => R | Promise<R>): R | Promise<R> {
  return value instanceof Promise ? value.then(next) : next(value);
}

function compilePathTemplate(template: unknown): Query {
  if (Array.isArray(template)) {
    if (isConstant(template)) return () => template;
    const items = template.map(compilePathTemplate);
    return (root, context) => items.map((item) => item(root, context));
  }
  if (!isObject(template) || isConstant(template)) return () => template;
  const members = Object.entries(template).map(([key, value]): [string, Query] =>
    key.endsWith('.$')
      ? [key.slice(0, -2), readMember(key, value as string)]
      : [key, compilePathTemplate(value)],
  );
  return (root, context) => {
    const filled: Record<string, unknown> = {};
    for (const [key, query] of members) filled[key] = query(root, context);
    return filled;
  };
}

function isConstant(template: unknown): boolean {
  if (Array.isArray(template)) return template.every(isConstant);
  if (!isObject(template)) return true;
  return Object.entries(template).every(([key, value]) => !key.endsWith('.$') && isConstant(value));
}

/** An index beyond the end of its array reads null; anything else that is missing ends the execution. */
function readMember(key: string, text: string): Query {
  const query = compileQuery(text);
  return (root, context) => {
    try {
      return query(root, context);
    } catch (error) {
      if (!(error instanceof PathNotFoundError)) throw error;
      if (error.isIndex) return null;
      throw notFound(text, key, root);
    }
  };
}

function notFound(path: string, field: string, root: unknown): InterpreterFailure {
  return runtimeFailure(
    `The JSONPath '${path}' specified for the field '${field}' could not be found in the input '${JSON.stringify(root)}'`,
  );
}

/** A path or an intrinsic function that has to find something; `fail` says how its failure is worded. */
export function compileFinding(
  text: string,
  fail: (error: PathNotFoundError, root: unknown) => InterpreterFailure,
): Field {
  const query = compileQuery(text);
  return (visit, scope) => {
    try {
      return query(scope.root, scope.queryContext ?? visit);
    } catch (error) {
      throw error instanceof PathNotFoundError ? fail(error, scope.root) : error;
    }
  };
}

/** One that names its field when it finds nothing, such as ErrorPath. */
export function compileNamedPath(text: string, field: string): Field {
  return compileFinding(text, (_error, root) => notFound(text, field, root));
}

const wholeRoot: Field = (_visit, scope) => scope.root;
const emptyObject: Field = () => ({});

/** InputPath and OutputPath: null gives an empty object. */
export function compileSelection(text: string | null | undefined): Field {
  if (text === undefined || text === '$') return wholeRoot;
  if (text === null) return emptyObject;
  return compileInvalidPath(text);
}

/** A path that is reported as `Invalid path` when it finds nothing. */
export function compileInvalidPath(text: string): Field {
  return compileFinding(text, ({ message }) => runtimeFailure(`Invalid path '${text}' : ${message}`));
}

function compileJsonata(template: unknown, name: string): Field {
  if (!holdsExpression(template)) return () => template;
  const fill = compileFilling(template, name);
  return (visit, scope) => fill(bindingsOf(visit, scope), visit.flow.run.host.clock.now());
}

/** Fills a template, or a part of it, at one moment. */
type Filling = (bindings: Bindings, now: number) => unknown;

function compileFilling(template: unknown, name: string): Filling {
  const expression = expressionIn(template);
  if (expression !== undefined) return compileExpression(expression, name).evaluate;
  if (typeof template !== 'object' || template === null || !holdsExpression(template)) return () => template;
  if (Array.isArray(template)) {
    const items = template.map((item, at) => compileFilling(item, `${name}[${at}]`));
    return async (bindings, now) => {
      const filled: unknown[] = [];
      for (const item of items) filled.push(await item(bindings, now));
      return filled;
    };
  }
  const members = Object.entries(template).map(([key, value]): [string, Filling] => [
    key,
    compileFilling(value, `${name}/${key}`),
  ]);
  return async (bindings, now) => {
    const filled: Record<string, unknown> = {};
    for (const [key, member] of members) {
      const value = member(bindings, now);
      filled[key] = value instanceof Promise ? await value : value;
    }
    return filled;
  };
}

function holdsExpression(template: unknown): boolean {
  if (typeof template === 'object' && template !== null) return Object.values(template).some(holdsExpression);
  return expressionIn(template) !== undefined;
}

function bindingsOf(visit: StateExecution, scope: EvaluationScope): Bindings {
  const { context } = scope.queryContext ?? visit;
  const states: Record<string, unknown> = { input: visit.input, context };
  if ('result' in scope) states['result'] = scope.result;
  if ('errorOutput' in scope) states['errorOutput'] = scope.errorOutput;
  return { ...visit.variables, states };
}

/** A template that the state may do without. Its expressions are named by the place of `source`, if that is not the state. */
export function compileOptional(
  source: Source,
  name: string,
  language: Language,
  place = '',
): Field | undefined {
  return source[name] === undefined ? undefined : compileTemplate(source[name], language, `${place}${name}`);
}

export type AssignedBy = (
  visit: StateExecution,
  scope: EvaluationScope,
) => Variables | undefined | Promise<Variables | undefined>;

const nothing: AssignedBy = () => undefined;

export function assignedBy(field: Field | undefined): AssignedBy {
  return field ? (field as AssignedBy) : nothing;
}

/** What a typed JSONata field must give. */
const JSONATA_TYPES: Readonly<Record<string, (value: unknown) => boolean>> = {
  array: Array.isArray,
  boolean: (value) => typeof value === 'boolean',
  number: (value) => typeof value === 'number',
  string: (value) => typeof value === 'string',
};

export type JsonataType = 'array' | 'boolean' | 'number' | 'string';

/** A JSONata field whose result must have a type, such as Items or Condition. Constants were checked by validation. */
export function compileTyped(value: unknown, expected: JsonataType, name: string): Field {
  const text = expressionIn(value);
  const field = compileJsonata(value, name);
  if (text === undefined) return field;
  return async (visit, scope) => {
    const result = await field(visit, scope);
    if (JSONATA_TYPES[expected]!(result)) return result;
    throw unexpectedType(text, name, expected, result);
  };
}

/** As AWS words an expression of the wrong type. */
export function unexpectedType(
  text: string,
  name: string,
  expected: string,
  value: unknown,
): InterpreterFailure {
  const type = value === null ? 'null' : Array.isArray(value) ? 'array' : typeof value;
  return queryFailure(
    text,
    name,
    `returned an unexpected result type. Expected '${expected}', but was '${type}' for value: ${JSON.stringify(value)}`,
  );
}

/**
 * A number given as itself, by `<name>Path` or by an expression; undefined when the state has none of them.
 * A string that holds a number is taken for it, as AWS does for paths.
 */
export function compileNumber(
  source: Source,
  name: string,
  language: Language,
  kind: 'integer' | 'float' = 'integer',
): Field {
  const path = source[`${name}Path`];
  if (typeof path === 'string') {
    const field = `${name}Path`;
    const read = compileInvalidPath(path);
    return (visit, scope) => {
      const value = read(visit, scope);
      const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
      if (
        typeof number === 'number' &&
        (kind === 'float' ? Number.isFinite(number) : Number.isInteger(number))
      )
        return number;
      const shown = typeof value === 'string' ? value : JSON.stringify(value);
      throw runtimeFailure(
        `The ${field} field refers to value "${shown}" which is not a valid ${kind}: ${path}`,
      );
    };
  }
  const value = source[name];
  if (language === 'JSONata' && expressionIn(value) !== undefined) return compileTyped(value, 'number', name);
  return () => value;
}
