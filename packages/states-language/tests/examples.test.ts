// Every example runs as it stands, and prints what its last comment says.
import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { cases } from '../../../tests/support/long-run.ts';

const FOLDER = path.join(import.meta.dirname, '../examples');
/** What all of them start with. */
const SHARED = 'execution.ts';
const examples = readdirSync(FOLDER).filter((file) => file !== SHARED);

it.each(cases(examples.slice(0, 1), examples.slice(1)))('%s prints what it says', async (file) => {
  const [program = '', comment = ''] = readFileSync(path.join(FOLDER, file), 'utf8').split('\n// Prints:\n');
  const { stdout } = await promisify(execFile)(process.execPath, [path.join(FOLDER, file)]);
  expect(stdout.trimEnd().split('\n')).toEqual(
    comment
      .trimEnd()
      .split('\n')
      .map((line) => line.replace(/^\/\/ /, '')),
  );
  expect(program.split('\n').length).toBeLessThan(50);
});

it('README lists every example', () => {
  const page = readFileSync(path.join(FOLDER, '../README.md'), 'utf8');
  const listed = [...page.matchAll(/\(examples\/([^)]+)\)/g)].map(([, file]) => file);
  expect(listed.sort()).toEqual(examples.sort());
});
