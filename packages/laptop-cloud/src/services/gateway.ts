// The one door of the laptop cloud: listens, reads what comes in and answers it.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { PortTakenError } from '../port-taken-error.ts';
import { HeldBytes } from '../web/held-bytes.ts';
import { drain, openRequest } from './read-request.ts';
import { Requests, type RequestsOptions } from './requests.ts';
import type { Caller, Service, ServiceResponse, WireRequest } from './service.ts';
import { wholeAnswer, writeAnswer } from './write-answer.ts';

export interface GatewayOptions extends Omit<RequestsOptions, 'host' | 'takesAnyAddress'> {
  /** 0 picks a free one. */
  port: number;
  /** Address to listen on; 127.0.0.1 by default. */
  host?: string;
  /** Lets containers in: listens on this address of the machine as well, if given, and answers to any IP address as Host. */
  containers?: { address?: string };
  /** Of bodies of requests that have no answer yet, all together; 256 MiB by default. */
  mostHeldBytes?: number;
  /** How long nothing of an answer may be taken before its connection ends; a minute by default. */
  stuckMs?: number;
}

/** How long a caller may go on sending once it has its answer. */
const LINGER_MS = 2000;

export interface Gateway {
  /** `http://127.0.0.1:<port>`; with an IP address the SDK addresses buckets by path. */
  endpoint: string;
  port: number;
  /** The same without a socket, for parts of the laptop itself. A caller that is named needs no signature; nothing else is passed by. Never rejects. */
  request(wire: WireRequest, caller?: Caller): Promise<ServiceResponse>;
  /** Whether a service of this scope is there and has the operation, as far as it tells. */
  offers(scope: string, operation: string): boolean;
  /** Adds a service after the start; throws if its scope is taken. */
  add(service: Service): void;
  /** Stops listening, ends open connections, then closes every service. */
  close(): Promise<void>;
}

/** Starts the gateway. Rejects with the port and the way out when the port is taken. */
export async function createGateway(options: GatewayOptions): Promise<Gateway> {
  const host = options.host ?? '127.0.0.1';
  const requests = new Requests({ ...options, host, takesAnyAddress: options.containers !== undefined });
  const servers = await openServers(options, host, requests);
  const { port } = servers[0]!.address() as AddressInfo;
  return {
    endpoint: `http://${host}:${port}`,
    port,
    request: async (wire, caller) =>
      wholeAnswer(
        await requests.answer(
          { ...wire, url: wire.path },
          { head: wire, length: wire.body.length, body: async () => wire.body },
          caller,
        ),
      ),
    offers: (scope, operation) => requests.offers(scope, operation),
    add: (service) => requests.add(service),
    close: async () => {
      await closeServers(servers);
      await requests.close();
    },
  };
}

/** On the host, and on the address for containers where there is one: on both or on none. */
async function openServers(
  { port, containers, log, mostHeldBytes, stuckMs }: GatewayOptions,
  host: string,
  requests: Requests,
): Promise<Server[]> {
  const bounds: Bounds = { log, held: new HeldBytes(mostHeldBytes), stuckMs };
  const server = await openServer(port, host, requests, bounds);
  if (!containers?.address) return [server];
  const taken = (server.address() as AddressInfo).port;
  try {
    return [server, await openServer(taken, containers.address, requests, bounds)];
  } catch (error) {
    await closeServers([server]);
    throw error;
  }
}

interface Bounds {
  log: GatewayOptions['log'];
  held: HeldBytes;
  stuckMs: number | undefined;
}

async function openServer(
  port: number,
  address: string,
  requests: Requests,
  { log, held, stuckMs }: Bounds,
): Promise<Server> {
  const listener = (incoming: IncomingMessage, outgoing: ServerResponse, begin?: () => void) => {
    const complain = (error: Error) => log?.(`${incoming.method} ${incoming.url}: ${error.message}`);
    const share = held.share();
    const whenGone = (whoAsks: () => void) => void outgoing.once('close', whoAsks);
    const unread = openRequest(incoming, begin, share, whenGone);
    let isOver = false;
    let release: (() => void) | undefined;
    outgoing.on('close', () => {
      isOver = true;
      share.release();
      release?.();
    });
    requests
      .answer(incoming, unread)
      .then((answer) => {
        if (isOver) answer.release?.();
        else release = answer.release;
        drain(incoming);
        linger(incoming);
        return writeAnswer(outgoing, answer, complain, stuckMs);
      })
      .catch((error: Error) => {
        complain(error);
        outgoing.destroy();
      });
  };
  // Most have no body, and a stream that ends is work for nothing.
  const server = createServer({ optimizeEmptyRequests: true }, listener);
  // What is refused by its head alone is refused before its body is sent.
  server.on('checkContinue', (incoming, outgoing) =>
    listener(incoming, outgoing, () => outgoing.writeContinue()),
  );
  // Longer than the SDK keeps idle sockets, so that it never writes into one being closed.
  server.keepAliveTimeout = 75_000;
  await listen(server, port, address);
  return server;
}

/** Answered before all of it was there: who goes on sending has had the time to see the answer. */
function linger(incoming: IncomingMessage): void {
  if (!incoming.complete) setTimeout(() => incoming.complete || incoming.destroy(), LINGER_MS).unref();
}

async function closeServers(servers: readonly Server[]): Promise<void> {
  const stopped = servers.map((server) => new Promise((resolve) => server.close(resolve)));
  for (const server of servers) server.closeAllConnections();
  await Promise.all(stopped);
}

function listen(server: Server, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const taken = `port ${port} is taken; stop what listens there or choose another with --port (0 picks a free one)`;
      reject(error.code === 'EADDRINUSE' ? new PortTakenError(taken, { cause: error }) : error);
    });
    server.listen(port, host, resolve);
  });
}
