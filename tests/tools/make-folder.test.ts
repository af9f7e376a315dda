import { existsSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { makeFolder } from '../../tools/make-folder.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'make-folder-'));

it('makes a folder with those above it, and takes one that is there', () => {
  const wanted = path.join(folder, 'a/b/c');
  makeFolder('--to', wanted);
  makeFolder('--to', wanted);
  expect(existsSync(wanted)).toBe(true);
});

it.each(['file', 'file/below'])('tells by its option that %s is none', (name) => {
  writeFileSync(path.join(folder, 'file'), 'text');
  const wanted = path.join(folder, name);
  expect(() => makeFolder('--to', wanted)).toThrow(
    expect.objectContaining({
      name: 'UsageError',
      problems: [expect.stringMatching(new RegExp(`^--to: ${wanted} is no folder.*\\(E\\w+\\)\\.$`))],
    }),
  );
});
