// Peers from npm, pinned, in a folder of the system's for temporary files: the next run finds them there.

import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** The folder of a package; installs it first if need be, without running its scripts. */
export function installed(name: string, version: string): string {
  const folder = path.join(tmpdir(), 'rider-photos-peers', `${name}-${version}`);
  const found = path.join(folder, 'node_modules', name);
  if (existsSync(path.join(folder, 'whole'))) return found;
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, 'package.json'), '{ "private": true }\n');
  console.log(`  installing ${name} ${version} in ${folder}`);
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
  const quiet = ['--ignore-scripts', '--no-audit', '--no-fund', '--loglevel', 'error'];
  execFileSync(npm, ['install', '--save-exact', `${name}@${version}`, ...quiet], {
    cwd: folder,
    stdio: 'inherit',
    shell: process.platform === 'win32',
  });
  writeFileSync(path.join(folder, 'whole'), '');
  return found;
}
