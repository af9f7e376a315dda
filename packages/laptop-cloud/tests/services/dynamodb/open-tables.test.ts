// A database whose files were damaged, as a disk or a machine without power leaves them.
import { appendFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { create } from 'dynalite/db/index.js';
import { openTables, refuseToBeginAnew } from '../../../src/services/dynamodb/open-tables.ts';
import { DamagedStateError } from '../../../src/services/kept-json.ts';

let folder: string;
const told: string[] = [];
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'tables-'));
  told.length = 0;
  const { db } = create({ path: folder });
  await openTables(db, folder, (line) => told.push(line));
  for (let at = 0; at < 10; at++) await db.put(`key-${at}`, 'x'.repeat(100));
  await db.close();
});
afterEach(() => rmSync(folder, { recursive: true }));

async function keysOf(): Promise<string[]> {
  refuseToBeginAnew(folder);
  const { db } = create({ path: folder });
  await openTables(db, folder, (line) => told.push(line));
  const keys: string[] = [];
  for await (const key of db.keys({ gte: '', lt: '~' })) keys.push(key);
  await db.close();
  return keys;
}

const nameOf = (kind: RegExp) => join(folder, readdirSync(folder).find((name) => kind.test(name)) ?? 'none');

it('says nothing of one that is whole, nor of a record that a kill has torn', async () => {
  expect(await keysOf()).toHaveLength(10);
  const log = nameOf(/\.log$/);
  appendFileSync(log, readFileSync(nameOf(/^MANIFEST/)).subarray(0, 9));

  expect(await keysOf()).toHaveLength(10);
  expect(told).toEqual([]);
});

it('says how much is left out of a log that is damaged', async () => {
  const log = nameOf(/\.log$/);
  const bytes = readFileSync(log);
  bytes[bytes.length >> 1]! ^= 0xff;
  writeFileSync(log, bytes);

  const keys = await keysOf();

  expect(keys.length).toBeLessThan(10);
  expect(told).toEqual([expect.stringMatching(/^dynamodb: \d+ bytes in .* were damaged and are left out/)]);
});

it.each([
  ['empty', /^CURRENT$/],
  ['empty', /^MANIFEST/],
])('refuses by its name one whose file is %s: %s', async (_damage, kind) => {
  writeFileSync(nameOf(kind), '');

  await expect(keysOf()).rejects.toThrow(DamagedStateError);
  await expect(keysOf()).rejects.toThrow(new RegExp(`^${folder} is damaged: .*; put back a copy of it`));
});

it('begins no empty one where the file is gone that names all others', async () => {
  // What was in the log is in a table from the second opening on.
  await keysOf();
  const current = nameOf(/^CURRENT$/);
  const text = readFileSync(current);
  rmSync(current);

  await expect(keysOf()).rejects.toThrow(`${folder} is damaged: its file CURRENT is missing`);

  writeFileSync(current, text);
  expect(await keysOf()).toHaveLength(10);
});

it('says that another has it open', async () => {
  const { db } = create({ path: folder });
  await db.open();

  await expect(keysOf()).rejects.toThrow(`the tables in ${folder} are open in another process`);

  await db.close();
});
