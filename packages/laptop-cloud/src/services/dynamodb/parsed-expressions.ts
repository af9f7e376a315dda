// dynalite parses an expression anew with each request, although a program says the same few all its life, each time with other
// values. Here each is parsed once; another request has what came of it with its own values in their places.

import conditionParser from 'dynalite/db/conditionParser.js';
import projectionParser from 'dynalite/db/projectionParser.js';
import updateParser from 'dynalite/db/updateParser.js';
import {
  boundingPaths,
  refusalOfLength,
  refuseUnordered,
  withoutDoubleNegations,
} from './expression-meaning.ts';
import { inDynamoDbsWords } from './syntax-words.ts';
import { refuseNestedAppends } from './update-sections.ts';

/** What an expression is parsed with. The parser takes what it uses out of the `unused` two. */
export interface ExpressionContext {
  attrNames?: Readonly<Record<string, string>>;
  attrVals?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  unusedAttrNames: Record<string, true>;
  unusedAttrVals: Record<string, true>;
}

type Parse = (expression: string, options: { context: ExpressionContext }) => unknown;

/** Memory is bounded by both. */
const MOST_KEPT = 500;
const LONGEST_KEPT = 4096;

/** These two look at values; all else depends on names and types alone. */
const BY_VALUE = /between|attribute_type/i;

interface Parsed {
  /** With stand-ins where values are. */
  result: unknown;
  /** Names of values by their stand-in. */
  places: ReadonlyMap<unknown, string>;
  usedNames: readonly string[];
  usedValues: readonly string[];
}

/** A parser that gives what `parse` would give, and throws what it throws. What is given is the caller's to change. */
export function parsingOnce(parse: Parse): Parse {
  const kept = new Map<string, Parsed>();
  return (expression, { context }) => {
    if (expression.length > LONGEST_KEPT || BY_VALUE.test(expression) || hasTwins(context))
      return parse(expression, { context });
    const key = keyOf(expression, context);
    const known = kept.get(key) ?? parsed(parse, expression, context);
    // The one used last stays longest.
    kept.delete(key);
    kept.set(key, known);
    if (kept.size > MOST_KEPT) kept.delete(kept.keys().next().value!);
    for (const name of known.usedNames) delete context.unusedAttrNames[name];
    for (const name of known.usedValues) delete context.unusedAttrVals[name];
    return copyOf(known.result, (node) => {
      const name = known.places.get(node);
      return name === undefined ? undefined : context.attrVals?.[name];
    });
  };
}

/** One object under two names: which of them an expression meant would be lost. */
function hasTwins({ attrVals = {} }: ExpressionContext): boolean {
  const values = Object.values(attrVals);
  return values.length > 1 && new Set(values).size < values.length;
}

function keyOf(expression: string, { attrNames = {}, attrVals = {} }: ExpressionContext): string {
  // Names of values and types have no spaces in them; other names stand in quotes.
  let key = expression;
  for (const name in attrNames) key += ` ${name} ${JSON.stringify(attrNames[name])}`;
  for (const name in attrVals) key += ` ${name} ${Object.keys(attrVals[name]!).join(' ')}`;
  return key;
}

function parsed(parse: Parse, expression: string, context: ExpressionContext): Parsed {
  const { attrNames = {}, attrVals = {} } = context;
  // Its own, for another expression of the request may have used some already.
  const unusedAttrNames = allOf(attrNames);
  const unusedAttrVals = allOf(attrVals);
  const result = parse(expression, { context: { ...context, unusedAttrNames, unusedAttrVals } });
  const standIns = new Map(Object.entries(attrVals).map(([name, value]) => [value as unknown, { name }]));
  return {
    result: copyOf(result, (node) => standIns.get(node)),
    places: new Map([...standIns.values()].map((standIn) => [standIn, standIn.name])),
    usedNames: Object.keys(attrNames).filter((name) => !(name in unusedAttrNames)),
    usedValues: Object.keys(attrVals).filter((name) => !(name in unusedAttrVals)),
  };
}

function allOf(given: object): Record<string, true> {
  return Object.fromEntries(Object.keys(given).map((name) => [name, true]));
}

/** A copy of a tree, in which what `instead` gives for a node stands in its place. */
function copyOf(node: unknown, instead: (node: object) => unknown): unknown {
  if (typeof node !== 'object' || node === null) return node;
  const other = instead(node);
  if (other !== undefined) return other;
  if (Array.isArray(node)) return node.map((each) => copyOf(each, instead));
  const prototype: object | null = Object.getPrototypeOf(node);
  const copy = (prototype === Object.prototype ? {} : Object.create(prototype)) as Record<string, unknown>;
  for (const name of Object.keys(node)) copy[name] = copyOf((node as Record<string, unknown>)[name], instead);
  return copy;
}

/** Has dynalite parse that way from now on, for all stores of this process, and say and refuse what DynamoDB does. */
export function parseOnce(): void {
  if (isDone) return;
  isDone = true;
  for (const parser of [conditionParser, projectionParser, updateParser])
    parser.parse = boundingPaths(inDynamoDbsWords(parser.parse));
  projectionParser.parse = parsingOnce(projectionParser.parse);
  const { parse: parseCondition } = conditionParser;
  conditionParser.parse = parsingOnce(
    (expression, options) =>
      refusalOfLength(expression) ??
      refuseUnordered(parseCondition(withoutDoubleNegations(expression), options)),
  );
  const { parse: parseUpdate } = updateParser;
  updateParser.parse = parsingOnce((expression, options) =>
    refuseNestedAppends(parseUpdate(expression, options)),
  );
}

let isDone = false;
