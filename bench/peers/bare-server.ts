// What `node:http` can do at best: keeps what is put in memory, with the three sums over it that a put by an SDK has taken, and gives it
// back. A process of its own; prints a line when it listens on the port that it is given.

import { hash } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';
import { crc32 } from 'node:zlib';

const kept = new Map<string, Buffer>();

const server = createServer({ optimizeEmptyRequests: true }, async (incoming, outgoing) => {
  const [path = ''] = (incoming.url ?? '').split('?');
  if (incoming.method === 'PUT') {
    const bytes = await readInto(roomFor(path, Number(incoming.headers['content-length'] ?? 0)), incoming);
    const etag = hash('md5', bytes);
    hash('sha256', bytes);
    crc32(bytes);
    kept.set(path, bytes);
    outgoing.writeHead(200, ['content-length', '0', 'etag', `"${etag}"`]).end();
    return;
  }
  const bytes = kept.get(path);
  outgoing.writeHead(bytes ? 200 : 404, ['content-length', String(bytes?.length ?? 0)]).end(bytes);
});
server.listen(Number(process.argv[2]), '127.0.0.1');

/** Where the last one of its path lay, if that is as long. */
function roomFor(path: string, length: number): Buffer {
  const room = kept.get(path);
  return room?.length === length ? room : Buffer.allocUnsafeSlow(length);
}

/** Pieces are freed at once: left to V8, some hundreds of them have it look through the whole heap. */
function readInto(room: Buffer, incoming: IncomingMessage): Promise<Buffer> {
  const { promise, resolve, reject } = Promise.withResolvers<Buffer>();
  let size = 0;
  incoming.on('data', (piece: Buffer<ArrayBuffer>) => {
    size += piece.copy(room, size);
    if (piece.buffer.byteLength === piece.length) piece.buffer.transfer(0);
  });
  incoming.on('end', () => resolve(room));
  incoming.on('error', reject);
  return promise;
}
