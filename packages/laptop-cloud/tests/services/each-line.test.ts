import { mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eachLine, lineAt } from '../../src/services/each-line.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lines-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

it('gives lines of any length with their places, from any of them on, and leaves what has no end', () => {
  const file = join(folder, 'lines');
  const lines = [
    '',
    'é'.repeat(2 ** 20 + 1),
    'b',
    'c'.repeat(3 * 2 ** 20),
    '',
    ...Array(5000).fill('d'.repeat(700)),
  ];
  writeFileSync(file, `${lines.join('\n')}\ntorn`);

  const all = [...eachLine(file, 0)];
  const later = [...eachLine(file, all[3]!.offset)];

  const descriptor = openSync(file, 'r');
  expect(all.map(({ text }) => text)).toEqual(lines);
  expect(later).toEqual(all.slice(3));
  expect(all.slice(0, 50).map((place) => lineAt(descriptor, place))).toEqual(lines.slice(0, 50));
});
