// Checks who calls and what was signed, then hands the request to the service its credential scope names.
import { rm } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import { newUuid } from '../new-uuid.ts';
import { type CalledHost, calledHost, refuseHostOfS3 } from './called-host.ts';
import { hostIdOf } from './host-id.ts';
import { chunkSignerOf } from './protocols/chunk-signature.ts';
import { DIALECTS, protocolOf, renderError } from './protocols/fault.ts';
import { parseMultipartForm } from './protocols/form.ts';
import { refuse } from './protocols/refusals.ts';
import { checkPayload, readClaim, sha256Of, verifyForm, verifySignature } from './protocols/signature.ts';
import { isSignedByV2, verifyV2 } from './protocols/signature-v2.ts';
import type { Credentials } from './protocols/signed-request.ts';
import type { UnreadRequest, WireHead } from './read-request.ts';
import {
  type BodyFile,
  type Caller,
  type ChunkSigner,
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

  /** Whether a service of this scope is there and has the operation, as far as it tells. */
  offers(scope: string, operation: string): boolean {
    const service = this.#services.get(scope);
    return service !== undefined && (service.operations?.some(({ name }) => name === operation) ?? true);
  }

  async close(): Promise<void> {
    await Promise.all([...this.#services.values()].map((service) => service.close?.()));
  }

  /** With a caller, who needs no signature; else the request tells. Never rejects. */
  async answer(incoming: Incoming, unread: UnreadRequest, caller?: Caller): Promise<ServiceResponse> {
    const handling: Handling = { startedMs: performance.now(), requestId: newUuid() };
    let response: ServiceResponse;
    try {
      response = await this.#handle(handling, incoming, unread, caller);
    } catch (error) {
      if (!(error instanceof ServiceError)) {
        const stack = error instanceof Error ? error.stack : String(error);
        this.#options.log?.(`${incoming.method} ${incoming.url}: ${stack}`);
      }
      const protocol = protocolOf(handling.scope, incoming);
      response = renderError(error, DIALECTS[protocol], handling.requestId);
    }
    // Who took the file over has moved it by now.
    const spooled = handling.accepted?.bodyFile;
    if (spooled) await rm(spooled.path, { force: true });
    this.#report(handling, incoming, response);
    if (handling.scope && this.#services.get(handling.scope)?.forgetsBodies) unread.forgetBody?.();
    return { ...response, headers: this.#headers(handling, response) };
  }

  // By name and in one go: what is put together from more pieces costs a request more than the rest of this.
  #headers(
    { scope, requestId }: Handling,
    { status, body, headers }: ServiceResponse,
  ): Record<string, string> {
    const { serverName } = this.#options;
    const length = String(Buffer.byteLength(body ?? ''));
    const server = serverName ? { server: serverName } : undefined;
    const all: Record<string, string> =
      scope === 's3'
        ? {
            'content-length': length,
            'x-amz-request-id': requestId,
            'x-amz-id-2': hostIdOf(requestId),
            ...server,
            ...headers,
          }
        : { 'content-length': length, 'x-amzn-requestid': requestId, ...server, ...headers };
    // Where there is never a body it would be that of an answer to a GET (RFC 9110, 8.6).
    if (status === 204 || status === 304) delete all['content-length'];
    return all;
  }

  async #handle(
    handling: Handling,
    { headers }: Incoming,
    { head, length, body, file, whenGone }: UnreadRequest,
    caller: Caller | undefined,
  ): Promise<ServiceResponse> {
    const { before } = this.#options;
    const called = this.#called(handling, head);
    // What was signed is the path as it came.
    const path = called.bucket === undefined ? head.path : `/${called.bucket}${head.path}`;
    const open = caller || called.isOfS3 || isSigned(head) ? undefined : this.#openService(head);
    const claim = caller || open ? undefined : inWordsOfS3(handling, head, () => readClaim(head));
    handling.scope =
      caller?.scope ?? open?.scope ?? claim?.scope ?? this.#unsignedScope(handling, { ...head, path });
    if (called.isOfS3 && handling.scope !== 's3') refuseHostOfS3(headers.host);
    const service = open ?? this.#service(handling.scope);
    const large =
      file &&
      claim &&
      (length ?? Number.POSITIVE_INFINITY) > SMALL_BODY_BYTES &&
      service.largeBody?.({ ...head, path });
    const hostname =
      called.bucket === undefined ? headers.host : headers.host?.slice(called.bucket.length + 1);
    let principal: Principal | undefined;
    let bodyFile: BodyFile | undefined;
    if (large) {
      // Nothing is written for who has not signed.
      principal = this.#principal(head, claim, path);
      bodyFile = await file(large.folder, large.mostBytes);
      const wire = { ...head, path, body: EMPTY, bodyFile };
      handling.accepted = this.#accepted(handling, wire, hostname, claim, principal);
      const { sha256 } = bodyFile;
      checkPayload(head, () => sha256, 's3');
    }
    // Each turn that is waited for here is one for every request there is.
    const read = large ? EMPTY : body();
    const wire: WireRequest = {
      method: head.method,
      path: head.path,
      query: head.query,
      headers: head.headers,
      body: read instanceof Promise ? await read : read,
    };
    if (bodyFile) wire.bodyFile = bodyFile;
    principal ??= caller
      ? this.#ownerOf(caller, wire)
      : open
        ? ANONYMOUS
        : this.#principal(wire, claim, path);
    wire.path = path;
    const request = this.#accepted(handling, wire, hostname, claim, principal);
    if (open) request.isUnsigned = true;
    if (whenGone) request.whenGone = whenGone;
    handling.accepted = request;
    const operation = service.operationOf?.(request);
    if (operation !== undefined) handling.operation = operation;
    if (before) await before(service, request);
    return service.handle(request);
  }

  /** The request as its service gets it. */
  #accepted(
    handling: Handling,
    { method, path, query, headers, body, bodyFile }: WireRequest,
    host: string | undefined,
    claim: ReturnType<typeof readClaim>,
    principal: Principal,
  ): ServiceRequest {
    const request: ServiceRequest = {
      method,
      path,
      query,
      headers,
      body,
      principal,
      endpoint: `http://${host}`,
      requestId: handling.requestId,
      meter: (unit: string, amount: number) => {
        handling.amounts ??= {};
        handling.amounts[unit] = (handling.amounts[unit] ?? 0) + amount;
      },
    };
    const traceHeader = headers['x-amzn-trace-id'];
    if (traceHeader) request.traceHeader = traceHeader;
    if (bodyFile) request.bodyFile = bodyFile;
    const chunkSigner = this.#chunkSigner(request, claim);
    if (chunkSigner) request.chunkSigner = chunkSigner;
    return request;
  }

  /** Throws AccessDenied, in words that S3's clients understand where one asks. */
  #called(handling: Handling, head: WireHead): CalledHost {
    const { host, takesAnyAddress } = this.#options;
    return inWordsOfS3(handling, head, () => calledHost(head.headers['host'], host, takesAnyAddress));
  }

  /** The service that takes this request without a signature. */
  #openService(head: WireHead): Service | undefined {
    return [...this.#services.values()].find((service) => service.takesUnsigned?.(head));
  }

  // Beside what services take unsigned, browsers come without a signature in two cases, both S3's: preflights and signed forms.
  #unsignedScope(handling: Handling, head: WireHead): string {
    if (head.method === 'OPTIONS') return 's3';
    if (head.method === 'POST' && head.headers['content-type']?.startsWith('multipart/form-data'))
      return 's3';
    const asked = this.#accepted(handling, { ...head, body: EMPTY }, '', undefined, ANONYMOUS);
    const [scope, ...others] = [...this.#services.values()]
      .filter((service) => service.operationOf?.(asked) !== undefined)
      .map((service) => service.scope);
    // In words that its clients understand.
    if (scope !== 's3' || others.length > 0) missingToken();
    handling.scope = scope;
    throw new ServiceError('AccessDenied', 'Access Denied', 403);
  }

  #service(scope: string): Service {
    return this.#services.get(scope) ?? refuseScope(scope, [...this.#services.keys()]);
  }

  #ownerOf({ accessKeyId, scope }: Caller, { method, headers }: WireHead): Principal {
    const owner = this.#options.credentials(accessKeyId);
    return owner?.principal ?? refuse('unknownKey', protocolOf(scope, { method, headers }));
  }

  /** `path` begins with the bucket, as signatures of version 2 have it wherever the request names it. */
  #principal(
    wire: WireHead & { body?: Buffer },
    claim: ReturnType<typeof readClaim>,
    path: string,
  ): Principal {
    const { credentials } = this.#options;
    if (!claim) return browserPrincipal({ body: EMPTY, ...wire }, credentials);
    if (claim.kind === 'v2') return verifyV2({ ...wire, path }, credentials, this.#now());
    const principal = verifySignature({ body: EMPTY, ...wire }, claim, credentials, this.#now());
    const protocol = protocolOf(claim.scope, wire);
    const { body } = wire;
    if (body) checkPayload(wire, () => sha256Of(body), protocol);
    return principal;
  }

  #chunkSigner({ headers }: WireHead, claim: ReturnType<typeof readClaim>): ChunkSigner | undefined {
    if (claim?.kind !== 'header' || !headers['x-amz-content-sha256']?.startsWith('STREAMING-AWS4-HMAC-'))
      return undefined;
    const { secretAccessKey } = this.#options.credentials(claim.accessKeyId)!;
    return chunkSignerOf(claim, secretAccessKey, headers['x-amz-date'] ?? '');
  }

  #report(handling: Handling, { method, url }: Incoming, response: ServiceResponse): void {
    const { scope, operation, accepted, amounts, startedMs } = handling;
    const { handled, access } = this.#options;
    const ms = performance.now() - startedMs;
    if (handled && accepted && scope !== undefined) {
      const told: HandledRequest = { scope, request: accepted, response, ms };
      if (operation !== undefined) told.operation = operation;
      if (amounts) told.amounts = amounts;
      handled(told);
    }
    const target = () => operation ?? `${method} ${url?.split('?')[0]}`;
    access?.(`${scope ?? '-'} ${target()} ${response.status} ${ms.toFixed(1)} ms`);
  }
}

const ANONYMOUS: Principal = { arn: 'anonymous', can: () => false };

/** What is larger goes into a file, where a service has one for it. */
const SMALL_BODY_BYTES = 1024 * 1024;
const EMPTY = Buffer.alloc(0);

function isSigned(head: WireHead): boolean {
  return (
    head.headers['authorization']?.startsWith('AWS4-') ||
    head.query.has('X-Amz-Signature') ||
    isSignedByV2(head)
  );
}

/** What is refused before it is known who is asked, S3's clients get in words that they understand. */
function inWordsOfS3<Result>(handling: Handling, head: WireHead, read: () => Result): Result {
  try {
    return read();
  } catch (error) {
    const claimed = head.headers['authorization'] ?? head.query.get('X-Amz-Credential') ?? '';
    if (/(?:\/|%2F)s3(?:\/|%2F)aws4_request/i.test(claimed)) handling.scope = 's3';
    throw error;
  }
}

function missingToken(): never {
  throw new ServiceError(
    'MissingAuthenticationTokenException',
    'Request is missing Authentication Token',
    403,
  );
}

function browserPrincipal(wire: WireRequest, credentials: Credentials): Principal {
  if (wire.method === 'OPTIONS') return ANONYMOUS;
  const signer = verifyForm(parseForm(wire.headers['content-type'] ?? '', wire.body), credentials);
  if (signer) return signer;
  throw new ServiceError('AccessDenied', 'Access Denied', 403);
}

function parseForm(contentType: string, body: Buffer) {
  try {
    return parseMultipartForm(contentType, body);
  } catch (cause) {
    throw new ServiceError('MalformedPOSTRequest', `The form is malformed: ${(cause as Error).message}`);
  }
}

function refuseScope(scope: string, known: string[]): never {
  throw new ServiceError(
    'UnknownService',
    `NotImplemented: the laptop cloud has no service "${scope}"; it has ${known.sort().join(', ')}`,
    501,
  );
}
