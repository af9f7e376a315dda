// Python tools in virtual environments of their own below .venv, pinned, so that nothing of the machine changes.

import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { isInstalled, run, runOrThrow } from './command.ts';
import { ROOT } from './project.ts';

export interface PythonTool {
  /** Folder below .venv. */
  name: string;
  /** What pip installs, with its version. */
  requirement: string;
}

export const SAM_CLI: PythonTool = { name: 'sam', requirement: 'aws-sam-cli==1.170.0' };
// Apart from the SAM CLI: both pin the AWS SDK, each to another version.
export const CHECKOV: PythonTool = { name: 'checkov', requirement: 'checkov==3.3.30' };
export const MINISTACK: PythonTool = { name: 'ministack', requirement: 'ministack[full]==1.5.33' };

/** Folder of a tool's programs; installs it first if need be. Throws Error with pip's own words. */
export async function programsOf({ name, requirement }: PythonTool): Promise<string> {
  const folder = path.join(ROOT, '.venv', name);
  const programs = path.join(folder, process.platform === 'win32' ? 'Scripts' : 'bin');
  if (await isPinned(programs, requirement)) return programs;
  console.log(`  installing ${requirement} in .venv/${name}`);
  await rm(folder, { recursive: true, force: true });
  await runOrThrow(python(), ['-m', 'venv', folder]);
  await runOrThrow(path.join(programs, 'python'), ['-m', 'pip', 'install', '--quiet', requirement]);
  return programs;
}

async function isPinned(programs: string, requirement: string): Promise<boolean> {
  if (!existsSync(programs)) return false;
  const [distribution = '', version = ''] = requirement.split('==');
  const asked = distribution.replace(/\[.*\]/, '');
  const ask = `from importlib.metadata import version; print(version(${JSON.stringify(asked)}))`;
  const { stdout } = await run(path.join(programs, 'python'), ['-c', ask]);
  return stdout.trim() === version;
}

/** What this suite needs of the machine and does not find, in words. */
export async function missingPrograms(): Promise<string[]> {
  const missing: string[] = [];
  if (!(await isInstalled(python(), ['-c', 'import venv, ensurepip'])))
    missing.push('Python 3 with venv (Debian: apt-get install python3-venv) for the SAM CLI');
  if (!(await isInstalled('make'))) missing.push('make (Debian: apt-get install make) for the sharp layer');
  return missing;
}

function python(): string {
  return process.platform === 'win32' ? 'python' : 'python3';
}
