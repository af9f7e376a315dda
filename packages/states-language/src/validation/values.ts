// Checks of single values: paths, templates, expressions, numbers, texts.
// AWS documents the codes only; the wording is what ValidateStateMachineDefinition answers.
import type { Language } from '../fields.ts';
import { IntrinsicError } from '../intrinsics/functions.ts';
import { isIntrinsic } from '../intrinsics/parse.ts';
import { expressionIn, JsonataSyntaxError } from '../jsonata/expression.ts';
import { isObject } from '../jsonpath/evaluate.ts';
import { JsonPathSyntaxError } from '../jsonpath/parse.ts';
import { parseReferencePath } from '../jsonpath/reference.ts';
import { compilePath, compileQuery, variablesIn } from '../query.ts';
import { parseTimestamp } from '../timestamp.ts';
import type { Place } from './findings.ts';
import { checkReferences, checkVariables } from './references.ts';

/** Reports what is wrong with a value at its place. */
export type Check = (value: unknown, place: Place, language: Language) => void;

export const text: Check = (value, place) => {
  if (typeof value !== 'string') place.error('Value must be a STRING');
};

export const anything: Check = () => {};

export const flag: Check = (value, place) => {
  if (typeof value !== 'boolean') place.error('Value must be a BOOLEAN');
};

export function oneOf(...allowed: string[]): Check {
  return (value, place) => {
    if (!allowed.includes(value as string))
      place.error(`Value should be one of the following: [${allowed.join(', ')}]`);
  };
}

/** A number; in JSONata states an expression may stand for it. */
export function number(least: number, most: number, isInteger = true): Check {
  return (value, place, language) => {
    if (language === 'JSONata' && typeof value === 'string') return expression(value, place, language);
    if (typeof value !== 'number' || (isInteger && !Number.isInteger(value)))
      return place.error(`Value must be ${isInteger ? 'an INTEGER' : 'a NUMBER'}`);
    const shown = (bound: number) => (isInteger || !Number.isInteger(bound) ? `${bound}` : `${bound}.0`);
    if (value < least) place.error(`Minimum value is ${shown(least)}`);
    if (value > most) place.error(`Maximum value is ${shown(most)}`);
  };
}

/** A literal text or, in JSONata states, an expression that gives one. */
export const textOrExpression: Check = (value, place, language) => {
  literalText(value, place, language);
  if (language === 'JSONata') stringOfJsonata(value, place);
};

/** A text that is taken as it is written, also when it looks like a path. */
export const literalText: Check = (value, place, language) => {
  text(value, place, language);
  if (language === 'JSONPath' && looksLikeQuery(value))
    place.warn('The value looks like a path, but the name of the field does not end with Path.', 'NO_PATH');
};

/** A value in a JSONata state: what opens or ends as an expression must be one. */
function stringOfJsonata(value: unknown, place: Place) {
  if (typeof value !== 'string' || !(value.startsWith('{%') || value.endsWith('%}'))) return;
  if (expressionIn(value) === undefined) place.error('JSONata string must start with {% and end with %}');
  else expression(value, place, 'JSONata');
}

export const timestamp: Check = (value, place, language) => {
  if (language === 'JSONata' && expressionIn(value) !== undefined) return expression(value, place, language);
  if (parseTimestamp(value) === undefined) place.error('String does not match RFC3339 timestamp');
};

/** A text that must be one JSONata expression in `{% %}`. */
export const expression: Check = (value, place) => {
  const inside = expressionIn(value);
  if (inside === undefined) return place.error('JSONata string must start with {% and end with %}');
  try {
    checkReferences(inside, place);
  } catch (error) {
    if (!(error instanceof JsonataSyntaxError)) throw error;
    place.error(error.message, 'INVALID_JSONATA_EXPRESSION');
  }
};

/** A field that has the result, or the error, of what the state did. */
export function seeing(name: 'result' | 'errorOutput', inner: Check): Check {
  return (value, place, language) => inner(value, place.seeing({ states: [name] }), language);
}

/** JSONata, or an array for Items. */
export const items: Check = (value, place, language) => {
  if (typeof value === 'string') return expression(value, place, language);
  if (typeof value !== 'object' || value === null) return place.error('Value must be an ARRAY or an OBJECT');
  template(value, place, language);
};

const NO_PATH = 'Value must be a valid JSONPath.';
const NO_REFERENCE = "Value is not a Reference Path: Reference path didn't start with '$'";

/** AWS does not say what is wrong with one. */
export const path: Check = (value, place) => check(value, place, compilePath, () => NO_PATH);

/** What the language calls a Reference Path, though AWS takes other paths as well. */
export const reference: Check = (value, place) =>
  check(value, place, compilePath, () => (String(value).startsWith('$') ? NO_PATH : NO_REFERENCE));

/** A path that names one node. */
export const referencePath: Check = (value, place, language) => {
  if (typeof value === 'string' && /[*?]|\.\./.test(value))
    return place.error(`Value is not a Reference Path: ${value} may name several nodes`);
  reference(value, place, language);
};

/** A path that names one node of the input, not of the context object. */
export const inputReferencePath: Check = (value, place, language) => {
  if (typeof value === 'string' && value.startsWith('$$'))
    return place.error(`Value is not a Reference Path: ${value} belongs to the context object`);
  referencePath(value, place, language);
};

export const pathOrNull: Check = (value, place, language) => {
  if (value !== null) path(value, place, language);
};

/** ErrorPath and CausePath also take intrinsic functions. */
export const query: Check = (value, place) => check(value, place, compileQuery, () => NO_PATH);

export const resultPath: Check = (value, place) => {
  if (value === null) return;
  if (typeof value === 'string' && value.startsWith('$$'))
    return place.error('Value is not a Reference Path: the context object cannot be written to');
  check(value, place, parseReferencePath, (reason) =>
    String(value).startsWith('$') ? `Value is not a Reference Path: ${reason}` : NO_REFERENCE,
  );
};

function check(
  value: unknown,
  place: Place,
  compile: (text: string) => unknown,
  problem: (reason: string) => string,
  told = place,
) {
  if (typeof value !== 'string') return place.error('Value must be a STRING');
  try {
    compile(value);
    checkVariables(variablesIn(value), place);
  } catch (error) {
    if (!(error instanceof JsonPathSyntaxError || error instanceof IntrinsicError)) throw error;
    told.error(problem(error.message));
  }
}

export const object: Check = (value, place) => {
  if (!isObject(value)) place.error('Value must be an OBJECT');
};

/** A payload template, at any depth. */
export const template: Check = (value, place, language) => {
  if (Array.isArray(value)) {
    for (const [at, item] of value.entries()) template(item, place.at(at), language);
    return;
  }
  if (language === 'JSONata') {
    if (isObject(value))
      for (const [key, inner] of Object.entries(value)) template(inner, place.at(key), language);
    else stringOfJsonata(value, place);
    return;
  }
  if (!isObject(value)) return;
  for (const [key, inner] of Object.entries(value)) {
    if (!key.endsWith('.$')) {
      if (looksLikeQuery(inner))
        place
          .at(key)
          .warn(
            `The value looks like a JSONPath or an intrinsic function; '${key}.$' would evaluate it.`,
            'NO_DOLLAR',
          );
      template(inner, place.at(key), language);
      continue;
    }
    if (key.slice(0, -2) in value) place.at(key).error(`Field '${key.slice(0, -2)}' is given twice`);
    // AWS says it of the object, not of the field.
    const problem = `The value for the field '${key}' must be a valid JSONPath or a valid intrinsic function call`;
    if (typeof inner !== 'string' || !(inner.startsWith('$') || isIntrinsic(inner))) place.error(problem);
    else check(inner, place.at(key), compileQuery, () => problem, place);
  }
};

/** Whether a text that nobody evaluates was probably meant to be evaluated. */
function looksLikeQuery(value: unknown): boolean {
  return typeof value === 'string' && (/^\$\$?[.[]|^\$$/.test(value) || isIntrinsic(value));
}

/** The Result of a Pass is taken as it is written. */
export const staticResult: Check = (value, place, language) => {
  const inner = isObject(value) || Array.isArray(value) ? Object.values(value) : [value];
  if (inner.some(looksLikeQuery))
    place.warn(
      'The Result of a Pass state is static; Parameters would evaluate a path.',
      'PASS_RESULT_IS_STATIC',
    );
  for (const item of inner) if (isObject(item) || Array.isArray(item)) staticResult(item, place, language);
};

/** A payload template that has to be an object, or in JSONata states may be one expression. */
export const objectTemplate: Check = (value, place, language) => {
  const isExpression = language === 'JSONata' && expressionIn(value) !== undefined;
  if (!isObject(value) && !isExpression) return place.error('Value must be an OBJECT');
  template(value, place, language);
};

const VARIABLE_NAME = /^\p{ID_Start}\p{ID_Continue}*$/u;
const MAX_VARIABLE_NAME_LENGTH = 80;

const INVALID_NAME = 'INVALID_VARIABLE_NAME';

/** An Assign field: variable names, and a template for each value. */
export const assign: Check = (value, place, language) => {
  if (!isObject(value)) return place.error('Value must be an OBJECT');
  for (const key of Object.keys(value)) {
    const name = language === 'JSONPath' && key.endsWith('.$') ? key.slice(0, -2) : key;
    if (name === 'states')
      place.at(key).error("Cannot assign to reserved variable '$states'.", 'RESERVED_VARIABLE_NAME');
    else if (!VARIABLE_NAME.test(name))
      place
        .at(key)
        .error(
          `Invalid variable name '${name}': the variable name contains invalid characters.`,
          INVALID_NAME,
        );
    else if ([...name].length > MAX_VARIABLE_NAME_LENGTH)
      place
        .at(key)
        .error(
          `Invalid variable name '${name}': it exceeds the ${MAX_VARIABLE_NAME_LENGTH}-character limit.`,
          INVALID_NAME,
        );
  }
  template(value, place, language);
};
