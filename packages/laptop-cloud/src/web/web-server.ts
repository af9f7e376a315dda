// The web port: where the sites of a stack answer. The AWS port tells services apart by who signed; pages and their APIs are
// called by browsers, which sign nothing, and are told apart by host name and path.

import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { PortTakenError } from '../port-taken-error.ts';
import { HeldBytes } from './held-bytes.ts';
import { webRequest } from './request.ts';
import { sendBody } from './send-body.ts';
import type { WebRequest, WebResponse, WebSite } from './site.ts';

export interface WebServerOptions {
  /** 0 picks a free one. */
  port: number;
  /** Gets the stack of what failed unexpectedly. */
  log: (line: string) => void;
}

export interface WebServer {
  /** `http://127.0.0.1:<port>`: leads to the site at the root, if there is one. */
  endpoint: string;
  port: number;
  /** Throws for a host or mount that another site has. */
  add(site: WebSite): void;
  /** The site with a host name, for those that hand requests on: `<apiId>.execute-api.us-east-1.amazonaws.com`. */
  siteAt(host: string): WebSite | undefined;
  /** Every site with the address that people open: the root of 127.0.0.1 if it stands there, else its mount or its host. */
  sites(): { site: WebSite; address: string }[];
  /** To be called when every site is there. Throws PortTakenError if the port was not free; without sites stops listening. */
  settle(): Promise<void>;
  /** Stops listening, ends open connections, then closes every site. */
  close(): Promise<void>;
}

const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]', 'host.docker.internal']);

/** Starts listening on 127.0.0.1, so that addresses are known before the stack is; a taken port is told of by `settle`. */
export async function createWebServer({ port: wanted, log }: WebServerOptions): Promise<WebServer> {
  const sites: WebSite[] = [];
  const held = new HeldBytes();
  const server = createServer((incoming, outgoing) => {
    respond(incoming, outgoing).catch((error: Error) => {
      if (!outgoing.destroyed) log(`${incoming.method} ${incoming.url}: ${error.stack ?? error.message}`);
      outgoing.destroy();
    });
  });
  // Longer than browsers and SDKs keep idle sockets, so that none writes into one being closed.
  server.keepAliveTimeout = 75_000;
  const taken = await listen(server, wanted);
  const port = taken ? wanted : (server.address() as AddressInfo).port;
  const endpoint = `http://127.0.0.1:${port}`;

  const atRoot = (): WebSite | undefined => {
    const front = sites.filter(({ isFront }) => isFront);
    const candidates = front.length > 0 ? front : sites;
    return candidates.length === 1 ? candidates[0] : undefined;
  };
  const siteAt = (host: string) => sites.find(({ hosts }) => hosts.includes(host.toLowerCase()));
  const addressOf = (site: WebSite): string => {
    if (site === atRoot()) return endpoint;
    return site.mount === undefined ? `http://${site.hosts[0]}:${port}` : `${endpoint}${site.mount}`;
  };

  async function respond(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const share = held.share();
    outgoing.once('close', share.release);
    const request = webRequest(incoming, outgoing, share);
    const response = await answer(request).catch((error: Error): WebResponse => {
      // A caller that left early is none of our faults.
      if (!outgoing.destroyed) log(`${request.method} ${request.path}: ${error.stack ?? error.message}`);
      return text(500, 'Internal Server Error');
    });
    const isHead = request.method === 'HEAD';
    await send(outgoing, response, isHead).catch((error: Error) => {
      if (outgoing.headersSent) throw error;
      // A header that no server can send, say.
      log(`${request.method} ${request.path}: ${error.stack ?? error.message}`);
      for (const name of outgoing.getHeaderNames()) outgoing.removeHeader(name);
      return send(outgoing, text(500, 'Internal Server Error'), isHead);
    });
  }

  async function answer(request: WebRequest): Promise<WebResponse> {
    const host = (request.headers.host ?? '').replace(/:\d+$/, '').toLowerCase();
    const named = siteAt(host);
    if (named) return named.answer(request);
    // A page of another site may reach 127.0.0.1 under its own name (DNS rebinding); its Host header gives it away.
    if (!LOOPBACK.has(host)) return text(403, `${host || 'No host'} is not of this machine; use 127.0.0.1`);
    const mounted = sites.find(({ mount }) => mount !== undefined && isBelow(request.path, mount));
    if (mounted)
      return mounted.answer({ ...request, path: request.path.slice(mounted.mount!.length) || '/' });
    const root = atRoot();
    if (root) return root.answer(request);
    const list = sites.map((site) => `${site.name}: ${addressOf(site)}`);
    return text(421, ['Several sites answer here, none of them at the root:', ...list].join('\n'));
  }

  const stopListening = async (): Promise<void> => {
    if (!server.listening) return;
    const stopped = new Promise((resolve) => server.close(resolve));
    server.closeAllConnections();
    await stopped;
  };

  return {
    endpoint,
    port,
    add(site) {
      const twice = sites.find(
        ({ hosts, mount }) =>
          hosts.some((host) => site.hosts.includes(host)) || (mount !== undefined && mount === site.mount),
      );
      if (twice) throw new Error(`${site.name} and ${twice.name} claim the same address`);
      sites.push(site);
    },
    siteAt,
    sites: () => sites.map((site) => ({ site, address: addressOf(site) })),
    async settle() {
      if (sites.length === 0) return stopListening();
      if (taken) throw taken;
    },
    async close() {
      await stopListening();
      for (const site of sites.splice(0)) await site.close?.();
    },
  };
}

function isBelow(path: string, mount: string): boolean {
  return path === mount || path.startsWith(`${mount}/`);
}

function text(status: number, body: string): WebResponse {
  return { status, headers: { 'content-type': 'text/plain; charset=utf-8' }, body: `${body}\n` };
}

async function send(outgoing: ServerResponse, response: WebResponse, isHead: boolean): Promise<void> {
  const { status, headers = {}, body = '' } = response;
  for (const [name, value] of Object.entries(headers)) outgoing.setHeader(name, value);
  outgoing.statusCode = status;
  if (typeof body !== 'string' && !Buffer.isBuffer(body)) {
    if (!isHead) return sendBody(outgoing, body);
    body.destroy();
    outgoing.end();
    return;
  }
  const hasNone = status === 204 || status === 304;
  if (!hasNone && !outgoing.hasHeader('content-length'))
    outgoing.setHeader('content-length', Buffer.byteLength(body));
  await sendBody(outgoing, isHead || hasNone ? '' : body);
}

/** The error instead of listening, when the port is taken. */
function listen(server: Server, port: number): Promise<PortTakenError | undefined> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const taken = `the web port ${port} is taken; stop what listens there or choose another with --web-port (0 picks a free one)`;
      if (error.code === 'EADDRINUSE') resolve(new PortTakenError(taken, { cause: error }));
      else reject(error);
    });
    server.listen(port, '127.0.0.1', () => resolve(undefined));
  });
}
