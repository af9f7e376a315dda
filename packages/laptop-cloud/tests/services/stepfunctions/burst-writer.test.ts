import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
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

it('writes lines that tell of entries after them', async () => {
  const [entries, lines] = [join(folder, 'entries.jsonl'), join(folder, 'lines.jsonl')];
  writer.line(lines, 'ended');
  writer.entry(entries, 'end', false);
  writer.close(entries);
  expect(textOf(entries)).toBe('"end"\n');
  expect(() => textOf(lines)).toThrow('ENOENT');
  await writer.written();
  expect(textOf(lines)).toBe('"ended"\n');
});

it('goes on with a file after more of them were open than stay so', async () => {
  const fileOf = (at: number) => join(folder, `${at}.jsonl`);
  for (const value of ['a', 'b']) {
    for (let at = 0; at < 300; at++) writer.entry(fileOf(at), value, false);
    await writer.written();
  }
  for (let at = 0; at < 300; at++) expect(textOf(fileOf(at))).toBe('"a"\n"b"\n');
});
