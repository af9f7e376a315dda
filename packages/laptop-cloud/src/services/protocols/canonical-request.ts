// What a signature of version 4 stands for: a request in one spelling, under a key that is good for a day, a region and a service.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
import { createHmac, hash } from 'node:crypto';
import type { SignedRequest } from './signed-request.ts';
import { SigningKey } from './signing-key.ts';

/** Where a key is good: date as YYYYMMDD, and `scope`, the service. */
export interface CredentialScope {
  date: string;
  region: string;
  scope: string;
}

/** What was hashed, and what of that was signed. */
export interface SignedText {
  CanonicalRequest: string;
  StringToSign: string;
}

export const ALGORITHM = 'AWS4-HMAC-SHA256';

/** The texts behind a signature; the names of headers are sorted, `longDate` is YYYYMMDDTHHMMSSZ, `payloadHash` what stands for the body. */
export function signedText(
  request: Omit<SignedRequest, 'body'>,
  signedHeaders: readonly string[],
  scope: CredentialScope,
  longDate: string,
  payloadHash: string,
): SignedText {
  const CanonicalRequest = canonicalRequest(request, signedHeaders, scope.scope, payloadHash);
  const hashed = hash('sha256', CanonicalRequest);
  return { CanonicalRequest, StringToSign: `${ALGORITHM}\n${longDate}\n${nameOf(scope)}\n${hashed}` };
}

/** The signature of a text, in hexadecimal digits. */
export function signText(secretAccessKey: string, scope: CredentialScope, text: string): string {
  return signingKey(secretAccessKey, scope).sign(text);
}

/** A scope as credentials and signed texts name it. */
export function nameOf({ date, region, scope }: CredentialScope): string {
  return `${date}/${region}/${scope}/aws4_request`;
}

function canonicalRequest(
  { method, path, query, headers }: Omit<SignedRequest, 'body'>,
  signedHeaders: readonly string[],
  service: string,
  payloadHash: string,
): string {
  let lines = '';
  let names = '';
  for (const name of signedHeaders) {
    const value = headers[name];
    // One that is named and was not sent counts for neither side.
    if (typeof value !== 'string') continue;
    lines += `${name}:${LOOSE.test(value) ? value.trim().replace(/\s+/g, ' ') : value}\n`;
    names += names === '' ? name : `;${name}`;
  }
  const canonicalPath = service === 's3' ? pathOfS3(path) : pathEncodedAgain(path);
  return `${method}\n${canonicalPath}\n${canonicalQuery(query)}\n${lines}\n${names}\n${payloadHash}`;
}

/** White space that a signature does not count. */
const LOOSE = /^\s|\s$|\s\s|[^\S ]/;

/** S3 alone signs what a path means, however it is written: `%2f` is a slash, and `+` a space. What cannot be read is as it was sent. */
function pathOfS3(path: string): string {
  // Most need nothing.
  if (PLAIN_PATH.test(path)) return path;
  try {
    return decodeURIComponent(path.replaceAll('+', ' ')).split('/').map(uriEncoded).join('/');
  } catch {
    return path;
  }
}

const PLAIN_PATH = /^[\w.~/-]*$/;

function pathEncodedAgain(path: string): string {
  if (path === '/') return path;
  const steps: string[] = [];
  for (const step of path.split('/')) {
    if (step === '..') steps.pop();
    else if (step !== '' && step !== '.') steps.push(uriEncoded(step));
  }
  const isFolder = steps.length > 0 && path.endsWith('/');
  return `${path.startsWith('/') ? '/' : ''}${steps.join('/')}${isFolder ? '/' : ''}`;
}

function canonicalQuery(query: URLSearchParams): string {
  if (query.size === 0) return '';
  const pairs: [string, string][] = [];
  for (const [name, value] of query)
    if (name.toLowerCase() !== 'x-amz-signature') pairs.push([uriEncoded(name), uriEncoded(value)]);
  if (pairs.length > 1) pairs.sort(([a, x], [b, y]) => order(a, b) || order(x, y));
  let text = '';
  for (const [name, value] of pairs) text += `${text === '' ? '' : '&'}${name}=${value}`;
  return text;
}

/** By code units, as bytes: what is encoded is ASCII. */
const order = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

function uriEncoded(text: string): string {
  // Most need nothing.
  if (UNRESERVED.test(text)) return text;
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

const UNRESERVED = /^[\w.~-]*$/;

/** Of whoever called lately; making one takes many times as long as signing with it. */
const keys = new Map<string, SigningKey>();
const MOST_KEYS = 64;

function signingKey(secretAccessKey: string, scope: CredentialScope): SigningKey {
  const name = `${nameOf(scope)}/${secretAccessKey}`;
  const known = keys.get(name);
  if (known) return known;
  const bytes = [scope.date, scope.region, scope.scope, 'aws4_request'].reduce<Buffer | string>(
    (before, text) => createHmac('sha256', before).update(text).digest(),
    `AWS4${secretAccessKey}`,
  );
  const key = new SigningKey(bytes as Buffer);
  if (keys.size >= MOST_KEYS) keys.delete(keys.keys().next().value!);
  keys.set(name, key);
  return key;
}
