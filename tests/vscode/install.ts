// VS Code as a program for this suite: code-server from npm with Microsoft's debugger inside, and playwright-core to drive
// it, in a cache folder of their own. They are no devDependencies: 640 MB would come with every `npm ci`, for one suite.
// Install scripts are left out: what they compile (logs, proxies with Kerberos) is not needed here, and no compiler is.

import { existsSync, readFileSync } from 'node:fs';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import path from 'node:path';
import { isInstalled, runOrThrow } from '../sam/command.ts';

const CODE_SERVER = '4.139.1';
const PLAYWRIGHT = '1.65.1';

/** The major version of Node that this code-server asks for. */
const NODE_MAJOR = 24;

export interface Installed {
  /** Program of code-server, to be run by Node. */
  codeServer: string;
  /** Entry of playwright-core. */
  playwright: string;
  chromium: string;
}

/** What this suite needs of the machine and does not find, in words that say how to get it. */
export async function missingPrograms(): Promise<string[]> {
  const missing: string[] = [];
  const [major] = process.versions.node.split('.');
  if (process.platform === 'win32') missing.push('Linux or macOS: code-server does not run on Windows');
  if (Number(major) !== NODE_MAJOR)
    missing.push(
      `Node ${NODE_MAJOR}, not ${process.versions.node}: run it as npm run test:vscode after npm ci`,
    );
  if (!findChromium())
    missing.push('Chromium (Debian: apt-get install chromium), or its path in the variable CHROMIUM');
  if (!isComplete(cacheFolder()) && !(await isInstalled('npm')))
    missing.push('npm, to install code-server; or a folder with it in the variable VSCODE_DRIVE_FOLDER');
  return missing;
}

/** Finds everything; installs code-server and playwright-core if need be. Throws Error with npm's own words. */
export async function install(): Promise<Installed> {
  const folder = cacheFolder();
  if (!isComplete(folder)) await fill(folder);
  return {
    codeServer: path.join(folder, 'node_modules/code-server/out/node/entry.js'),
    playwright: path.join(folder, 'node_modules/playwright-core/index.mjs'),
    chromium: findChromium()!,
  };
}

/** The folder that VSCODE_DRIVE_FOLDER names, or one of this user's caches, by version: a new one is a new folder. */
function cacheFolder(): string {
  const given = process.env['VSCODE_DRIVE_FOLDER'];
  if (given) return path.resolve(given);
  const caches =
    process.platform === 'darwin'
      ? path.join(homedir(), 'Library/Caches')
      : (process.env['XDG_CACHE_HOME'] ?? path.join(homedir(), '.cache'));
  return path.join(caches, 'rider-photos', `code-server-${CODE_SERVER}`);
}

function isComplete(folder: string): boolean {
  const versionOf = (name: string): string | undefined => {
    const file = path.join(folder, 'node_modules', name, 'package.json');
    return existsSync(file)
      ? (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version
      : undefined;
  };
  return versionOf('code-server') === CODE_SERVER && versionOf('playwright-core') === PLAYWRIGHT;
}

/** Aside first: an installation that was broken off is none. */
async function fill(folder: string): Promise<void> {
  console.log(`  installing code-server ${CODE_SERVER} and playwright-core ${PLAYWRIGHT} in ${folder}`);
  const aside = `${folder}.${process.pid}`;
  await mkdir(aside, { recursive: true });
  try {
    await writeFile(path.join(aside, 'package.json'), '{ "private": true }\n');
    await npmInstall(aside, `code-server@${CODE_SERVER}`, `playwright-core@${PLAYWRIGHT}`);
    // What code-server's own install script does beside compiling.
    const vscode = path.join(aside, 'node_modules/code-server/lib/vscode');
    await npmInstall(vscode, '--omit=dev');
    await npmInstall(path.join(vscode, 'extensions'), '--omit=dev');
    await rm(folder, { recursive: true, force: true });
    await rename(aside, folder);
  } finally {
    await rm(aside, { recursive: true, force: true });
  }
}

async function npmInstall(folder: string, ...words: string[]): Promise<void> {
  const flags = ['--prefix', folder, '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  await runOrThrow('npm', ['install', ...flags, ...words], { cwd: folder });
}

const CHROMIUMS = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

function findChromium(): string | undefined {
  const given = process.env['CHROMIUM'];
  return (given ? [given] : CHROMIUMS).find((file) => existsSync(file));
}
