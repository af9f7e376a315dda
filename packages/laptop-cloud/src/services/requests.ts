// Checks who calls and what was signed, then hands the request to the service its credential scope names.
import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { isIPv4 } from 'node:net';
import { DIALECTS, protocolOf, renderError } from './protocols/fault.ts';
import { parseMultipartForm } from './protocols/form.ts';
import { type Credentials, readClaim, verifyForm, verifySignature } from './protocols/signature.ts';
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

export interface RequestsOptions {
  /** What the gateway listens on, and callers may call it. */
  host: string;
  /** Whether callers may call it by any IP address. */
  takesAnyAddress: boolean;
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

/** What is known of a request so far; that much is said of it however it ends. */
interface Handling {
  readonly startedMs: number;
  readonly requestId: string;
  scope?: string;
  /** Once it is known who calls. */
  accepted?: ServiceRequest;
  operation?: string;
  amounts?: Record<string, number>;
}

type Incoming = Pick<IncomingMessage, 'method' | 'url' | 'headers'>;

export class Requests {
  readonly #options: RequestsOptions;
  readonly #services = new Map<string, Service>();
  readonly #now: () => number;

  constructor(options: RequestsOptions) {
    this.#options = options;
    this.#now = options.now ?? Date.now;
    for (const service of options.services) this.add(service);
  }

  /** Throws if the scope is taken. */
  add(service: Service): void {
    if (this.#services.has(service.scope)) throw new Error(`two services claim the scope ${service.scope}`);
    this.#services.set(service.scope, service);
  }

  async close(): Promise<void> {
    await Promise.all([...this.#services.values()].map((service) => service.close?.()));
  }

  /** Never rejects. */
  async answer(incoming: Incoming, read: () => WireRequest | Promise<WireRequest>): Promise<ServiceResponse> {
    const handling: Handling = { startedMs: performance.now(), requestId: randomUUID() };
    let response: ServiceResponse;
    try {
      response = await this.#handle(handling, incoming, read);
    } catch (error) {
      if (!(error instanceof ServiceError)) {
        const stack = error instanceof Error ? error.stack : String(error);
        this.#options.log?.(`${incoming.method} ${incoming.url}: ${stack}`);
      }
      const protocol = protocolOf(handling.scope, incoming.headers['content-type']);
      response = renderError(error, DIALECTS[protocol], handling.requestId);
    }
    this.#report(handling, incoming, response);
    const headers = {
      'content-length': String(Buffer.byteLength(response.body ?? '')),
      'x-amzn-requestid': handling.requestId,
      'x-amz-request-id': handling.requestId,
      ...(this.#options.serverName ? { server: this.#options.serverName } : {}),
      ...response.headers,
    };
    return { ...response, headers };
  }

  async #handle(
    handling: Handling,
    { headers }: Incoming,
    read: () => WireRequest | Promise<WireRequest>,
  ): Promise<ServiceResponse> {
    const { host, takesAnyAddress, before } = this.#options;
    refuseForeignHost(headers.host, host, takesAnyAddress);
    const wire = await read();
    const open = isSigned(wire) ? undefined : this.#openService(wire);
    const claim = open ? undefined : readClaim(wire);
    handling.scope = open?.scope ?? claim?.scope ?? unsignedScope(wire);
    const service = open ?? this.#service(handling.scope);
    const request: ServiceRequest = {
      ...wire,
      ...requestParts(handling, wire, headers.host),
      ...(open ? { isUnsigned: true } : {}),
      principal: open ? ANONYMOUS : await this.#principal(wire, claim),
    };
    handling.accepted = request;
    const operation = service.operationOf?.(request);
    if (operation !== undefined) handling.operation = operation;
    await before?.(service, request);
    return service.handle(request);
  }

  /** The service that takes this request without a signature. */
  #openService(wire: WireRequest): Service | undefined {
    return [...this.#services.values()].find((service) => service.takesUnsigned?.(wire));
  }

  #service(scope: string): Service {
    return this.#services.get(scope) ?? refuseScope(scope, [...this.#services.keys()]);
  }

  #principal(wire: WireRequest, claim: ReturnType<typeof readClaim>): Promise<Principal> {
    const { credentials } = this.#options;
    return claim
      ? verifySignature(wire, claim, credentials, this.#now())
      : browserPrincipal(wire, credentials);
  }

  #report(handling: Handling, { method, url }: Incoming, response: ServiceResponse): void {
    const { scope, operation, accepted, amounts, startedMs } = handling;
    if (accepted && scope !== undefined)
      this.#options.handled?.({
        scope,
        ...(operation === undefined ? {} : { operation }),
        request: accepted,
        response,
        ms: performance.now() - startedMs,
        ...(amounts ? { amounts } : {}),
      });
    const target = operation ?? `${method} ${url?.split('?')[0]}`;
    const ms = (performance.now() - startedMs).toFixed(1);
    this.#options.access?.(`${scope ?? '-'} ${target} ${response.status} ${ms} ms`);
  }
}

/** What the gateway adds to every request, beside who calls. */
function requestParts(handling: Handling, wire: WireRequest, host: string | undefined) {
  const traceHeader = wire.headers['x-amzn-trace-id'];
  return {
    endpoint: `http://${host}`,
    requestId: handling.requestId,
    ...(traceHeader ? { traceHeader } : {}),
    meter: (unit: string, amount: number) => {
      handling.amounts ??= {};
      handling.amounts[unit] = (handling.amounts[unit] ?? 0) + amount;
    },
  };
}

const HOSTNAMES = new Set(['localhost', '127.0.0.1', 'host.docker.internal', '[::1]']);

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
