// The same request again and again over one connection, each timed from sending it to having its whole answer.

import { Agent, request } from 'node:http';

export interface TimedGet {
  /** Milliseconds. Rejects for an answer other than 200. */
  ask(): Promise<number>;
  close(): void;
}

export function timedGet(url: URL, headers: Readonly<Record<string, string>>): TimedGet {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const ask = (): Promise<number> =>
    new Promise((resolve, reject) => {
      const startedAt = performance.now();
      const asking = request(url, { agent, headers }, (response) => {
        let text = '';
        response.setEncoding('utf8');
        response.on('data', (chunk: string) => {
          text += chunk;
        });
        response.on('error', reject);
        response.on('end', () => {
          if (response.statusCode === 200) resolve(performance.now() - startedAt);
          else reject(new Error(`${url} answers ${response.statusCode}: ${text}`));
        });
      });
      asking.on('error', reject);
      asking.end();
    });
  return { ask, close: () => agent.destroy() };
}
