// GetObjectAttributes: what is kept of an object, its parts among it.
import { defineOperation } from '../operation.ts';
import { ServiceError } from '../service.ts';
import type { ObjectVersion } from './bucket.ts';
import { versionHeader } from './description.ts';
import {
  bucketOf,
  findVersion,
  OBJECT,
  OnVersion,
  objectOrVersion,
  type S3Operation,
  xmlAnswer,
} from './operation.ts';

export const getObjectAttributes: S3Operation = (s3) =>
  defineOperation({
    name: 'GetObjectAttributes',
    http: {
      method: 'GET',
      path: OBJECT,
      query: 'attributes',
      headers: ['x-amz-object-attributes', 'x-amz-max-parts', 'x-amz-part-number-marker'],
    },
    input: OnVersion,
    actions: ['s3:GetObjectAttributes', 's3:GetObjectVersionAttributes'],
    errors: ['InvalidArgument', 'InvalidRequest', 'MethodNotAllowed', 'NoSuchKey', 'NoSuchVersion'],
    resource: objectOrVersion(s3, 's3:GetObjectAttributes', 's3:GetObjectVersionAttributes'),
    run: async (call) => {
      const { headers } = call.request;
      const bucket = bucketOf(call, s3);
      const version = findVersion(call, s3, call.input.versionId);
      const wanted = readWanted(headers['x-amz-object-attributes']);
      const all: Readonly<Record<string, unknown>> = {
        ETag: version.etag,
        Checksum: version.checksum && {
          // Here without the number of parts, which headers have it with.
          [`Checksum${version.checksum.algorithm}`]: version.checksum.value.replace(/-\d+$/, ''),
          ChecksumType: version.checksum.type,
        },
        ObjectParts: version.parts && partsPage(version, headers),
        StorageClass: version.storageClass ?? 'STANDARD',
        ObjectSize: version.size,
      };
      return xmlAnswer(
        'GetObjectAttributesResponse',
        Object.fromEntries(ATTRIBUTES.flatMap((name) => (wanted.has(name) ? [[name, all[name]]] : []))),
        { 'last-modified': new Date(version.lastModified).toUTCString(), ...versionHeader(bucket, version) },
      );
    },
  });

const ATTRIBUTES = ['ETag', 'Checksum', 'ObjectParts', 'StorageClass', 'ObjectSize'];

function readWanted(header: string | undefined): Set<string> {
  const names = (header ?? '')
    .split(',')
    .map((name) => name.trim())
    .filter(Boolean);
  if (names.length === 0)
    throw new ServiceError(
      'InvalidRequest',
      'The x-amz-object-attributes header specifying the attributes to be retrieved is either missing or empty',
    );
  const unknown = names.find((name) => !ATTRIBUTES.includes(name));
  if (unknown !== undefined) throw new ServiceError('InvalidArgument', 'Invalid attribute name specified.');
  return new Set(names);
}

// Without a checksum of each part S3 tells their number alone.
function partsPage({ parts = [], checksum }: ObjectVersion, headers: Readonly<Record<string, string>>) {
  const [marker, most] = [headers['x-amz-part-number-marker'] ?? '0', headers['x-amz-max-parts'] ?? '1000'];
  for (const [name, text] of Object.entries({ 'part-number-marker': marker, 'max-parts': most })) {
    if (!/^\d{1,9}$/.test(text))
      throw new ServiceError('InvalidArgument', `Provided ${name} not an integer or within integer range`);
  }
  const count = { PartsCount: parts.length };
  if (checksum?.type !== 'COMPOSITE') return count;
  const after = parts.filter(({ number }) => number > Number(marker));
  const page = after.slice(0, Math.min(Number(most), 1000));
  return {
    ...count,
    PartNumberMarker: marker,
    NextPartNumberMarker: page.at(-1)?.number ?? 0,
    MaxParts: Math.min(Number(most), 1000),
    IsTruncated: after.length > page.length,
    Part: page.map((part) => ({
      PartNumber: part.number,
      Size: part.size,
      [`Checksum${checksum.algorithm}`]: part.checksum,
    })),
  };
}
