// Writes in one go answer and leave on disk what the engine's own actions do.

import type { Store } from 'dynalite/db/index.js';
import * as fc from 'fast-check';
import { numRuns } from '../../../../../tests/support/long-run.ts';
import { act, checkInput, type Input, type Output } from '../../../src/services/dynamodb/engine.ts';
import { writeTogether } from '../../../src/services/dynamodb/group-commit.ts';
import { keepTables } from '../../../src/services/dynamodb/kept-tables.ts';
import { readQuickly } from '../../../src/services/dynamodb/quick-reads.ts';
import { type Write, writeAll } from '../../../src/services/dynamodb/writes.ts';
import { item, kept, keyOf, outcome, score, storeWithTable, TableName } from './generated.ts';

let ours: Store;
let engines: Store;
beforeAll(async () => {
  engines = await storeWithTable();
  ours = await storeWithTable((store) => {
    readQuickly(store);
    writeTogether(store);
    keepTables(store);
  });
});
afterAll(() => Promise.all([ours.db.close(), engines.db.close()]));

const returned = (...more: string[]) =>
  fc.record(
    {
      ReturnValues: fc.constantFrom('NONE', 'ALL_OLD', ...more),
      ReturnConsumedCapacity: fc.constantFrom('NONE', 'TOTAL', 'INDEXES'),
    },
    { requiredKeys: [] },
  );
const condition = fc.constantFrom<Input>(
  ...[{}, {}],
  { ConditionExpression: 'attribute_exists(sk)' },
  { ConditionExpression: 'attribute_not_exists(sk) OR size(a) > :n' },
  { ConditionExpression: 'score < :n OR a IN (:n, :s)' },
  { Expected: { status: { Value: { S: 'new' } } } },
);
const update = fc
  .tuple(
    fc.constantFrom(
      ...[
        'SET a = :s',
        'SET a = if_not_exists(score, :n), b = :s',
        'SET a = score + :n',
        'SET c = list_append(a, b)',
      ],
      ...[
        'SET a.x = :s',
        'SET score = :score',
        'SET #status = :s',
        'REMOVE #status, a',
        'ADD score :n',
        'DELETE a :set',
      ],
      ...[
        'ADD a :set REMOVE b',
        'SET sk = :s',
        'SET b = a, a = b',
        'SET c = a REMOVE a',
        'ADD c :n, hits :n',
      ],
      ...['SET hits = hits - :n, c = :s', 'SET hits = if_not_exists(hits, :zero) + :n', 'ADD hits :score'],
      ...[
        'SET b = if_not_exists(a.x, :s)',
        'SET c = pk, b = c, pk.a = :s',
        'SET b = pk, c = b',
        'DELETE b :set',
      ],
    ),
    score,
  )
  .map(([UpdateExpression, N]) => ({ UpdateExpression, N }));

/** With the values that its expressions name, which differ, as DynamoDB demands. */
function whole({ N = '0', ...input }: Input & { N?: string }): Input {
  const all = `${input['UpdateExpression']} ${input['ConditionExpression']}`;
  const values = {
    ...{ ':n': { N: '2' }, ':s': { S: 'seen' }, ':set': { SS: ['a', 'ü'] }, ':score': { N } },
    ':zero': { N: '0' },
  };
  const used = Object.entries(values).filter(([name]) => new RegExp(`${name}\\b`).test(all));
  if (input['Expected'] && input['UpdateExpression']) delete input['Expected'];
  return {
    TableName,
    ...input,
    ...(all.includes('#status') && { ExpressionAttributeNames: { '#status': 'status' } }),
    ...(used.length > 0 && { ExpressionAttributeValues: Object.fromEntries(used) }),
  };
}

const write: fc.Arbitrary<Pick<Write, 'action' | 'input'>> = fc.oneof(
  fc.tuple(item, condition, returned()).map(([Item, said, shown]) => ({
    action: 'PutItem' as const,
    input: whole({ Item, ...said, ...shown }),
  })),
  fc.tuple(keyOf, condition, returned()).map(([Key, said, shown]) => ({
    action: 'DeleteItem' as const,
    input: whole({ Key, ...said, ...shown }),
  })),
  fc
    .tuple(keyOf, update, condition, returned('ALL_NEW', 'UPDATED_OLD', 'UPDATED_NEW'))
    .map(([Key, updated, said, shown]) => ({
      action: 'UpdateItem' as const,
      input: whole({ Key, ...updated, ...said, ...shown }),
    })),
);

/** The engine makes an item of which there is nothing but something to remove, and shows attributes that are none. */
async function actAsDynamoDb(action: Write['action'], input: Input): Promise<Output> {
  const { Key } = input;
  const isToRemove = /^(REMOVE|DELETE)/.test(String(input['UpdateExpression']));
  const get = structuredClone({ TableName, Key });
  const remove = structuredClone(get);
  const isMade = isToRemove && !(await act('GetItem', checkInput('GetItem', get, engines), engines))['Item'];
  const { Attributes, ...output } = await act(action, checkInput(action, input, engines), engines);
  if (isMade) await act('DeleteItem', checkInput('DeleteItem', remove, engines), engines);
  const isShown = Attributes && !isMade && Object.keys(Attributes).length > 0;
  return { ...output, ...(isShown ? { Attributes } : {}) };
}

it('a write answers and leaves on disk what the engine does', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(write, { minLength: 1, maxLength: 8 }), async (writes) => {
      for (const { action, input } of writes) {
        const again = structuredClone(input);
        const own = await outcome(async () => {
          const checked = checkInput(action, input, ours);
          const [result] = await writeAll(ours, [{ action, input: checked }]);
          if ('error' in result!) throw result.error;
          return result!.output;
        });
        const theirs = await outcome(() => actAsDynamoDb(action, again));
        expect(sorted(own)).toEqual(sorted(theirs));
      }
      expect(await kept(ours)).toEqual(await kept(engines));
    }),
    { numRuns: numRuns(100, 500) },
  );
  expect(Object.keys(await kept(ours)).length).toBeGreaterThan(5);
});

/** Members in any order. */
function sorted(text: string): unknown {
  return text.startsWith('{') ? JSON.parse(text) : text;
}

it('units are of the larger one of what was and what comes', async () => {
  const Key = { pk: { S: 'large' }, sk: { S: '1' } };
  const put = (bytes: number) =>
    writeAll(ours, [
      { action: 'PutItem', input: { TableName, Item: { ...Key, a: { S: 'x'.repeat(bytes) } } } },
    ]);

  const units = [await put(10), await put(2000), await put(10), await put(10)].map(
    ([one]) => one?.units?.item,
  );

  expect(units).toEqual([1, 2, 2, 1]);
});

it('writes of one item follow one another, whoever begins them', async () => {
  const Key = { pk: { S: 'count' }, sk: { S: '1' } };
  const add = () =>
    writeAll(ours, [
      {
        action: 'UpdateItem',
        input: checkInput(
          'UpdateItem',
          {
            TableName,
            Key: structuredClone(Key),
            UpdateExpression: 'ADD photos :one',
            ExpressionAttributeValues: { ':one': { N: '1' } },
          },
          ours,
        ),
      },
    ]);

  await Promise.all(Array.from({ length: 20 }, add));

  const { Item } = await act('GetItem', checkInput('GetItem', { TableName, Key }, ours), ours);
  expect(Item).toEqual({ ...Key, photos: { N: '20' } });
});
