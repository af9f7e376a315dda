import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { runOrThrow } from '../sam/command.ts';
import { copyProject } from './project-copy.ts';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(path.join(realpathSync(tmpdir()), 'project-copy-'));
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

function place(file: string, text: string): void {
  const target = path.join(folder, 'project', file);
  mkdirSync(path.dirname(target), { recursive: true });
  writeFileSync(target, text);
}

it('copies what lies in the work tree, committed or not, and links packages without what they have cached', async () => {
  place('.gitignore', 'node_modules/\n.local/\n');
  place('src/committed.ts', 'before');
  place('node_modules/left/index.js', 'left');
  place('node_modules/.cache/compiled', 'cached');
  place('.local/laptop-cloud.json', '{}');
  const [root, target] = [path.join(folder, 'project'), path.join(folder, 'copy')];
  await runOrThrow('git', ['init', '--quiet'], { cwd: root });
  await runOrThrow('git', ['add', '-A'], { cwd: root });
  place('src/committed.ts', 'edited');
  place('src/new.ts', 'new');

  await copyProject(root, target);

  const files = (await readdir(target, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(target, path.join(entry.parentPath, entry.name)).split(path.sep).join('/'));
  expect(files.sort()).toEqual([
    '.gitignore',
    'node_modules/left/index.js',
    'src/committed.ts',
    'src/new.ts',
  ]);
  expect(readFileSync(path.join(target, 'src/committed.ts'), 'utf8')).toBe('edited');
});

it('leaves the project as it is when the copy is edited', async () => {
  place('src/committed.ts', 'before');
  const [root, target] = [path.join(folder, 'project'), path.join(folder, 'copy')];
  place('node_modules/left/index.js', 'left');
  await runOrThrow('git', ['init', '--quiet'], { cwd: root });

  await copyProject(root, target);
  writeFileSync(path.join(target, 'src/committed.ts'), 'edited in the copy');

  expect(readFileSync(path.join(root, 'src/committed.ts'), 'utf8')).toBe('before');
});

it('leaves out what was deleted and not yet committed', async () => {
  place('gone.ts', 'gone');
  place('node_modules/left/index.js', 'left');
  const [root, target] = [path.join(folder, 'project'), path.join(folder, 'copy')];
  await runOrThrow('git', ['init', '--quiet'], { cwd: root });
  await runOrThrow('git', ['add', '-A'], { cwd: root });
  rmSync(path.join(root, 'gone.ts'));

  await copyProject(root, target);

  expect(await readdir(target)).toEqual(['node_modules']);
});
