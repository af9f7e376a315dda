import { once } from 'node:events';
import { request as httpRequest } from 'node:http';
import { connect, createServer } from 'node:net';
import { Readable } from 'node:stream';
import { BodyTooLargeError, type WebRequest, type WebSite } from '../../src/web/site.ts';
import { createWebServer, type WebServer } from '../../src/web/web-server.ts';

let web: WebServer;
let logged: string[];
let seen: WebRequest[];

beforeEach(async () => {
  logged = [];
  seen = [];
  web = await createWebServer({ port: 0, log: (line) => logged.push(line) });
});
afterEach(() => web.close());

const site = (name: string, more: Partial<WebSite> = {}): WebSite => ({
  name,
  hosts: [`${name}.localhost`],
  mount: `/_api/${name}`,
  answer: async (request) => {
    seen.push(request);
    return { status: 200, body: `${name} ${request.path}` };
  },
  ...more,
});

interface Answer {
  status: number | undefined;
  headers: Record<string, unknown>;
  body: string;
}

/** Unlike fetch it may send any Host. */
function ask(path: string, options: { host?: string; method?: string; body?: Buffer } = {}): Promise<Answer> {
  const { host = `127.0.0.1:${web.port}`, method = 'GET', body } = options;
  return new Promise((resolve, reject) => {
    const asked = httpRequest(
      { port: web.port, host: '127.0.0.1', path, method, headers: { host } },
      (incoming) => {
        const chunks: Buffer[] = [];
        incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
        incoming.on('end', () =>
          resolve({
            status: incoming.statusCode,
            headers: incoming.headers,
            body: Buffer.concat(chunks).toString(),
          }),
        );
      },
    );
    asked.on('error', reject);
    asked.end(body);
  });
}

it('finds a site by its host, whatever the case and port', async () => {
  web.add(site('one'));
  web.add(site('two'));
  expect((await ask('/a', { host: 'TWO.localhost:99' })).body).toBe('two /a');
});

it('finds a site by its mount and shows it the rest of the path', async () => {
  web.add(site('one'));
  web.add(site('two'));
  expect((await ask('/_api/two/a%20b?x=1')).body).toBe('two /a%20b');
  expect(seen[0]?.query).toBe('x=1');
  expect((await ask('/_api/two')).body).toBe('two /');
  expect((await ask('/_api/twofold')).status).toBe(421);
});

it('gives the only site the root', async () => {
  web.add(site('one'));
  expect((await ask('/a')).body).toBe('one /a');
  expect(web.sites().map(({ address }) => address)).toEqual([web.endpoint]);
});

it('gives a front the root before all others', async () => {
  web.add(site('api'));
  web.add(site('pages', { isFront: true }));
  expect((await ask('/a')).body).toBe('pages /a');
  expect(web.sites().map(({ address }) => address)).toEqual([`${web.endpoint}/_api/api`, web.endpoint]);
});

it('lists the sites where none has the root', async () => {
  web.add(site('one'));
  web.add(site('two'));
  const { status, body } = await ask('/');
  expect(status).toBe(421);
  expect(body).toContain(`two: ${web.endpoint}/_api/two`);
});

it('refuses a host that is not of this machine', async () => {
  web.add(site('one'));
  const { status, body } = await ask('/', { host: 'example.org' });
  expect([status, body]).toEqual([403, 'example.org is not of this machine; use 127.0.0.1\n']);
  expect(seen).toEqual([]);
});

it('refuses two sites at one address', () => {
  web.add(site('one'));
  expect(() => web.add(site('other', { mount: '/_api/one' }))).toThrow(
    'other and one claim the same address',
  );
});

it('sends several headers of a name, and streams', async () => {
  web.add(
    site('one', {
      answer: async () => ({
        status: 201,
        headers: { 'Set-Cookie': ['a=1', 'b=2'] },
        body: Readable.from(['ab', 'cd']),
      }),
    }),
  );
  const { status, headers, body } = await ask('/');
  expect([status, headers['set-cookie'], body]).toEqual([201, ['a=1', 'b=2'], 'abcd']);
});

it('sends no body to HEAD but tells its length', async () => {
  web.add(site('one'));
  const { headers, body } = await ask('/', { method: 'HEAD' });
  expect([headers['content-length'], body]).toEqual(['5', '']);
});

it('reads a body up to a limit', async () => {
  web.add(
    site('one', {
      answer: async (request) => {
        const read = await request.body(4).catch((error: unknown) => error);
        return { status: 200, body: read instanceof BodyTooLargeError ? 'too large' : String(read) };
      },
    }),
  );
  expect((await ask('/', { method: 'POST', body: Buffer.from('1234') })).body).toBe('1234');
  expect((await ask('/', { method: 'POST', body: Buffer.from('12345') })).body).toBe('too large');
});

it('answers at once who says beforehand that far too much comes', async () => {
  web.add(
    site('one', {
      answer: async (request) => {
        const read = await request.body(4).catch((error: unknown) => error);
        return { status: read instanceof BodyTooLargeError ? 413 : 200 };
      },
    }),
  );
  const socket = connect(web.port, '127.0.0.1');
  socket.write(`POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: ${5 * 1024 ** 3}\r\n\r\n`);

  const [answer] = (await once(socket, 'data')) as [Buffer];

  expect(answer.toString()).toMatch(/^HTTP\/1\.1 413 /);
  // Whoever sends it all the same is cut off.
  socket.on('error', () => undefined);
  socket.write(Buffer.alloc(100));
  await once(socket, 'close');
});

it('answers 500 for a site that fails, and tells who runs it', async () => {
  web.add(site('one', { answer: () => Promise.reject(new Error('broken site')) }));
  expect((await ask('/x')).status).toBe(500);
  expect(logged[0]).toMatch(/^GET \/x: Error: broken site/);
});

it('says nothing of a caller who leaves before the body has come', async () => {
  const { promise: isLost, resolve: lose } = Promise.withResolvers<void>();
  web.add(
    site('a', {
      answer: async ({ body }) => {
        await body(100).catch((error: Error) => {
          lose();
          throw error;
        });
        return { status: 200 };
      },
    }),
  );
  await web.settle();
  const asked = httpRequest({ port: web.port, host: '127.0.0.1', path: '/x', method: 'POST' });
  asked.on('error', () => undefined);
  asked.setHeader('content-length', 10);
  asked.write('half');
  setTimeout(() => asked.destroy(), 50);

  await isLost;
  await new Promise((resolve) => setTimeout(resolve, 20));

  expect(logged).toEqual([]);
});

it('tells of a taken port only if there are sites', async () => {
  const other = createServer();
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
  const { port } = other.address() as { port: number };
  const second = await createWebServer({ port, log: () => undefined });
  try {
    await second.settle();
    second.add(site('one'));
    await expect(second.settle()).rejects.toThrow(
      `the web port ${port} is taken; stop what listens there or choose another with --web-port`,
    );
  } finally {
    await second.close();
    other.close();
  }
});

it('stops listening when no site came', async () => {
  await web.settle();
  await expect(ask('/')).rejects.toThrow('ECONNREFUSED');
});
