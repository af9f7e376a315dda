// Requests that are signed before the clock runs, sent again as bare HTTP: an AWS client takes longer over a request than the
// servers that are measured, and `node:http` about as long as they do (twice what undici takes).

import { type Dispatcher, Pool } from 'undici';

export interface Prepared {
  method: string;
  path: string;
  headers: Record<string, string>;
  body?: Buffer | string;
}

interface Signed {
  method: string;
  path: string;
  query: Record<string, string | string[] | null>;
  headers: Record<string, string>;
  body?: unknown;
}

class Caught extends Error {
  override readonly name = 'Caught';
}

/** In place of a client's HTTP: keeps what it would have sent. */
export class Recorder {
  readonly caught: Prepared[] = [];

  async handle({ method, path, query, headers, body }: Signed): Promise<never> {
    const pairs = Object.entries(query ?? {}).map(([name, value]): [string, string] => [
      name,
      String(value ?? ''),
    ]);
    const search = pairs.length > 0 ? `?${new URLSearchParams(pairs)}` : '';
    this.caught.push({
      method,
      path: `${path}${search}`,
      headers,
      ...(body === undefined ? {} : { body: body as Buffer | string }),
    });
    throw new Caught('kept');
  }
}

/** The requests that a client would send for these commands, signed now. */
export async function prepare<Command>(
  clientWith: (handler: Recorder) => { send(command: Command): Promise<unknown>; destroy(): void },
  commands: readonly Command[],
): Promise<Prepared[]> {
  const recorder = new Recorder();
  const client = clientWith(recorder);
  for (const command of commands)
    await client.send(command).catch((error: unknown) => {
      if (!(error instanceof Caught)) throw error;
    });
  client.destroy();
  return recorder.caught;
}

/** Sends all, so many clients at a time; answers a second. Rejects for one that is refused. */
export async function perSecond(
  endpoint: string,
  requests: readonly Prepared[],
  clients: number,
): Promise<number> {
  const connections = connectionsTo(endpoint, clients);
  const waiting = [...requests].reverse();
  const startedAt = performance.now();
  const work = async (): Promise<void> => {
    for (let next = waiting.pop(); next; next = waiting.pop()) await send(connections, next);
  };
  try {
    await Promise.all(Array.from({ length: clients }, work));
    return (requests.length / (performance.now() - startedAt)) * 1000;
  } finally {
    await connections.destroy();
  }
}

/** So many connections, which stay open. */
export function connectionsTo(endpoint: string, clients: number): Pool {
  return new Pool(endpoint, { connections: clients, pipelining: 1 });
}

/** Resolves when the whole response is here. Rejects when it tells of a refusal. */
export function send(connections: Pool, { method, path, headers, body }: Prepared): Promise<void> {
  return new Promise((resolve, reject) => {
    let status = 0;
    let refusal = '';
    connections.dispatch(
      { method: method as Dispatcher.HttpMethod, path, headers, body: body ?? null },
      {
        onRequestStart: () => {},
        onResponseStart: (_controller, statusCode) => {
          status = statusCode;
        },
        onResponseData: (_controller, piece) => {
          if (status >= 300) refusal += piece.toString();
        },
        onResponseEnd: () => {
          if (status < 300) resolve();
          else reject(new Error(`${method} ${path} is answered ${status}: ${refusal}`));
        },
        onResponseError: (_controller, error) => reject(error),
      },
    );
  });
}
