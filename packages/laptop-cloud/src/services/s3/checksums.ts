// Checksums and MD5 of what was sent, computed and compared with what the sender says.
import { createHash, hash } from 'node:crypto';
import { ServiceError } from '../service.ts';
import type { Checksum, ChecksumAlgorithm } from './bucket.ts';
import { ALGORITHMS } from './checksum-algorithms.ts';
import { type Content, look } from './content.ts';

type Headers = Readonly<Record<string, string>>;

export const CHECKSUM_ALGORITHMS = Object.keys(ALGORITHMS) as ChecksumAlgorithm[];

/** In bytes. */
const LENGTHS = Object.fromEntries(
  CHECKSUM_ALGORITHMS.map((algorithm) => [algorithm, ALGORITHMS[algorithm]().digest().length]),
) as Record<ChecksumAlgorithm, number>;

/** Of S3's newest, these are not computed here. */
export const REFUSED_ALGORITHMS = ['XXHASH64', 'XXHASH3', 'XXHASH128'];

/** Base64 of the checksum over bytes. */
export function computeChecksum(algorithm: ChecksumAlgorithm, bytes: Buffer): string {
  const sum = ALGORITHMS[algorithm]();
  sum.update(bytes);
  return sum.digest().toString('base64');
}

/** The same over contents, one after the other. */
export async function checksumOf(
  algorithm: ChecksumAlgorithm,
  contents: readonly Content[],
): Promise<string> {
  const sum = ALGORITHMS[algorithm]();
  for (const content of contents) await look(content, (piece) => sum.update(piece));
  return sum.digest().toString('base64');
}

const HEADERS = Object.fromEntries(
  CHECKSUM_ALGORITHMS.map((algorithm) => [algorithm, `x-amz-checksum-${algorithm.toLowerCase()}`]),
) as Record<ChecksumAlgorithm, string>;

/** The header that carries a checksum: `x-amz-checksum-crc32`. */
export function checksumHeader(algorithm: ChecksumAlgorithm): string {
  return HEADERS[algorithm];
}

/** The checksum a request declares in headers or trailer, unverified. Throws on two of them, and on one that can be none. */
export function declaredChecksum(
  headers: Headers,
): { algorithm: ChecksumAlgorithm; value: string } | undefined {
  const names: string[] = [];
  for (const name in headers)
    if (name.startsWith('x-amz-checksum-') && !/-(mode|type|algorithm)$/.test(name)) names.push(name);
  if (names.length > 1)
    invalid('Expecting a single x-amz-checksum- header. Multiple checksum Types are not allowed.');
  const wanted = headers['x-amz-sdk-checksum-algorithm'];
  const [name] = names;
  if (name === undefined) {
    if (wanted !== undefined)
      invalid(
        'x-amz-sdk-checksum-algorithm specified, but no corresponding x-amz-checksum-* or x-amz-trailer headers were found.',
      );
    return undefined;
  }
  const algorithm = parseAlgorithm(name.slice('x-amz-checksum-'.length));
  const value = headers[name] ?? '';
  if (wanted !== undefined && wanted.toUpperCase() !== algorithm)
    invalid('Value for x-amz-sdk-checksum-algorithm header is invalid.');
  if (!isBase64(value.replace(/-\d+$/, ''), LENGTHS[algorithm]))
    invalid(`Value for ${name} header is invalid.`);
  return { algorithm, value };
}

/** What is known of bytes once they have been gone through. */
export interface Measured {
  /** MD5 in hex. */
  etag: string;
  checksum: Checksum;
}

/** What S3 reckons where nobody has named one. */
export const DEFAULT_ALGORITHM = 'CRC64NVME';

/**
 * Verifies Content-MD5 and the declared checksum; gives the checksum to keep (that of `preferred` where none was declared), at once for
 * bytes in memory. Throws BadDigest naming the algorithm, or the MD5 that was expected as S3 writes it.
 */
export function measure(
  headers: Headers,
  content: Content,
  preferred: ChecksumAlgorithm = DEFAULT_ALGORITHM,
  expectedAs: BufferEncoding = 'base64',
): Measured | Promise<Measured> {
  const { declared, md5 } = declarations(headers);
  const algorithm = declared?.algorithm ?? preferred;
  const measured = ({ etag, value }: Sums): Measured => {
    compare(
      md5,
      md5 === undefined ? '' : Buffer.from(etag, 'hex').toString('base64'),
      declared,
      value,
      expectedAs,
    );
    return { etag, checksum: { algorithm, value, type: 'FULL_OBJECT' } };
  };
  if (!Buffer.isBuffer(content)) return bothOf(content, algorithm).then(measured);
  return measured({ etag: hash('md5', content), value: computeChecksum(algorithm, content) });
}

interface Sums {
  /** MD5 in hex. */
  etag: string;
  value: string;
}

/** In one go through a file. */
async function bothOf(content: Content, algorithm: ChecksumAlgorithm): Promise<Sums> {
  const md5 = createHash('md5');
  const sum = ALGORITHMS[algorithm]();
  await look(content, (piece) => {
    md5.update(piece);
    sum.update(piece);
  });
  return { etag: md5.digest('hex'), value: sum.digest().toString('base64') };
}

/** The same for a body in memory of which nothing is kept. */
export function verifyChecksums(headers: Headers, bytes: Buffer): void {
  const { declared, md5 } = declarations(headers);
  compare(
    md5,
    md5 === undefined ? '' : createHash('md5').update(bytes).digest('base64'),
    declared,
    declared ? computeChecksum(declared.algorithm, bytes) : '',
  );
}

type Declared = ReturnType<typeof declaredChecksum>;

function declarations(headers: Headers): { declared: Declared; md5: string | undefined } {
  const md5 = headers['content-md5'];
  if (md5 !== undefined && !isBase64(md5, 16))
    throw new ServiceError('InvalidDigest', 'The Content-MD5 you specified was invalid.', 400, {
      'Content-MD5': md5,
    });
  return { declared: declaredChecksum(headers), md5 };
}

function compare(
  md5: string | undefined,
  realMd5: string,
  declared: Declared,
  value: string,
  expectedAs: BufferEncoding = 'base64',
): void {
  if (md5 !== undefined && md5 !== realMd5)
    throw new ServiceError(
      'BadDigest',
      'The Content-MD5 you specified did not match what we received.',
      400,
      {
        ExpectedDigest: Buffer.from(md5, 'base64').toString(expectedAs),
        CalculatedDigest: realMd5,
      },
    );
  if (declared && declared.value !== value)
    throw new ServiceError(
      'BadDigest',
      `The ${declared.algorithm} you specified did not match the calculated checksum.`,
    );
}

/** Reads an algorithm's name. Throws InvalidRequest naming an unknown one. */
export function parseAlgorithm(name: string): ChecksumAlgorithm {
  const wanted = name.toUpperCase();
  const algorithm = CHECKSUM_ALGORITHMS.find((one) => one === wanted);
  if (algorithm) return algorithm;
  if (REFUSED_ALGORITHMS.includes(wanted))
    throw new ServiceError(
      'NotImplemented',
      `The local s3 service does not support the checksum ${wanted}`,
      501,
    );
  return invalid(
    `Checksum algorithm provided is unsupported. Please try again with any of the valid types: [${CHECKSUM_ALGORITHMS.toSorted().join(', ')}]`,
  );
}

/** Whether text is so many bytes in base64. */
function isBase64(text: string, length: number): boolean {
  const bytes = Buffer.from(text, 'base64');
  return bytes.length === length && bytes.toString('base64') === text;
}

function invalid(message: string): never {
  throw new ServiceError('InvalidRequest', message);
}
