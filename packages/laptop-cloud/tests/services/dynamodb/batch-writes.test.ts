// A batch answers and leaves on disk what the engine's own action does, and goes there in one piece.

import type { Store } from 'dynalite/db/index.js';
import * as fc from 'fast-check';
import { numRuns } from '../../../../../tests/support/long-run.ts';
import { writeBatch } from '../../../src/services/dynamodb/batch-writes.ts';
import { act, checkInput, type Input } from '../../../src/services/dynamodb/engine.ts';
import { item, kept, keyOf, outcome, storeWithTable, TableName } from './generated.ts';

let ours: Store;
let engines: Store;
beforeEach(async () => {
  ours = await storeWithTable();
  engines = await storeWithTable();
});
afterEach(() => Promise.all([ours.db.close(), engines.db.close()]));

const request = fc.oneof(
  fc.record({ PutRequest: fc.record({ Item: item }) }),
  fc.record({ DeleteRequest: fc.record({ Key: keyOf }) }),
  fc.constantFrom(
    { DeleteRequest: { Key: { pk: { S: 'a' } } } },
    { PutRequest: { Item: { pk: { S: 'a' } } } },
  ),
);
// What it used is not asked for: the engine does not count what an index costs.
const batch: fc.Arbitrary<Input> = fc.record({
  RequestItems: fc.record({ [TableName]: fc.array(request, { minLength: 1, maxLength: 6 }) }),
});

it('as the engine does', async () => {
  let written = 0;
  await fc.assert(
    fc.asyncProperty(batch, async (input) => {
      const again = structuredClone(input);
      const own = await outcome(() => writeBatch(ours, checkInput('BatchWriteItem', input, ours), undefined));
      const theirs = await outcome(() =>
        act('BatchWriteItem', checkInput('BatchWriteItem', again, engines), engines),
      );
      expect(own).toEqual(theirs);
      expect(await kept(ours)).toEqual(await kept(engines));
      if (own.startsWith('{')) written += 1;
    }),
    { numRuns: numRuns(150, 1000) },
  );
  expect(written).toBeGreaterThan(10);
});

it('in one piece, with the rows of the indexes', async () => {
  const pieces: string[][] = [];
  const { batch: write } = ours.db;
  ours.db.batch = (operations) => {
    pieces.push(operations.map(({ key }) => key.slice(0, key.indexOf('~'))));
    return write(operations);
  };
  const Item = { pk: { S: 'a' }, sk: { S: '1' }, status: { S: 'new' }, score: { N: '1' } };
  const RequestItems = {
    [TableName]: [{ PutRequest: { Item } }, { PutRequest: { Item: { ...Item, sk: { S: '2' } } } }],
  };

  await writeBatch(ours, checkInput('BatchWriteItem', { RequestItems }, ours), undefined);

  expect(pieces.map((piece) => piece.toSorted())).toEqual([
    ['index-global', 'index-global', 'index-local', 'index-local', 'item-Riders', 'item-Riders'],
  ]);
});

it('tells what it used of the table and of its indexes, and of which collections', async () => {
  const at = (sk: string) => ({ pk: { S: 'a' }, sk: { S: sk } });
  const Item = { ...at('1'), status: { S: 'new' }, score: { N: '1' } };
  const RequestItems = {
    [TableName]: [{ PutRequest: { Item } }, { PutRequest: { Item: at('2') } }],
  };
  const asked = { ReturnConsumedCapacity: 'INDEXES', ReturnItemCollectionMetrics: 'SIZE' };
  const input = checkInput('BatchWriteItem', { RequestItems, ...asked }, ours);

  const { ConsumedCapacity, ItemCollectionMetrics } = await writeBatch(ours, input, undefined);

  const one = { CapacityUnits: 1 };
  expect(ConsumedCapacity).toEqual([
    {
      TableName,
      CapacityUnits: 4,
      Table: { CapacityUnits: 2 },
      GlobalSecondaryIndexes: { byStatus: one },
      LocalSecondaryIndexes: { byScore: one },
    },
  ]);
  const collection = { ItemCollectionKey: { pk: { S: 'a' } }, SizeEstimateRangeGB: [0, 1] };
  expect(ItemCollectionMetrics).toEqual({ [TableName]: [collection, collection] });
});
