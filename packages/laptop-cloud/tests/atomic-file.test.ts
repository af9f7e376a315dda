import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { replaceFile, replaceFileSoon, wholeFiles } from '../src/atomic-file.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'atomic-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe.each([
  ['at once', async (file: string, text: string) => replaceFile(file, text)],
  ['soon', async (file: string, text: string) => replaceFileSoon(file, text)],
])('a file that is replaced %s', (_, replace) => {
  it('holds the new text, over what a crash has left beside it', async () => {
    const file = path.join(folder, 'list.json');
    writeFileSync(file, 'old and longer');
    writeFileSync(`${file}.new`, 'half of something, longer than what comes now');

    await replace(file, 'new');

    expect(readFileSync(file, 'utf8')).toBe('new');
    expect(readdirSync(folder)).toEqual(['list.json']);
  });

  it('leaves nothing beside it when it cannot be replaced', async () => {
    const inTheWay = path.join(folder, 'list.json');
    mkdirSync(path.join(inTheWay, 'full'), { recursive: true });

    await expect((async () => replace(inTheWay, 'new'))()).rejects.toThrow();

    expect(readdirSync(folder)).toEqual(['list.json']);
  });
});

it('is found among others, and what a crash has left half-written is gone', () => {
  replaceFile(path.join(folder, 'whole.json'), '{}');
  writeFileSync(path.join(folder, 'half.json.new'), '{"a"');

  expect(wholeFiles(folder)).toEqual(['whole.json']);
  expect(readdirSync(folder)).toEqual(['whole.json']);
});
