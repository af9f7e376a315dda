// The checksums S3 knows, computed and compared.
import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { ServiceError } from '../service.ts';
import type { Checksum, ChecksumAlgorithm } from './bucket.ts';

/** Base64 of the checksum over bytes. */
export function computeChecksum(algorithm: ChecksumAlgorithm, bytes: Buffer): string {
  return ALGORITHMS[algorithm](bytes).toString('base64');
}

export const CHECKSUM_ALGORITHMS = ['CRC32', 'CRC32C', 'CRC64NVME', 'SHA1', 'SHA256'] as const;

/** The header that carries a checksum: `x-amz-checksum-crc32`. */
export function checksumHeader(algorithm: ChecksumAlgorithm): string {
  return `x-amz-checksum-${algorithm.toLowerCase()}`;
}

/** The checksum a request declares in headers or trailer, unverified. Throws on two of them. */
export function declaredChecksum(
  headers: Readonly<Record<string, string>>,
): { algorithm: ChecksumAlgorithm; value: string } | undefined {
  const declared = CHECKSUM_ALGORITHMS.flatMap((algorithm) => {
    const value = headers[checksumHeader(algorithm)];
    return value === undefined ? [] : [{ algorithm, value }];
  });
  if (declared.length > 1) {
    throw new ServiceError(
      'InvalidRequest',
      'Expecting a single x-amz-checksum- header. Multiple checksum Types are not allowed.',
    );
  }
  return declared[0];
}

/**
 * Verifies Content-MD5 and the declared checksum; gives the checksum to keep (CRC64NVME where none was declared, as
 * S3 does). Throws BadDigest naming the algorithm.
 */
export function verifyChecksums(headers: Readonly<Record<string, string>>, bytes: Buffer): Checksum {
  const md5 = headers['content-md5'];
  if (md5 !== undefined && md5 !== createHash('md5').update(bytes).digest('base64')) {
    throw new ServiceError('BadDigest', 'The Content-MD5 you specified did not match what we received.');
  }
  const declared = declaredChecksum(headers);
  const algorithm = declared?.algorithm ?? 'CRC64NVME';
  const value = computeChecksum(algorithm, bytes);
  if (declared && declared.value !== value) {
    throw new ServiceError(
      'BadDigest',
      `The ${algorithm} you specified did not match the calculated checksum.`,
    );
  }
  return { algorithm, value, type: 'FULL_OBJECT' };
}

/** Reads an algorithm's name. Throws InvalidRequest naming an unknown one. */
export function parseAlgorithm(name: string): ChecksumAlgorithm {
  const algorithm = CHECKSUM_ALGORITHMS.find((one) => one === name.toUpperCase());
  if (algorithm) return algorithm;
  throw new ServiceError('InvalidRequest', `Checksum algorithm provided is unsupported: ${name}`);
}

const ALGORITHMS: Record<ChecksumAlgorithm, (bytes: Buffer) => Buffer> = {
  CRC32: (bytes) => fromWords(crc32(bytes)),
  CRC32C: (bytes) => fromWords(crc32c(bytes)),
  CRC64NVME: crc64nvme,
  SHA1: (bytes) => createHash('sha1').update(bytes).digest(),
  SHA256: (bytes) => createHash('sha256').update(bytes).digest(),
};

function fromWords(...words: number[]): Buffer {
  const bytes = Buffer.alloc(4 * words.length);
  words.forEach((word, index) => void bytes.writeUInt32BE(word >>> 0, 4 * index));
  return bytes;
}

// Castagnoli polynomial, bits reversed.
const CRC32C_TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte;
  for (let bit = 0; bit < 8; bit += 1) crc = crc & 1 ? (crc >>> 1) ^ 0x82f63b78 : crc >>> 1;
  return crc;
});

function crc32c(bytes: Buffer): number {
  let crc = ~0;
  for (const byte of bytes) crc = (crc >>> 8) ^ (CRC32C_TABLE[(crc ^ byte) & 0xff] as number);
  return ~crc;
}

// The NVMe polynomial, bits reversed; two 32-bit halves, because BigInt is fifty times slower.
const CRC64_TABLE = Array.from({ length: 256 }, (_, byte) => {
  let crc = BigInt(byte);
  for (let bit = 0; bit < 8; bit += 1) crc = crc & 1n ? (crc >> 1n) ^ 0x9a6c9329ac4bc9b5n : crc >> 1n;
  return crc;
});
const CRC64_HIGH = Uint32Array.from(CRC64_TABLE, (crc) => Number(crc >> 32n));
const CRC64_LOW = Uint32Array.from(CRC64_TABLE, (crc) => Number(crc & 0xffffffffn));

function crc64nvme(bytes: Buffer): Buffer {
  let high = ~0;
  let low = ~0;
  for (const byte of bytes) {
    const index = (low ^ byte) & 0xff;
    low = ((low >>> 8) | (high << 24)) ^ (CRC64_LOW[index] as number);
    high = (high >>> 8) ^ (CRC64_HIGH[index] as number);
  }
  return fromWords(~high, ~low);
}
