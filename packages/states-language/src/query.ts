// What may stand in a JSONPath field: a path (`$.a`), the context object (`$$.Execution.Id`), a variable (`$order.id`)
// or an intrinsic function (`States.Format('{}', $.a)`). Compiled once, then called with the value that `$` stands for.
import { compileIntrinsic, isIntrinsic } from './intrinsics/parse.ts';
import { compileJsonPath } from './jsonpath/evaluate.ts';
import { JsonPathSyntaxError } from './jsonpath/parse.ts';

/** What queries can see beside the value that `$` stands for. */
export interface QueryContext {
  /** The context object. */
  readonly context: unknown;
  readonly variables: Readonly<Record<string, unknown>>;
}

/** Reads one value. Throws PathNotFoundError and IntrinsicError. */
export type Query = (root: unknown, context: QueryContext) => unknown;

const VARIABLE = /^\$([\p{ID_Start}_][\p{ID_Continue}]*)/u;

/** Compiles a path or an intrinsic function. Throws JsonPathSyntaxError or IntrinsicError with what is wrong. */
export function compileQuery(text: string): Query {
  return isIntrinsic(text) ? compileIntrinsic(text) : compilePath(text);
}

/** Compiles a path. Throws JsonPathSyntaxError. */
export function compilePath(text: string): Query {
  if (text === '$') return (root) => root;
  if (text.startsWith('$$')) {
    const read = compileJsonPath(text, 2);
    return (_root, { context }) => read(context);
  }
  const variable = variableOf(text);
  if (variable) {
    // The variable is the first step, so that an unknown one is reported like any missing property.
    const read = compileJsonPath(`$.${text.slice(1)}`);
    return (_root, { variables }) => read(variables);
  }
  if (!text.startsWith('$')) throw new JsonPathSyntaxError(`'${text}' is not a path`);
  return compileJsonPath(text);
}

/** The name of the variable that a path reads, if it reads one. */
function variableOf(path: string): string | undefined {
  return VARIABLE.exec(path)?.[1];
}

/** The names of the variables that a path, or the arguments of an intrinsic function, read. */
export function variablesIn(text: string): string[] {
  if (!isIntrinsic(text)) {
    const name = variableOf(text);
    return name === undefined ? [] : [name];
  }
  return [...text.replace(STRING, '').matchAll(ARGUMENT)].map(([, name]) => name!);
}

/** Also one that nothing closes, so that it is read once and not again from each quote in it. */
const STRING = /'(?:\\.|[^'\\])*(?:'|\\?$)/gs;
const ARGUMENT = /[(,]\s*\$([\p{ID_Start}_][\p{ID_Continue}]*)/gu;
