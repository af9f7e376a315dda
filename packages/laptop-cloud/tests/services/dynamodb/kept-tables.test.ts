import type { Callback, Table } from 'dynalite/db/index.js';
import { keepTables, knownTable } from '../../../src/services/dynamodb/kept-tables.ts';

const named = (TableName: string, TableStatus = 'ACTIVE'): Table => ({
  TableName,
  TableStatus,
  KeySchema: [],
  AttributeDefinitions: [],
});

/** A store whose reads and writes end when the test says so. */
function aStore() {
  const stored = new Map<string, Table>();
  const pending: (() => void)[] = [];
  let reads = 0;
  const settle = async () => {
    for (const end of pending.splice(0)) end();
    await Promise.resolve();
  };
  const tableDb = {
    awsAccountId: '0',
    awsRegion: 'us-east-1',
    lock: () => undefined,
    get: (name: string, callback: Callback<Table>) => {
      reads += 1;
      const table = stored.get(name);
      pending.push(() =>
        table ? callback(null, structuredClone(table)) : callback(new Error('NotFoundError')),
      );
    },
    put: (name: string, table: Table, callback: Callback<void>) => {
      pending.push(() => {
        stored.set(name, table);
        callback(null);
      });
    },
    del: (name: string, callback: Callback<void>) => {
      pending.push(() => {
        stored.delete(name);
        callback(null);
      });
    },
  };
  keepTables({ tableDb });
  const ask = (name: string) => {
    const answer: { table?: Table; error?: string } = {};
    tableDb.get(name, (error, table) => {
      if (error) answer.error = error.message;
      if (table) answer.table = table;
    });
    return answer;
  };
  return { tableDb, stored, settle, ask, reads: () => reads };
}

it('reads a table once, and gives each who asks a description of their own', async () => {
  const { stored, settle, ask, reads } = aStore();
  stored.set('riders', named('riders'));
  const first = ask('riders');
  await settle();
  first.table!.TableStatus = 'changed by who asked';
  const second = ask('riders');
  expect(second.table).toBeUndefined();
  await settle();
  expect(second.table).toEqual(named('riders'));
  expect(reads()).toBe(1);
});

it('knows what was written, and what is gone', async () => {
  const { tableDb, stored, settle, ask } = aStore();
  stored.set('riders', named('riders', 'CREATING'));
  ask('riders');
  await settle();
  tableDb.put('riders', named('riders'), () => undefined);
  await settle();
  const written = ask('riders');
  await settle();
  expect(written.table?.TableStatus).toBe('ACTIVE');
  tableDb.del('riders', () => undefined);
  await settle();
  const gone = ask('riders');
  await settle();
  expect(gone.error).toBe('NotFoundError');
});

it('does not remember that there was no table', async () => {
  const { tableDb, settle, ask } = aStore();
  const missing = ask('riders');
  await settle();
  expect(missing.error).toBe('NotFoundError');
  tableDb.put('riders', named('riders'), () => undefined);
  await settle();
  const there = ask('riders');
  await settle();
  expect(there.table).toEqual(named('riders'));
});

it('does not keep what was read while it was being written', async () => {
  const { tableDb, stored, settle, ask, reads } = aStore();
  stored.set('riders', named('riders', 'CREATING'));
  tableDb.put('riders', named('riders'), () => undefined);
  const between = ask('riders');
  await settle();
  expect(between.table?.TableStatus).toBe('CREATING');
  const after = ask('riders');
  await settle();
  expect(after.table?.TableStatus).toBe('ACTIVE');
  expect(reads()).toBe(2);
});

it('who looks at a table has the same one as everybody, which nobody can change, until it is written', async () => {
  const { tableDb, stored, settle, ask } = aStore();
  stored.set('riders', named('riders'));
  expect(knownTable({ tableDb }, 'riders')).toBeUndefined();
  ask('riders');
  await settle();
  const known = knownTable({ tableDb }, 'riders');
  expect(known).toEqual(named('riders'));
  expect(Object.isFrozen(known) && Object.isFrozen(known?.KeySchema)).toBe(true);
  tableDb.put('riders', named('riders', 'UPDATING'), () => undefined);
  expect(knownTable({ tableDb }, 'riders')).toBeUndefined();
});
