// Checks AWS Signature Version 4 by signing the same request again and comparing: the Authorization header, presigned URLs, and the
// policy of S3 POST forms.
import { hash } from 'node:crypto';
import { type Principal, ServiceError } from '../service.ts';
import { ALGORITHM, signedText, signText } from './canonical-request.ts';
import { type Protocol, protocolOf } from './fault.ts';
import type { FormPart } from './form.ts';
import { expiredMembers, incomplete, refuse, signedMembers } from './refusals.ts';
import { isSignedByV2, verifyFormV2 } from './signature-v2.ts';
import type { Credentials, SignedRequest } from './signed-request.ts';

/** What a signature claims before it is checked. */
export interface Claim {
  kind: 'header' | 'presigned' | 'v2';
  accessKeyId: string;
  /** YYYYMMDD */
  date: string;
  region: string;
  /** The service the credential is scoped to. */
  scope: string;
  /** Sorted. */
  signedHeaders: readonly string[];
  signature: string;
}

/** Reads the claim of a request; undefined if it carries none. Throws a ServiceError on a malformed one. */
export function readClaim(request: Omit<SignedRequest, 'body'>): Claim | undefined {
  const authorization = request.headers['authorization'];
  if (authorization !== undefined) return readAuthorization(authorization);
  if (isSignedByV2(request)) return V2_CLAIM;
  if (!request.query.has('X-Amz-Signature')) return undefined;
  refuseIncompleteUrl(request.query);
  const one = (name: string) => request.query.get(name) ?? incomplete(`missing ${name}`);
  if (one('X-Amz-Algorithm') !== ALGORITHM) incomplete(`the only algorithm is ${ALGORITHM}`);
  return {
    kind: 'presigned',
    ...readCredential(one('X-Amz-Credential')),
    signedHeaders: readNames(one('X-Amz-SignedHeaders')),
    signature: one('X-Amz-Signature'),
  };
}

const OF_URL = ['Algorithm', 'Credential', 'Signature', 'Date', 'SignedHeaders', 'Expires'].map(
  (name) => `X-Amz-${name}`,
);

/** What S3 says of a URL that lacks something, or whose credential was encoded twice; other services read what is there. */
function refuseIncompleteUrl(query: URLSearchParams): void {
  const credential = query.get('X-Amz-Credential');
  if (credential !== null && !OF_S3.test(credential)) return;
  if (!OF_URL.every((name) => query.has(name)))
    refuseUrl(
      `Query-string authentication version 4 requires the ${OF_URL.slice(0, -1).join(', ')}, and ${OF_URL.at(-1)} parameters.`,
    );
  if (!credential?.includes('/'))
    refuseUrl(
      'Error parsing the X-Amz-Credential parameter; the Credential is mal-formed; expecting "<YOUR-AKID>/YYYYMMDD/REGION/SERVICE/aws4_request".',
    );
}

const OF_S3 = /(\/|%2F)s3\1/i;

function refuseUrl(message: string): never {
  throw new ServiceError('AuthorizationQueryParametersError', message);
}

/** S3 alone reads that version, which has no scope of its own. */
const V2_CLAIM: Claim = {
  kind: 'v2',
  accessKeyId: '',
  date: '',
  region: '',
  scope: 's3',
  signedHeaders: [],
  signature: '',
};

/**
 * Gives the signer. Throws the AWS error of the caller's protocol for an unknown key, a skewed clock (15
 * minutes for S3, 5 elsewhere), an expired URL, or any other tampering; whether the body is the one whose hash was signed,
 * `checkPayload` says.
 */
export function verifySignature(
  request: SignedRequest,
  claim: Claim,
  credentials: Credentials,
  nowMs: number,
): Principal {
  const protocol = protocolOf(claim.scope, request);
  const signer = credentials(claim.accessKeyId) ?? refuse('unknownKey', protocol);
  const presigned = claim.kind === 'presigned';
  const longDate = (presigned ? request.query.get('X-Amz-Date') : request.headers['x-amz-date']) ?? '';
  const signedAtMs = parseLongDate(longDate);
  if (!longDate.startsWith(claim.date)) incomplete('the date of the credential differs from X-Amz-Date');
  if (presigned) checkExpiry(request.query, signedAtMs, nowMs, protocol);
  else checkSkew(signedAtMs, nowMs, protocol);
  checkSignedHeaders(request, claim, protocol);

  const signed = signedText(request, claim.signedHeaders, claim, longDate, payloadHash(request, claim));
  if (!sameText(signText(signer.secretAccessKey, claim, signed.StringToSign), claim.signature))
    refuse(
      hasNoHash(request, claim) ? 'hashMissing' : 'mismatch',
      protocol,
      // What one debugs with; S3 alone tells it.
      protocol === 's3' ? signedMembers({ ...signed }, claim) : {},
    );
  return signer.principal;
}

/**
 * Checks the signature of an S3 POST form's policy and gives its signer; the policy's conditions are S3's to hold.
 * Undefined if the form carries no signature.
 */
export function verifyForm(parts: readonly FormPart[], credentials: Credentials): Principal | undefined {
  const field = (name: string) =>
    parts.find((part) => part.name.toLowerCase() === name)?.value.toString('utf8');
  const policy = field('policy');
  if (policy === undefined) return undefined;
  const needed = (names: readonly string[]) =>
    names.map((name) => field(name.toLowerCase()) ?? missing(name));
  if (V2_FIELDS.some((name) => field(name.toLowerCase()) !== undefined)) {
    const [signature = '', accessKeyId = ''] = needed(V2_FIELDS);
    return verifyFormV2({ policy, accessKeyId, signature }, credentials);
  }
  if (!V4_FIELDS.some((name) => field(name.toLowerCase()) !== undefined)) return undefined;
  const [signature = ''] = needed(V4_FIELDS);
  if (field('x-amz-algorithm') !== ALGORITHM) incomplete(`the only algorithm is ${ALGORITHM}`);
  const { accessKeyId, region, scope, date } = readCredential(field('x-amz-credential') ?? '');
  const signer = credentials(accessKeyId) ?? refuse('unknownKey', 's3');
  // Throws for what is no date.
  parseLongDate(`${date}T000000Z`);
  const expected = signText(signer.secretAccessKey, { date, region, scope }, policy);
  if (scope !== 's3' || !sameText(expected, signature))
    refuse('mismatch', 's3', signedMembers({ StringToSign: policy }, { accessKeyId, signature }));
  return signer.principal;
}

const V2_FIELDS = ['Signature', 'AWSAccessKeyId'];
const V4_FIELDS = ['X-Amz-Signature', 'X-Amz-Algorithm', 'X-Amz-Credential', 'X-Amz-Date'];

/** What S3 says of a form that lacks a part of its signature. */
function missing(name: string): never {
  throw new ServiceError(
    'InvalidArgument',
    `Bucket POST must contain a field named '${name}'.  If it is specified, please check the order of the fields.`,
    400,
    { ArgumentName: name, ArgumentValue: '' },
  );
}

const EMPTY_HASH = hash('sha256', '');

/** What clients that called lately say before the signature: the same with each request of a kind. */
const claims = new Map<string, Omit<Claim, 'signature'>>();
const MOST_CLAIMS = 256;
const LONGEST_CLAIM = 1000;
const SIGNATURE = 'Signature=';

function readAuthorization(header: string): Claim {
  const end = header.indexOf(SIGNATURE) + SIGNATURE.length;
  const before = header.slice(0, end);
  const known = claims.get(before);
  if (known) return { ...known, signature: header.slice(end) };
  const { signature, ...claim } = parseAuthorization(header);
  // Some have it in another order.
  if (end <= LONGEST_CLAIM && signature === header.slice(end)) {
    if (claims.size >= MOST_CLAIMS) claims.delete(claims.keys().next().value!);
    claims.set(before, claim);
  }
  return { ...claim, signature };
}

function parseAuthorization(header: string): Claim {
  const [algorithm, ...rest] = header.split(' ');
  if (algorithm !== ALGORITHM) incomplete(`the only algorithm is ${ALGORITHM}`);
  const fields = new Map(
    rest
      .join('')
      .split(',')
      .map((field) => {
        const equals = field.indexOf('=');
        return [field.slice(0, equals), field.slice(equals + 1)] as const;
      }),
  );
  const one = (name: string) => fields.get(name) ?? incomplete(`Authorization header requires '${name}'`);
  return {
    kind: 'header',
    ...readCredential(one('Credential')),
    signedHeaders: readNames(one('SignedHeaders')),
    signature: one('Signature'),
  };
}

function readNames(list: string): string[] {
  return list.toLowerCase().split(';').sort();
}

function readCredential(credential: string) {
  const pieces = credential.split('/');
  const [terminator, scope = '', region = '', date = ''] = pieces.slice(-4).reverse();
  if (pieces.length < 5 || terminator !== 'aws4_request') {
    incomplete(`Credential must be keyid/date/region/service/aws4_request, got '${credential}'`);
  }
  return { accessKeyId: pieces.slice(0, -4).join('/'), date, region, scope };
}

function payloadHash(request: SignedRequest, claim: Claim): string {
  const declared =
    request.headers['x-amz-content-sha256'] ?? request.query.get('X-Amz-Content-Sha256') ?? undefined;
  if (declared !== undefined) return declared;
  if (claim.kind === 'presigned' && claim.scope === 's3') return 'UNSIGNED-PAYLOAD';
  return request.body.length === 0 ? EMPTY_HASH : sha256Of(request.body);
}

/** S3 wants the hash of the body, or UNSIGNED-PAYLOAD, as a signed header: older curl leaves it out. */
function hasNoHash({ headers }: SignedRequest, { kind, scope }: Claim): boolean {
  return kind === 'header' && scope === 's3' && headers['x-amz-content-sha256'] === undefined;
}

export function sha256Of(bytes: Buffer): string {
  return hash('sha256', bytes);
}

/** Takes as long wherever they differ. By units: to compare two buffers takes longer than to sign. */
function sameText(a: string, b: string): boolean {
  let difference = a.length ^ b.length;
  for (let at = 0; at < a.length; at += 1) difference |= a.charCodeAt(at) ^ b.charCodeAt(at);
  return difference === 0;
}

/** Clients sign many requests in the same second. */
let lastDate = { longDate: '', ms: 0 };

function parseLongDate(longDate: string): number {
  if (lastDate.longDate !== longDate) lastDate = { longDate, ms: readLongDate(longDate) };
  return lastDate.ms;
}

function readLongDate(longDate: string): number {
  const match = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(longDate);
  if (!match) incomplete(`Date must be in ISO-8601 'basic format', got '${longDate}'`);
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = match.slice(1).map(Number);
  return Date.UTC(year, month - 1, day, hour, minute, second);
}

const SKEW_LIMIT_MS: Record<Protocol, number> = { json: 300_000, query: 300_000, s3: 900_000 };
const LONGEST_EXPIRY_SECONDS = 604_800;

function checkSkew(signedAtMs: number, nowMs: number, protocol: Protocol): void {
  if (Math.abs(nowMs - signedAtMs) > SKEW_LIMIT_MS[protocol]) refuse('skewed', protocol);
}

function checkExpiry(query: URLSearchParams, signedAtMs: number, nowMs: number, protocol: Protocol): void {
  const seconds = Number(query.get('X-Amz-Expires') ?? Number.NaN);
  if (!Number.isInteger(seconds) || seconds < 1 || seconds > LONGEST_EXPIRY_SECONDS) {
    refuseUrl('X-Amz-Expires must be between 1 and 604800 seconds');
  }
  if (signedAtMs - nowMs > SKEW_LIMIT_MS[protocol]) refuse('notYet', protocol);
  const expiresAtMs = signedAtMs + seconds * 1000;
  if (nowMs <= expiresAtMs) return;
  const told = protocol === 's3' ? { 'X-Amz-Expires': seconds, ...expiredMembers(expiresAtMs, nowMs) } : {};
  refuse('expired', protocol, told);
}

// Headers that change what S3 does must not be added to a URL after it was signed.
function checkSignedHeaders(request: SignedRequest, claim: Claim, protocol: Protocol): void {
  if (!claim.signedHeaders.includes('host')) incomplete("'Host' must be a signed header");
  if (protocol !== 's3') return;
  const added: string[] = [];
  for (const name in request.headers)
    if (name.startsWith('x-amz-') && name !== 'x-amz-content-sha256' && !claim.signedHeaders.includes(name))
      added.push(name);
  if (added.length > 0) {
    throw new ServiceError(
      'AccessDenied',
      'There were headers present in the request which were not signed',
      403,
      { HeadersNotSigned: added.join(', ') },
    );
  }
}

/** Throws for a body that differs from its signed hash. The hash is asked for only where one was declared. */
export function checkPayload(
  { headers }: Pick<SignedRequest, 'headers'>,
  sha256: () => string,
  protocol: Protocol,
): void {
  const declared = headers['x-amz-content-sha256'];
  if (declared === undefined || !/^[0-9a-f]{64}$/i.test(declared)) return;
  if (declared.toLowerCase() !== sha256()) refuse('payload', protocol);
}
