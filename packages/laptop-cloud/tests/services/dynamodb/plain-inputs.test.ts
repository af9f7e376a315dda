// A plain input is given as the engine's own check gives it.

import type { Store } from 'dynalite/db/index.js';
import * as fc from 'fast-check';
import { numRuns } from '../../../../../tests/support/long-run.ts';
import { type ActionName, checkedByEngine, type Input } from '../../../src/services/dynamodb/engine.ts';
import { plainInput } from '../../../src/services/dynamodb/plain-inputs.ts';
import { anyValue, expressions, item, keyOf } from './generated.ts';

const store = { options: { maxItemSize: 409_600 } } as unknown as Store;

const KEY = { pk: { S: 'a' }, sk: { S: '1' } };

/** What an operation needs, and what it says in expressions. */
const OPERATIONS: Readonly<Record<string, { needed: Input; says: readonly string[] }>> = {
  PutItem: { needed: { TableName: 'Riders', Item: KEY }, says: ['ConditionExpression'] },
  UpdateItem: {
    needed: { TableName: 'Riders', Key: KEY },
    says: ['UpdateExpression', 'ConditionExpression'],
  },
  DeleteItem: { needed: { TableName: 'Riders', Key: KEY }, says: ['ConditionExpression'] },
  GetItem: { needed: { TableName: 'Riders', Key: KEY }, says: ['ProjectionExpression'] },
  Query: {
    needed: { TableName: 'Riders' },
    says: ['KeyConditionExpression', 'FilterExpression', 'ProjectionExpression'],
  },
  BatchGetItem: { needed: { RequestItems: { Riders: { Keys: [KEY] } } }, says: [] },
};

const EXPRESSIONS: Readonly<Record<string, fc.Arbitrary<string>>> = {
  UpdateExpression: fc.constantFrom(
    'SET #s = :s',
    'ADD score :n REMOVE b',
    'SET a = if_not_exists(a, :n) + :n',
    'SET',
  ),
  ConditionExpression: expressions.ConditionExpression,
  KeyConditionExpression: fc.constantFrom(
    ...['pk = :s', ':s = pk', 'pk = :s AND sk > :n', 'pk = :s AND begins_with(sk, :s)', 'pk = :s OR sk = :s'],
    ...[
      'pk <> :s',
      'size(pk) = :n',
      'pk = :s AND sk = :s AND score = :n',
      'pk = :s AND sk BETWEEN :n AND :n',
    ],
  ),
  FilterExpression: fc.constantFrom('a = :s', 'contains(a, :s)', 'a'),
  ProjectionExpression: fc.constantFrom('pk, #s', 'a.b[0]', 'a,', ''),
};

/** Few keys and letters, so that some are asked for twice. */
const readKey = fc.oneof(
  fc.constant(KEY),
  fc.dictionary(fc.constantFrom('pk', 'sk'), fc.record({ S: fc.constantFrom('', 'a', '\ud800', '\ud801') })),
  fc.dictionary(fc.constantFrom('pk', 'a'), anyValue),
);
const reads = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record(
      {
        Keys: fc.array(readKey, { maxLength: 4 }),
        ConsistentRead: fc.constantFrom<unknown>(true, false, 'true', undefined),
      },
      { requiredKeys: ['Keys'] },
    ),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom<unknown>({}, 5, { Keys: 5 }, { Keys: [KEY], ProjectionExpression: 'a' }),
  },
);

const OTHERS = fc.oneof(
  fc.record({ TableName: fc.constantFrom<unknown>('Riders', 'no', 'a/b', 5) }),
  fc.record({ Item: fc.oneof(item, fc.constant(null), fc.dictionary(fc.constantFrom('pk', 'a'), anyValue)) }),
  fc.record({ Key: fc.oneof(keyOf, fc.dictionary(fc.constantFrom('pk', 'a'), anyValue)) }),
  fc.record({ ReturnValues: fc.constantFrom<unknown>('ALL_OLD', 'ALL_NEW', 'NONE', 'SOME', 5) }),
  fc.record({ ReturnConsumedCapacity: fc.constantFrom<unknown>('TOTAL', 'INDEXES', 'NONE', 'SOME') }),
  fc.record({ ReturnItemCollectionMetrics: fc.constantFrom<unknown>('SIZE', 'NONE', true) }),
  fc.record({ ConsistentRead: fc.constantFrom<unknown>(true, false, 'true') }),
  fc.record({ ScanIndexForward: fc.constantFrom<unknown>(true, false, 1) }),
  fc.record({ Limit: fc.constantFrom<unknown>(1, 20, 0, 1.5, '1') }),
  fc.record({ IndexName: fc.constantFrom<unknown>('byStatus', 'b') }),
  fc.record({
    Select: fc.constantFrom<unknown>('COUNT', 'ALL_ATTRIBUTES', 'SPECIFIC_ATTRIBUTES', 'SOME', 1),
  }),
  fc.record({ RequestItems: fc.dictionary(fc.constantFrom('Riders', 'Rides', 'no'), reads) }),
  fc.constant<Input>({ Expected: { a: { Exists: false } } }),
  fc.constant<Input>({ ConditionalOperator: 'AND' }),
);

/** The names and values that the texts use; now and then others. */
function spoken(texts: Input): fc.Arbitrary<Input> {
  const all = Object.values(texts).join(' ');
  const uses = (given: Input) =>
    Object.fromEntries(Object.entries(given).filter(([name]) => all.includes(name)));
  const used = (name: string, given: Input): Input =>
    Object.keys(uses(given)).length > 0 ? { [name]: uses(given) } : {};
  return fc
    .oneof(
      { weight: 5, arbitrary: fc.constant({ ':s': { S: 'a' }, ':n': { N: '2' } }) },
      { weight: 1, arbitrary: fc.record({ ':s': anyValue, ':n': anyValue }) },
    )
    .chain((values) =>
      fc.oneof(
        {
          weight: 5,
          arbitrary: fc.constant<Input>({
            ...used('ExpressionAttributeNames', { '#s': 'status' }),
            ...used('ExpressionAttributeValues', values as Input),
          }),
        },
        {
          weight: 1,
          arbitrary: fc.record(
            {
              ExpressionAttributeNames: expressions.ExpressionAttributeNames,
              ExpressionAttributeValues: expressions.ExpressionAttributeValues,
            },
            { requiredKeys: [] },
          ) as fc.Arbitrary<Input>,
        },
      ),
    );
}

const given = fc.constantFrom(...Object.keys(OPERATIONS)).chain((name) => {
  const { needed, says } = OPERATIONS[name]!;
  return fc
    .subarray([...says])
    .chain((members) =>
      fc.record(Object.fromEntries(members.map((member) => [member, EXPRESSIONS[member]!]))),
    )
    .chain((texts) => fc.tuple(fc.constant(texts), spoken(texts), fc.array(OTHERS, { maxLength: 2 })))
    .map(([texts, said, others]): [string, Input] => [
      name,
      Object.assign({}, needed, texts, said, ...others) as Input,
    ]);
});

it('what is plain is as the engine gives it', () => {
  let plain = 0;
  fc.assert(
    fc.property(given, ([name, input]) => {
      const before = structuredClone(input);
      const found = plainInput(name, input, store);
      if (found === undefined) {
        expect(input).toEqual(before);
        return;
      }
      plain += 1;
      expect(found).toEqual(checkedByEngine(name as ActionName, before, store));
    }),
    { numRuns: numRuns(1000, 5000) },
  );
  expect(plain).toBeGreaterThan(100);
});

it.each<[ActionName, Input]>([
  ['PutItem', { ...OPERATIONS['PutItem']!.needed, ReturnValues: 'ALL_OLD' }],
  [
    'PutItem',
    {
      ...OPERATIONS['PutItem']!.needed,
      ConditionExpression: 'attribute_not_exists(#p)',
      ExpressionAttributeNames: { '#p': 'pk' },
    },
  ],
  [
    'UpdateItem',
    {
      ...OPERATIONS['UpdateItem']!.needed,
      UpdateExpression: 'ADD photos :one',
      ExpressionAttributeValues: { ':one': { N: '1' } },
    },
  ],
  ['GetItem', { ...OPERATIONS['GetItem']!.needed, ConsistentRead: true }],
  [
    'Query',
    {
      TableName: 'Riders',
      KeyConditionExpression: 'pk = :pk',
      ExpressionAttributeValues: { ':pk': { S: 'a' } },
      Limit: 5,
    },
  ],
  [
    'Query',
    {
      TableName: 'Riders',
      IndexName: 'byStatus',
      Select: 'COUNT',
      KeyConditionExpression: 'openStatus = :open',
      ExpressionAttributeValues: { ':open': { S: 'processing' } },
    },
  ],
  [
    'BatchGetItem',
    { RequestItems: { Riders: { Keys: [KEY, { ...KEY, sk: { S: '2' } }], ConsistentRead: true } } },
  ],
])('%s of %j is plain', (name, input) => {
  expect(plainInput(name, input, store)).toBeDefined();
});

it('more than a hundred keys are for the engine', () => {
  const reading = (count: number): Input => ({
    RequestItems: {
      Riders: { Keys: Array.from({ length: count }, (_, sk) => ({ ...KEY, sk: { S: String(sk) } })) },
    },
  });
  expect(plainInput('BatchGetItem', reading(100), store)).toBeDefined();
  expect(plainInput('BatchGetItem', reading(101), store)).toBeUndefined();
});

it('an item that is too large is for the engine', () => {
  const ofBytes = (bytes: number): Input => ({
    TableName: 'Riders',
    Item: { a: { S: 'x'.repeat(bytes - 1) } },
  });
  expect(plainInput('PutItem', ofBytes(409_600), store)).toBeDefined();
  expect(plainInput('PutItem', ofBytes(409_601), store)).toBeUndefined();
});
