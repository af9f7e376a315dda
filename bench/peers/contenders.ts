// How each contender is started: ours, MiniStack (PyPI), fauxqs and dynalite (npm), and the bare server beside them. Their logs go into the
// folder.

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { startEmulator } from '../../tests/sam/emulator.ts';
import { freePort } from '../../tests/sam/free-port.ts';
import { startSmallApp, templateWith } from '../small/app.ts';
import type { AppContender, Contender } from './contender.ts';
import { installed } from './install.ts';
import { provisionSmallApp } from './small-app-on-ministack.ts';

const FAUXQS = '2.4.1';

/** Ours, with the small application's function as this code. */
export async function startOurs(folder: string, code: string): Promise<AppContender> {
  const [place, template] = [path.join(folder, 'ours'), templateWith(code)];
  // As every start but the first: an installed package has no types to strip, and compiled code is kept.
  await (await startSmallApp(place, template)).stop();
  const app = await startSmallApp(place, template);
  return {
    name: 'ours',
    endpoint: app.endpoint,
    pid: app.pid,
    bucket: app.outputs.Bucket,
    stateMachineArn: app.outputs.Machine,
    stop: app.stop,
  };
}

/** The same application, made by calls. */
export async function startMiniStack(folder: string, code: string): Promise<AppContender> {
  const emulator = await startEmulator(path.join(folder, 'ministack.log'));
  try {
    return { name: 'MiniStack', ...emulator, ...(await provisionSmallApp(emulator.endpoint, code)) };
  } catch (error) {
    await emulator.stop();
    throw error;
  }
}

export async function startFauxqs(folder: string): Promise<Contender> {
  const port = await freePort();
  const child = spawn(process.execPath, [path.join(installed('fauxqs', FAUXQS), 'dist', 'cli.js')], {
    cwd: folder,
    env: {
      ...process.env,
      FAUXQS_HOST: '127.0.0.1',
      FAUXQS_PORT: String(port),
      // A line for each request would be measured, too.
      FAUXQS_LOGGER: 'false',
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  return running('fauxqs', child, port, folder);
}

/** No contender, but how far any of them could come. */
export async function startBare(folder: string): Promise<Contender> {
  const port = await freePort();
  const child = spawn(process.execPath, [path.join(import.meta.dirname, 'bare-server.ts'), String(port)], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  return running('bare node:http', child, port, folder);
}

/** The engine below our DynamoDB as its own server, on disk as ours is. */
export async function startDynalite(folder: string): Promise<Contender> {
  const port = await freePort();
  const require = createRequire(path.join(import.meta.dirname, '../../packages/laptop-cloud/package.json'));
  const words = ['--port', String(port), '--host', '127.0.0.1', '--path', path.join(folder, 'dynalite')];
  const child = spawn(process.execPath, [require.resolve('dynalite/cli.js'), ...words], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  return running('dynalite', child, port, folder);
}

async function running(name: string, child: ChildProcess, port: number, folder: string): Promise<Contender> {
  const log = createWriteStream(path.join(folder, `${name}.log`));
  child.stdout?.pipe(log, { end: false });
  child.stderr?.pipe(log, { end: false });
  const ended = once(child, 'exit');
  const endpoint = `http://127.0.0.1:${port}`;
  const deadline = performance.now() + 60_000;
  while (
    !(await fetch(endpoint).then(
      () => true,
      () => false,
    ))
  ) {
    if (child.exitCode !== null) throw new Error(`${name} ended with ${child.exitCode}: see ${log.path}`);
    if (performance.now() > deadline) throw new Error(`${name} did not start: see ${log.path}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return {
    name,
    endpoint,
    pid: child.pid!,
    stop: async () => {
      if (child.exitCode === null) child.kill('SIGTERM');
      await ended;
      log.end();
    },
  };
}
