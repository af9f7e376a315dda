// A copy of the project as it lies in the work tree, so that what the drive edits is not the user's.

import {
  constants,
  copyFileSync,
  existsSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readlinkSync,
  symlinkSync,
} from 'node:fs';
import path from 'node:path';
import { runOrThrow } from '../sam/command.ts';

/**
 * Copies what Git knows and what it would add, and links node_modules file by file: nothing writes into them, and real
 * paths stay inside of the copy.
 */
export async function copyProject(root: string, target: string): Promise<void> {
  const { stdout } = await runOrThrow(
    'git',
    ['ls-files', '-z', '-c', '-o', '--exclude-standard', '--deduplicate'],
    {
      cwd: root,
    },
  );
  for (const file of stdout.split('\0').filter((name) => name && existsSync(path.join(root, name)))) {
    const to = path.join(target, file);
    mkdirSync(path.dirname(to), { recursive: true });
    copyFileSync(path.join(root, file), to, constants.COPYFILE_FICLONE);
  }
  linkFolder(path.join(root, 'node_modules'), path.join(target, 'node_modules'));
}

function linkFolder(from: string, to: string): void {
  mkdirSync(to, { recursive: true });
  for (const entry of readdirSync(from, { withFileTypes: true })) {
    // Written by who runs there.
    if (entry.name === '.cache') continue;
    const [source, target] = [path.join(from, entry.name), path.join(to, entry.name)];
    if (entry.isDirectory()) linkFolder(source, target);
    else if (entry.isSymbolicLink()) symlinkSync(readlinkSync(source), target);
    else linkFile(source, target);
  }
}

function linkFile(source: string, target: string): void {
  try {
    linkSync(source, target);
  } catch {
    // Another file system, or one without links.
    copyFileSync(source, target, constants.COPYFILE_FICLONE);
  }
}
