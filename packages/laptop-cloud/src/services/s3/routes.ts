// What S3 does here, and what a request may ask beside its operation.
import type { Operation } from '../operation.ts';
import { ServiceError, type ServiceRequest } from '../service.ts';
import { getBucketAccelerateConfiguration, putBucketAccelerateConfiguration } from './acceleration.ts';
import { getBucketAcl, getObjectAcl, putBucketAcl, putObjectAcl } from './acl.ts';
import {
  getBucketOwnershipControls,
  getBucketPolicy,
  getBucketPolicyStatus,
  getBucketRequestPayment,
  getBucketTagging,
  getPublicAccessBlock,
  putBucketOwnershipControls,
  putBucketRequestPayment,
} from './bucket-access.ts';
import {
  deleteBucketCors,
  deleteBucketEncryption,
  deleteBucketPolicy,
  deleteBucketTagging,
  deletePublicAccessBlock,
  putBucketCors,
  putBucketEncryption,
  putBucketPolicy,
  putBucketTagging,
  putBucketVersioning,
  putPublicAccessBlock,
} from './bucket-changes.ts';
import { createBucket, deleteBucket } from './bucket-lifetime.ts';
import {
  getBucketCors,
  getBucketEncryption,
  getBucketLocation,
  getBucketVersioning,
  headBucket,
  listBuckets,
} from './buckets.ts';
import { verifyChecksums } from './checksums.ts';
import { completeMultipartUpload } from './complete-upload.ts';
import { copyObject } from './copy-object.ts';
import { deleteObject, deleteObjects } from './delete-object.ts';
import { DIGESTS, isListed } from './headers.ts';
import { deleteBucketLifecycle, getBucketLifecycle, putBucketLifecycle } from './lifecycle-configuration.ts';
import { listObjects, listObjectsV2, listObjectVersions } from './listing.ts';
import { abortMultipartUpload, createMultipartUpload, uploadPart, uploadPartCopy } from './multipart.ts';
import {
  deleteBucketReplication,
  deleteBucketWebsite,
  getBucketLogging,
  getBucketReplication,
  getBucketWebsite,
  getObjectLegalHold,
  getObjectLockConfiguration,
  getObjectRetention,
  putObjectLegalHold,
  putObjectRetention,
} from './never-configured.ts';
import { getBucketNotification, putBucketNotification } from './notification-configuration.ts';
import { getObjectAttributes } from './object-attributes.ts';
import type { S3Operation } from './operation.ts';
import { postObject } from './post-object.ts';
import { putObject } from './put-object.ts';
import { getObject, headObject } from './read-object.ts';
import { deleteObjectTagging, getObjectTagging, putObjectTagging } from './tagging.ts';
import { listMultipartUploads, listUploadParts } from './upload-listing.ts';

/** Operations with a telling header stand before those without. */
export const OPERATIONS: readonly S3Operation[] = [
  listBuckets,
  createBucket,
  deleteBucket,
  headBucket,
  getBucketLocation,
  getBucketVersioning,
  getBucketEncryption,
  getBucketCors,
  getBucketAcl,
  getBucketLifecycle,
  getBucketNotification,
  getBucketOwnershipControls,
  getBucketPolicy,
  getBucketPolicyStatus,
  getBucketRequestPayment,
  getBucketTagging,
  getPublicAccessBlock,
  getBucketAccelerateConfiguration,
  getBucketLogging,
  getBucketReplication,
  getBucketWebsite,
  getObjectLockConfiguration,
  putBucketAccelerateConfiguration,
  putBucketAcl,
  putBucketVersioning,
  putBucketEncryption,
  putBucketCors,
  putBucketLifecycle,
  putBucketNotification,
  putBucketOwnershipControls,
  putBucketRequestPayment,
  putBucketPolicy,
  putBucketTagging,
  putPublicAccessBlock,
  deleteBucketEncryption,
  deleteBucketCors,
  deleteBucketLifecycle,
  deleteBucketPolicy,
  deleteBucketReplication,
  deleteBucketTagging,
  deleteBucketWebsite,
  deletePublicAccessBlock,
  listObjects,
  listObjectsV2,
  listObjectVersions,
  listMultipartUploads,
  deleteObjects,
  postObject,
  copyObject,
  putObject,
  getObject,
  headObject,
  deleteObject,
  getObjectAcl,
  putObjectAcl,
  getObjectAttributes,
  getObjectTagging,
  putObjectTagging,
  deleteObjectTagging,
  getObjectLegalHold,
  getObjectRetention,
  putObjectLegalHold,
  putObjectRetention,
  createMultipartUpload,
  uploadPartCopy,
  uploadPart,
  completeMultipartUpload,
  abortMultipartUpload,
  listUploadParts,
];

/** Operations of S3 that are not here, by their key in the query: they are refused by name. S3 passes over what is nobody's. */
export const OTHER_TELLING: readonly string[] = [
  'abac',
  'analytics',
  'annotation',
  'annotations',
  'intelligent-tiering',
  'inventory',
  'metadataAnnotationTable',
  'metadataConfiguration',
  'metadataInventoryTable',
  'metadataJournalTable',
  'metadataTable',
  'metrics',
  'renameObject',
  'restore',
  'select',
  'session',
  'torrent',
];

/** Keys in the query that an operation here reads; who sends one to another operation is told so. */
export const QUERY_MEMBERS: ReadonlySet<string> = new Set([
  'marker',
  'versionId',
  'partNumber',
  'prefix',
  'delimiter',
  'encoding-type',
  'max-keys',
  'max-buckets',
  'bucket-region',
  'continuation-token',
  'start-after',
  'fetch-owner',
  'key-marker',
  'version-id-marker',
  'upload-id-marker',
  'max-uploads',
  'max-parts',
  'part-number-marker',
  'response-cache-control',
  'response-content-disposition',
  'response-content-encoding',
  'response-content-language',
  'response-content-type',
  'response-expires',
]);

/** Throws NotImplemented naming a header or member that is not supported. */
export function refuseUnknown(request: ServiceRequest, operation: Operation): void {
  const own = operation.http?.headers ?? [];
  // A condition of a write that nobody reads would let through what it is to hold back.
  const isWrite = request.method !== 'GET' && request.method !== 'HEAD';
  const unknown: string[] = [];
  for (const name in request.headers)
    if ((name.startsWith('x-amz-') || (isWrite && name.startsWith('if-'))) && !isListed(name, own))
      unknown.push(name);
  if (unknown.length === 0) return;
  const [other] = unknown.filter((name) => !isOfNothing(name, request));
  if (other) notImplemented(`the header ${other} of ${operation.name}`);
  if (unknown.some((name) => name.startsWith('x-amz-checksum-')))
    verifyChecksums(request.headers, request.body);
}

// SDKs sum up what they send also where that is nothing: the one for Java in every GetObject.
function isOfNothing(name: string, { body, bodyFile }: ServiceRequest): boolean {
  return body.length === 0 && !bodyFile && DIGESTS.includes(name);
}

function notImplemented(what: string): never {
  throw new ServiceError('NotImplemented', `The local s3 service does not support ${what}`, 501);
}
