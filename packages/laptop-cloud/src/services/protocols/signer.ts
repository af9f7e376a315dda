// The SDK's own signer, on Node's hashes.
import { createHash, createHmac, createSecretKey, type KeyObject } from 'node:crypto';
import { SignatureV4 } from '@smithy/signature-v4';

/** Signs as the owner of a key would. */
export function signerFor(service: string, region: string, accessKeyId: string, secretAccessKey: string) {
  return new TellingSigner({
    service,
    region,
    credentials: { accessKeyId, secretAccessKey },
    sha256: Sha256,
    // S3 alone signs the path as it is sent; all others encode it once more.
    uriEscapePath: service !== 's3',
    applyChecksum: false,
  });
}

/** What was hashed, and what of that was signed. */
export interface SignedText {
  CanonicalRequest: string;
  StringToSign: string;
}

/** Keeps what it has signed last. */
class TellingSigner extends SignatureV4 {
  readonly signed: SignedText = { CanonicalRequest: '', StringToSign: '' };

  protected override createCanonicalRequest(
    ...parts: Parameters<SignatureV4['createCanonicalRequest']>
  ): string {
    this.signed.CanonicalRequest = super.createCanonicalRequest(...parts);
    return this.signed.CanonicalRequest;
  }

  protected override async createStringToSign(
    ...parts: Parameters<SignatureV4['createStringToSign']>
  ): Promise<string> {
    this.signed.StringToSign = await super.createStringToSign(...parts);
    return this.signed.StringToSign;
  }
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
  if (secret === undefined) return createHash('sha256');
  return createHmac('sha256', typeof secret === 'string' ? secret : keyOf(secret));
}

/** By bytes; the signer itself keeps those of each day, region and service. */
const keys = new WeakMap<object, KeyObject>();

// Given as bytes, Node looks for a key in them first and catches the error of finding none: four times the time.
function keyOf(bytes: ArrayBuffer | ArrayBufferView): KeyObject {
  const key = keys.get(bytes) ?? createSecretKey(toBytes(bytes));
  keys.set(bytes, key);
  return key;
}

function toBytes(source: string | ArrayBuffer | ArrayBufferView): Buffer {
  if (typeof source === 'string') return Buffer.from(source);
  if (source instanceof ArrayBuffer) return Buffer.from(source);
  return Buffer.from(source.buffer, source.byteOffset, source.byteLength);
}
