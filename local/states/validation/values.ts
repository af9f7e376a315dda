// Checks of single values: paths, templates, expressions, numbers, texts.

import type { Language } from '../fields.ts';
import { IntrinsicError } from '../intrinsics/functions.ts';
import { isIntrinsic } from '../intrinsics/parse.ts';
import { compileExpression, expressionIn, JsonataSyntaxError } from '../jsonata/expression.ts';
import { isObject } from '../jsonpath/evaluate.ts';
import { JsonPathSyntaxError } from '../jsonpath/parse.ts';
import { parseReferencePath } from '../jsonpath/reference.ts';
import { compilePath, compileQuery } from '../query.ts';
import { parseTimestamp } from '../timestamp.ts';
import type { Place } from './findings.ts';

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
    if (!allowed.includes(value as string)) place.error(`Value must be one of [${allowed.join(', ')}]`);
  };
}

/** A number; in JSONata states an expression may stand for it. */
export function number(least: number, most: number, isInteger = true): Check {
  return (value, place, language) => {
    if (language === 'JSONata' && typeof value === 'string') return expression(value, place, language);
    if (typeof value !== 'number' || (isInteger && !Number.isInteger(value)))
      return place.error(`Value must be ${isInteger ? 'an INTEGER' : 'a NUMBER'}`);
    if (value < least || value > most) place.error(`Value must be between ${least} and ${most}`);
  };
}

/** A literal text or, in JSONata states, an expression that gives one. */
export const textOrExpression: Check = (value, place, language) => {
  text(value, place, language);
  if (language === 'JSONata' && expressionIn(value) !== undefined) expression(value, place, language);
};

export const timestamp: Check = (value, place, language) => {
  if (language === 'JSONata' && expressionIn(value) !== undefined) return expression(value, place, language);
  if (parseTimestamp(value) === undefined)
    place.error('Value is not a valid ISO-8601 extended offset date-time format string');
};

/** A text that must be one JSONata expression in `{% %}`. */
export const expression: Check = (value, place) => {
  const inside = expressionIn(value);
  if (inside === undefined) return place.error('Value must be a JSONata expression enclosed in {% %}');
  try {
    compileExpression(inside, place.path);
  } catch (error) {
    if (!(error instanceof JsonataSyntaxError)) throw error;
    place.error(`The JSONata expression '${inside}' is not valid: ${error.message}`);
  }
};

/** JSONata, or an array for Items. */
export const items: Check = (value, place, language) => {
  if (typeof value === 'string') return expression(value, place, language);
  if (typeof value !== 'object' || value === null) return place.error('Value must be an ARRAY or an OBJECT');
  template(value, place, language);
};

export const path: Check = (value, place) =>
  check(value, place, compilePath, 'Value is not a valid JSONPath');

export const pathOrNull: Check = (value, place, language) => {
  if (value !== null) path(value, place, language);
};

/** ErrorPath and CausePath also take intrinsic functions. */
export const query: Check = (value, place) =>
  check(value, place, compileQuery, 'Value is not a valid JSONPath or intrinsic function');

export const resultPath: Check = (value, place) => {
  if (value === null) return;
  if (typeof value === 'string' && value.startsWith('$$'))
    return place.error('Value is not a valid Reference Path: the context object cannot be written to');
  check(value, place, parseReferencePath, 'Value is not a valid Reference Path');
};

function check(value: unknown, place: Place, compile: (text: string) => unknown, problem: string) {
  if (typeof value !== 'string') return place.error('Value must be a STRING');
  try {
    compile(value);
  } catch (error) {
    if (!(error instanceof JsonPathSyntaxError || error instanceof IntrinsicError)) throw error;
    place.error(`${problem}: ${error.message}`);
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
    else if (expressionIn(value) !== undefined) expression(value, place, language);
    return;
  }
  if (!isObject(value)) return;
  for (const [key, inner] of Object.entries(value)) {
    if (!key.endsWith('.$')) {
      template(inner, place.at(key), language);
      continue;
    }
    if (key.slice(0, -2) in value) place.at(key).error(`Field '${key.slice(0, -2)}' is given twice`);
    const problem = `The value for the field '${key}' must be a valid JSONPath or a valid intrinsic function call`;
    if (typeof inner !== 'string' || !(inner.startsWith('$') || isIntrinsic(inner)))
      place.at(key).error(problem);
    else check(inner, place.at(key), compileQuery, problem);
  }
};

/** A payload template that has to be an object, or in JSONata states may be one expression. */
export const objectTemplate: Check = (value, place, language) => {
  const isExpression = language === 'JSONata' && expressionIn(value) !== undefined;
  if (!isObject(value) && !isExpression) return place.error('Value must be an OBJECT');
  template(value, place, language);
};

const VARIABLE_NAME = /^[\p{ID_Start}_][\p{ID_Continue}]{0,79}$/u;

/** An Assign field: variable names, and a template for each value. */
export const assign: Check = (value, place, language) => {
  if (!isObject(value)) return place.error('Value must be an OBJECT');
  for (const key of Object.keys(value)) {
    const name = language === 'JSONPath' && key.endsWith('.$') ? key.slice(0, -2) : key;
    if (name === 'states') place.at(key).error("The variable name 'states' is reserved");
    else if (!VARIABLE_NAME.test(name)) place.at(key).error(`'${name}' is not a valid variable name`);
  }
  template(value, place, language);
};
