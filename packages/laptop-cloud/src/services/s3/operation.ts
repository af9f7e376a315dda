// What an S3 operation gets and gives, and the few refusals that all of them share.

import * as z from 'zod';
import { bucketArn, objectArn } from '../../arns.ts';
import type { Policy } from '../../policies/policy.ts';
import { authorizeCall } from '../authorize-call.ts';
import type { KeyRefusal } from '../key-refusal.ts';
import type { Operation } from '../operation.ts';
import { element, XML_HEADER } from '../protocols/xml.ts';
import { ServiceError, type ServiceRequest, type ServiceResponse } from '../service.ts';
import { type Bucket, NULL_VERSION, type ObjectVersion } from './bucket.ts';
import type { S3Events } from './events.ts';
import type { BucketNotification } from './notification-settings.ts';
import { currentVersion, type ObjectStore } from './store.ts';
import { isVersionIdOf } from './version-ids.ts';

export const BUCKET = '/{Bucket}';
export const OBJECT = '/{Bucket}/{Key+}';
export const OnBucket = z.strictObject({ Bucket: z.string() });
export const OnObject = z.strictObject({ Bucket: z.string(), Key: z.string() });
export const OnVersion = z.strictObject({ ...OnObject.shape, versionId: z.string().optional() });

/** A request on a bucket: body unpacked, trailers among the headers. */
export interface BucketCall {
  input: z.output<typeof OnBucket>;
  request: ServiceRequest;
}

export interface ObjectCall extends BucketCall {
  input: z.output<typeof OnObject>;
}

export interface S3 {
  store: ObjectStore;
  events: S3Events;
  /** Of buckets that have one, by name. */
  policies: Map<string, Policy>;
  /** Reads the policy of a bucket. Throws MalformedPolicy. */
  parsePolicy(text: string): Policy;
  /** Sends queues and topics their first message, where notifications have changed. Rejects when the bucket may not. */
  testDestinations(bucketName: string, notifications: readonly BucketNotification[]): Promise<void>;
  /** Why a key cannot be used. */
  keyRefusal: KeyRefusal;
  region: string;
  accountId: string;
  /** Milliseconds since 1970. */
  now(): number;
}

/** Makes an operation over the parts of S3. */
export type S3Operation = (s3: S3) => Operation;

export function bucketOf({ input }: Pick<BucketCall, 'input'>, s3: S3): Bucket {
  return s3.store.bucket(input.Bucket) ?? refuse('NoSuchBucket', 404, { BucketName: input.Bucket });
}

/** What the policy of a bucket counts for: the bucket itself, or an object in it. */
export function withPolicy(s3: S3, bucketName: string, arn: string) {
  const policy = s3.policies.get(bucketName);
  return { arn, ...(policy ? { policy } : {}) };
}

/** Refuses what neither the caller's role nor the bucket's policy allows, where a call touches more than its own resource. */
export function authorizeIn(
  s3: S3,
  { request }: { request: ServiceRequest },
  action: string,
  bucketName: string,
  key?: string,
): void {
  const arn = key === undefined ? bucketArn(bucketName) : objectArn(bucketName, key);
  authorizeCall(s3.policies.get(bucketName), request.principal, action, arn);
}

/** Whether a caller may list a bucket, and so know which keys there are not. */
export function mayList(s3: S3, request: ServiceRequest, bucketName: string): boolean {
  try {
    authorizeIn(s3, { request }, 's3:ListBucket', bucketName);
    return true;
  } catch {
    return false;
  }
}

/** The bucket that an input names. A bucket that is missing is told before a right is. */
export const existingBucket = (s3: S3) => (input: BucketCall['input']) =>
  withPolicy(s3, input.Bucket, bucketArn(bucketOf({ input }, s3).name));

/** The object that an input names, in a bucket that is there. */
export const existingBucketObject = (s3: S3) => (input: ObjectCall['input']) =>
  withPolicy(s3, input.Bucket, objectArn(bucketOf({ input }, s3).name, input.Key));

/** The same, for an action of its own where a version is named. */
export const objectOrVersion =
  (s3: S3, action: string, versionAction: string) => (input: z.output<typeof OnVersion>) => ({
    ...existingBucketObject(s3)(input),
    action: input.versionId === undefined ? action : versionAction,
  });

/** For listings: policies may allow them for some prefixes only. */
export const listing = (s3: S3) => (input: BucketCall['input'] & { prefix?: string | undefined }) => ({
  ...existingBucket(s3)(input),
  conditionKeys: { 's3:prefix': input.prefix ?? '' },
});

/**
 * The version a call means. Throws NoSuchKey (AccessDenied to who may not list, so that keys can't be guessed),
 * NoSuchVersion, or MethodNotAllowed where a delete marker is named.
 */
export function findVersion(
  call: ObjectCall,
  s3: S3,
  versionId: string | undefined,
  toldKey = call.input.Key,
): ObjectVersion {
  const bucket = bucketOf(call, s3);
  if (versionId === undefined) return currentVersion(bucket, call.input.Key) ?? noSuchKey(call, s3, toldKey);
  const version = bucket.keys.get(call.input.Key)?.find((one) => one.versionId === versionId);
  if (!version) refuseVersion(bucket.name, call.input.Key, versionId);
  if (version.deleteMarker) refuseMarker(call);
  return version;
}

/** What S3 says of a version that is not there: whether it ever was. */
function refuseVersion(bucketName: string, key: string, versionId: string): never {
  if (versionId === NULL_VERSION || isVersionIdOf(bucketName, key, versionId))
    refuse('NoSuchVersion', 404, { Key: key, VersionId: versionId });
  invalidVersion(versionId);
}

/** A delete marker has nothing to be read or changed. */
export function refuseMarker({ request }: Pick<ObjectCall, 'request'>): never {
  refuse('MethodNotAllowed', 405, { Method: request.method, ResourceType: 'DeleteMarker' });
}

/** What S3 says of a version that cannot be. */
export function invalidVersion(versionId: string): never {
  throw new ServiceError('InvalidArgument', 'Invalid version id specified', 400, {
    ArgumentName: 'versionId',
    ArgumentValue: versionId,
  });
}

/** Throws InvalidArgument for a version that is named with nothing: it is not the newest that was meant. */
export function refuseEmptyVersion(versionId: string | null | undefined, argument: string): void {
  if (versionId !== '') return;
  throw new ServiceError('InvalidArgument', 'Version id cannot be the empty string', 400, {
    ArgumentName: argument,
    ArgumentValue: '',
  });
}

/** Throws for a bucket that is expected to be another account's, or that of none. */
export function refuseOtherOwner(owner: string | undefined, accountId: string): void {
  if (owner === undefined || owner === accountId) return;
  if (!/^\d{12}$/.test(owner))
    throw new ServiceError(
      'InvalidBucketOwnerAWSAccountID',
      `The value of the expected bucket owner parameter must be an AWS Account ID... [${owner}]`,
    );
  throw new ServiceError('AccessDenied', 'Access Denied', 403);
}

export function noSuchKey(call: ObjectCall, s3: S3, toldKey = call.input.Key): never {
  authorizeIn(s3, call, 's3:ListBucket', call.input.Bucket);
  refuse('NoSuchKey', 404, { Key: toldKey });
}

/** A time as lists have it, in whole seconds as headers do. */
export function wholeSecond(ms: number): Date {
  return new Date(Math.floor(ms / 1000) * 1000);
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
  ConditionalRequestConflict:
    'The conditional request cannot succeed due to a conflicting operation against this resource.',
  InvalidRange: 'The requested range is not satisfiable',
  MalformedXML: 'The XML you provided was not well-formed or did not validate against our published schema',
  InvalidPart:
    "One or more of the specified parts could not be found.  The part may not have been uploaded, or the specified entity tag may not match the part's entity tag.",
  InvalidPartOrder: 'The list of parts was not in ascending order. Parts must be ordered by part number.',
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
