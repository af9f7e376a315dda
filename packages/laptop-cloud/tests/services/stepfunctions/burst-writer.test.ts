import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BurstWriter } from '../../../src/services/stepfunctions/burst-writer.ts';

let folder: string;
let writer: BurstWriter;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'bursts-'));
  writer = new BurstWriter();
});
afterEach(() => {
  writer.closeAll();
  rmSync(folder, { recursive: true });
});
const textOf = (file: string) => readFileSync(file, 'utf8');

it('writes what is recorded in one turn of the event loop as one line', async () => {
  const file = join(folder, 'one.jsonl');
  writer.entry(file, 1, false);
  const written = writer.written();
  writer.entry(file, 2, false);
  await Promise.resolve();
  writer.entry(file, 3, false);
  await written;
  expect(textOf(file)).toBe('[1,2,3]\n');
  writer.entry(file, 4, false);
  await writer.written();
  expect(textOf(file)).toBe('[1,2,3]\n4\n');
});

it('leaves of a file that is emptied what comes from then on, also once it was closed in between', async () => {
  const file = join(folder, 'left.jsonl');
  writeFileSync(file, '"of a start that nobody was told of"\n');
  writer.empty(file);
  expect(textOf(file)).not.toBe('');
  for (const value of ['a', 'b']) {
    writer.entry(file, value, false);
    writer.closeSoon(file);
    await writer.written();
  }
  expect(textOf(file)).toBe('"a"\n"b"\n');
});

it('writes announcements before entries and what tells of them after, whatever came first', async () => {
  const file = join(folder, 'all.jsonl');
  writer.line(file, 'ended');
  writer.entry(file, 'parent', false);
  writer.entry(file, 'child', true);
  writer.announce(file, 'begun');
  writer.closeSoon(file);
  await writer.written();
  expect(textOf(file)).toBe('begun\n"child"\n"parent"\nended\n');
});

it('goes on with a file after more of them were open than stay so', async () => {
  const fileOf = (at: number) => join(folder, `${at}.jsonl`);
  for (const value of ['a', 'b']) {
    for (let at = 0; at < 300; at++) writer.entry(fileOf(at), value, false);
    await writer.written();
  }
  for (let at = 0; at < 300; at++) expect(textOf(fileOf(at))).toBe('"a"\n"b"\n');
});
