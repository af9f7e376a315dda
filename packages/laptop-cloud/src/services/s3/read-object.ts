// GetObject and HeadObject.
import * as z from 'zod';
import { defineOperation } from '../operation.ts';
import { ServiceError, type ServiceResponse } from '../service.ts';
import type { ByteRange } from './blobs.ts';
import type { Bucket, Checksum, ObjectVersion } from './bucket.ts';
import { checkReadConditions, parseRange, rangeIfSame } from './conditions.ts';
import { checksumHeaders, describeVersion, refuseOverride } from './description.ts';
import { expirationHeader } from './expiry.ts';
import { READ_CONDITIONS } from './headers.ts';
import type { SentBytes } from './object-bytes.ts';
import {
  bucketOf,
  findVersion,
  noSuchKey,
  OBJECT,
  type ObjectCall,
  OnVersion,
  objectOrVersion,
  type S3,
  type S3Operation,
} from './operation.ts';

const Text = z.string().optional();
const OnPartOfVersion = z.strictObject({
  ...OnVersion.shape,
  partNumber: Text,
  'response-cache-control': Text,
  'response-content-disposition': Text,
  'response-content-encoding': Text,
  'response-content-language': Text,
  'response-content-type': Text,
  'response-expires': Text,
});
const HEADERS = [...READ_CONDITIONS, 'range', 'x-amz-checksum-mode'];

/** Storage classes whose objects are not to be had at once. */
export const ARCHIVES: ReadonlySet<string> = new Set(['GLACIER', 'DEEP_ARCHIVE']);

export const getObject: S3Operation = (s3) =>
  defineOperation({
    name: 'GetObject',
    http: { method: 'GET', path: OBJECT, headers: HEADERS },
    input: OnPartOfVersion,
    actions: ['s3:GetObject', 's3:GetObjectVersion'],
    errors: READING_ERRORS,
    resource: objectOrVersion(s3, 's3:GetObject', 's3:GetObjectVersion'),
    run: (call) =>
      readObject(call, s3, (bucket, version, range) => readBytes(call, s3, bucket, version, range)),
  });

export const headObject: S3Operation = (s3) =>
  defineOperation({
    name: 'HeadObject',
    http: { method: 'HEAD', path: OBJECT, headers: HEADERS },
    input: OnPartOfVersion,
    actions: ['s3:GetObject', 's3:GetObjectVersion'],
    errors: READING_ERRORS,
    resource: objectOrVersion(s3, 's3:GetObject', 's3:GetObjectVersion'),
    run: (call) => readObject(call, s3, () => ({})),
  });

const READING_ERRORS = [
  'InvalidArgument',
  'InvalidObjectState',
  'InvalidPartNumber',
  'InvalidRange',
  'InvalidRequest',
  'MethodNotAllowed',
  'NoSuchKey',
  'NoSuchVersion',
  'PreconditionFailed',
];

// What a GET may ask to be told instead of what is stored.
const OVERRIDES = [
  ['response-cache-control', 'cache-control'],
  ['response-content-disposition', 'content-disposition'],
  ['response-content-encoding', 'content-encoding'],
  ['response-content-language', 'content-language'],
  ['response-content-type', 'content-type'],
  ['response-expires', 'expires'],
] as const;

async function readObject(
  call: ObjectCall & { input: z.output<typeof OnPartOfVersion> },
  s3: S3,
  read: (bucket: Bucket, version: ObjectVersion, range: ByteRange) => SentBytes | Promise<SentBytes>,
): Promise<ServiceResponse> {
  const { headers } = call.request;
  const bucket = bucketOf(call, s3);
  const version = findVersion(call, s3, call.input.versionId);
  const described = describeVersion(bucket, version);
  if (checkReadConditions(headers, version, s3.now()) === 'not-modified') {
    const { 'content-type': _type, ...kept } = described;
    return { status: 304, headers: kept };
  }
  for (const [name, header] of OVERRIDES) {
    const value = call.input[name];
    if (value === undefined) continue;
    refuseOverride(name, header, value);
    described[header] = value;
  }
  if (call.request.method === 'GET') refuseArchived(version);
  const part = partRange(call, version);
  const range = part ?? parseRange(rangeIfSame(headers, version), version.size);
  const { first, last } = range ?? { first: 0, last: version.size - 1 };
  if (headers['x-amz-checksum-mode']?.toUpperCase() === 'ENABLED')
    Object.assign(described, checksumHeaders({ checksum: checksumOf(version, part, last - first + 1) }));
  if (call.input.versionId === undefined)
    Object.assign(described, expirationHeader(bucket, call.input.Key, version));
  if (part && version.parts) described['x-amz-mp-parts-count'] = String(version.parts.length);
  if (range && version.size > 0) described['content-range'] = `bytes ${first}-${last}/${version.size}`;
  described['content-length'] = String(last - first + 1);
  const sent = await read(bucket, version, { first, last });
  return { status: range ? 206 : 200, headers: described, ...sent };
}

/** What who gets so many bytes can compare them with: the checksum of the whole, or of a part where parts have their own. */
function checksumOf(
  { checksum, parts, size }: ObjectVersion,
  part: AskedPart | undefined,
  sent: number,
): Checksum | undefined {
  if (!part || !parts || checksum?.type !== 'COMPOSITE') return sent === size ? checksum : undefined;
  return { ...checksum, value: parts[part.number - 1]!.checksum };
}

interface AskedPart extends ByteRange {
  number: number;
}

/** Where the part lies that is asked for; of an object that did not come in parts the first is all of it. */
function partRange(
  call: ObjectCall & { input: z.output<typeof OnPartOfVersion> },
  version: ObjectVersion,
): AskedPart | undefined {
  const { partNumber } = call.input;
  if (partNumber === undefined) return undefined;
  const number = Number(partNumber);
  if (!Number.isInteger(number) || number < 1 || number > 10_000)
    throw new ServiceError(
      'InvalidArgument',
      'Part number must be an integer between 1 and 10000, inclusive',
      400,
      {
        ArgumentName: 'partNumber',
        ArgumentValue: partNumber,
      },
    );
  if (call.request.headers['range'] !== undefined)
    throw new ServiceError(
      'InvalidRequest',
      'Cannot specify both Range header and partNumber query parameter',
    );
  const parts = version.parts ?? [{ size: version.size }];
  const part = parts[number - 1];
  if (!part)
    throw new ServiceError('InvalidPartNumber', 'The requested partnumber is not satisfiable', 416, {
      PartNumberRequested: number,
      ActualPartCount: parts.length,
    });
  const first = parts.slice(0, number - 1).reduce((sum, { size }) => sum + size, 0);
  return { number, first, last: first + part.size - 1 };
}

/** What lies in an archive must be restored before it is read; here it never is. */
function refuseArchived({ storageClass = '' }: ObjectVersion): void {
  if (!ARCHIVES.has(storageClass)) return;
  throw new ServiceError(
    'InvalidObjectState',
    "The operation is not valid for the object's storage class",
    403,
    { StorageClass: storageClass },
  );
}

// A version may be deleted between being found and being read.
function readBytes(
  call: ObjectCall,
  s3: S3,
  bucket: Bucket,
  version: ObjectVersion,
  range: ByteRange,
): SentBytes | Promise<SentBytes> {
  const toldIfGone = (error: unknown): never => {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') noSuchKey(call, s3);
    throw error;
  };
  try {
    const sent = s3.store.send(bucket, version, range);
    return sent instanceof Promise ? sent.catch(toldIfGone) : sent;
  } catch (error) {
    return toldIfGone(error);
  }
}
