// Expressions parsed once give each request what dynalite's own parser gives it.

import { readFileSync } from 'node:fs';
import * as fc from 'fast-check';
import { type ExpressionContext, parsingOnce } from '../../../src/services/dynamodb/parsed-expressions.ts';

/** Its own copy: in a process in which a store was opened, dynalite's is the one that parses once. */
function parserOf(name: string): { parse: Parse } {
  const module = { exports: {} as { parse: Parse } };
  const source = readFileSync(require.resolve(`dynalite/db/${name}.js`), 'utf8');
  new Function('module', source)(module);
  return module.exports;
}
type Parse = Parameters<typeof parsingOnce>[0];

const conditionParser = parserOf('conditionParser');
const projectionParser = parserOf('projectionParser');
const updateParser = parserOf('updateParser');

type Values = Record<string, Record<string, unknown>>;

const isReserved = (name: string) => name === 'status';
const compare = () => false;
function contextOf(attrNames: Record<string, string>, attrVals: Values): ExpressionContext {
  const all = (given: object) => Object.fromEntries(Object.keys(given).map((name) => [name, true as const]));
  return {
    ...{ isReserved, compare },
    attrNames,
    attrVals,
    unusedAttrNames: all(attrNames),
    unusedAttrVals: all(attrVals),
  };
}

/** What a parser gives or throws, and what it leaves unused. */
function outcome(parse: Parse, expression: string, names: Record<string, string>, values: Values) {
  const context = contextOf(names, structuredClone(values));
  try {
    const result = parse(expression, { context });
    return { result, unused: [context.unusedAttrNames, context.unusedAttrVals] };
  } catch (error) {
    // The request is refused for it, whatever it leaves unused.
    return { result: String(error) };
  }
}

const path = fc.constantFrom('a', 'b.c', 'd[1]', '#n', '#n.e', 'status', '#missing');
const operand = fc.oneof(path, fc.constantFrom(':x', ':y', ':missing', 'size(a)', 'size(:x)'));
const condition = fc.letrec<{ condition: string }>((tie) => ({
  condition: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.tuple(operand, fc.constantFrom('=', '<>', '<', '>='), operand).map((parts) => parts.join(' ')),
    fc.tuple(operand, operand, operand).map(([a, b, c]) => `${a} IN (${b}, ${c})`),
    fc.tuple(operand, operand, operand).map(([a, b, c]) => `${a} BETWEEN ${b} AND ${c}`),
    fc
      .tuple(fc.constantFrom('begins_with', 'contains', 'attribute_type'), operand, operand)
      .map(([name, a, b]) => `${name}(${a}, ${b})`),
    fc
      .tuple(fc.constantFrom('attribute_exists', 'attribute_not_exists'), operand)
      .map(([n, a]) => `${n}(${a})`),
    tie('condition').map((inner) => `NOT ${inner}`),
    fc.tuple(tie('condition'), tie('condition')).map(([a, b]) => `(${a} AND ${b}) OR ${a}`),
  ),
})).condition;
const value = fc.oneof(
  operand,
  fc.tuple(operand, operand).map(([a, b]) => `${a} + ${b}`),
);
const update = fc
  .record({
    SET: fc.option(fc.tuple(path, value).map(([a, b]) => `SET ${a} = ${b}, list = list_append(list, :y)`)),
    REMOVE: fc.option(path.map((one) => `REMOVE ${one}`)),
    ADD: fc.option(fc.tuple(path, operand).map(([a, b]) => `ADD ${a} ${b}`)),
  })
  .map((parts) => Object.values(parts).filter(Boolean).join(' '));
const projection = fc
  .array(fc.oneof(path, fc.constantFrom('f[0].g', ' h', 'i ', '', 'j..k')), { maxLength: 4 })
  .map((paths) => paths.join(', '));
const attributeValue = fc.oneof(
  fc.string().map((S) => ({ S })),
  fc.integer().map((n) => ({ N: String(n) })),
  fc.constant({ SS: ['one'] }),
  fc.constant({ L: [{ S: 'in a list' }] }),
  fc.constant({ NULL: true }),
);
const values = fc.record({ ':x': attributeValue, ':y': attributeValue }, { requiredKeys: [] });
const names = fc.constantFrom({ '#n': 'name' }, { '#n': 'other', '#m': 'more' }, {});

describe.each([
  ['conditions', conditionParser, condition],
  ['projections', projectionParser, projection],
  ['updates', updateParser, update],
])('%s', (_, parser, expressions) => {
  const original = parser.parse;

  it('are answered as the parser answers them, whatever came before', () => {
    const once = parsingOnce(original);
    const request = fc.tuple(expressions, names, values);
    fc.assert(
      fc.property(request, values, ([expression, attrNames, first], second) => {
        for (const attrVals of [first, second, first])
          expect(outcome(once, expression, attrNames, attrVals)).toEqual(
            outcome(original, expression, attrNames, attrVals),
          );
      }),
      { numRuns: 500 },
    );
  });
});

it('parses once what is said again with other values, and gives each request its own', () => {
  let parses = 0;
  const once = parsingOnce((expression, options) => {
    parses += 1;
    return conditionParser.parse(expression, options);
  });
  const results = ['one', 'two', 'three'].map(
    (S) =>
      outcome(once, 'a = :x AND b <> :x', {}, { ':x': { S } }).result as { expression: { args: unknown[] } },
  );

  expect(parses).toBe(1);
  expect(results[1]).toEqual(
    outcome(conditionParser.parse, 'a = :x AND b <> :x', {}, { ':x': { S: 'two' } }).result,
  );
  results[1]!.expression.args.length = 0;
  expect(outcome(once, 'a = :x AND b <> :x', {}, { ':x': { S: 'one' } }).result).toEqual(results[0]);
});

it('parses anew for other types, other names, and what looks at values', () => {
  const once = parsingOnce(conditionParser.parse);
  const said = (expression: string, attrVals: Values, attrNames = {}) =>
    outcome(once, expression, attrNames, attrVals).result;

  expect(said('begins_with(a, :x)', { ':x': { S: 'a' } })).toMatchObject({
    expression: { name: 'begins_with' },
  });
  expect(said('begins_with(a, :x)', { ':x': { N: '1' } })).toMatch(/Incorrect operand type/);
  expect(said('attribute_type(a, :x)', { ':x': { S: 'N' } })).toMatchObject({
    expression: { name: 'attribute_type' },
  });
  expect(said('attribute_type(a, :x)', { ':x': { S: 'number' } })).toMatch(/Invalid attribute type name/);
  expect(said('#n = :x', { ':x': { S: 'a' } }, { '#n': 'one' })).toMatchObject({
    expression: { args: [['one'], { S: 'a' }] },
  });
  expect(said('#n = :x', { ':x': { S: 'a' } }, { '#n': 'two' })).toMatchObject({
    expression: { args: [['two'], { S: 'a' }] },
  });
});

it('tells values apart that are one object', () => {
  const once = parsingOnce(conditionParser.parse);
  const shared = { S: 'both' };
  const context = () => contextOf({}, { ':x': shared, ':y': shared });
  once('a = :x OR a = :y', { context: context() });

  expect(
    once('a = :x OR a = :y', { context: contextOf({}, { ':x': { S: 'one' }, ':y': { S: 'two' } }) }),
  ).toEqual(
    conditionParser.parse('a = :x OR a = :y', {
      context: contextOf({}, { ':x': { S: 'one' }, ':y': { S: 'two' } }),
    }),
  );
});
