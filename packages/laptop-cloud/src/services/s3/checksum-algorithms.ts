// The checksums that S3 knows, taken piece by piece.
import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import type { ChecksumAlgorithm } from './bucket.ts';

export interface Checksummer {
  update(bytes: Buffer): void;
  digest(): Buffer;
}

export const ALGORITHMS: Readonly<Record<ChecksumAlgorithm, () => Checksummer>> = {
  CRC32: () => running(0, crc32, (crc) => words(crc)),
  CRC32C: () => running(~0, crc32c, (crc) => words(~crc)),
  CRC64NVME: crc64nvme,
  MD5: () => createHash('md5'),
  SHA1: () => createHash('sha1'),
  SHA256: () => createHash('sha256'),
  SHA512: () => createHash('sha512'),
};

function running(
  start: number,
  step: (bytes: Buffer, crc: number) => number,
  finish: (crc: number) => Buffer,
): Checksummer {
  let crc = start;
  return {
    update(bytes) {
      crc = step(bytes, crc);
    },
    digest: () => finish(crc),
  };
}

function words(...values: number[]): Buffer {
  const bytes = Buffer.alloc(4 * values.length);
  values.forEach((value, index) => void bytes.writeUInt32BE(value >>> 0, 4 * index));
  return bytes;
}

// Castagnoli polynomial, bits reversed.
const CRC32C_TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte;
  for (let bit = 0; bit < 8; bit += 1) crc = crc & 1 ? (crc >>> 1) ^ 0x82f63b78 : crc >>> 1;
  return crc;
});

function crc32c(bytes: Buffer, start: number): number {
  let crc = start;
  for (const byte of bytes) crc = (crc >>> 8) ^ (CRC32C_TABLE[(crc ^ byte) & 0xff] as number);
  return crc;
}

// The NVMe polynomial, bits reversed; two 32-bit halves, because BigInt is fifty times slower.
const CRC64_TABLE = Array.from({ length: 256 }, (_, byte) => {
  let crc = BigInt(byte);
  for (let bit = 0; bit < 8; bit += 1) crc = crc & 1n ? (crc >> 1n) ^ 0x9a6c9329ac4bc9b5n : crc >> 1n;
  return crc;
});
const CRC64_HIGH = Uint32Array.from(CRC64_TABLE, (crc) => Number(crc >> 32n));
const CRC64_LOW = Uint32Array.from(CRC64_TABLE, (crc) => Number(crc & 0xffffffffn));

function crc64nvme(): Checksummer {
  let high = ~0;
  let low = ~0;
  return {
    update(bytes) {
      let [h, l] = [high, low];
      for (const byte of bytes) {
        const index = (l ^ byte) & 0xff;
        l = ((l >>> 8) | (h << 24)) ^ (CRC64_LOW[index] as number);
        h = (h >>> 8) ^ (CRC64_HIGH[index] as number);
      }
      [high, low] = [h, l];
    },
    digest: () => words(~high, ~low),
  };
}
