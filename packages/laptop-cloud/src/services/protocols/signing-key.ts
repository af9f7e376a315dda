// HMAC-SHA256 (RFC 2104) under a key with which very many texts are signed, as two hashes at one go each: node:crypto's own makes an
// object with a native part for every text, which takes twice as long and has to be collected.
import { hash } from 'node:crypto';

const BLOCK_BYTES = 64;
const DIGEST_BYTES = 32;
/** What is signed with a request is much shorter; policies of forms may be longer. */
const TEXT_BYTES = 1024;

export class SigningKey {
  /** The key as a hash begins with it, with room for a text and for a digest behind it. */
  readonly #inner = Buffer.alloc(BLOCK_BYTES + TEXT_BYTES, 0x36);
  readonly #outer = Buffer.alloc(BLOCK_BYTES + DIGEST_BYTES, 0x5c);

  /** Of a block's length at most. */
  constructor(key: Buffer) {
    for (const [at, byte] of key.entries()) {
      this.#inner[at]! ^= byte;
      this.#outer[at]! ^= byte;
    }
  }

  /** The signature of a text, in hexadecimal digits. */
  sign(text: string): string {
    this.#outer.write(hash('sha256', this.#begunWith(text)), BLOCK_BYTES, 'hex');
    return hash('sha256', this.#outer);
  }

  #begunWith(text: string): Buffer {
    // Three bytes for a unit of UTF-16 at most.
    if (text.length * 3 <= TEXT_BYTES)
      return this.#inner.subarray(0, BLOCK_BYTES + this.#inner.write(text, BLOCK_BYTES));
    return Buffer.concat([this.#inner.subarray(0, BLOCK_BYTES), Buffer.from(text)]);
  }
}
