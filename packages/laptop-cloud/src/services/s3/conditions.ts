// Conditional requests (RFC 9110, section 13, as S3 applies them) and byte ranges.
import { ServiceError } from '../service.ts';
import type { ObjectVersion } from './bucket.ts';
import { refuse } from './operation.ts';
import type { Guard } from './store.ts';

type Headers = Readonly<Record<string, string>>;

/** The guard of a write: `If-None-Match: *` means only if new, `If-Match` only over that version; `takesAny` lets `*` stand for it. Throws 412, 404 and 501. */
export function writeGuard(headers: Headers, key: string, takesAny = false): Guard {
  const { 'if-match': ifMatch, 'if-none-match': ifNoneMatch } = headers;
  if (ifMatch !== undefined && ifNoneMatch !== undefined)
    notImplemented('If-Match,If-None-Match', 'Multiple conditional request headers present in the request');
  if (ifNoneMatch !== undefined && ifNoneMatch !== '*') notWithThisValue('If-None-Match');
  if (ifMatch?.trim() === '*' && !takesAny) notWithThisValue('If-Match');
  return (current) => {
    if (ifNoneMatch !== undefined && current && matches(ifNoneMatch, current)) {
      refuse('PreconditionFailed', 412, { Condition: 'If-None-Match' });
    }
    if (ifMatch === undefined) return;
    if (!current) refuse('NoSuchKey', 404, { Key: key });
    if (!matches(ifMatch, current)) refuse('PreconditionFailed', 412, { Condition: 'If-Match' });
  };
}

/** Whether a read is answered with the object or with 304. Throws 412. */
export function checkReadConditions(
  headers: Headers,
  version: ObjectVersion,
  nowMs: number,
): 'send' | 'not-modified' {
  const failed = failedCondition(headers, version, nowMs);
  if (failed === 'If-None-Match' || failed === 'If-Modified-Since') return 'not-modified';
  if (failed !== undefined) refuse('PreconditionFailed', 412, { Condition: failed });
  return 'send';
}

const COPY_PREFIX = 'x-amz-copy-source-';

/** The same of what is copied, where every condition that fails is a refusal. Throws 412. */
export function checkCopyConditions(headers: Headers, version: ObjectVersion, nowMs: number): void {
  const failed = failedCondition(headers, version, nowMs, COPY_PREFIX);
  if (failed !== undefined) refuse('PreconditionFailed', 412, { Condition: `${COPY_PREFIX}${failed}` });
}

function failedCondition(headers: Headers, version: ObjectVersion, nowMs: number, prefix = '') {
  const one = (name: string) => headers[`${prefix}${name}`];
  // Dates in headers have no fractions of a second.
  const modified = Math.floor(version.lastModified / 1000) * 1000;
  const ifMatch = one('if-match');
  const ifUnmodified = Date.parse(one('if-unmodified-since') ?? '');
  if (ifMatch !== undefined ? !matches(ifMatch, version) : modified > ifUnmodified)
    return ifMatch === undefined ? 'If-Unmodified-Since' : 'If-Match';
  const ifNoneMatch = one('if-none-match');
  const ifModified = Date.parse(one('if-modified-since') ?? '');
  if (ifNoneMatch !== undefined) return matches(ifNoneMatch, version) ? 'If-None-Match' : undefined;
  // A date that is still to come says nothing (RFC 9110, 13.1.3), and S3 passes it over.
  return modified <= ifModified && ifModified <= nowMs ? 'If-Modified-Since' : undefined;
}

/** The `Range` header, where `If-Range` lets it count: for this version alone, by its ETag or its date (RFC 9110, 13.1.5). */
export function rangeIfSame(
  { range, 'if-range': ifRange }: Headers,
  version: ObjectVersion,
): string | undefined {
  if (range === undefined || ifRange === undefined) return range;
  const isSame = /^(?:W\/)?"/.test(ifRange)
    ? ifRange === `"${version.etag}"`
    : Date.parse(ifRange) === Math.floor(version.lastModified / 1000) * 1000;
  return isSame ? range : undefined;
}

/**
 * First and last byte of a `Range` header; undefined for no or a malformed one, which S3 ignores. Throws
 * InvalidRange when nothing of it lies inside.
 */
export function parseRange(
  header: string | undefined,
  size: number,
): { first: number; last: number } | undefined {
  const match = /^bytes=(\d*)-(\d*)$/.exec(header ?? '');
  if (!match || (match[1] === '' && match[2] === '')) return undefined;
  const [from, to] = [match[1], match[2]].map((digits) => (digits ? Number(digits) : undefined));
  const outside = { ActualObjectSize: size, RangeRequested: header };
  if (from === undefined) {
    if (to === 0 || size === 0) refuse('InvalidRange', 416, outside);
    return { first: Math.max(0, size - (to as number)), last: size - 1 };
  }
  if (to !== undefined && to < from) return undefined;
  if (from >= size) refuse('InvalidRange', 416, outside);
  return { first: from, last: Math.min(to ?? size - 1, size - 1) };
}

// S3 takes these of reads alone.
function notImplemented(header: string, additionalMessage: string): never {
  throw new ServiceError(
    'NotImplemented',
    'A header you provided implies functionality that is not implemented',
    501,
    { Header: header, additionalMessage },
  );
}

function notWithThisValue(header: string): never {
  notImplemented(header, `We don't accept the provided value of ${header} header for this API`);
}

/** What of a source is copied: a whole range inside it, or all. Throws InvalidArgument or InvalidRequest for any other, as S3 does. */
export function copiedRange(
  header: string | undefined,
  size: number,
): { first: number; last: number } | undefined {
  if (header === undefined) return undefined;
  const [, from, to] = /^bytes=(\d+)-(\d+)$/.exec(header) ?? [];
  const [first, last] = [Number(from), Number(to)];
  if (from === undefined || last < first)
    throw new ServiceError(
      'InvalidArgument',
      'The x-amz-copy-source-range value must be of the form bytes=first-last where first and last are the zero-based offsets of the first and last bytes to copy',
      400,
      { ArgumentName: 'x-amz-copy-source-range', ArgumentValue: header },
    );
  if (first >= size)
    throw new ServiceError(
      'InvalidRequest',
      'The specified copy range is invalid for the source object size',
    );
  if (last >= size)
    throw new ServiceError(
      'InvalidArgument',
      `Range specified is not valid for source object of size: ${size}`,
      400,
      { ArgumentName: 'x-amz-copy-source-range', ArgumentValue: header },
    );
  return { first, last };
}

function matches(header: string, version: ObjectVersion): boolean {
  return header
    .split(',')
    .map((etag) => etag.trim().replace(/^W\//, '').replaceAll('"', ''))
    .some((etag) => etag === '*' || etag === version.etag);
}
