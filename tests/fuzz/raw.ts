// Bytes that are no requests, or not quite, and callers that are slow, stop halfway, or never read what they asked for.
import { connect, type Socket } from 'node:net';
import fc from 'fast-check';
import { oddText } from './texts.ts';

const line = fc.constantFrom(
  'GET / HTTP/1.1\r\n',
  'POST / HTTP/1.1\r\n',
  'PUT /fuzz-a/k HTTP/1.1\r\n',
  'OPTIONS * HTTP/1.1\r\n',
  'GET http://elsewhere/ HTTP/1.1\r\n',
  'HEAD /a HTTP/1.0\r\n',
  'GET //../../../etc/hostname HTTP/1.1\r\n',
  'CONNECT a:1 HTTP/1.1\r\n',
  'BREW / HTTP/1.1\r\n',
  'GET / HTTP/3.7\r\n',
  '',
);
const header = fc.oneof(
  fc.constantFrom(
    'Host: 127.0.0.1\r\n',
    'Host: elsewhere\r\n',
    'Host: a\r\nHost: b\r\n',
    'Content-Length: 3\r\n',
    'Content-Length: 5368709120\r\n',
    'Transfer-Encoding: chunked\r\n',
    'Transfer-Encoding: gzip, chunked\r\n',
    'Content-Encoding: gzip\r\n',
    'Expect: 100-continue\r\n',
    'Connection: upgrade\r\nUpgrade: websocket\r\n',
    'Origin: http://elsewhere\r\n',
    'Range: bytes=0-,1-,2-\r\n',
    'Authorization: AWS4-HMAC-SHA256 Credential=local/20260101/us-east-1/s3/aws4_request, SignedHeaders=host, Signature=0\r\n',
    'Authorization: Bearer a.b.c\r\n',
    'Cookie: a=b\r\n',
    'Content-Type: multipart/form-data; boundary=b\r\n',
    'Content-Type: application/json\r\n',
  ),
  fc
    .tuple(
      fc.constantFrom('x-amz-target', 'x-amz-date', 'authorization', 'content-type', 'if-match'),
      oddText,
    )
    .map(([name, text]) => `${name}: ${text.replace(/[\r\n]/g, ' ')}\r\n`),
);
const body = fc.oneof(
  fc.constantFrom(
    '{}',
    'abc',
    '3\r\nabc\r\n0\r\n\r\n',
    'zz\r\n',
    '--b\r\nContent-Disposition: form-data; name="a"\r\n\r\nx\r\n--b--',
  ),
  fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes).toString('latin1')),
);
const request = fc
  .tuple(line, fc.array(header, { maxLength: 6 }), fc.constantFrom('\r\n', '\n', ''), body)
  .map(([first, headers, blank, rest]) => [first, ...headers, blank, rest].join(''));

export interface Stream {
  port: number;
  pieces: readonly string[];
  /** How it goes on once all is sent: ends its side, reads nothing and stays, or hangs up. */
  last: 'end' | 'stay' | 'leave';
}

/** What one connection sends. */
export const rawStream = (ports: readonly number[]): fc.Arbitrary<Stream> =>
  fc.record({
    port: fc.constantFrom(...ports),
    pieces: fc.array(request, { minLength: 1, maxLength: 4 }),
    last: fc.constantFrom('end', 'end', 'end', 'stay', 'leave'),
  });

/** All that came back. Whoever stays is let go after a while. */
export async function stream({ port, pieces, last }: Stream): Promise<string> {
  const { promise, resolve } = Promise.withResolvers<string>();
  const socket: Socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
  const answer: Buffer[] = [];
  if (last !== 'stay') socket.on('data', (chunk) => answer.push(chunk));
  socket.on('error', () => undefined);
  socket.on('end', () => socket.end());
  socket.on('close', () => resolve(Buffer.concat(answer).toString('latin1')));
  for (const piece of pieces) socket.write(piece, 'latin1');
  if (last === 'end') socket.end();
  if (last === 'leave') socket.destroySoon();
  setTimeout(() => socket.destroy(), 3000).unref();
  return promise;
}
