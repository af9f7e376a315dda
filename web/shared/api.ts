// The HTTP API, as pages call it: requests with the caller's token, answers with what their headers say, problems as one error.

/** What an API answers. `body` is undefined where there is none: 204, and 304 for what the page has already. */
export interface Reply<Body> {
  status: number;
  body: Body | undefined;
  /** As `If-Match` and `If-None-Match` want it, quotes and all. */
  etag?: string;
  /** Seconds until asking again makes sense. */
  retryAfter?: number;
}

/** The API said no, or could not be asked. `type`: a word that pages have sentences for; `offline` when nothing answered. */
export class ApiProblem extends Error {
  override readonly name = 'ApiProblem';
  readonly status: number;
  readonly type: string;
  /** Everything else that the problem holds, such as the fresh state of what changed meanwhile. */
  readonly members: Readonly<Record<string, unknown>>;
  readonly retryAfter: number | undefined;

  constructor(status: number, type: string, members: Record<string, unknown> = {}, retryAfter?: number) {
    super(`${status} ${type}`);
    this.status = status;
    this.type = type;
    this.members = members;
    this.retryAfter = retryAfter;
  }
}

/** The problem that a call was rejected with. Throws what is none: a mistake of ours. */
export function problemOf(error: unknown): ApiProblem {
  if (!(error instanceof ApiProblem)) throw error;
  return error;
}

export interface Ask {
  body?: unknown;
  ifMatch?: string;
  ifNoneMatch?: string;
  signal?: AbortSignal;
  /** Lets a request outlive the page. */
  keepalive?: boolean;
}

export interface Api {
  get<Body>(path: string, ask?: Ask): Promise<Reply<Body>>;
  put<Body>(path: string, ask?: Ask): Promise<Reply<Body>>;
  delete<Body>(path: string, ask?: Ask): Promise<Reply<Body>>;
}

/** Gives an access token; `fresh` when the one given before was refused. Rejects with ApiProblem `signed-out`. */
export type TokenSource = (options?: { fresh: boolean }) => Promise<string>;

/** Every call rejects with ApiProblem, or with the AbortError of its signal. */
/** `language`: what answers with words of their own are asked for in. */
export function createApi(
  token: TokenSource,
  request: typeof fetch = (...args) => fetch(...args),
  language?: () => string,
): Api {
  const call =
    (method: string) =>
    async <Body>(path: string, ask: Ask = {}): Promise<Reply<Body>> => {
      const call = { method, path, ask, language: language?.() };
      const first = await send(request, call, await token());
      const response = first.status === 401 ? await send(request, call, await token({ fresh: true })) : first;
      if (response.status === 401) throw new ApiProblem(401, 'signed-out');
      return read<Body>(response);
    };
  return { get: call('GET'), put: call('PUT'), delete: call('DELETE') };
}

interface Call {
  method: string;
  path: string;
  ask: Ask;
  language: string | undefined;
}

async function send(
  request: typeof fetch,
  { method, path, ask: { body, ifMatch, ifNoneMatch, signal, keepalive }, language }: Call,
  token: string,
): Promise<Response> {
  try {
    return await request(path, {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        ...(language !== undefined && { 'accept-language': language }),
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...(ifMatch !== undefined && { 'if-match': ifMatch }),
        ...(ifNoneMatch !== undefined && { 'if-none-match': ifNoneMatch }),
      },
      cache: 'no-store',
      ...(body !== undefined && { body: JSON.stringify(body) }),
      ...(signal && { signal }),
      ...(keepalive && { keepalive }),
    });
  } catch (error) {
    if (signal?.aborted) throw error;
    throw new ApiProblem(0, 'offline');
  }
}

async function read<Body>(response: Response): Promise<Reply<Body>> {
  const { status, headers } = response;
  const body = await json(response);
  const etag = headers.get('etag');
  const retryAfter = secondsOf(headers.get('retry-after'));
  if (status >= 400) {
    const { type, ...members } = isRecord(body) ? body : {};
    // The gateway's own refusals have a `message` and no type: by their status they are known.
    const word = typeof type === 'string' ? type.replace(/^.*\//, '') : WORDS[status];
    throw new ApiProblem(status, word ?? 'our-fault', members, retryAfter);
  }
  return {
    status,
    body: body as Body | undefined,
    ...(etag !== null && { etag }),
    ...(retryAfter !== undefined && { retryAfter }),
  };
}

const WORDS: Readonly<Record<number, string>> = {
  403: 'wrong-role',
  404: 'not-found',
  413: 'too-large',
  429: 'too-many-requests',
};

async function json(response: Response): Promise<unknown> {
  const text = await response.text().catch(() => '');
  if (text === '') return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function secondsOf(header: string | null): number | undefined {
  const seconds = Number(header ?? Number.NaN);
  return Number.isFinite(seconds) ? seconds : undefined;
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
