// What SDK clients hash and sign with. The SDK's own class hands Node the signing key as bytes: Node looks for a key object in
// them, makes an error of finding none and catches it, for every call that is signed (findings/hmac-of-bytes-looks-for-keys.sh).

import { createHash, createHmac, createSecretKey, type Hash, type Hmac, type KeyObject } from 'node:crypto';

type Source = string | ArrayBuffer | ArrayBufferView;

/** SHA-256, keyed where a secret is given: the `sha256` of a client's configuration. */
class SigningHash {
  readonly #secret: Source | undefined;
  #hash: Hash | Hmac;

  constructor(secret?: Source) {
    this.#secret = secret;
    this.#hash = begun(secret);
  }

  update(data: Source): void {
    this.#hash.update(typeof data === 'string' ? data : bytesOf(data));
  }

  /** Of a plain hash, what has come so far: it may go on. */
  async digest(): Promise<Uint8Array> {
    return ('copy' in this.#hash ? this.#hash.copy() : this.#hash).digest();
  }

  reset(): void {
    this.#hash = begun(this.#secret);
  }
}

/** Configuration for every client. */
export const SIGNING = { sha256: SigningHash };

function begun(secret: Source | undefined): Hash | Hmac {
  if (!secret) return createHash('sha256');
  return createHmac('sha256', typeof secret === 'string' ? secret : keyOf(secret));
}

/** By the bytes themselves: the signer keeps those of a day, a region and a service, and comes with the same again. */
const keys = new WeakMap<ArrayBuffer | ArrayBufferView, KeyObject>();

function keyOf(bytes: ArrayBuffer | ArrayBufferView): KeyObject {
  const key = keys.get(bytes) ?? createSecretKey(bytesOf(bytes));
  keys.set(bytes, key);
  return key;
}

function bytesOf(source: ArrayBuffer | ArrayBufferView): Uint8Array {
  return source instanceof ArrayBuffer
    ? new Uint8Array(source)
    : new Uint8Array(source.buffer, source.byteOffset, source.byteLength);
}
