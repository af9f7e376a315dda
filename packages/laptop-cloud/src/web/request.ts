// One HTTP request as sites see it.

import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Share } from './held-bytes.ts';
import { BodyTooLargeError, TooMuchHeldError, type WebRequest } from './site.ts';

/** Beyond this many times the limit a caller is cut off instead of being read to its end. */
const DRAINED_TIMES = 4;

/** What of the body is held in memory comes out of a share. */
export function webRequest(incoming: IncomingMessage, outgoing: ServerResponse, share: Share): WebRequest {
  const [path, query] = splitUrl(incoming.url ?? '/');
  const gone = new AbortController();
  outgoing.once('close', () => {
    if (!outgoing.writableFinished) gone.abort();
  });
  let body: Promise<Buffer> | undefined;
  return {
    method: incoming.method ?? 'GET',
    path,
    query,
    httpVersion: incoming.httpVersion,
    ...headersOf(incoming.rawHeaders),
    sourceIp: (incoming.socket.remoteAddress ?? '').replace(/^::ffff:/, ''),
    sourcePort: incoming.socket.remotePort ?? 0,
    body: (mostBytes) => {
      body ??= readBody(incoming, mostBytes, share);
      return body;
    },
    signal: gone.signal,
  };
}

// Of `http://host/path`, which proxies are sent, the path counts alone; `OPTIONS *` is about no path.
function splitUrl(url: string): [path: string, query: string] {
  const withoutOrigin = url.replace(/^[a-z]+:\/\/[^/?]*/i, '');
  const own = withoutOrigin.startsWith('/') ? withoutOrigin : `/${withoutOrigin}`;
  const question = own.indexOf('?');
  return question < 0 ? [own, ''] : [own.slice(0, question), own.slice(question + 1)];
}

function headersOf(raw: readonly string[]): Pick<WebRequest, 'headers' | 'cookies'> {
  const headers: Record<string, string> = {};
  const cookies: string[] = [];
  for (let at = 0; at + 1 < raw.length; at += 2) {
    const name = raw[at]!.toLowerCase();
    const value = raw[at + 1]!;
    if (name === 'cookie') cookies.push(value);
    headers[name] = Object.hasOwn(headers, name) ? `${headers[name]},${value}` : value;
  }
  return { headers, cookies };
}

// Too large a body is read to its end and dropped: a caller still sending would miss the answer. One that says beforehand that it
// sends far too much is answered at once.
async function readBody(incoming: IncomingMessage, mostBytes: number, share: Share): Promise<Buffer> {
  if (Number(incoming.headers['content-length']) > DRAINED_TIMES * mostBytes) {
    drain(incoming, DRAINED_TIMES * mostBytes);
    throw new BodyTooLargeError(`the body exceeds ${mostBytes} bytes`);
  }
  const chunks: Buffer[] = [];
  let size = 0;
  let isRefused = false;
  for await (const chunk of incoming as AsyncIterable<Buffer>) {
    size += chunk.length;
    isRefused ||= size <= mostBytes && !share.take(chunk.length);
    if (size <= mostBytes && !isRefused) chunks.push(chunk);
    else chunks.length = 0;
    if (size > DRAINED_TIMES * mostBytes) incoming.destroy();
  }
  if (isRefused) throw new TooMuchHeldError('the requests under way hold as much memory as they may');
  if (size <= mostBytes) return chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks);
  throw new BodyTooLargeError(`the body exceeds ${mostBytes} bytes`);
}

/** Drops what comes, up to so many bytes. */
function drain(incoming: IncomingMessage, mostBytes: number): void {
  let size = 0;
  incoming.on('data', (chunk: Buffer) => {
    size += chunk.length;
    if (size > mostBytes) incoming.destroy();
  });
  incoming.on('error', () => undefined);
}
