import { once } from 'node:events';
import { createServer } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { openRequest } from '../../src/services/read-request.ts';
import type { WireRequest } from '../../src/services/service.ts';

/** What becomes of a request that is sent as these pieces and, if so wished, cut off after them. */
async function reading(pieces: (string | Buffer)[], isCutOff = false): Promise<WireRequest> {
  const { promise, resolve } = Promise.withResolvers<WireRequest>();
  const server = createServer((incoming, outgoing) => {
    const unread = openRequest(incoming);
    const read = Promise.resolve(unread.body()).then((body) => ({ ...unread.head, body }));
    resolve(read);
    read.catch(() => undefined).finally(() => outgoing.end());
    if (isCutOff) socket.destroy();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
  try {
    for (const piece of pieces) socket.write(piece);
    return await promise;
  } finally {
    socket.destroy();
    server.close();
  }
}

describe('a request that is read', () => {
  it('has its path as it was sent, its query apart, and the bytes of its body', async () => {
    const body = Buffer.from([0, 255, 10]);

    const read = await reading(['PUT /a%20b?x=1&x=2 HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\n\r\n', body]);

    expect(read.method).toBe('PUT');
    expect(read.path).toBe('/a%20b');
    expect(read.query.getAll('x')).toEqual(['1', '2']);
    expect(read.body).toEqual(body);
  });

  it('has an empty body where none was sent', async () => {
    const read = await reading(['GET / HTTP/1.1\r\nHost: h\r\n\r\n']);

    expect(read.body).toHaveLength(0);
  });

  it('has its headers as UTF-8 where they are, else as Latin-1', async () => {
    const latin1 = Buffer.from('X-Latin: caf\u00e9\r\n\r\n', 'latin1');

    const read = await reading(['GET / HTTP/1.1\r\nHost: h\r\nX-Utf: caf\u00e9\r\n', latin1]);

    expect(read.headers).toMatchObject({ host: 'h', 'x-utf': 'caf\u00e9', 'x-latin': 'caf\u00e9' });
  });

  it('is refused before it is read, when it says that it is far too large', async () => {
    const read = reading([`PUT / HTTP/1.1\r\nHost: h\r\nContent-Length: ${5 * 1024 ** 3}\r\n\r\na start`]);

    await expect(read).rejects.toMatchObject({ code: 'EntityTooLarge', status: 413 });
  });

  it('is refused when it is cut off before its end', async () => {
    const read = reading(['PUT / HTTP/1.1\r\nHost: h\r\nContent-Length: 10\r\n\r\nhalf'], true);

    await expect(read).rejects.toMatchObject({ code: 'IncompleteBody', status: 400 });
  });
});
