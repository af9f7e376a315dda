// A request as it comes over the wire: its head at once, its body into memory or, where it is large, into a file.
import { createHash, randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import { join } from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { HeldBytes, type Share } from '../web/held-bytes.ts';
import { type BodyFile, ServiceError, type WireRequest } from './service.ts';

/** What is known before the body comes. */
export type WireHead = Omit<WireRequest, 'body'>;

/** A request that is still to be read. */
export interface UnreadRequest {
  head: WireHead;
  /** Bytes of its body; undefined where that is not told. */
  length: number | undefined;
  /** At once where there is none. Rejects with the ServiceError EntityTooLarge for a body beyond 25 MiB, and with IncompleteBody when it is cut off. */
  body(): Buffer | Promise<Buffer>;
  /** Into a new file in a folder. Rejects with EntityTooLarge beyond a number of bytes, and with IncompleteBody when it is cut off; no file is left then. */
  file?(folder: string, mostBytes: number): Promise<BodyFile>;
  /** Calls once the answer has gone out or nobody is there for it any more. */
  whenGone?: ((listener: () => void) => void) | undefined;
  /** Takes the memory of the body back from whoever still holds it. */
  forgetBody?(): void;
}

const MAX_BODY_BYTES = 25 * 1024 * 1024;
// Beyond this a caller is cut off instead of being read to its end.
const MAX_DRAINED_BYTES = 4 * MAX_BODY_BYTES;

/**
 * `begin` is called before the body is asked for: whoever waits for `100 Continue` gets it then. What is held in memory comes out of a
 * share. All members are there from the start: with one that was added later, each request with all that hangs on it outlived several
 * collections of new objects.
 */
export function openRequest(
  incoming: IncomingMessage,
  begin: () => void = () => undefined,
  share: Share = new HeldBytes().share(),
  whenGone?: (listener: () => void) => void,
): UnreadRequest {
  const url = incoming.url ?? '/';
  const question = url.indexOf('?');
  const length = incoming.headers['content-length'];
  let read: Buffer | undefined;
  return {
    head: {
      method: incoming.method ?? 'GET',
      path: question < 0 ? url : url.slice(0, question),
      query: new URLSearchParams(question < 0 ? '' : url.slice(question + 1)),
      headers: decodedHeaders(incoming),
    },
    length: length === undefined ? undefined : Number(length),
    body: () => {
      begin();
      if (!hasBody(incoming)) return NOTHING;
      return readBody(incoming, share).then((body) => {
        read = body;
        return body;
      });
    },
    forgetBody: () => {
      if (read) giveBack(read);
    },
    file: (folder, mostBytes) => {
      if (Number(length) > mostBytes) {
        drain(incoming);
        throw tooLarge(mostBytes);
      }
      begin();
      return readToFile(incoming, folder, mostBytes);
    },
    whenGone,
  };
}

/** Lets an answer reach a caller who still sends: what comes is dropped, up to a point. */
export function drain(incoming: IncomingMessage): void {
  if (incoming.complete || incoming.readableFlowing) return;
  let size = 0;
  incoming.on('data', (chunk: Buffer) => {
    size += chunk.length;
    if (size > MAX_DRAINED_BYTES) incoming.destroy();
  });
  incoming.on('error', () => undefined);
  // Who has begun to read it and given up has left it paused.
  incoming.resume();
}

const NOTHING = Buffer.alloc(0);

/** RFC 9112, section 6: these two alone say that something follows the head. */
function hasBody({ headers }: IncomingMessage): boolean {
  const length = headers['content-length'];
  return headers['transfer-encoding'] !== undefined || (length !== undefined && Number(length) !== 0);
}

/** As they are, where they are plain: to copy them takes longer than to look. */
function decodedHeaders({ headers }: IncomingMessage): Record<string, string> {
  const decoded = headers as Record<string, string | string[]>;
  for (const name in decoded) {
    const value = decoded[name]!;
    if (typeof value !== 'string' || /[\x80-\xff]/.test(value)) decoded[name] = decodeHeader(String(value));
  }
  return decoded as Record<string, string>;
}

// Node reads header bytes as Latin-1, while SDKs sign and send UTF-8.
function decodeHeader(value: string): string {
  if (!/[\x80-\xff]/.test(value)) return value;
  const decoded = Buffer.from(value, 'latin1').toString('utf8');
  return decoded.includes('\ufffd') ? value : decoded;
}

// Too large a body is read to its end and dropped: a caller still sending would miss the answer. One that says beforehand that
// it sends far too much is answered at once. By events, as an iterator over the chunks takes longer: with it, a small request
// costs an eighth more.
function readBody(incoming: IncomingMessage, share: Share): Promise<Buffer> {
  if (Number(incoming.headers['content-length']) > MAX_DRAINED_BYTES)
    return Promise.reject(tooLarge(MAX_BODY_BYTES));
  const { promise, resolve, reject } = Promise.withResolvers<Buffer>();
  const chunks: Buffer[] = [];
  let size = 0;
  let isRefused = false;
  incoming.on('data', (chunk: Buffer) => {
    size += chunk.length;
    isRefused ||= size <= MAX_BODY_BYTES && !share.take(chunk.length);
    if (size <= MAX_BODY_BYTES && !isRefused) chunks.push(chunk);
    else chunks.length = 0;
    if (size > MAX_DRAINED_BYTES) incoming.destroy();
  });
  incoming.on('end', () => {
    if (size > MAX_BODY_BYTES) reject(tooLarge(MAX_BODY_BYTES));
    else if (isRefused) reject(tooMany());
    else resolve(wholeOf(chunks, size));
  });
  incoming.on('error', () => reject(cutOff()));
  incoming.on('close', () => {
    // Else it was cut off, by either side. An error for each request that ends as it should would have a stack for nothing.
    if (!incoming.readableEnded) reject(cutOff());
  });
  return promise;
}

function wholeOf(chunks: readonly Buffer[], size: number): Buffer {
  if (chunks.length === 1) return chunks[0]!;
  const whole = Buffer.concat(chunks, size);
  chunks.forEach(giveBack);
  return whole;
}

/** What is smaller is not worth the call. */
const LEAST_GIVEN_BACK_BYTES = 16 * 1024;

/**
 * Frees memory that is nobody else's at once. Node makes a new buffer for each piece of a body, and left to V8, some hundreds of them are
 * reason enough to look through the whole heap: for puts of 50 KB that took as long as the puts themselves.
 */
function giveBack({ buffer, length }: Buffer): void {
  if (length >= LEAST_GIVEN_BACK_BYTES && buffer.byteLength === length && buffer instanceof ArrayBuffer)
    buffer.transfer(0);
}

async function readToFile(incoming: IncomingMessage, folder: string, mostBytes: number): Promise<BodyFile> {
  const path = join(folder, randomUUID());
  const hash = createHash('sha256');
  let size = 0;
  const measured = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      size += chunk.length;
      hash.update(chunk);
      done(size > mostBytes ? tooLarge(mostBytes) : null, chunk);
    },
  });
  incoming.once('error', () => measured.destroy(cutOff()));
  incoming.once('close', () => {
    if (!incoming.readableEnded) measured.destroy(cutOff());
  });
  try {
    // Without `incoming`: a pipeline that fails has it destroyed, and what is left of the body stands before the next request for ever.
    await pipeline(incoming.pipe(measured), createWriteStream(path, { flags: 'wx' }));
    return { path, size, sha256: hash.digest('hex') };
  } catch (error) {
    await rm(path, { force: true });
    throw error;
  }
}

// In S3's words, though nobody is there to hear them: as a ServiceError it is not logged as a failure of the laptop.
function cutOff(): ServiceError {
  return new ServiceError('IncompleteBody', 'The connection was closed before the request was read.');
}

// In words after which every SDK tries again a moment later.
function tooMany(): ServiceError {
  return new ServiceError(
    'ServiceUnavailable',
    'The requests under way hold as much memory as they may: try again, with fewer at once',
    503,
  );
}

function tooLarge(mostBytes: number): ServiceError {
  return new ServiceError('EntityTooLarge', `The body exceeds ${mostBytes} bytes`, 413);
}
