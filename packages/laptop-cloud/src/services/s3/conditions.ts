// Conditional requests (RFC 9110, section 13, as S3 applies them) and byte ranges.
import { ServiceError } from '../service.ts';
import type { ObjectVersion } from './bucket.ts';
import { refuse } from './operation.ts';
import type { Guard } from './store.ts';

type Headers = Readonly<Record<string, string>>;

/** The guard of a write: `If-None-Match: *` means only if new, `If-Match` only over that version; `takesAny` lets `*` stand for it. Throws 412, 404 and 501. */
export function writeGuard(headers: Headers, takesAny = false): Guard {
  const { 'if-match': ifMatch, 'if-none-match': ifNoneMatch } = headers;
  if (ifNoneMatch !== undefined && ifNoneMatch !== '*')
    notImplemented('If-None-Match with a value other than *');
  if (ifMatch !== undefined && ifNoneMatch !== undefined) notImplemented('If-Match beside If-None-Match');
  if (ifMatch?.trim() === '*' && !takesAny) notImplemented('If-Match with *');
  return (current) => {
    if (ifNoneMatch !== undefined && current && matches(ifNoneMatch, current)) {
      refuse('PreconditionFailed', 412, { Condition: 'If-None-Match' });
    }
    if (ifMatch === undefined) return;
    if (!current) refuse('NoSuchKey', 404);
    if (!matches(ifMatch, current)) refuse('PreconditionFailed', 412, { Condition: 'If-Match' });
  };
}

/** Whether a read is answered with the object or with 304. Throws 412. The header prefix serves CopyObject. */
export function checkReadConditions(
  headers: Headers,
  version: ObjectVersion,
  nowMs: number,
  prefix = '',
): 'send' | 'not-modified' {
  const one = (name: string) => headers[`${prefix}${name}`];
  // Dates in headers have no fractions of a second.
  const modified = Math.floor(version.lastModified / 1000) * 1000;
  const ifMatch = one('if-match');
  const ifUnmodified = Date.parse(one('if-unmodified-since') ?? '');
  if (ifMatch !== undefined ? !matches(ifMatch, version) : modified > ifUnmodified) {
    refuse('PreconditionFailed', 412, {
      Condition: ifMatch === undefined ? 'If-Unmodified-Since' : 'If-Match',
    });
  }
  const ifNoneMatch = one('if-none-match');
  const ifModified = Date.parse(one('if-modified-since') ?? '');
  // A date that is still to come says nothing (RFC 9110, 13.1.3), and S3 passes it over.
  const unchanged =
    ifNoneMatch !== undefined ? matches(ifNoneMatch, version) : modified <= ifModified && ifModified <= nowMs;
  return unchanged ? 'not-modified' : 'send';
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
  if (from === undefined) {
    if (to === 0 || size === 0) refuse('InvalidRange', 416, { ActualObjectSize: size });
    return { first: Math.max(0, size - (to as number)), last: size - 1 };
  }
  if (to !== undefined && to < from) return undefined;
  if (from >= size) refuse('InvalidRange', 416, { ActualObjectSize: size });
  return { first: from, last: Math.min(to ?? size - 1, size - 1) };
}

// S3 takes these of reads alone.
function notImplemented(what: string): never {
  throw new ServiceError(
    'NotImplemented',
    `A header you provided implies functionality that is not implemented: ${what}`,
    501,
  );
}

/** What of a source is copied: a whole range inside it, or all. Throws InvalidArgument for any other, as S3 does. */
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
