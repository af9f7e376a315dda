// How SDK clients in this process reach the gateway: serialized as ever, but with no socket in between, which would take a small
// call half of its time, and without a signature, which would take half of the rest: to be made and checked by the same process.
import type { Caller, ServiceResponse, WireRequest } from '../../service.ts';

/** As clients make it. */
interface SdkRequest {
  method: string;
  path: string;
  query?: Readonly<Record<string, string | readonly string[] | null>>;
  headers: Readonly<Record<string, string>>;
  body?: string | Uint8Array;
}

interface SdkResponse {
  statusCode: number;
  headers: Record<string, string>;
  body: Uint8Array;
}

interface SdkRequestHandler {
  handle(request: SdkRequest): Promise<{ response: SdkResponse }>;
  destroy(): void;
  updateHttpClientConfig(): void;
  httpHandlerConfigs(): object;
}

interface Signer {
  sign(request: SdkRequest): Promise<SdkRequest>;
}

/**
 * Without any a client has one that does nothing, and prepares for that what it could write: copies of inputs and outputs, endpoints as
 * texts.
 */
interface Logger {
  warn(text: string): void;
}

/** Configuration of a client that acts for a caller, asked when it does. For clients whose answers are no streams. */
export function withoutSocket(
  request: (wire: WireRequest, caller: Caller) => Promise<ServiceResponse>,
  callerOf: () => Caller,
): { requestHandler: SdkRequestHandler; signer: Signer; logger: Logger } {
  return {
    logger: { warn: (text) => console.error(text) },
    signer: { sign: async (sdkRequest) => sdkRequest },
    requestHandler: {
      handle: async (sdkRequest) => ({
        response: responseOf(await request(wireOf(sdkRequest), callerOf())),
      }),
      destroy: () => undefined,
      updateHttpClientConfig: () => undefined,
      httpHandlerConfigs: () => ({}),
    },
  };
}

function wireOf({ method, path, query = {}, headers, body = '' }: SdkRequest): WireRequest {
  return {
    method,
    path,
    query: new URLSearchParams(
      Object.entries(query).flatMap(([name, value]) =>
        (typeof value === 'string' || value === null ? [value ?? ''] : value).map((one): [string, string] => [
          name,
          one,
        ]),
      ),
    ),
    headers: inLowerCase(headers),
    body:
      typeof body === 'string' ? Buffer.from(body) : Buffer.from(body.buffer, body.byteOffset, body.length),
  };
}

/** With what the HTTP server adds: results of optimized integrations hold the headers. */
function responseOf({ status, headers = {}, body = '' }: ServiceResponse): SdkResponse {
  return {
    statusCode: status,
    headers: {
      ...inLowerCase(headers),
      date: new Date().toUTCString(),
      connection: 'keep-alive',
      'keep-alive': 'timeout=75',
    },
    body: typeof body === 'string' ? Buffer.from(body) : body,
  };
}

function inLowerCase(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}

/** The caller's giving up ends the wait, not what was asked for: as a closed socket does. */
export async function abortable<Answer>(answer: Promise<Answer>, signal: AbortSignal): Promise<Answer> {
  const { promise, reject } = Promise.withResolvers<never>();
  const abort = () => reject(Object.assign(new Error('Request aborted'), { name: 'AbortError' }));
  if (signal.aborted) abort();
  signal.addEventListener('abort', abort, { once: true });
  return Promise.race([answer, promise]).finally(() => signal.removeEventListener('abort', abort));
}
