// What an S3 operation gets and gives, and the few refusals that all of them share.

import { element, XML_HEADER } from '../protocols/xml.ts';
import { authorize, ServiceError, type ServiceRequest, type ServiceResponse } from '../service.ts';
import type { Bucket, ObjectVersion } from './bucket.ts';
import type { S3Events } from './events.ts';
import { currentVersion, type ObjectStore } from './store.ts';

export interface S3Call {
  /** Body unpacked, trailers among the headers. */
  request: ServiceRequest;
  /** Empty for operations on the whole service. */
  bucketName: string;
  /** Decoded; empty for operations on a bucket. */
  key: string;
}

export interface S3 {
  store: ObjectStore;
  events: S3Events;
  region: string;
  accountId: string;
  /** Milliseconds since 1970. */
  now(): number;
}

export interface S3Operation {
  /** As AWS names it. */
  name: string;
  method: 'GET' | 'HEAD' | 'PUT' | 'POST' | 'DELETE';
  target: 'service' | 'bucket' | 'object';
  /** The query key that tells it from others: `tagging`, `uploads`. */
  subresource?: string;
  /** A header that tells it from others: `x-amz-copy-source`. */
  header?: string;
  run(call: S3Call, s3: S3): Promise<ServiceResponse>;
}

export function bucketOf(call: S3Call, s3: S3): Bucket {
  return s3.store.bucket(call.bucketName) ?? refuse('NoSuchBucket', 404, { BucketName: call.bucketName });
}

export const bucketArn = (bucketName: string) => `arn:aws:s3:::${bucketName}`;
export const objectArn = (bucketName: string, key: string) => `arn:aws:s3:::${bucketName}/${key}`;

/** Authorizes an action on the call's bucket. */
export function authorizeBucket(call: S3Call, action: string): void {
  authorize(call.request.principal, action, bucketArn(call.bucketName));
}

/** Authorizes a listing: policies may allow it for some prefixes only. */
export function authorizeListing(call: S3Call, action: string): void {
  const prefix = call.request.query.get('prefix') ?? '';
  authorize(call.request.principal, action, bucketArn(call.bucketName), { 's3:prefix': prefix });
}

/** Authorizes an action on the call's object. */
export function authorizeObject(call: S3Call, action: string): void {
  authorize(call.request.principal, action, objectArn(call.bucketName, call.key));
}

/**
 * The version a call means. Throws NoSuchKey (AccessDenied to who may not list, so that keys can't be guessed),
 * NoSuchVersion, or MethodNotAllowed where a delete marker is named.
 */
export function findVersion(call: S3Call, s3: S3, versionId: string | null): ObjectVersion {
  const bucket = bucketOf(call, s3);
  if (versionId === null) return currentVersion(bucket, call.key) ?? noSuchKey(call);
  const version = bucket.keys.get(call.key)?.find((one) => one.versionId === versionId);
  if (!version) refuse('NoSuchVersion', 404, { Key: call.key, VersionId: versionId });
  if (version.deleteMarker) refuse('MethodNotAllowed', 405, { ResourceType: 'DeleteMarker' });
  return version;
}

export function noSuchKey(call: S3Call): never {
  authorizeBucket(call, 's3:ListBucket');
  refuse('NoSuchKey', 404, { Key: call.key });
}

/** An XML answer. */
export function xmlAnswer(
  root: string,
  content: unknown,
  headers: Record<string, string> = {},
): ServiceResponse {
  return {
    status: 200,
    headers: { 'content-type': 'application/xml', ...headers },
    body: `${XML_HEADER}${element(root, content, 'http://s3.amazonaws.com/doc/2006-03-01/')}`,
  };
}

const MESSAGES = {
  NoSuchBucket: 'The specified bucket does not exist',
  NoSuchKey: 'The specified key does not exist.',
  NoSuchVersion: 'The specified version does not exist.',
  NoSuchUpload:
    'The specified upload does not exist. The upload ID may be invalid, or the upload may have been aborted or completed.',
  MethodNotAllowed: 'The specified method is not allowed against this resource.',
  PreconditionFailed: 'At least one of the pre-conditions you specified did not hold',
  InvalidRange: 'The requested range is not satisfiable',
  MalformedXML: 'The XML you provided was not well-formed or did not validate against our published schema',
  InvalidPart: 'One or more of the specified parts could not be found or its entity tag did not match.',
  InvalidPartOrder: 'The list of parts was not in ascending order.',
  EntityTooSmall: 'Your proposed upload is smaller than the minimum allowed size',
  EntityTooLarge: 'Your proposed upload exceeds the maximum allowed size',
} as const;

/** Throws one of S3's errors in S3's words. */
export function refuse(
  code: keyof typeof MESSAGES,
  status: number,
  members: Record<string, unknown> = {},
): never {
  throw new ServiceError(code, MESSAGES[code], status, members);
}
