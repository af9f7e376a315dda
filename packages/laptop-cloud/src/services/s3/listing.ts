// ListObjects, ListObjectsV2 and ListObjectVersions: keys in UTF-8 order, in pages, with common prefixes.
import * as z from 'zod';
import { defineOperation } from '../operation.ts';
import { ServiceError } from '../service.ts';
import type { Bucket, ObjectVersion } from './bucket.ts';
import { BUCKET, bucketOf, listing, OnBucket, type S3Operation, xmlAnswer } from './operation.ts';

const MAX_KEYS = 1000;
const Text = z.string().optional();
const OnPages = z.object({
  ...OnBucket.shape,
  prefix: Text,
  delimiter: Text,
  'max-keys': Text,
  'encoding-type': Text,
});
const OnListing = z.object({
  ...OnPages.shape,
  'continuation-token': Text,
  'start-after': Text,
  'fetch-owner': Text,
});
const OnMarkers = z.object({ ...OnPages.shape, marker: Text });
const OnVersionListing = z.object({ ...OnPages.shape, 'key-marker': Text, 'version-id-marker': Text });

export const listObjects: S3Operation = (s3) =>
  defineOperation({
    name: 'ListObjects',
    http: { method: 'GET', path: BUCKET },
    input: OnMarkers,
    actions: ['s3:ListBucket'],
    errors: ['InvalidArgument'],
    resource: listing(s3),
    run: async (call) => {
      const query = call.input;
      const marker = query.marker ?? '';
      const page = paginate(
        currentRows(bucketOf(call, s3)),
        readPaging(call),
        (row) => compareKeys(row.key, marker) > 0,
        marker,
      );
      const encode = encoder(query);
      return xmlAnswer('ListBucketResult', {
        Name: call.input.Bucket,
        Prefix: encode(query['prefix'] ?? ''),
        Marker: encode(marker),
        // Without a delimiter the last key is the next marker, and is not told twice.
        NextMarker: page.isTruncated && query['delimiter'] ? encode(page.last) : undefined,
        Delimiter: optional(query['delimiter'], encode),
        MaxKeys: readPaging(call).maxKeys,
        EncodingType: query['encoding-type'],
        IsTruncated: page.isTruncated,
        Contents: page.rows.map(({ key, version }) => ({
          Key: encode(key),
          ...listed(version),
          Owner: { ID: s3.accountId },
        })),
        CommonPrefixes: page.prefixes.map((prefix) => ({ Prefix: encode(prefix) })),
      });
    },
  });

export const listObjectsV2: S3Operation = (s3) =>
  defineOperation({
    name: 'ListObjectsV2',
    http: { method: 'GET', path: BUCKET, query: 'list-type' },
    input: OnListing,
    actions: ['s3:ListBucket'],
    errors: ['InvalidArgument'],
    resource: listing(s3),
    run: async (call) => {
      const query = call.input;
      const token = query['continuation-token'];
      const after = token === undefined ? (query['start-after'] ?? '') : readToken(token);
      const page = paginate(
        currentRows(bucketOf(call, s3)),
        readPaging(call),
        (row) => compareKeys(row.key, after) > 0,
        after,
      );
      const encode = encoder(query);
      return xmlAnswer('ListBucketResult', {
        Name: call.input.Bucket,
        Prefix: encode(query['prefix'] ?? ''),
        Delimiter: optional(query['delimiter'], encode),
        MaxKeys: readPaging(call).maxKeys,
        EncodingType: query['encoding-type'],
        KeyCount: page.rows.length + page.prefixes.length,
        IsTruncated: page.isTruncated,
        ContinuationToken: token,
        NextContinuationToken: page.isTruncated ? writeToken(page.last) : undefined,
        StartAfter: optional(query['start-after'], encode),
        Contents: page.rows.map(({ key, version }) => ({
          Key: encode(key),
          ...listed(version),
          ...(query['fetch-owner'] === 'true' ? { Owner: { ID: s3.accountId } } : {}),
        })),
        CommonPrefixes: page.prefixes.map((prefix) => ({ Prefix: encode(prefix) })),
      });
    },
  });

export const listObjectVersions: S3Operation = (s3) =>
  defineOperation({
    name: 'ListObjectVersions',
    http: { method: 'GET', path: BUCKET, query: 'versions' },
    input: OnVersionListing,
    actions: ['s3:ListBucketVersions'],
    errors: ['InvalidArgument'],
    resource: listing(s3),
    run: async (call) => {
      const query = call.input;
      const keyMarker = query['key-marker'] ?? '';
      const idMarker = query['version-id-marker'];
      const rows = sortedKeys(bucketOf(call, s3)).flatMap(([key, versions]) =>
        versions.map((version, index) => ({ key, version, index, versions })),
      );
      const isAfter = ({ key, index, versions }: (typeof rows)[number]) => {
        const order = compareKeys(key, keyMarker);
        if (order !== 0 || idMarker === undefined) return order > 0;
        return index > versions.findIndex((one) => one.versionId === idMarker);
      };
      const page = paginate(rows, readPaging(call), isAfter, keyMarker);
      const encode = encoder(query);
      const last = page.rows.at(-1);
      const endsInRow = page.isTruncated && last?.key === page.last;
      const row = ({ key, version, index }: (typeof rows)[number]) => ({
        Key: encode(key),
        VersionId: version.versionId,
        IsLatest: index === 0,
        Owner: { ID: s3.accountId },
        ...(version.deleteMarker ? { LastModified: new Date(version.lastModified) } : listed(version)),
      });
      return xmlAnswer('ListVersionsResult', {
        Name: call.input.Bucket,
        Prefix: encode(query['prefix'] ?? ''),
        Delimiter: optional(query['delimiter'], encode),
        MaxKeys: readPaging(call).maxKeys,
        EncodingType: query['encoding-type'],
        IsTruncated: page.isTruncated,
        KeyMarker: encode(keyMarker),
        VersionIdMarker: idMarker ?? '',
        NextKeyMarker: page.isTruncated ? encode(page.last) : undefined,
        NextVersionIdMarker: endsInRow ? last?.version.versionId : undefined,
        Version: page.rows.filter((one) => !one.version.deleteMarker).map(row),
        DeleteMarker: page.rows.filter((one) => one.version.deleteMarker).map(row),
        CommonPrefixes: page.prefixes.map((prefix) => ({ Prefix: encode(prefix) })),
      });
    },
  });

interface Paging {
  prefix: string;
  delimiter: string;
  maxKeys: number;
}

interface Page<Row> {
  rows: Row[];
  prefixes: string[];
  isTruncated: boolean;
  /** The last key or common prefix on the page. */
  last: string;
}

/** One page of the rows after a marker; a common prefix counts as one row and is not repeated after its own marker. */
export function paginate<Row extends { key: string }>(
  rows: readonly Row[],
  { prefix, delimiter, maxKeys }: Paging,
  isAfter: (row: Row) => boolean,
  marker: string,
): Page<Row> {
  const page: Page<Row> = { rows: [], prefixes: [], isTruncated: false, last: '' };
  for (const row of rows) {
    if (!row.key.startsWith(prefix) || !isAfter(row)) continue;
    const end = delimiter ? row.key.indexOf(delimiter, prefix.length) : -1;
    const common = end < 0 ? undefined : row.key.slice(0, end + delimiter.length);
    if (common !== undefined && (common === marker || page.prefixes.includes(common))) continue;
    if (page.rows.length + page.prefixes.length === maxKeys) {
      page.isTruncated = maxKeys > 0;
      break;
    }
    if (common === undefined) page.rows.push(row);
    else page.prefixes.push(common);
    page.last = common ?? row.key;
  }
  return page;
}

function readPaging({ input: query }: { input: z.output<typeof OnPages> }): Paging {
  const maxKeys = Number(query['max-keys'] ?? MAX_KEYS);
  if (!Number.isInteger(maxKeys) || maxKeys < 0) {
    throw new ServiceError('InvalidArgument', 'Provided max-keys not an integer or within integer range');
  }
  return {
    prefix: query['prefix'] ?? '',
    delimiter: query['delimiter'] ?? '',
    maxKeys: Math.min(maxKeys, MAX_KEYS),
  };
}

function sortedKeys(bucket: Bucket): [string, ObjectVersion[]][] {
  return [...bucket.keys].sort(([a], [b]) => compareKeys(a, b));
}

function currentRows(bucket: Bucket): { key: string; version: ObjectVersion }[] {
  return sortedKeys(bucket).flatMap(([key, versions]) =>
    versions[0] && !versions[0].deleteMarker ? [{ key, version: versions[0] }] : [],
  );
}

/** The order of UTF-8 bytes, which differs from JavaScript's where a surrogate pair meets U+E000 and above. */
export function compareKeys(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}

function listed(version: ObjectVersion): Record<string, unknown> {
  return {
    LastModified: new Date(version.lastModified),
    ETag: `"${version.etag}"`,
    ...(version.checksum
      ? { ChecksumAlgorithm: version.checksum.algorithm, ChecksumType: version.checksum.type }
      : {}),
    Size: version.size,
    StorageClass: version.storageClass ?? 'STANDARD',
  };
}

// S3 encodes keys in listings as forms do, but leaves slashes.
function encoder(query: z.output<typeof OnPages>): (key: string) => string {
  if (query['encoding-type'] !== 'url') return (key) => key;
  return (key) => encodeURIComponent(key).replaceAll('%2F', '/').replaceAll('%20', '+');
}

function optional(value: string | undefined, encode: (key: string) => string): string | undefined {
  return value === undefined ? undefined : encode(value);
}

function writeToken(key: string): string {
  return Buffer.from(key).toString('base64');
}

function readToken(token: string): string {
  const key = Buffer.from(token, 'base64').toString('utf8');
  if (token && writeToken(key) === token) return key;
  throw new ServiceError('InvalidArgument', 'The continuation token provided is incorrect');
}
