// A laptop cloud of one's own for a while, in a process and a state folder of its own.

import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { AccessLine } from 'laptop-cloud';
import { UsageError } from '../usage-error.ts';

export interface StartedLaptop {
  endpoint: string;
  /** Lines of its access log since the last call. */
  requests(): AccessLine[];
  stop(): Promise<void>;
}

const ROOT = path.join(import.meta.dirname, '../..');
const LAPTOP = path.join(ROOT, 'packages/laptop-cloud/bin/laptop-cloud.mjs');
const READY = /AWS endpoint\s+(http:\S+)/;
const WARM = /face models ready, functions bundled/;

/** Resolves once models are loaded and functions bundled, so that no photo waits for that. Rejects with what it said when it ends before. */
export async function startLaptop(options: readonly string[]): Promise<StartedLaptop> {
  const state = mkdtempSync(path.join(tmpdir(), 'cost-'));
  const child = spawn(
    process.execPath,
    [LAPTOP, 'start', '--port', '0', '--state', state, '--quiet', ...options],
    {
      cwd: ROOT,
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
  let said = '';
  const endpoint = await new Promise<string>((resolve, reject) => {
    const hear = (piece: Buffer): void => {
      said += piece.toString();
      const address = READY.exec(said)?.[1];
      if (address !== undefined && WARM.test(said)) resolve(address);
    };
    child.stdout.on('data', hear);
    child.stderr.on('data', hear);
    void ended.then((code) =>
      reject(
        // What it was asked for wrongly: it has said so itself.
        code === 2
          ? new UsageError(
              said
                .trim()
                .replace(/^error /gm, '')
                .split('\n'),
            )
          : new Error(`the laptop ended before it was ready:\n${said}`),
      ),
    );
  }).catch((error: unknown) => {
    rmSync(state, { recursive: true, force: true });
    throw error;
  });
  return {
    endpoint,
    requests: requestsIn(state),
    async stop() {
      child.kill('SIGINT');
      await ended;
      rmSync(state, { recursive: true, force: true });
    },
  };
}

/** Reads, call by call, what came since the last call into the access log of a laptop's state folder. */
export function requestsIn(state: string): () => AccessLine[] {
  let read = 0;
  return () => {
    const lines = readFileSync(path.join(state, 'requests.jsonl'), 'utf8').split('\n').slice(0, -1);
    const fresh = lines.slice(read).map((line) => JSON.parse(line) as AccessLine);
    read = lines.length;
    return fresh;
  };
}
