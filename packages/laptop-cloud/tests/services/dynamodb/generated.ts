// Tables, items and expressions for tests that hold the quick ways against the engine's own.

import { create, type Item, type Store } from 'dynalite/db/index.js';
import * as fc from 'fast-check';
import { act, checkInput, type Input } from '../../../src/services/dynamodb/engine.ts';
import { untilActive } from '../../../src/services/dynamodb/tables.ts';
import { ServiceError } from '../../../src/services/service.ts';

export const TableName = 'Riders';

/** An empty table in memory, with both kinds of indexes, in a store that `prepare` has had. */
export async function storeWithTable(prepare: (store: Store) => void = () => undefined): Promise<Store> {
  const store = create({ createTableMs: 0 });
  prepare(store);
  await store.db.open();
  const keySchema = (...[hash, range]: string[]) => [
    { AttributeName: hash, KeyType: 'HASH' },
    { AttributeName: range, KeyType: 'RANGE' },
  ];
  const definition: Input = {
    TableName,
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: [
      { AttributeName: 'pk', AttributeType: 'S' },
      { AttributeName: 'sk', AttributeType: 'S' },
      { AttributeName: 'status', AttributeType: 'S' },
      { AttributeName: 'score', AttributeType: 'N' },
    ],
    KeySchema: keySchema('pk', 'sk'),
    GlobalSecondaryIndexes: [
      {
        IndexName: 'byStatus',
        KeySchema: keySchema('status', 'score'),
        Projection: { ProjectionType: 'ALL' },
      },
    ],
    LocalSecondaryIndexes: [
      {
        IndexName: 'byScore',
        KeySchema: keySchema('pk', 'score'),
        Projection: { ProjectionType: 'KEYS_ONLY' },
      },
    ],
  };
  await act('CreateTable', checkInput('CreateTable', definition, store), store);
  await untilActive(store, TableName);
  return store;
}

/** Few, so that one meets another. */
export const keyOf = fc.record({
  pk: fc.record({ S: fc.constantFrom('a', 'ab', 'ü') }),
  sk: fc.record({ S: fc.constantFrom('1', '12', '2', 'ö') }),
});

export const score = fc.constantFrom('0', '-3', '2.5', '10', '100', '1e2', '0.0070');

const text = fc.oneof(fc.constantFrom('', 'a', 'ab', '\ud800', '"\\'), fc.string({ unit: 'grapheme' }));
const number = fc.oneof(
  fc.constantFrom('0', '-0', '1', '-1', '1.0', '01', '+1', '1e5', '100', '-120', '0.001', '-0.05', '98.5'),
  fc.constantFrom('', 'x', '.5', '5.', '9'.repeat(38), '9'.repeat(39), '1e126', '1e-131', '0.00'),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map(String),
  fc.bigInt({ min: -(10n ** 36n), max: 10n ** 36n }).map(String),
);

interface Values {
  good: unknown;
  any: unknown;
}

const { good, any } = fc.letrec<Values>((tie) => ({
  good: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.record({ S: text }),
    fc.record({ N: number }),
    fc.record({ BOOL: fc.boolean() }),
    fc.record({ NULL: fc.constant(true) }),
    fc.record({ SS: fc.array(text, { minLength: 1, maxLength: 3 }) }),
    fc.record({ NS: fc.array(number, { minLength: 1, maxLength: 3 }) }),
    fc.record({ B: fc.constantFrom('', 'YQ==', 'YWI=') }),
    fc.record({ L: fc.array(tie('good'), { maxLength: 3 }) }),
    fc.record({ M: fc.dictionary(fc.constantFrom('a', 'b', 'c'), tie('good')) }),
  ),
  any: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    tie('good'),
    fc.constantFrom<unknown>(
      {},
      null,
      'a',
      [],
      { S: 'a', N: '1' },
      { S: 5 },
      { N: 5 },
      { S: null },
      { X: 'a' },
    ),
    fc.constantFrom<unknown>(
      { NULL: false },
      { BOOL: 'true' },
      { SS: [] },
      { NS: ['1', '1'] },
      { SS: [null] },
    ),
    fc.record({ L: fc.array(tie('any'), { maxLength: 3 }) }),
    fc.record({ M: fc.dictionary(fc.constantFrom('a', 'b', 'c'), tie('any')) }),
  ),
}));

/** Values that may be none, or be another form of one. */
export const anyValue = any;

/** An item of the table; what it has beside its keys may be in a form in which it is not kept. */
export const item = fc
  .tuple(
    keyOf,
    fc.record(
      { status: fc.record({ S: fc.constantFrom('new', 'seen') }), score: fc.record({ N: score }) },
      { requiredKeys: [] },
    ),
    fc.dictionary(fc.constantFrom('a', 'b', 'c'), good, { maxKeys: 3 }),
  )
  .map((parts) => Object.assign({}, ...parts) as Item);

/** What an input says of a condition; some of it is wrong. */
export const expressions = {
  ConditionExpression: fc.constantFrom(
    'attribute_exists(pk)',
    'attribute_not_exists(pk)',
    '#s = :s',
    '#s = :s AND (score > :n OR NOT contains(a, :s))',
    'size(a) < :n',
    'score BETWEEN :n AND :n',
    'status = :s',
    'a = :missing',
    'a =',
  ),
  ExpressionAttributeNames: fc.constantFrom<unknown>({ '#s': 'status' }, { '#s': 'a' }, { s: 'a' }, {}),
  ExpressionAttributeValues: fc.constantFrom<unknown>(
    { ':s': { S: 'new' } },
    { ':s': { S: 'a' }, ':n': { N: '1' } },
    { ':s': { S: 'a' }, ':n': { N: '1.0' } },
    { ':s': {} },
    {},
  ),
};

/** What comes of it, as text. */
export async function outcome(run: () => Promise<unknown>): Promise<string> {
  try {
    // As it goes over the wire.
    return JSON.stringify(await run());
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    return `${error.code}: ${error.message}`;
  }
}

/** Items and rows of indexes as they lie on disk. */
export async function kept({ db }: Store): Promise<Record<string, unknown>> {
  const all: [string, unknown][] = [];
  for await (const [key, value] of db.iterator({ gte: 'i', lt: 'j' })) all.push([key, value]);
  return Object.fromEntries(all);
}
