// What is copied, by CopyObject and UploadPartCopy: the object that `x-amz-copy-source` names.
import { ServiceError } from '../service.ts';
import { type Bucket, NULL_VERSION, type ObjectVersion } from './bucket.ts';
import { checkCopyConditions } from './conditions.ts';
import {
  authorizeIn,
  bucketOf,
  findVersion,
  type ObjectCall,
  refuseEmptyVersion,
  refuseOtherOwner,
  type S3,
} from './operation.ts';
import { ARCHIVES } from './read-object.ts';

export interface CopySource {
  bucket: Bucket;
  key: string;
  version: ObjectVersion;
}

/** The version that `x-amz-copy-source` names, once its conditions hold. Throws as a read of it would, or 412. */
export function readCopySource(call: ObjectCall, s3: S3): CopySource {
  const { headers } = call.request;
  const [path = '', versionId] = (headers['x-amz-copy-source'] ?? '').split(/\?versionId=(.*)/s);
  refuseEmptyVersion(versionId, 'x-amz-copy-source');
  // An address of the object names it as well.
  const match = /^(?:https?:\/\/[^/]+)?\/?([^/]+)\/(.+)$/s.exec(decodeSource(path));
  if (!match) {
    throw new ServiceError('InvalidArgument', 'Invalid copy source object key', 400, {
      ArgumentName: 'x-amz-copy-source',
      ArgumentValue: 'x-amz-copy-source',
    });
  }
  const [, bucketName = '', key = ''] = match;
  const from: ObjectCall = { request: call.request, input: { Bucket: bucketName, Key: key } };
  const action = versionId === undefined ? 's3:GetObject' : 's3:GetObjectVersion';
  authorizeIn(s3, call, action, bucketName, key);
  const bucket = bucketOf(from, s3);
  refuseOtherOwner(headers['x-amz-source-expected-bucket-owner'], s3.accountId);
  const version = findVersion(from, s3, versionId);
  if (ARCHIVES.has(version.storageClass ?? ''))
    throw new ServiceError(
      'InvalidObjectState',
      "Operation is not valid for the source object's storage class",
      403,
    );
  checkCopyConditions(headers, version, s3.now());
  return { bucket, key, version };
}

// Some clients encode it whole, slash and all, and as forms do, a space as a plus.
function decodeSource(path: string): string {
  try {
    return decodeURIComponent(path.replaceAll('+', ' '));
  } catch {
    throw new ServiceError('InvalidArgument', 'Copy Source must be URL-encoded', 400, {
      ArgumentName: 'x-amz-copy-source',
      ArgumentValue: path,
    });
  }
}

/** Which version was copied, where there may be others. */
export function copiedVersionHeader(
  { request }: Pick<ObjectCall, 'request'>,
  { bucket, version }: CopySource,
): Record<string, string> {
  const isNamed = request.headers['x-amz-copy-source']?.includes('versionId=');
  return isNamed || (bucket.settings.versioning !== 'Off' && version.versionId !== NULL_VERSION)
    ? { 'x-amz-copy-source-version-id': version.versionId }
    : {};
}
