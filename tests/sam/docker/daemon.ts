// A Docker daemon: the machine's own, or one of ours for the time of the run.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { isInstalled } from '../command.ts';

export interface Daemon {
  /** DOCKER_HOST, unless it is the machine's own. */
  environment: Record<string, string>;
  stop(): Promise<void>;
}

const START_TIMEOUT_MS = 30_000;

/** A running daemon, or in words why there is none. */
export async function findDaemon(): Promise<Daemon | string> {
  if (!(await isInstalled('docker'))) return 'docker is not installed (Debian: apt-get install docker.io)';
  if (await isInstalled('docker', ['info'])) return { environment: {}, stop: async () => {} };
  if (process.platform !== 'linux' || process.getuid?.() !== 0 || !(await isInstalled('dockerd')))
    return 'no Docker daemon answers, and one can be started here only by root with dockerd (Debian: apt-get install docker.io)';
  return startDaemon();
}

/** Has its own folder and socket and touches neither firewall nor the system's Docker. */
async function startDaemon(): Promise<Daemon | string> {
  const folder = await mkdtemp(path.join(tmpdir(), 'dockerd-'));
  const host = `unix://${path.join(folder, 'docker.sock')}`;
  const log = createWriteStream(path.join(folder, 'log'));
  const options = [
    ...['--data-root', path.join(folder, 'images'), '--exec-root', path.join(folder, 'run')],
    ...['--pidfile', path.join(folder, 'pid'), '--host', host, '--iptables=false'],
  ];
  const child = spawn('dockerd', options, { stdio: ['ignore', 'pipe', 'pipe'] });
  child.stdout.pipe(log, { end: false });
  child.stderr.pipe(log, { end: false });
  const ended = once(child, 'exit');
  const stop = async (): Promise<void> => {
    if (child.exitCode === null) child.kill('SIGTERM');
    await ended;
    log.end();
    await rm(folder, { recursive: true, force: true });
  };
  const deadline = performance.now() + START_TIMEOUT_MS;
  while (!(await isInstalled('docker', ['--host', host, 'info']))) {
    if (child.exitCode !== null || performance.now() > deadline) {
      const why = `dockerd does not start here: see ${path.join(folder, 'log')}`;
      if (child.exitCode === null) child.kill('SIGTERM');
      return why;
    }
    await new Promise((resolve) => setTimeout(resolve, 300));
  }
  console.log(`  dockerd started for this run, pid ${child.pid}`);
  return { environment: { DOCKER_HOST: host }, stop };
}
