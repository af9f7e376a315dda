// The example of README.md runs as it stands, and the page leads to files that are there.

import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';

const ROOT = path.join(import.meta.dirname, '..');
const page = readFileSync(path.join(ROOT, 'README.md'), 'utf8');

it('its example gives what it says', async () => {
  const [, example = ''] = /```ts\n(.+?)```/s.exec(page) ?? [];
  const folder = mkdtempSync(path.join(tmpdir(), 'example-'));
  try {
    const file = path.join(folder, 'example.mts');
    const engine = pathToFileURL(path.join(ROOT, 'src/states-language.ts')).href;
    const here = example.replace("'states-language'", `'${engine}'`);
    writeFileSync(file, `${here}\nconsole.log(JSON.stringify(outcome));\n`);
    const { stdout } = await promisify(execFile)(process.execPath, [file]);
    expect(JSON.parse(stdout)).toEqual({ status: 'SUCCEEDED', output: { said: 'Hello ada' } });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

it('every file it names is there', () => {
  const named = [...page.matchAll(/`(src\/[^`]+)`/g)].map(([, file]) => file!);
  expect(named.length).toBeGreaterThan(15);
  expect(named.filter((file) => !existsSync(path.join(ROOT, file)))).toEqual([]);
});
