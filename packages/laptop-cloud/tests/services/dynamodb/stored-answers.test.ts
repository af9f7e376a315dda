// What is answered as it lies on disk is what the engine answers.

import type { Item, Store } from 'dynalite/db/index.js';
import * as fc from 'fast-check';
import { numRuns } from '../../../../../tests/support/long-run.ts';
import { act, checkInput, type Input } from '../../../src/services/dynamodb/engine.ts';
import { keepTables } from '../../../src/services/dynamodb/kept-tables.ts';
import { unitsOf } from '../../../src/services/dynamodb/metering.ts';
import { readQuickly } from '../../../src/services/dynamodb/quick-reads.ts';
import { storedItem, storedRange } from '../../../src/services/dynamodb/stored-answers.ts';
import { writeAll } from '../../../src/services/dynamodb/writes.ts';
import { item, keyOf, score, storeWithTable, TableName } from './generated.ts';

let store: Store;
beforeAll(async () => {
  store = await storeWithTable((prepared) => {
    readQuickly(prepared);
    keepTables(prepared);
  });
});
afterAll(() => store.db.close());

const put = async (Item: Item) =>
  writeAll(store, [{ action: 'PutItem', input: checkInput('PutItem', { TableName, Item }, store) }]);

const ofText = fc.constantFrom('1', '12', 'ö', '3').map((S) => ({ S }));
const ofNumber = score.map((N) => ({ N }));
const sortCondition = (name: string, value: fc.Arbitrary<object>) =>
  fc
    .tuple(fc.constantFrom('=', '<', '<=', '>', '>=', 'begins_with', 'between', ''), value, value)
    .map(([comparison, from, to]): [string, Record<string, object>] => {
      if (comparison === '') return ['', {}];
      if (comparison === 'begins_with') return [` AND begins_with(${name}, :from)`, { ':from': from }];
      if (comparison === 'between')
        return [` AND ${name} BETWEEN :from AND :to`, { ':from': from, ':to': to }];
      return [` AND ${name} ${comparison} :from`, { ':from': from }];
    });
const places = fc.constantFrom<[string, string, Input]>(
  ['pk', 'sk', {}],
  ['status', 'score', { IndexName: 'byStatus' }],
  ['pk', 'score', { IndexName: 'byScore' }],
);
const query = places.chain(([hash, sort, place]) =>
  fc
    .tuple(
      fc.constantFrom('a', 'ab', 'ü', 'new', 'seen', 'nobody'),
      sortCondition(sort, sort === 'sk' ? ofText : ofNumber),
      fc.record(
        {
          ScanIndexForward: fc.boolean(),
          ConsistentRead: fc.boolean(),
          Limit: fc.integer({ min: 1, max: 4 }),
        },
        { requiredKeys: [] },
      ),
    )
    .map(([S, [more, values], others]) => ({
      TableName,
      ...place,
      ...others,
      KeyConditionExpression: `${hash} = :hash${more}`,
      ExpressionAttributeValues: { ':hash': { S }, ...values },
    })),
);

/** What it is refused with, where it is. */
async function orRefusal<T>(run: () => Promise<T>): Promise<T | string> {
  return run().catch((error: Error) => error.message);
}

it('a query gives what the engine gives, and counts as much', async () => {
  let quick = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(item, { maxLength: 4 }), query, async (items, asked) => {
      for (const one of items) await orRefusal(() => put(one));
      const own = await orRefusal(async () =>
        storedRange(store, checkInput('Query', structuredClone(asked), store)),
      );
      if (own === undefined || typeof own === 'string') return;
      quick += 1;
      const { ConsumedCapacity, ...answer } = await act(
        'Query',
        checkInput('Query', { ...asked, ReturnConsumedCapacity: 'TOTAL' }, store),
        store,
      );
      expect(JSON.parse(own.answer.text)).toEqual(JSON.parse(JSON.stringify(answer)));
      expect(own.units).toBe(unitsOf(ConsumedCapacity));
    }),
    { numRuns: numRuns(200, 2000) },
  );
  expect(quick).toBeGreaterThan(50);
});

it('an item is what the engine gives, and counts as much', async () => {
  await fc.assert(
    fc.asyncProperty(item, keyOf, fc.boolean(), async (one, Key, ConsistentRead) => {
      await orRefusal(() => put(one));
      const asked = { TableName, Key, ConsistentRead };
      const own = await storedItem(store, checkInput('GetItem', structuredClone(asked), store));
      const { ConsumedCapacity, ...answer } = await act(
        'GetItem',
        checkInput('GetItem', { ...asked, ReturnConsumedCapacity: 'TOTAL' }, store),
        store,
      );
      expect(JSON.parse(own!.answer.text)).toEqual(JSON.parse(JSON.stringify(answer)));
      expect(own!.units).toBe(unitsOf(ConsumedCapacity));
    }),
    { numRuns: numRuns(100, 1000) },
  );
});

describe('of many items', () => {
  const ofPartition = (pk: string): Input => ({
    TableName,
    KeyConditionExpression: 'pk = :pk',
    ExpressionAttributeValues: { ':pk': { S: pk } },
  });
  const fill = async (pk: string, count: number, bytes: number) => {
    for (let at = 0; at < count; at += 1)
      await put({
        pk: { S: pk },
        sk: { S: String(at).padStart(4, '0') },
        status: { S: 'many' },
        a: { S: 'x'.repeat(bytes) },
      });
  };
  const ask = (asked: Input) => storedRange(store, checkInput('Query', asked, store));

  it('all come, and count exactly, where they are more than a page of the database', async () => {
    await fill('several', 130, 100);
    const own = await ask(ofPartition('several'));
    const { Count, ConsumedCapacity } = await act(
      'Query',
      checkInput('Query', { ...ofPartition('several'), ReturnConsumedCapacity: 'TOTAL' }, store),
      store,
    );
    expect(JSON.parse(own!.answer.text).Count).toBe(130);
    expect(Count).toBe(130);
    expect(own!.units).toBe(unitsOf(ConsumedCapacity));
  });

  it('what may be more than one answer takes is for the engine', async () => {
    await fill('very many', 4, 40_000);
    expect(await ask(ofPartition('very many'))).toBeUndefined();
  });

  it('what is written is in the next answer', async () => {
    await fill('growing', 1, 1);
    const first = await ask(ofPartition('growing'));
    await fill('growing', 2, 1);
    const second = await ask(ofPartition('growing'));
    expect([first, second].map((one) => JSON.parse(one!.answer.text).Count)).toEqual([1, 2]);
  });
});

it.each<[string, Input]>([
  ['a filter', { FilterExpression: 'a = :a' }],
  ['a projection', { ProjectionExpression: 'a' }],
  ['a count', { Select: 'COUNT' }],
  ['capacity', { ReturnConsumedCapacity: 'TOTAL' }],
  ['a place to begin at', { ExclusiveStartKey: { pk: { S: 'a' }, sk: { S: '1' } } }],
  ['another index', { IndexName: 'byNobody' }],
])('who asks for %s asks the engine', async (_what, more) => {
  const values = { ':pk': { S: 'a' }, ...('FilterExpression' in more ? { ':a': { S: 'a' } } : {}) };
  const asked = {
    TableName,
    KeyConditionExpression: 'pk = :pk',
    ExpressionAttributeValues: values,
    ...more,
  };
  expect(await storedRange(store, checkInput('Query', asked, store))).toBeUndefined();
});
