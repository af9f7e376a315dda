// The SDK's own signer, on Node's hashes: for what the laptop sends to itself.
import { createHash, createHmac } from 'node:crypto';
import { SignatureV4 } from '@smithy/signature-v4';

/** Signs as the owner of a key would. */
export function signerFor(service: string, region: string, accessKeyId: string, secretAccessKey: string) {
  return new SignatureV4({
    service,
    region,
    credentials: { accessKeyId, secretAccessKey },
    sha256: Sha256,
    // S3 alone signs the path as it is sent; all others encode it once more.
    uriEscapePath: service !== 's3',
    applyChecksum: false,
  });
}

/** Node's hash in the shape the signer wants. */
class Sha256 {
  #hash;
  readonly #secret: string | ArrayBuffer | ArrayBufferView | undefined;
  constructor(secret?: string | ArrayBuffer | ArrayBufferView) {
    this.#secret = secret;
    this.#hash = startHash(secret);
  }
  update(chunk: string | ArrayBuffer | ArrayBufferView): void {
    this.#hash.update(toBytes(chunk));
  }
  async digest(): Promise<Uint8Array> {
    return this.#hash.digest();
  }
  reset(): void {
    this.#hash = startHash(this.#secret);
  }
}

function startHash(secret: string | ArrayBuffer | ArrayBufferView | undefined) {
  return secret === undefined ? createHash('sha256') : createHmac('sha256', toBytes(secret));
}

function toBytes(source: string | ArrayBuffer | ArrayBufferView): Buffer {
  if (typeof source === 'string') return Buffer.from(source);
  if (source instanceof ArrayBuffer) return Buffer.from(source);
  return Buffer.from(source.buffer, source.byteOffset, source.byteLength);
}
