// The aws-chunked content encoding: what SDKs send when each chunk of a stream is signed, or the checksum follows its body as a
// trailer, or both.
import { createReadStream, createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { type BodyFile, ServiceError, type ServiceRequest } from '../service.ts';
import { ChunkDecoder } from './chunk-decoder.ts';

/** Payloads that come in chunks, and whether those and their trailer are signed. */
const PAYLOADS: Readonly<Record<string, { isSigned: boolean; hasTrailer: boolean }>> = {
  'STREAMING-UNSIGNED-PAYLOAD-TRAILER': { isSigned: false, hasTrailer: true },
  'STREAMING-AWS4-HMAC-SHA256-PAYLOAD': { isSigned: true, hasTrailer: false },
  'STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER': { isSigned: true, hasTrailer: true },
};

/**
 * The request with its body unpacked, trailers among its headers and `aws-chunked` taken off Content-Encoding.
 * Any other request comes back as it is. Throws IncompleteBody, InvalidArgument, MissingContentLength, SignatureDoesNotMatch,
 * MalformedTrailerError or NotImplemented.
 */
export function unpackBody(request: ServiceRequest): ServiceRequest | Promise<ServiceRequest> {
  const name = request.headers['x-amz-content-sha256'] ?? '';
  if (!name.startsWith('STREAMING-')) {
    checkHash(request.headers['x-amz-content-sha256']);
    refuseUnknownLength(request);
    return request;
  }
  const payload = Object.hasOwn(PAYLOADS, name) ? PAYLOADS[name] : undefined;
  if (!payload || (payload.isSigned && !request.chunkSigner))
    throw new ServiceError('NotImplemented', `x-amz-content-sha256 ${name} is not supported`, 501);
  const decoder = new ChunkDecoder(payload.isSigned ? request.chunkSigner : undefined, payload.hasTrailer);
  if (request.bodyFile)
    return decodeFile(request.bodyFile, decoder).then((bodyFile) =>
      unpacked({ ...request, bodyFile }, decoder),
    );
  const body = Buffer.concat([...decoder.push(request.body)]);
  decoder.end();
  return unpacked({ ...request, body }, decoder);
}

// Into another file, which then takes the place of the first: whoever removes that one, removes this.
async function decodeFile(file: BodyFile, decoder: ChunkDecoder): Promise<BodyFile> {
  const target = `${file.path}.body`;
  try {
    await pipeline(
      createReadStream(file.path, { highWaterMark: 64 * 1024 }),
      async function* (pieces: AsyncIterable<Buffer>) {
        for await (const piece of pieces) yield* decoder.push(piece);
      },
      createWriteStream(target),
    );
    decoder.end();
    await rename(target, file.path);
  } catch (error) {
    await rm(target, { force: true });
    throw error;
  }
  return { ...file, size: decoder.size };
}

function unpacked(request: ServiceRequest, { size, trailers }: ChunkDecoder): ServiceRequest {
  const length = request.headers['x-amz-decoded-content-length'];
  if (length === undefined)
    throw new ServiceError('MissingContentLength', 'You must provide the Content-Length HTTP header.', 411);
  if (Number(length) !== size) {
    throw new ServiceError('IncompleteBody', 'You did not provide the number of bytes specified.');
  }
  const promised = promisedTrailers(request);
  if (promised.some((name) => trailers[name] === undefined)) {
    throw new ServiceError(
      'MalformedTrailerError',
      'The request contained trailing data that was not well-formed',
    );
  }
  const { 'content-encoding': encoding = '', ...headers } = request.headers;
  const encodings = encoding
    .split(',')
    .map((one) => one.trim())
    .filter((one) => one && one !== 'aws-chunked');
  return {
    ...request,
    headers: {
      ...headers,
      // Others would be headers that nobody has signed.
      ...Object.fromEntries(promised.map((name) => [name, trailers[name] ?? ''])),
      ...(encodings.length > 0 ? { 'content-encoding': encodings.join(',') } : {}),
    },
  };
}

/** Throws NotImplemented for a body of which nobody says how long it is: streams are sent so where they are not read before. */
function refuseUnknownLength({ headers }: ServiceRequest): void {
  if (headers['transfer-encoding'] === undefined || headers['content-length'] !== undefined) return;
  throw new ServiceError(
    'NotImplemented',
    'A header you provided implies functionality that is not implemented',
    501,
    { Header: 'Transfer-Encoding' },
  );
}

/** Throws InvalidArgument for what is neither the hash of a body nor a word that stands for one. */
function checkHash(declared: string | undefined): void {
  if (declared === undefined || declared === 'UNSIGNED-PAYLOAD' || /^[0-9a-f]{64}$/i.test(declared)) return;
  throw new ServiceError(
    'InvalidArgument',
    'x-amz-content-sha256 must be UNSIGNED-PAYLOAD, STREAMING-UNSIGNED-PAYLOAD-TRAILER, STREAMING-AWS4-HMAC-SHA256-PAYLOAD, STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER or a valid sha256 value.',
    400,
    { ArgumentName: 'x-amz-content-sha256', ArgumentValue: declared },
  );
}

/** Throws InvalidRequest for a trailer that is no checksum. */
function promisedTrailers({ headers }: ServiceRequest): string[] {
  const names = (headers['x-amz-trailer'] ?? '')
    .toLowerCase()
    .split(',')
    .map((name) => name.trim())
    .filter(Boolean);
  if (!names.every((name) => /^x-amz-checksum-(?!mode$|type$|algorithm$)/.test(name)))
    throw new ServiceError(
      'InvalidRequest',
      'The value specified in the x-amz-trailer header is not supported',
    );
  return names;
}
