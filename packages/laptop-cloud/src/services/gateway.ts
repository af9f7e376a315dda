// The one door of the laptop cloud: checks who calls and what was signed, then hands the request to the service its
// credential scope names.
import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import { type AddressInfo, isIPv4 } from 'node:net';
import { PortTakenError } from '../port-taken-error.ts';
import { DIALECTS, protocolOf, renderError } from './protocols/fault.ts';
import { parseMultipartForm } from './protocols/form.ts';
import { type Credentials, readClaim, verifyForm, verifySignature } from './protocols/signature.ts';
import { readRequest } from './read-request.ts';
import {
  type Principal,
  type Service,
  ServiceError,
  type ServiceRequest,
  type ServiceResponse,
  type WireRequest,
} from './service.ts';

/** A request that has had its answer. */
export interface HandledRequest {
  scope: string;
  /** As AWS names it; undefined for what the service does not know. */
  operation?: string;
  request: ServiceRequest;
  response: ServiceResponse;
  ms: number;
  /** What the service metered, by unit. */
  amounts?: Readonly<Record<string, number>>;
}

export interface GatewayOptions {
  /** 0 picks a free one. */
  port: number;
  /** Address to listen on; 127.0.0.1 by default. */
  host?: string;
  /** Lets containers in: listens on this address of the machine as well, if given, and answers to any IP address as Host. */
  containers?: { address?: string };
  services: Service[];
  /** Who owns an access key; undefined refuses it. */
  credentials: Credentials;
  /** Gets the stack of what failed unexpectedly. */
  log?: (line: string) => void;
  /** What it calls itself in the header Server of each answer. */
  serverName?: string;
  /** Gets one line per request: `s3 PutObject 200 1.3 ms`. */
  access?: (line: string) => void;
  /** Gets every accepted request with its answer. */
  handled?: (request: HandledRequest) => void;
  /** Called with every accepted request before its service; a ServiceError thrown here is the answer (fault injection). */
  before?: (service: Service, request: ServiceRequest) => Promise<void>;
  /** Milliseconds since 1970; the signatures' clock. */
  now?: () => number;
}

export interface Gateway {
  /** `http://127.0.0.1:<port>`; with an IP address the SDK addresses buckets by path. */
  endpoint: string;
  port: number;
  /** The same without a socket, for parts of the laptop itself: nothing is passed by. Never rejects. */
  request(wire: WireRequest): Promise<ServiceResponse>;
  /** Adds a service after the start; throws if its scope is taken. */
  add(service: Service): void;
  /** Stops listening, ends open connections, then closes every service. */
  close(): Promise<void>;
}

const HOSTNAMES = new Set(['localhost', '127.0.0.1', 'host.docker.internal', '[::1]']);

/** Starts the gateway. Rejects with the port and the way out when the port is taken. */
export async function createGateway(options: GatewayOptions): Promise<Gateway> {
  const services = new Map<string, Service>();
  const host = options.host ?? '127.0.0.1';
  const log = options.log ?? (() => undefined);
  const access = options.access ?? (() => undefined);
  const now = options.now ?? Date.now;

  function add(service: Service): void {
    if (services.has(service.scope)) throw new Error(`two services claim the scope ${service.scope}`);
    services.set(service.scope, service);
  }
  options.services.forEach(add);
  const openService = (wire: WireRequest) =>
    [...services.values()].find((service) => service.takesUnsigned?.(wire));

  async function answer(
    incoming: Pick<IncomingMessage, 'method' | 'url' | 'headers'>,
    read: () => WireRequest | Promise<WireRequest>,
  ): Promise<ServiceResponse> {
    const startedMs = performance.now();
    const requestId = randomUUID();
    let scope: string | undefined;
    let operation: string | undefined;
    let response: ServiceResponse;
    let accepted: ServiceRequest | undefined;
    let amounts: Record<string, number> | undefined;
    try {
      refuseForeignHost(incoming.headers.host, host, options.containers !== undefined);
      const wire = await read();
      const open = isSigned(wire) ? undefined : openService(wire);
      const claim = open ? undefined : readClaim(wire);
      scope = open?.scope ?? claim?.scope ?? unsignedScope(wire);
      const service = open ?? services.get(scope) ?? refuseScope(scope, [...services.keys()]);
      const principal = claim
        ? await verifySignature(wire, claim, options.credentials, now())
        : open
          ? ANONYMOUS
          : await browserPrincipal(wire, options.credentials);
      const traceHeader = wire.headers['x-amzn-trace-id'];
      const request: ServiceRequest = {
        ...wire,
        principal,
        endpoint: `http://${incoming.headers.host}`,
        requestId,
        ...(open ? { isUnsigned: true } : {}),
        ...(traceHeader ? { traceHeader } : {}),
        meter: (unit, amount) => {
          amounts ??= {};
          amounts[unit] = (amounts[unit] ?? 0) + amount;
        },
      };
      accepted = request;
      operation = service.operationOf?.(request);
      await options.before?.(service, request);
      response = await service.handle(request);
    } catch (error) {
      if (!(error instanceof ServiceError)) {
        log(`${incoming.method} ${incoming.url}: ${error instanceof Error ? error.stack : String(error)}`);
      }
      response = renderError(error, DIALECTS[protocolOf(scope, incoming.headers['content-type'])], requestId);
    }
    if (accepted && scope !== undefined)
      options.handled?.({
        scope,
        ...(operation === undefined ? {} : { operation }),
        request: accepted,
        response,
        ms: performance.now() - startedMs,
        ...(amounts ? { amounts } : {}),
      });
    const target = operation ?? `${incoming.method} ${incoming.url?.split('?')[0]}`;
    const ms = (performance.now() - startedMs).toFixed(1);
    access(`${scope ?? '-'} ${target} ${response.status} ${ms} ms`);
    const headers = {
      'content-length': String(Buffer.byteLength(response.body ?? '')),
      'x-amzn-requestid': requestId,
      'x-amz-request-id': requestId,
      ...(options.serverName ? { server: options.serverName } : {}),
      ...response.headers,
    };
    return { ...response, headers };
  }

  const open = async (port: number, address: string): Promise<Server> => {
    const server = createServer((incoming, outgoing) => {
      answer(incoming, () => readRequest(incoming))
        .then(({ status, headers, body }) => outgoing.writeHead(status, headers).end(body ?? ''))
        .catch((error: Error) => {
          log(`${incoming.method} ${incoming.url}: ${error.message}`);
          outgoing.destroy();
        });
    });
    // Longer than the SDK keeps idle sockets, so that it never writes into one being closed.
    server.keepAliveTimeout = 75_000;
    await listen(server, port, address);
    return server;
  };
  const servers = [await open(options.port, host)];
  const { port } = servers[0]!.address() as AddressInfo;
  const close = async (): Promise<void> => {
    const stopped = servers.map((server) => new Promise((resolve) => server.close(resolve)));
    for (const server of servers) server.closeAllConnections();
    await Promise.all(stopped);
  };
  const { address } = options.containers ?? {};
  if (address)
    servers.push(
      await open(port, address).catch(async (error: Error) => {
        await close();
        throw error;
      }),
    );

  return {
    endpoint: `http://${host}:${port}`,
    port,
    request: (wire) => answer({ ...wire, url: wire.path }, () => wire),
    add,
    close: async () => {
      await close();
      await Promise.all([...services.values()].map((service) => service.close?.()));
    },
  };
}

const ANONYMOUS: Principal = { arn: 'anonymous', can: () => false };

function isSigned({ headers, query }: WireRequest): boolean {
  return headers['authorization']?.startsWith('AWS4-') || query.has('X-Amz-Signature');
}

// Beside what services take unsigned, browsers come without a signature in two cases, both S3's: preflights and signed forms.
function unsignedScope(wire: WireRequest): string {
  if (wire.method === 'OPTIONS' && wire.headers['access-control-request-method']) return 's3';
  if (wire.method === 'POST' && wire.headers['content-type']?.startsWith('multipart/form-data')) return 's3';
  throw new ServiceError(
    'MissingAuthenticationTokenException',
    'Request is missing Authentication Token',
    403,
  );
}

async function browserPrincipal(wire: WireRequest, credentials: Credentials): Promise<Principal> {
  if (wire.method === 'OPTIONS') return ANONYMOUS;
  const signer = await verifyForm(parseForm(wire.headers['content-type'] ?? '', wire.body), credentials);
  if (signer) return signer;
  throw new ServiceError('AccessDenied', 'The form carries no signed policy', 403);
}

function parseForm(contentType: string, body: Buffer) {
  try {
    return parseMultipartForm(contentType, body);
  } catch (cause) {
    throw new ServiceError('MalformedPOSTRequest', `The form is malformed: ${(cause as Error).message}`);
  }
}

// A page of another site may reach 127.0.0.1 under its own name (DNS rebinding); its Host header gives it away. An address is
// no name: containers, which know this machine by one, may use any.
function refuseForeignHost(host: string | undefined, listening: string, isAnyAddressKnown: boolean): void {
  const hostname = host?.replace(/:\d+$/, '');
  if (hostname !== undefined && (HOSTNAMES.has(hostname) || hostname === listening)) return;
  if (isAnyAddressKnown && isIPv4(hostname ?? '')) return;
  throw new ServiceError('AccessDenied', `Host ${host ?? '(none)'} is not this machine; use 127.0.0.1`, 403);
}

function refuseScope(scope: string, known: string[]): never {
  throw new ServiceError(
    'UnknownService',
    `NotImplemented: the laptop cloud has no service "${scope}"; it has ${known.sort().join(', ')}`,
    501,
  );
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
