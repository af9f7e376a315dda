import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BurstWriter } from '../../../src/services/stepfunctions/burst-writer.ts';
import { type HistoryPlace, SharedHistories } from '../../../src/services/stepfunctions/shared-histories.ts';

let folder: string;
let writer: BurstWriter;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'bursts-'));
  writer = new BurstWriter(new SharedHistories(join(folder, 'shared')));
});
afterEach(() => {
  writer.closeAll();
  rmSync(folder, { recursive: true });
});
const inItsOwn = (file: string): HistoryPlace => ({ arn: file, file, bursts: undefined, isTold: false });
const inShared = (arn: string): HistoryPlace => ({ ...inItsOwn(join(folder, arn)), arn, bursts: [] });
const textOf = (file: string) => readFileSync(file, 'utf8');

it('writes what is recorded in one turn of the event loop as one line', async () => {
  const file = join(folder, 'one.jsonl');
  const history = inItsOwn(file);
  writer.entry(history, 1, false);
  const written = writer.written();
  writer.entry(history, 2, false);
  await Promise.resolve();
  writer.entry(history, 3, false);
  await written;
  expect(textOf(file)).toBe('[1,2,3]\n');
  writer.entry(history, 4, false);
  await writer.written();
  expect(textOf(file)).toBe('[1,2,3]\n4\n');
});

it('writes announcements before entries and what tells of them after, whatever came first', async () => {
  const file = join(folder, 'all.jsonl');
  writer.line(file, () => 'ended');
  writer.entry(inItsOwn(file), 'parent', false);
  writer.entry(inItsOwn(file), 'child', true);
  writer.announce(file, () => 'begun');
  writer.closeSoon(file);
  await writer.written();
  expect(textOf(file)).toBe('begun\n"child"\n"parent"\nended\n');
});

it('writes what lies together in one line each, children first, and what tells of it knows where', async () => {
  const [parent, child] = [inShared('parent'), inShared('child')];
  writer.line(join(folder, 'told'), () => JSON.stringify([child.bursts, parent.bursts]));
  writer.entry(parent, 1, false);
  writer.entry(parent, 2, false);
  writer.entry(child, 3, true);
  await writer.written();
  const lines = ['{"of":"child","burst":3}', '{"of":"parent","burst":[1,2]}'];
  expect(textOf(join(folder, 'shared', '1.jsonl'))).toBe(lines.map((line) => `${line}\n`).join(''));
  expect(JSON.parse(textOf(join(folder, 'told')))).toEqual([
    [[1, 0, lines[0]!.length]],
    [[1, lines[0]!.length + 1, lines[1]!.length]],
  ]);
});

it('gives who has written often a file of its own, with all of it in order', async () => {
  const history = inShared('long');
  for (let at = 0; at < 40; at++) {
    writer.entry(history, at, false);
    await writer.written();
  }
  const numbers = textOf(history.file).trim().split('\n').map(Number);
  expect(numbers).toEqual(Array.from({ length: 40 }, (_, at) => at));
});

it('goes on with a file after more of them were open than stay so', async () => {
  const fileOf = (at: number) => join(folder, `${at}.jsonl`);
  const histories = Array.from({ length: 300 }, (_, at) => inItsOwn(fileOf(at)));
  for (const value of ['a', 'b']) {
    for (const history of histories) writer.entry(history, value, false);
    await writer.written();
  }
  for (let at = 0; at < 300; at++) expect(textOf(fileOf(at))).toBe('"a"\n"b"\n');
});
