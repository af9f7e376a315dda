// ListObjects, ListObjectsV2 and ListObjectVersions: keys in UTF-8 order, in pages, with common prefixes.
import * as z from 'zod';
import { defineOperation } from '../operation.ts';
import { ServiceError } from '../service.ts';
import type { Bucket, ObjectVersion } from './bucket.ts';
import { compareKeys } from './key-order.ts';
import {
  encoder,
  type KeyRows,
  optional,
  type Paging,
  paginate,
  readMax,
  readToken,
  writeToken,
} from './listing-pages.ts';
import {
  BUCKET,
  bucketOf,
  listing,
  OnBucket,
  type S3Operation,
  wholeSecond,
  xmlAnswer,
} from './operation.ts';
import { currentVersion } from './store.ts';

const HEADERS = ['x-amz-optional-object-attributes'];
const Text = z.string().optional();
const OnPages = z.strictObject({
  ...OnBucket.shape,
  prefix: Text,
  delimiter: Text,
  'max-keys': Text,
  'encoding-type': Text,
});
const OnListing = z.strictObject({
  ...OnPages.shape,
  'continuation-token': Text,
  'start-after': Text,
  'fetch-owner': Text,
});
const OnMarkers = z.strictObject({ ...OnPages.shape, marker: Text });
const OnVersionListing = z.strictObject({ ...OnPages.shape, 'key-marker': Text, 'version-id-marker': Text });

export const listObjects: S3Operation = (s3) =>
  defineOperation({
    name: 'ListObjects',
    http: { method: 'GET', path: BUCKET, headers: HEADERS },
    input: OnMarkers,
    actions: ['s3:ListBucket'],
    errors: ['InvalidArgument'],
    resource: listing(s3),
    run: async (call) => {
      const query = call.input;
      const marker = query.marker ?? '';
      const page = paginate(
        currentRows(bucketOf(call, s3), query.prefix, marker),
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
        MaxKeys: readPaging(call).maxKeys,
        Delimiter: optional(query['delimiter'], encode),
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
    http: { method: 'GET', path: BUCKET, query: 'list-type', headers: HEADERS },
    input: OnListing,
    actions: ['s3:ListBucket'],
    errors: ['InvalidArgument'],
    resource: listing(s3),
    run: async (call) => {
      const query = call.input;
      const token = query['continuation-token'];
      const after = token === undefined ? (query['start-after'] ?? '') : readToken(token);
      const page = paginate(
        currentRows(bucketOf(call, s3), query.prefix, after),
        readPaging(call),
        (row) => compareKeys(row.key, after) > 0,
        after,
        token !== undefined,
      );
      const encode = encoder(query);
      return xmlAnswer('ListBucketResult', {
        Name: call.input.Bucket,
        Prefix: encode(query['prefix'] ?? ''),
        ContinuationToken: token,
        NextContinuationToken: page.isTruncated ? writeToken(page.last) : undefined,
        // With a token it counts for nothing.
        StartAfter: token === undefined ? optional(query['start-after'], encode) : undefined,
        KeyCount: page.rows.length + page.prefixes.length,
        MaxKeys: readPaging(call).maxKeys,
        Delimiter: optional(query['delimiter'], encode),
        EncodingType: query['encoding-type'],
        IsTruncated: page.isTruncated,
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
    http: { method: 'GET', path: BUCKET, query: 'versions', headers: HEADERS },
    input: OnVersionListing,
    actions: ['s3:ListBucketVersions'],
    errors: ['InvalidArgument'],
    resource: listing(s3),
    run: async (call) => {
      const query = call.input;
      const keyMarker = query['key-marker'] ?? '';
      const idMarker = query['version-id-marker'] || undefined;
      if (idMarker !== undefined && keyMarker === '')
        throw new ServiceError(
          'InvalidArgument',
          'A version-id marker cannot be specified without a key marker.',
          400,
          {
            ArgumentName: 'version-id-marker',
            ArgumentValue: idMarker,
          },
        );
      const rows = versionRows(bucketOf(call, s3), query.prefix, keyMarker);
      const isAfter = ({ key, index, versions }: VersionRow) => {
        const order = compareKeys(key, keyMarker);
        if (order !== 0 || idMarker === undefined) return order > 0;
        return index > versions.findIndex((one) => one.versionId === idMarker);
      };
      const page = paginate(rows, readPaging(call), isAfter, keyMarker);
      const encode = encoder(query);
      const last = page.rows.at(-1);
      const endsInRow = page.isTruncated && last?.key === page.last;
      const row = ({ key, version, index }: VersionRow) => ({
        Key: encode(key),
        VersionId: version.versionId,
        IsLatest: index === 0,
        Owner: { ID: s3.accountId },
        ...(version.deleteMarker ? { LastModified: wholeSecond(version.lastModified) } : listed(version)),
      });
      return xmlAnswer('ListVersionsResult', {
        Name: call.input.Bucket,
        Prefix: encode(query['prefix'] ?? ''),
        KeyMarker: encode(keyMarker),
        VersionIdMarker: idMarker ?? '',
        NextKeyMarker: page.isTruncated ? encode(page.last) : undefined,
        NextVersionIdMarker: endsInRow ? last?.version.versionId : undefined,
        MaxKeys: readPaging(call).maxKeys,
        Delimiter: optional(query['delimiter'], encode),
        EncodingType: query['encoding-type'],
        IsTruncated: page.isTruncated,
        Version: page.rows.filter((one) => !one.version.deleteMarker).map(row),
        DeleteMarker: page.rows.filter((one) => one.version.deleteMarker).map(row),
        CommonPrefixes: page.prefixes.map((prefix) => ({ Prefix: encode(prefix) })),
      });
    },
  });

function readPaging({ input: query }: { input: z.output<typeof OnPages> }): Paging {
  return {
    prefix: query['prefix'] ?? '',
    delimiter: query['delimiter'] ?? '',
    maxKeys: readMax(query['max-keys'], 'max-keys'),
  };
}

interface CurrentRow {
  key: string;
  version: ObjectVersion;
}

interface VersionRow extends CurrentRow {
  index: number;
  versions: readonly ObjectVersion[];
}

function* currentRows(
  bucket: Bucket,
  prefix: string | undefined,
  marker: string,
): Generator<KeyRows<CurrentRow>> {
  for (const key of keysFrom(bucket, prefix, marker))
    yield {
      key,
      rows: () => {
        const version = currentVersion(bucket, key);
        return version ? [{ key, version }] : [];
      },
    };
}

function* versionRows(
  bucket: Bucket,
  prefix: string | undefined,
  marker: string,
): Generator<KeyRows<VersionRow>> {
  for (const key of keysFrom(bucket, prefix, marker))
    yield {
      key,
      rows: () => {
        const versions = bucket.keys.get(key) ?? [];
        return versions.map((version, index) => ({ key, version, index, versions }));
      },
    };
}

/** Those that begin with the prefix, from the marker on. */
function* keysFrom(bucket: Bucket, prefix = '', marker: string): Generator<string> {
  for (const key of bucket.keys.from(compareKeys(prefix, marker) > 0 ? prefix : marker)) {
    if (key.startsWith(prefix)) yield key;
    else if (compareKeys(key, prefix) > 0) return;
  }
}

function listed(version: ObjectVersion): Record<string, unknown> {
  return {
    LastModified: wholeSecond(version.lastModified),
    ETag: `"${version.etag}"`,
    ...(version.checksum
      ? { ChecksumAlgorithm: version.checksum.algorithm, ChecksumType: version.checksum.type }
      : {}),
    Size: version.size,
    StorageClass: version.storageClass ?? 'STANDARD',
  };
}
