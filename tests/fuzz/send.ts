// One signed request, as it is: no client checks it before.

import { createHash } from 'node:crypto';
import { request as open } from 'node:http';
import { signerFor } from '../../packages/laptop-cloud/src/services/protocols/signer.ts';

export interface Sent {
  scope: string;
  name: string;
  method: string;
  /** With its query, encoded. */
  path: string;
  headers: Readonly<Record<string, string>>;
  body: string;
}

const GIVE_UP_MS = 4000;

/** The status; undefined for who has waited long enough, or was cut off. */
export async function send(
  endpoint: string,
  sent: Sent,
  giveUpMs = GIVE_UP_MS,
): Promise<{ status?: number; text: string }> {
  const { hostname, port, host } = new URL(endpoint);
  const [path = '/', query = ''] = sent.path.split('?');
  const body = Buffer.from(sent.body);
  const signed = await signerFor(sent.scope, 'us-east-1', 'local', 'local').sign({
    method: sent.method,
    protocol: 'http:',
    hostname,
    port: Number(port),
    path,
    query: queryOf(query),
    headers: {
      ...sent.headers,
      host,
      'x-amz-content-sha256': createHash('sha256').update(body).digest('hex'),
    },
    body,
  });
  const { promise, resolve } = Promise.withResolvers<{ status?: number; text: string }>();
  const outgoing = open(
    {
      hostname,
      port,
      method: sent.method,
      path: query ? `${path}?${query}` : path,
      headers: { ...signed.headers, 'content-length': String(body.length) },
      signal: AbortSignal.timeout(giveUpMs),
    },
    (incoming) => {
      const chunks: Buffer[] = [];
      incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
      const end = () => resolve({ status: incoming.statusCode!, text: Buffer.concat(chunks).toString() });
      incoming.on('end', end).on('error', end);
    },
  );
  outgoing.on('error', () => resolve({ text: '' }));
  outgoing.end(body);
  return promise;
}

function queryOf(query: string): Record<string, string | string[]> {
  const all = new URLSearchParams(query);
  return Object.fromEntries([...all.keys()].map((name) => [name, all.getAll(name)]));
}
