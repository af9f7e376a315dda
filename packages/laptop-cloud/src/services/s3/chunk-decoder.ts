// Takes the framing off an aws-chunked body as it comes, however it is cut: `<hex size>[;chunk-signature=...]CRLF bytes CRLF ...
// 0 CRLF trailer: value CRLF CRLF`. Signatures are checked chunk by chunk, where there is something to check them with.
import { createHash, type Hash, timingSafeEqual } from 'node:crypto';
import { type ChunkSigner, ServiceError } from '../service.ts';

/** Longer lines than any chunk's head or trailer are none of those. */
const MOST_LINE_BYTES = 16 * 1024;

export class ChunkDecoder {
  readonly trailers: Record<string, string> = {};
  /** Bytes given out so far. */
  size = 0;
  readonly #signer: ChunkSigner | undefined;
  readonly #isTrailerSigned: boolean;
  #previous: string;
  #state: 'head' | 'bytes' | 'bytes end' | 'trailers' | 'over' = 'head';
  /** The line that has not come whole. */
  #line: Buffer = Buffer.alloc(0);
  #left = 0;
  #claimed = '';
  #hash: Hash | undefined;
  #trailerLines: string[] = [];

  constructor(signer?: ChunkSigner, isTrailerSigned = false) {
    this.#signer = signer;
    this.#isTrailerSigned = isTrailerSigned;
    this.#previous = signer?.seed ?? '';
  }

  /** The bytes that a piece of the body carries. Throws IncompleteBody or SignatureDoesNotMatch. */
  *push(piece: Buffer): Generator<Buffer> {
    let at = 0;
    while (at < piece.length && this.#state !== 'over') {
      if (this.#state === 'bytes') {
        const bytes = piece.subarray(at, at + this.#left);
        at += bytes.length;
        this.#left -= bytes.length;
        this.size += bytes.length;
        this.#hash?.update(bytes);
        if (this.#left === 0) this.#state = 'bytes end';
        yield bytes;
        continue;
      }
      const end = piece.indexOf('\n', at);
      const upTo = end < 0 ? piece.length : end + 1;
      this.#line = Buffer.concat([this.#line, piece.subarray(at, upTo)]);
      at = upTo;
      if (this.#line.length > MOST_LINE_BYTES) throw incomplete();
      if (end < 0) continue;
      const line = this.#line.toString('utf8');
      this.#line = Buffer.alloc(0);
      if (!line.endsWith('\r\n')) throw incomplete();
      this.#take(line.slice(0, -2));
    }
  }

  /** To be called after the last piece. */
  end(): void {
    if (this.#state === 'trailers') this.#finish();
    if (this.#state !== 'over') throw incomplete();
  }

  #take(line: string): void {
    if (this.#state === 'head') this.#begin(line);
    else if (this.#state === 'bytes end') {
      if (line !== '') throw incomplete();
      this.#check();
      this.#state = 'head';
    } else if (line === '') this.#finish();
    else this.#trailerLines.push(line);
  }

  #begin(line: string): void {
    const [, digits, signature = ''] =
      /^([0-9a-f]{1,12})(?:;chunk-signature=([0-9a-f]{64}))?(?:;|$)/i.exec(line) ?? [];
    if (digits === undefined) throw incomplete();
    this.#left = Number.parseInt(digits, 16);
    this.#claimed = signature;
    this.#hash = this.#signer && createHash('sha256');
    if (this.#left > 0) {
      this.#state = 'bytes';
      return;
    }
    this.#check();
    this.#state = 'trailers';
  }

  #check(): void {
    if (!this.#signer || !this.#hash) return;
    const expected = this.#signer.chunk(this.#previous, this.#hash.digest('hex'));
    this.#compare(expected, this.#claimed);
  }

  #compare(expected: string, claimed: string): void {
    const isSame =
      expected.length === claimed.length && timingSafeEqual(Buffer.from(expected), Buffer.from(claimed));
    if (!isSame)
      throw new ServiceError(
        'SignatureDoesNotMatch',
        'The signature of a chunk does not match: the request signature we calculated does not match the signature you provided. Check your key and signing method.',
        403,
      );
    this.#previous = expected;
  }

  #finish(): void {
    this.#state = 'over';
    for (const line of this.#trailerLines) {
      const colon = line.indexOf(':');
      if (colon > 0) this.trailers[line.slice(0, colon).trim().toLowerCase()] = line.slice(colon + 1).trim();
    }
    const { 'x-amz-trailer-signature': claimed = '' } = this.trailers;
    delete this.trailers['x-amz-trailer-signature'];
    if (!this.#signer || !this.#isTrailerSigned) return;
    const signed = Object.entries(this.trailers).map(([name, value]) => `${name}:${value}\n`);
    const sha256 = createHash('sha256').update(signed.join('')).digest('hex');
    this.#compare(this.#signer.trailer(this.#previous, sha256), claimed);
  }
}

function incomplete(): ServiceError {
  return new ServiceError('IncompleteBody', 'The request body terminated unexpectedly');
}
