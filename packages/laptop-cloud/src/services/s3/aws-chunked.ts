// The aws-chunked content encoding: what SDKs send when the checksum of a stream follows its body as a trailer.
import { ServiceError, type ServiceRequest } from '../service.ts';

/**
 * The request with its body unpacked, trailers among its headers and `aws-chunked` taken off Content-Encoding.
 * Any other request comes back as it is. Throws IncompleteBody, MalformedTrailer or NotImplemented.
 */
export function unpackBody(request: ServiceRequest): ServiceRequest {
  const payload = request.headers['x-amz-content-sha256'] ?? '';
  if (!payload.startsWith('STREAMING-')) return request;
  if (payload !== 'STREAMING-UNSIGNED-PAYLOAD-TRAILER') {
    throw new ServiceError('NotImplemented', `x-amz-content-sha256 ${payload} is not supported`, 501);
  }
  const { body, trailers } = decodeChunks(request.body);
  const length = request.headers['x-amz-decoded-content-length'];
  if (length !== undefined && Number(length) !== body.length) {
    throw new ServiceError('IncompleteBody', 'You did not provide the number of bytes specified.');
  }
  const promised = (request.headers['x-amz-trailer'] ?? '').toLowerCase().split(',').filter(Boolean);
  if (promised.some((name) => trailers[name.trim()] === undefined)) {
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
    body,
    headers: {
      ...headers,
      ...trailers,
      ...(encodings.length > 0 ? { 'content-encoding': encodings.join(',') } : {}),
    },
  };
}

/** Splits `<hex size>[;extension]CRLF bytes CRLF ... 0 CRLF trailer: value CRLF CRLF`. */
export function decodeChunks(encoded: Buffer): { body: Buffer; trailers: Record<string, string> } {
  const chunks: Buffer[] = [];
  let at = 0;
  for (;;) {
    const lineEnd = encoded.indexOf('\r\n', at);
    const size = /^([0-9a-f]{1,8})(;|$)/i.exec(encoded.toString('latin1', at, Math.max(lineEnd, at)))?.[1];
    if (lineEnd < 0 || size === undefined) throw incomplete();
    at = lineEnd + 2;
    const length = Number.parseInt(size, 16);
    if (length === 0) break;
    if (encoded.toString('latin1', at + length, at + length + 2) !== '\r\n') throw incomplete();
    chunks.push(encoded.subarray(at, at + length));
    at += length + 2;
  }
  const trailers: Record<string, string> = {};
  for (const line of encoded.toString('utf8', at).split('\r\n')) {
    const colon = line.indexOf(':');
    if (colon > 0) trailers[line.slice(0, colon).trim().toLowerCase()] = line.slice(colon + 1).trim();
  }
  return { body: Buffer.concat(chunks), trailers };
}

function incomplete(): ServiceError {
  return new ServiceError('IncompleteBody', 'The request body terminated unexpectedly');
}
