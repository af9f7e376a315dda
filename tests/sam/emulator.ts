// An AWS emulator that nobody here wrote, for a second opinion on the template: ministack, on 127.0.0.1 only.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import path from 'node:path';
import { freePort } from './free-port.ts';
import { MINISTACK, programsOf } from './virtual-environment.ts';

export interface Emulator {
  endpoint: string;
  pid: number;
  stop(): Promise<void>;
}

const START_TIMEOUT_MS = 60_000;

/** Starts the emulator on a free port; what it says goes to `logFile`. Its functions run with the Node that runs this. */
export async function startEmulator(logFile: string): Promise<Emulator> {
  const programs = await programsOf(MINISTACK);
  const port = await freePort();
  const log = createWriteStream(logFile);
  const child = spawn(path.join(programs, 'ministack'), [], {
    cwd: path.dirname(logFile),
    env: {
      ...process.env,
      PATH: `${path.dirname(process.execPath)}${path.delimiter}${process.env['PATH'] ?? ''}`,
      BIND_HOST: '127.0.0.1',
      GATEWAY_PORT: String(port),
      // Listens on every address otherwise.
      IOT_MTLS_ENABLED: 'false',
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  child.stdout.pipe(log, { end: false });
  child.stderr.pipe(log, { end: false });
  const ended = once(child, 'exit');
  const stop = async (): Promise<void> => {
    if (child.exitCode === null) child.kill('SIGTERM');
    await ended;
    log.end();
  };
  const endpoint = `http://127.0.0.1:${port}`;
  const deadline = performance.now() + START_TIMEOUT_MS;
  while (!(await answers(endpoint))) {
    if (child.exitCode !== null) throw new Error(`The emulator ended with ${child.exitCode}: see ${logFile}`);
    if (performance.now() > deadline) {
      await stop();
      throw new Error(`The emulator did not start: see ${logFile}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  return { endpoint, pid: child.pid!, stop };
}

async function answers(endpoint: string): Promise<boolean> {
  return fetch(endpoint).then(
    () => true,
    () => false,
  );
}
