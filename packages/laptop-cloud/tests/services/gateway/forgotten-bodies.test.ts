// Bodies of requests whose memory is used again once they are answered.
import { createGateway, type Gateway } from '../../../src/services/gateway.ts';
import { jsonService } from '../../../src/services/protocols/json.ts';
import type { Service } from '../../../src/services/service.ts';
import { ROOT } from '../../support/gateway.ts';

const LARGE = Buffer.alloc(50_000, 'x');

let gateway: Gateway;
let seen: Buffer[];
/** What was told of each body once its request had its answer. */
let bytesIn: number[];

async function start(more: Partial<Service>): Promise<void> {
  const keeping: Service = {
    ...jsonService({ scope: 'keeping', version: '1.0', targetPrefix: 'Keeping', operations: [] }),
    takesUnsigned: () => true,
    async handle({ body }) {
      seen.push(body);
      return { status: 200, body: `${body.length} of ${String.fromCharCode(body[0] ?? 0)}` };
    },
    ...more,
  };
  gateway = await createGateway({
    port: 0,
    services: [keeping],
    credentials: () => ({ secretAccessKey: 'local', principal: ROOT }),
    handled: ({ request }) => void bytesIn.push(request.body.length),
  });
}

beforeEach(() => {
  seen = [];
  bytesIn = [];
});
afterEach(() => gateway.close());

const send = async (body: Uint8Array<ArrayBuffer>) =>
  (await fetch(gateway.endpoint, { method: 'PUT', body })).text();

it('are whole until their service has answered, and gone afterwards where it keeps none', async () => {
  await start({ forgetsBodies: true });

  expect(await send(LARGE)).toBe('50000 of x');

  expect(bytesIn).toEqual([50_000]);
  expect(seen[0]).toHaveLength(0);
});

it('come in pieces without losing one', async () => {
  await start({ forgetsBodies: true });
  const pieces = new ReadableStream({
    start(to) {
      for (let piece = 0; piece < 9; piece += 1) to.enqueue(Uint8Array.from(LARGE));
      to.close();
    },
  });

  const asked = fetch(gateway.endpoint, { method: 'PUT', body: pieces, duplex: 'half' } as RequestInit);

  expect(await (await asked).text()).toBe('450000 of x');
});

it('stay with a service that may keep them', async () => {
  await start({});

  await send(LARGE);

  expect(seen[0]).toEqual(LARGE);
});

it('stay where they are of the caller in this process', async () => {
  await start({ forgetsBodies: true });
  const body = Buffer.from(new ArrayBuffer(50_000));
  const wire = {
    method: 'PUT',
    path: '/',
    query: new URLSearchParams(),
    headers: { host: '127.0.0.1' },
    body,
  };

  await gateway.request(wire);

  expect(body).toHaveLength(50_000);
});
