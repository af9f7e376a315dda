// Who calls home from inside the functions: from a put to the first line of the function that it leads to.

import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface CallsHome {
  /** The function's code: it calls when an event led to it, and does nothing else. */
  code: string;
  /** Resolves with the time at which the function of this key ran. */
  called(key: string): Promise<number>;
  close(): void;
}

const LONGEST_MS = 60_000;

export async function listenForCalls(): Promise<CallsHome> {
  const waiting = new Map<string, (atMs: number) => void>();
  const server = createServer((request, response) => {
    const key = decodeURIComponent((request.url ?? '').slice(1));
    waiting.get(key)?.(performance.now());
    waiting.delete(key);
    response.end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    code: `const http = require('node:http');
exports.handler = async (event) => {
  const key = event && event.detail && event.detail.object && event.detail.object.key;
  if (key) await new Promise((resolve, reject) => {
    http.get({ host: '127.0.0.1', port: ${port}, path: '/' + encodeURIComponent(key) }, (answer) => answer.resume().on('end', resolve)).on('error', reject);
  });
  return { ok: true };
};`,
    called: (key) =>
      new Promise((resolve, reject) => {
        const timer = setTimeout(() => {
          waiting.delete(key);
          reject(new Error(`no function ran within ${LONGEST_MS / 1000} s of the upload of ${key}`));
        }, LONGEST_MS);
        waiting.set(key, (atMs) => {
          clearTimeout(timer);
          resolve(atMs);
        });
      }),
    close: () => server.close(),
  };
}
