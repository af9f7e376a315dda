// Which updates need no engine. That they do as it does is held by the generated updates of writes.test.ts.
import type { BatchOperation, Item, Store } from 'dynalite/db/index.js';
import { checkInput, type Input, lookAtTable } from '../../../src/services/dynamodb/engine.ts';
import { itemKeyIn } from '../../../src/services/dynamodb/item-keys.ts';
import { updatePlainly } from '../../../src/services/dynamodb/plain-updates.ts';
import { storeWithTable, TableName } from './generated.ts';

let store: Store;
beforeAll(async () => {
  store = await storeWithTable();
});
afterAll(() => store.db.close());

const Key = { pk: { S: 'a' }, sk: { S: '1' } };
const VALUES = { ':n': { N: '2' }, ':s': { S: 'seen' }, ':half': { N: '0.5' }, ':set': { SS: ['a'] } };

/** What is written beside the keys, and what is answered; undefined where the engine has to do it. */
async function updated(UpdateExpression: string, before: Item | undefined, more: Input = {}) {
  const used = Object.entries(VALUES).filter(([name]) => new RegExp(`${name}\\b`).test(UpdateExpression));
  const input = checkInput(
    'UpdateItem',
    {
      TableName,
      Key: structuredClone(Key),
      UpdateExpression,
      ...(used.length > 0 && { ExpressionAttributeValues: Object.fromEntries(used) }),
      ...more,
    },
    store,
  );
  const record: BatchOperation[] = [];
  const stored = before && JSON.stringify({ ...Key, ...before });
  const itemKey = itemKeyIn(await lookAtTable(store, TableName), input);
  const written = updatePlainly(store, input, itemKey, stored, record);
  const puts = record.flatMap((one) => (one.type === 'put' && one.key === itemKey.place ? [one.value] : []));
  if (!written) return { record };
  const { pk: _pk, sk: _sk, ...attributes } = puts[0] as Item;
  return { attributes, answer: written.output, units: written.units };
}

it.each<[string, Item | undefined, Item]>([
  ['ADD n :n', undefined, { n: { N: '2' } }],
  ['ADD n :n', { n: { N: '-12' } }, { n: { N: '-10' } }],
  ['ADD n :n', { n: { N: '-2' } }, { n: { N: '0' } }],
  ['SET n = n - :n, a = :s REMOVE b', { n: { N: '5' }, b: { S: 'x' } }, { n: { N: '3' }, a: { S: 'seen' } }],
  ['SET n = if_not_exists(n, :n) + :n', undefined, { n: { N: '4' } }],
  ['SET a = :s, b = a', { a: { S: 'old' } }, { a: { S: 'seen' }, b: { S: 'old' } }],
])('%s of %j', async (expression, before, expected) => {
  const { attributes } = await updated(expression, before);

  expect(attributes).toEqual(expected);
});

it.each<[string, Item]>([
  ['ADD n :half', {}],
  ['ADD n :n', { n: { N: '0.5' } }],
  ['ADD n :n', { n: { N: '1'.repeat(16) } }],
  ['ADD n :n', { n: { S: '1' } }],
  ['ADD n :set', {}],
  ['SET n = n + :n', {}],
  ['SET a.x = :s', { a: { M: {} } }],
  ['SET b = if_not_exists(a.x, :s)', { a: { M: { x: { S: 'there' } } } }],
  ['SET score = :n', {}],
  ['SET b = :s, sk = :s', {}],
  ['DELETE a :set', { a: { SS: ['a'] } }],
])('%s of %j is left to the engine, nothing recorded', async (expression, before) => {
  expect(await updated(expression, before)).toEqual({ record: [] });
});

it('one that makes an item too large is left to the engine, nothing recorded', async () => {
  expect(await updated('SET a = :s', { b: { S: 'x'.repeat(410_000) } })).toEqual({ record: [] });
});

it.each([
  ['NONE', undefined],
  ['ALL_OLD', { ...Key, a: { S: 'old' } }],
  ['UPDATED_OLD', { a: { S: 'old' } }],
  ['ALL_NEW', { ...Key, a: { S: 'seen' }, n: { N: '2' } }],
  ['UPDATED_NEW', { a: { S: 'seen' }, n: { N: '2' } }],
])('shows %s', async (ReturnValues, expected) => {
  const { answer } = await updated('SET a = :s ADD n :n', { a: { S: 'old' } }, { ReturnValues });

  expect(answer?.['Attributes']).toEqual(expected);
});

it('units are of the larger one of what was and what comes', async () => {
  expect((await updated('REMOVE a', { a: { S: 'x'.repeat(2000) } })).units).toBe(2);
});
