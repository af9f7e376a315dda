// Bodies in chunks, and what says how a body was signed.
import { unpackBody } from '../../../src/services/s3/aws-chunked.ts';
import type { ServiceRequest } from '../../../src/services/service.ts';

const TRAILER = 'x-amz-checksum-crc32';

function request(headers: Record<string, string>, trailer = '', body = 'hello'): ServiceRequest {
  return {
    method: 'PUT',
    path: '/photos/a',
    query: new URLSearchParams(),
    headers: { 'x-amz-content-sha256': 'STREAMING-UNSIGNED-PAYLOAD-TRAILER', ...headers },
    body: Buffer.from(`${body.length.toString(16)}\r\n${body}\r\n0\r\n${trailer}\r\n`),
    principal: { arn: 'a', can: () => true },
    endpoint: 'http://127.0.0.1',
    requestId: 'r',
  };
}

const length = { 'x-amz-decoded-content-length': '5' };

it('takes the trailers that were promised, and no other as a header', async () => {
  const unpacked = await unpackBody(
    request(
      { ...length, 'x-amz-trailer': TRAILER.toUpperCase(), 'x-amz-tagging': 'a=b' },
      `${TRAILER}:NhCmhg==\r\nx-amz-tagging:a=c\r\nx-amz-acl:private\r\n`,
    ),
  );

  expect(unpacked.body.toString()).toBe('hello');
  expect(unpacked.headers).toMatchObject({ [TRAILER]: 'NhCmhg==', 'x-amz-tagging': 'a=b' });
  expect(unpacked.headers).not.toHaveProperty('x-amz-acl');
});

it.each([
  ['a trailer that is no checksum', { ...length, 'x-amz-trailer': 'x-amz-acl' }, 'InvalidRequest'],
  ['a mode as a trailer', { ...length, 'x-amz-trailer': 'x-amz-checksum-mode' }, 'InvalidRequest'],
  ['a trailer that does not come', { ...length, 'x-amz-trailer': TRAILER }, 'MalformedTrailerError'],
  ['no length of what is in the chunks', {}, 'MissingContentLength'],
  ['another length', { 'x-amz-decoded-content-length': '6' }, 'IncompleteBody'],
])('refuses %s', (_what, headers, code) => {
  expect(() => unpackBody(request(headers))).toThrow(expect.objectContaining({ code }));
});

it.each(['', 'abc', 'unsigned-payload', `${'0'.repeat(63)}g`])(
  'refuses %j where the hash of the body is to be',
  (declared) => {
    expect(() => unpackBody(request({ 'x-amz-content-sha256': declared }))).toThrow(
      expect.objectContaining({ code: 'InvalidArgument', message: expect.stringContaining('valid sha256') }),
    );
  },
);
