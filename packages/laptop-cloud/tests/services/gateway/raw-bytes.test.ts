// Bytes as anybody may send them to the door: each connection has an answer or its end, and the next caller is served.
import { EventEmitter, once } from 'node:events';
import { connect } from 'node:net';
import fc from 'fast-check';
import { isLongRun } from '../../../../../tests/support/long-run.ts';
import { createGateway, type Gateway } from '../../../src/services/gateway.ts';
import { restJsonService } from '../../../src/services/protocols/rest-json.ts';
import type { Service } from '../../../src/services/service.ts';
import { ROOT } from '../../support/gateway.ts';
import { freeOperation } from '../../support/operations.ts';

const numRuns = isLongRun ? 5000 : 60;

/** A service that anybody may call, and one whose answer no server can send. */
const things = restJsonService({
  scope: 'things',
  operations: [{ ...freeOperation('Do', (input) => input), http: { method: 'POST', path: '/things' } }],
});
const open: Service = { ...things, takesUnsigned: ({ path }) => path === '/things' };
const broken: Service = {
  scope: 'broken',
  takesUnsigned: ({ path }) => path === '/broken',
  handle: async () => ({ status: 200, headers: { 'x-broken': 'a\r\nb' }, body: 'never' }),
};

const logged: string[] = [];
let gateway: Gateway;
beforeAll(async () => {
  gateway = await createGateway({
    port: 0,
    services: [open, broken],
    credentials: () => ({ secretAccessKey: 'local', principal: ROOT }),
    log: (line) => logged.push(line),
  });
});
afterAll(() => gateway.close());

/** What comes back before the connection ends; ours is half closed once the pieces are sent. */
async function exchange(pieces: readonly (string | Uint8Array)[]): Promise<string> {
  const { promise, resolve } = Promise.withResolvers<string>();
  const socket = connect({ port: gateway.port, host: '127.0.0.1', allowHalfOpen: true });
  const answer: Buffer[] = [];
  socket.on('data', (chunk) => answer.push(chunk));
  // An end in the middle of what was sent is an answer, too.
  socket.on('error', () => undefined);
  socket.on('end', () => socket.end());
  socket.on('close', () => resolve(Buffer.concat(answer).toString('latin1')));
  for (const piece of pieces) socket.write(piece);
  socket.end();
  return promise;
}

const HOST = 'Host: 127.0.0.1\r\n';
const served = () => exchange([`POST /things HTTP/1.1\r\n${HOST}Content-Length: 7\r\n\r\n{"a":1}`]);

it('serves the next caller, whatever came before', async () => {
  const line = fc.constantFrom(
    'POST /things HTTP/1.1\r\n',
    'GET / HTTP/1.0\r\n',
    'PUT http://h/a HTTP/1.1\r\n',
    'X\r\n',
    '',
  );
  const header = fc.constantFrom(
    HOST,
    'Host: elsewhere\r\n',
    'Content-Length: 3\r\n',
    'Content-Length: -1\r\n',
    'Content-Length: 99999999999\r\n',
    'Transfer-Encoding: chunked\r\n',
    'Expect: 100-continue\r\n',
    'Connection: close\r\n',
    'Authorization: AWS4-HMAC-SHA256 Credential=a/20260101/r/things/aws4_request\r\n',
    '__proto__: x\r\n',
    'Content-Type: multipart/form-data; boundary=b\r\n',
    'no header\r\n',
  );
  const body = fc.oneof(
    fc.constantFrom('{}', '3\r\nabc\r\n0\r\n\r\n', 'zz\r\n', '--b\r\n'),
    fc.uint8Array({ maxLength: 64 }),
  );
  const request = fc
    .tuple(line, fc.array(header, { maxLength: 5 }), fc.constantFrom('\r\n', '\n', ''), body)
    .map(([first, headers, blank, rest]) => [first, ...headers, blank, rest]);
  await fc.assert(
    fc.asyncProperty(fc.array(request, { minLength: 1, maxLength: 3 }), async (pipelined) => {
      await exchange(pipelined.flat());

      expect(await served()).toContain('{"a":1}');
    }),
    { numRuns },
  );
  expect(logged.filter((line) => /TypeError|RangeError/.test(line))).toEqual([]);
});

it('answers requests that are sent ahead in their order', async () => {
  const one = (body: string) =>
    `POST /things HTTP/1.1\r\n${HOST}Content-Length: ${body.length}\r\n\r\n${body}`;

  const answers = await exchange([[1, 2, 3, 4].map((n) => one(`{"n":${n}}`)).join('')]);

  expect(answers.match(/"n":\d/g)).toEqual(['"n":1', '"n":2', '"n":3', '"n":4']);
});

it.each([
  'evil.example',
  '127.0.0.1.evil.example',
  'localhost.evil.example',
  '127.0.0.1@evil.example',
  '[::2]',
  '',
])('answers nobody who calls it %s', async (host) => {
  const answer = await exchange([`POST /things HTTP/1.1\r\nHost: ${host}\r\nContent-Length: 2\r\n\r\n{}`]);

  expect(answer).toMatch(/^HTTP\/1\.1 403 /);
});

it('answers with 500 where the answer itself cannot be sent', async () => {
  const answer = await exchange([`POST /broken HTTP/1.1\r\n${HOST}Content-Length: 0\r\n\r\n`]);

  expect(answer).toMatch(/^HTTP\/1\.1 500 /);
  expect(answer).not.toContain('x-broken');
});

it('answers at once a body that is said to be far too large, and ends what is still sent', async () => {
  const answer = await exchange([
    `PUT /things HTTP/1.1\r\n${HOST}Content-Length: ${5 * 1024 ** 3}\r\n\r\n`,
    'a start',
  ]);

  expect(answer).toMatch(/^HTTP\/1\.1 413 /);
});

describe('who asks and does not read', () => {
  const large: Service = {
    scope: 'large',
    takesUnsigned: () => true,
    handle: async () => ({ status: 200, body: Buffer.alloc(20 * 1024 * 1024) }),
  };

  it('loses the connection once nothing of the answer is taken any more', async () => {
    const own = await createGateway({
      port: 0,
      services: [large],
      credentials: () => undefined,
      stuckMs: 50,
    });
    const socket = connect({ port: own.port, host: '127.0.0.1' });
    socket.pause();
    const ended = once(socket, 'error');

    socket.write(`GET / HTTP/1.1\r\n${HOST}\r\n`);
    // Who goes on sending notices the end without reading, and has no more time for it.
    const sending = setInterval(() => socket.write('\r\n'), 10);
    const [error] = await ended;

    clearInterval(sending);
    expect(error.code).toMatch(/EPIPE|ECONNRESET/);
    await own.close();
  });
});

describe('bodies of requests that have no answer yet', () => {
  const started = new EventEmitter();
  const slow: Service = {
    scope: 'slow',
    takesUnsigned: () => true,
    handle: async ({ body }) => {
      await new Promise<void>((answer) => started.emit('request', answer));
      return { status: 200, body: `${body.length} bytes` };
    },
  };

  it('are refused where all of them together would be too much, and taken again once one has its answer', async () => {
    const own = await createGateway({
      port: 0,
      services: [slow],
      credentials: () => undefined,
      mostHeldBytes: 1000,
    });
    const post = async () => {
      const answer = await fetch(own.endpoint, { method: 'POST', body: 'a'.repeat(600) });
      return `${answer.status} ${await answer.text()}`;
    };

    const isStarted = once(started, 'request');
    const first = post();
    const [answerFirst] = await isStarted;
    const second = await post();
    answerFirst();
    const answered = await first;
    started.once('request', (answerThird) => answerThird());
    const third = await post();

    expect(second).toMatch(/^503 .*ServiceUnavailable/);
    expect([answered, third]).toEqual(['200 600 bytes', '200 600 bytes']);
    await own.close();
  });
});
