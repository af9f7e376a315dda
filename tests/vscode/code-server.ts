// VS Code as a server of this machine alone, with settings, extensions and windows of its own.

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { freePort } from '../sam/free-port.ts';

/** Nothing that asks, greets, or comes from elsewhere; what concerns debugging stays as a new user has it. */
const SETTINGS = {
  'chat.disableAIFeatures': true,
  'extensions.autoCheckUpdates': false,
  'extensions.ignoreRecommendations': true,
  // On in a browser, off in the program.
  'files.autoSave': 'off',
  'telemetry.telemetryLevel': 'off',
  'update.mode': 'none',
  'window.restoreWindows': 'none',
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
};

export interface CodeServer {
  /** Address that opens the folder. */
  url: string;
  /** What it has written, for who looks for a cause. */
  output(): string;
  stop(): Promise<void>;
}

export interface CodeServerOptions {
  program: string;
  /** Everything it writes goes below this folder. */
  home: string;
  /** What is opened. */
  project: string;
  /** Folder that programs of terminals and tasks are looked for in first. */
  programs: string;
  env: NodeJS.ProcessEnv;
}

export async function startCodeServer({
  program,
  home,
  project,
  programs,
  env,
}: CodeServerOptions): Promise<CodeServer> {
  const [userData, extensions] = [path.join(home, 'user-data'), path.join(home, 'extensions')];
  await mkdir(path.join(userData, 'User'), { recursive: true });
  await writeFile(
    path.join(userData, 'User/settings.json'),
    JSON.stringify({ ...SETTINGS, ...pathOf(programs) }),
  );
  const hands = path.join(import.meta.dirname, 'hands');
  await cp(hands, path.join(extensions, 'rider-photos.hands-1.0.0'), { recursive: true });
  const port = await freePort();
  const config = path.join(home, 'config.yaml');
  await writeFile(config, '');
  const words = [
    ['--bind-addr', `127.0.0.1:${port}`, '--auth', 'none', '--config', config],
    ['--user-data-dir', userData, '--extensions-dir', extensions],
    ['--disable-telemetry', '--disable-update-check', '--disable-workspace-trust'],
    ['--disable-getting-started-override', '--enable-proposed-api', 'rider-photos.hands'],
  ].flat();
  const child = spawn(process.execPath, [program, ...words], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  const listening = Promise.withResolvers<void>();
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (chunk: string) => {
      output += chunk;
      if (output.includes('HTTP server listening')) listening.resolve();
    });
  child.once('error', listening.reject);
  child.once('exit', (code) => listening.reject(new Error(`code-server ended with ${code}:\n${output}`)));
  await listening.promise;
  return {
    url: `http://127.0.0.1:${port}/?folder=${encodeURIComponent(project)}`,
    output: () => output,
    stop: () => end(child),
  };
}

/** By settings: a terminal's PATH is that of the user's login shell, whatever this process has. */
function pathOf(programs: string): Record<string, unknown> {
  const system = process.platform === 'darwin' ? 'osx' : 'linux';
  return { [`terminal.integrated.env.${system}`]: { PATH: `${programs}:\${env:PATH}` } };
}

/** It ends its own children: servers, terminals and what runs in them. */
async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  const late = setTimeout(() => child.kill('SIGKILL'), 5_000);
  await ended;
  clearTimeout(late);
}
