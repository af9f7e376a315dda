// Bodies in memory that their service uses again.
import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import { createGateway, type Gateway } from '../../../src/services/gateway.ts';
import { jsonService } from '../../../src/services/protocols/json.ts';
import { ROOT } from '../../support/gateway.ts';

/** More than the buffers of a connection take. */
const LARGE_BYTES = 32 * 1024 * 1024;

let gateway: Gateway;
let memory: Buffer;
let asked: PromiseWithResolvers<void>;
let answered: PromiseWithResolvers<void>;
let released: PromiseWithResolvers<void>;
let releases: number;
beforeEach(async () => {
  memory = Buffer.from('bytes');
  asked = Promise.withResolvers();
  answered = Promise.withResolvers();
  released = Promise.withResolvers();
  releases = 0;
  answered.resolve();
  const release = () => {
    releases += 1;
    released.resolve();
  };
  const lending = {
    ...jsonService({ scope: 'lending', version: '1.0', targetPrefix: 'Lending', operations: [] }),
    takesUnsigned: () => true,
    async handle() {
      asked.resolve();
      await answered.promise;
      return { status: 200, body: memory, release };
    },
  };
  gateway = await createGateway({
    port: 0,
    services: [lending],
    credentials: () => ({ secretAccessKey: 'local', principal: ROOT }),
  });
});
afterEach(() => gateway.close());

it('are released once after they have been sent', async () => {
  expect(await (await fetch(gateway.endpoint)).text()).toBe('bytes');
  await released.promise;
  expect(await (await fetch(gateway.endpoint)).text()).toBe('bytes');

  await gateway.close();
  expect(releases).toBe(2);
});

it('are not released as long as a caller has not taken them, but when it goes', async () => {
  memory = Buffer.alloc(LARGE_BYTES);
  const asking = get(gateway.endpoint);
  const [answer] = (await once(asking, 'response')) as [IncomingMessage];
  expect(releases).toBe(0);

  answer.on('error', () => undefined).destroy();

  await released.promise;
  expect(releases).toBe(1);
});

it('are released when the caller has gone before the answer', async () => {
  answered = Promise.withResolvers();
  const asking = get(gateway.endpoint).on('error', () => undefined);
  await asked.promise;
  const gone = new Promise((resolve) => asking.once('close', resolve));
  asking.destroy();
  await gone;

  answered.resolve();

  await released.promise;
  expect(releases).toBe(1);
});

it('are copied for who asks without a socket', async () => {
  const caller = { accessKeyId: 'local', scope: 'lending' };
  const wire = { method: 'GET', path: '/', query: new URLSearchParams(), headers: {}, body: Buffer.alloc(0) };

  const { body } = await gateway.request({ ...wire, headers: { host: '127.0.0.1' } }, caller);
  memory.fill('-');

  expect(String(body)).toBe('bytes');
  expect(releases).toBe(1);
});
