// Bodies of answers as they go out: no faster than they are taken, and not for ever to who takes nothing.
import type { ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

/** How long nothing of an answer may be taken. */
export const STUCK_MS = 60_000;
/** What is larger goes piece by piece, so that it shows whether any of it is taken. */
const PIECE_BYTES = 64 * 1024;
/** In characters, which take three bytes at most. */
const LARGEST_TEXT = PIECE_BYTES / 4;

/**
 * Ends the answer with its body; the head has been set or sent, and `isPlainHead` says that it is ASCII. There is something to wait for
 * where the body is large; it rejects when the connection ends before.
 */
export function sendBody(
  outgoing: ServerResponse,
  body: string | Buffer | Readable,
  stuckMs = STUCK_MS,
  isPlainHead = false,
): Promise<void> | undefined {
  // With a text Node sends the head as one: at one go, but as UTF-8 of what may be bytes already.
  const isSentAsText = isPlainHead && typeof body === 'string' && body.length <= LARGEST_TEXT;
  const sent = typeof body === 'string' && body !== '' && !isSentAsText ? Buffer.from(body) : body;
  if (sent instanceof Readable || sent.length > PIECE_BYTES) {
    endIfStuck(outgoing, stuckMs);
    return pipeline(sent instanceof Readable ? sent : Readable.from(piecesOf(sent as Buffer)), outgoing);
  }
  outgoing.end(sent);
  if (outgoing.writableLength > 0) endIfStuck(outgoing, stuckMs);
  return undefined;
}

function* piecesOf(bytes: Buffer): Generator<Buffer> {
  for (let at = 0; at < bytes.length; at += PIECE_BYTES) yield bytes.subarray(at, at + PIECE_BYTES);
}

// Not the socket's own timeout: that begins anew with whatever the caller sends. And what waits for a slow source is not stuck.
function endIfStuck(outgoing: ServerResponse, stuckMs: number): void {
  let before = -1;
  const timer = setInterval(() => {
    const taken = (outgoing.socket?.bytesWritten ?? 0) - (outgoing.socket?.writableLength ?? 0);
    const isWaiting = outgoing.writableLength > 0;
    if (isWaiting && taken === before) outgoing.destroy();
    before = isWaiting ? taken : -1;
  }, stuckMs);
  timer.unref();
  outgoing.once('close', () => clearInterval(timer));
}
