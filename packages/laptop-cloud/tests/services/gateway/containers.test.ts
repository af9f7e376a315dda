// Containers know this machine by an address of its own; they are let in only when asked for.

import { request as httpRequest } from 'node:http';
import { createGateway, type Gateway, type GatewayOptions } from '../../../src/services/gateway.ts';

let gateway: Gateway | undefined;
afterEach(() => gateway?.close());

async function start(containers?: GatewayOptions['containers']): Promise<Gateway> {
  gateway = await createGateway({
    port: 0,
    services: [],
    credentials: () => undefined,
    ...(containers ? { containers } : {}),
  });
  return gateway;
}

/** The gateway's words for a request that is not signed, or why it was not let in. */
function answerTo(port: number, hostHeader: string, address = '127.0.0.1'): Promise<string> {
  return new Promise((resolve, reject) => {
    httpRequest({ host: address, port, headers: { host: hostHeader } }, async (answer) => {
      resolve(Buffer.concat(await answer.toArray()).toString());
    })
      .once('error', reject)
      .end();
  });
}

it('refuses the address of a bridge as Host when no containers are let in', async () => {
  const { port } = await start();

  expect(await answerTo(port, `172.17.0.1:${port}`)).toContain('is not this machine');
});

it('knows this machine by any address when containers are let in', async () => {
  const { port } = await start({});

  expect(await answerTo(port, `172.17.0.1:${port}`)).toContain('MissingAuthenticationTokenException');
});

it('refuses foreign names even when containers are let in', async () => {
  const { port } = await start({});

  expect(await answerTo(port, `evil.example:${port}`)).toContain('is not this machine');
});

// Only Linux has the whole of 127.0.0.0/8 without asking.
(process.platform === 'linux' ? it : it.skip)('listens on the given address and port as well', async () => {
  const { port } = await start({ address: '127.0.0.2' });

  expect(await answerTo(port, '127.0.0.2', '127.0.0.2')).toContain('MissingAuthenticationTokenException');
});

it('listens nowhere else when no containers are let in', async () => {
  const { port } = await start();

  await expect(answerTo(port, '127.0.0.2', '127.0.0.2')).rejects.toThrow(
    /ECONNREFUSED|EADDRNOTAVAIL|EHOSTUNREACH/,
  );
});
