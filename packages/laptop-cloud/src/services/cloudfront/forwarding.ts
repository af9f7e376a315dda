// What of a viewer's request reaches the origin: what is in the cache key, and what the origin request policy adds. All else
// stays behind, which is what surprises most about CloudFront.
// Source: Amazon CloudFront Developer Guide, "Control origin requests with a policy".
import type { WebRequest } from '../../web/site.ts';

/** Names of headers, cookies or query keys; header names in lower case. */
export interface Choice {
  kind: 'none' | 'all' | 'allExcept' | 'whitelist';
  names: readonly string[];
}

export interface Forwarding {
  headers: Choice;
  cookies: Choice;
  queries: Choice;
  /** What is no GET, HEAD or OPTIONS has its Authorization whatever is chosen. */
  sendsAuthorizationOfWrites?: true;
}

export const NONE: Choice = { kind: 'none', names: [] };
export const ALL: Choice = { kind: 'all', names: [] };
export const NOTHING: Forwarding = { headers: NONE, cookies: NONE, queries: NONE };

export function isChosen({ kind, names }: Choice, name: string): boolean {
  if (kind === 'none' || kind === 'all') return kind === 'all';
  return names.includes(name) === (kind === 'whitelist');
}

/** Sent whatever the policies say: of the body, and of what CloudFront asks itself. */
const ALWAYS: ReadonlySet<string> = new Set([
  'content-type',
  'content-encoding',
  'if-match',
  'if-modified-since',
  'if-none-match',
  'if-range',
  'if-unmodified-since',
  'range',
]);

/** Of one connection, or of what CloudFront sets itself. */
const NEVER: ReadonlySet<string> = new Set([
  'accept-encoding',
  'connection',
  'content-length',
  'cookie',
  'expect',
  'keep-alive',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'via',
  'x-amz-cf-id',
  'x-forwarded-for',
]);

/** The request as the origin gets it from this viewer, but for its path and its own headers. */
export function forwarded(
  request: WebRequest,
  parts: readonly Forwarding[],
  { host, cfId }: { host: string; cfId: string },
): Pick<WebRequest, 'headers' | 'cookies' | 'query'> {
  const isWanted = (of: 'headers' | 'cookies' | 'queries', name: string) =>
    parts.some((part) => isChosen(part[of], name));
  const isWrite = !['GET', 'HEAD', 'OPTIONS'].includes(request.method);
  const isSent = (name: string) =>
    ALWAYS.has(name) ||
    isWanted('headers', name) ||
    (name === 'authorization' && isWrite && parts.some((part) => part.sendsAuthorizationOfWrites));
  const headers = Object.entries(request.headers).filter(([name]) => !NEVER.has(name) && isSent(name));
  const cookies = request.cookies
    .flatMap((line) => line.split(/;\s*/))
    .filter((pair) => pair !== '' && isWanted('cookies', pair.split('=')[0]!.trim()));
  const query = request.query
    .split('&')
    .filter((pair) => pair !== '' && isWanted('queries', decoded(pair.split('=')[0]!)))
    .join('&');
  const joined = cookies.join('; ');
  const chain = [request.headers['x-forwarded-for'], request.sourceIp].filter(Boolean).join(', ');
  return {
    query,
    cookies: joined === '' ? [] : [joined],
    headers: {
      'user-agent': 'Amazon CloudFront',
      host,
      ...Object.fromEntries(headers),
      ...(joined === '' ? {} : { cookie: joined }),
      via: `${request.httpVersion} ${cfId.slice(0, 16)}.cloudfront.net (CloudFront)`,
      'x-amz-cf-id': cfId,
      'x-forwarded-for': chain,
    },
  };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return text;
  }
}
