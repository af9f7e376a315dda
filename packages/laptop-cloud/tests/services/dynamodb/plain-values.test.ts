// What is plain is as the engine keeps it, and as large as the engine reckons.

import { type Item, itemSize, type Store } from 'dynalite/db/index.js';
import * as fc from 'fast-check';
import { numRuns } from '../../../../../tests/support/long-run.ts';
import { checkedByEngine } from '../../../src/services/dynamodb/engine.ts';
import { NOT_PLAIN, plainItemSize } from '../../../src/services/dynamodb/plain-values.ts';
import { anyValue } from './generated.ts';

const store = { options: { maxItemSize: 409_600 } } as unknown as Store;

it('what is plain is left as it is by the engine, which reckons the same size', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.constantFrom('a', 'bc', ''), anyValue), (Item) => {
      const size = plainItemSize(Item);
      if (size === NOT_PLAIN) return;
      const checked = checkedByEngine('PutItem', { TableName: 'Riders', Item: structuredClone(Item) }, store);
      expect(checked['Item']).toEqual(Item);
      expect(size).toBe(itemSize(Item as Item));
    }),
    { numRuns: numRuns(1000, 5000) },
  );
});

it.each<unknown>([
  { S: '' },
  { S: 'ä' },
  { N: '-0.05' },
  { N: '1'.repeat(38) },
  { N: '1200' },
  { BOOL: false },
  { NULL: true },
  { SS: ['a', 'b'] },
  { NS: ['1', '2.5'] },
  { L: [{ S: 'a' }, { M: { a: { N: '0' } } }] },
])('%j is plain', (value) => {
  expect(plainItemSize({ a: value })).not.toBe(NOT_PLAIN);
});

it.each<unknown>([
  { N: '1.0' },
  { N: '-0' },
  { N: '1e2' },
  { N: '1'.repeat(39) },
  { B: 'YQ==' },
  { SS: ['a', 'a'] },
  { L: [{}] },
  { S: 'a', N: '1' },
  'a',
  null,
])('%j is for the engine', (value) => {
  expect(plainItemSize({ a: value })).toBe(NOT_PLAIN);
});

it('what lies deeper than values go is for the engine', () => {
  const nested = (levels: number): unknown => (levels === 1 ? { S: 'a' } : { L: [nested(levels - 1)] });
  expect(plainItemSize({ a: nested(32) })).not.toBe(NOT_PLAIN);
  expect(plainItemSize({ a: nested(33) })).toBe(NOT_PLAIN);
});
