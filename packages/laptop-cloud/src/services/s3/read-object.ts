// GetObject and HeadObject.
import { validateHeaderValue } from 'node:http';
import type * as z from 'zod';
import { defineOperation } from '../operation.ts';
import { ServiceError, type ServiceResponse } from '../service.ts';
import type { Bucket, ObjectVersion } from './bucket.ts';
import { checkReadConditions, parseRange } from './conditions.ts';
import { checksumHeaders, describeVersion } from './description.ts';
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

export const getObject: S3Operation = (s3) =>
  defineOperation({
    name: 'GetObject',
    http: { method: 'GET', path: OBJECT },
    input: OnVersion,
    actions: ['s3:GetObject', 's3:GetObjectVersion'],
    errors: READING_ERRORS,
    resource: objectOrVersion(s3, 's3:GetObject', 's3:GetObjectVersion'),
    run: (call) => readObject(call, s3, (bucket, version) => readBytes(call, s3, bucket, version)),
  });

export const headObject: S3Operation = (s3) =>
  defineOperation({
    name: 'HeadObject',
    http: { method: 'HEAD', path: OBJECT },
    input: OnVersion,
    actions: ['s3:GetObject', 's3:GetObjectVersion'],
    errors: READING_ERRORS,
    resource: objectOrVersion(s3, 's3:GetObject', 's3:GetObjectVersion'),
    run: (call) => readObject(call, s3, async () => undefined),
  });

const READING_ERRORS = [
  'InvalidArgument',
  'InvalidRange',
  'MethodNotAllowed',
  'NoSuchKey',
  'NoSuchVersion',
  'PreconditionFailed',
];

// What a GET may ask to be told instead of what is stored.
const OVERRIDES: Readonly<Record<string, string>> = {
  'response-cache-control': 'cache-control',
  'response-content-disposition': 'content-disposition',
  'response-content-encoding': 'content-encoding',
  'response-content-language': 'content-language',
  'response-content-type': 'content-type',
  'response-expires': 'expires',
};

async function readObject(
  call: ObjectCall & { input: z.output<typeof OnVersion> },
  s3: S3,
  read: (bucket: Bucket, version: ObjectVersion) => Promise<Buffer | undefined>,
): Promise<ServiceResponse> {
  const { headers, query } = call.request;
  const bucket = bucketOf(call, s3);
  const version = findVersion(call, s3, call.input.versionId);
  const described = describeVersion(bucket, version);
  if (checkReadConditions(headers, version) === 'not-modified') {
    const { 'content-type': _type, ...kept } = described;
    return { status: 304, headers: kept };
  }
  for (const [name, header] of Object.entries(OVERRIDES)) {
    const value = query.get(name);
    if (value !== null) described[header] = sendable(header, value);
  }
  const range = parseRange(headers['range'], version.size);
  const bytes = await read(bucket, version);
  if (range) {
    return {
      status: 206,
      headers: {
        ...described,
        'content-range': `bytes ${range.first}-${range.last}/${version.size}`,
        'content-length': String(range.last - range.first + 1),
      },
      ...(bytes ? { body: bytes.subarray(range.first, range.last + 1) } : {}),
    };
  }
  const wantsChecksum = headers['x-amz-checksum-mode']?.toUpperCase() === 'ENABLED';
  return {
    status: 200,
    headers: {
      ...described,
      ...(wantsChecksum ? checksumHeaders(version) : {}),
      'content-length': String(version.size),
    },
    ...(bytes ? { body: bytes } : {}),
  };
}

// A version may be deleted between being found and being read.
async function readBytes(call: ObjectCall, s3: S3, bucket: Bucket, version: ObjectVersion): Promise<Buffer> {
  try {
    return await s3.store.read(bucket, version);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') noSuchKey(call, s3);
    throw error;
  }
}

/** Throws InvalidArgument for what no header can hold: a line break, or a letter outside Latin-1. */
function sendable(header: string, value: string): string {
  try {
    validateHeaderValue(header, value);
    return value;
  } catch (cause) {
    const refusal = new ServiceError(
      'InvalidArgument',
      'Header value cannot be represented using ISO-8859-1.',
      400,
      { ArgumentName: `response-${header}` },
    );
    refusal.cause = cause;
    throw refusal;
  }
}
