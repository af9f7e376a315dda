// A request as it comes over the wire, read whole.
import type { IncomingMessage } from 'node:http';
import { ServiceError, type WireRequest } from './service.ts';

const MAX_BODY_BYTES = 25 * 1024 * 1024;
// Beyond this a caller is cut off instead of being read to its end.
const MAX_DRAINED_BYTES = 4 * MAX_BODY_BYTES;

/** Rejects with the ServiceError EntityTooLarge for a body beyond 25 MiB, and with a plain error when it is cut off. */
export async function readRequest(incoming: IncomingMessage): Promise<WireRequest> {
  const url = incoming.url ?? '/';
  const question = url.indexOf('?');
  return {
    method: incoming.method ?? 'GET',
    path: question < 0 ? url : url.slice(0, question),
    query: new URLSearchParams(question < 0 ? '' : url.slice(question + 1)),
    headers: Object.fromEntries(
      Object.entries(incoming.headers).map(([name, value]) => [name, decodeHeader(String(value))]),
    ),
    body: await readBody(incoming),
  };
}

// Node reads header bytes as Latin-1, while SDKs sign and send UTF-8.
function decodeHeader(value: string): string {
  if (!/[\x80-\xff]/.test(value)) return value;
  const decoded = Buffer.from(value, 'latin1').toString('utf8');
  return decoded.includes('\ufffd') ? value : decoded;
}

const tooLarge = () => new ServiceError('EntityTooLarge', `The body exceeds ${MAX_BODY_BYTES} bytes`, 413);

// Too large a body is read to its end and dropped: a caller still sending would miss the answer. One that says beforehand that
// it sends far too much is answered at once. By events, as an iterator
// over the chunks takes longer: with it, a small request costs an eighth more.
function readBody(incoming: IncomingMessage): Promise<Buffer> {
  if (Number(incoming.headers['content-length']) > MAX_DRAINED_BYTES) return Promise.reject(tooLarge());
  const { promise, resolve, reject } = Promise.withResolvers<Buffer>();
  const chunks: Buffer[] = [];
  let size = 0;
  incoming.on('data', (chunk: Buffer) => {
    size += chunk.length;
    if (size <= MAX_BODY_BYTES) chunks.push(chunk);
    else chunks.length = 0;
    if (size > MAX_DRAINED_BYTES) incoming.destroy();
  });
  incoming.on('end', () => {
    if (size > MAX_BODY_BYTES) reject(tooLarge());
    else resolve(chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks, size));
  });
  incoming.on('error', reject);
  incoming.on('close', () => {
    // Else it was cut off, by either side. An error for each request that ends as it should would have a stack for nothing.
    if (!incoming.readableEnded) reject(new Error('the connection was closed before the request was read'));
  });
  return promise;
}
