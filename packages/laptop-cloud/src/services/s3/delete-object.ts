// DeleteObject and DeleteObjects.
import { defineOperation } from '../operation.ts';
import type { XmlShape } from '../protocols/xml-shape.ts';
import { ServiceError, type ServiceResponse } from '../service.ts';
import { type Bucket, NULL_VERSION, type ObjectVersion } from './bucket.ts';
import { declaredChecksum, verifyChecksums } from './checksums.ts';
import { writeGuard } from './conditions.ts';
import { DIGESTS } from './headers.ts';
import { checkKey } from './key-rules.ts';
import {
  authorizeIn,
  BUCKET,
  type BucketCall,
  bucketOf,
  invalidVersion,
  OBJECT,
  OnBucket,
  OnVersion,
  objectOrVersion,
  refuse,
  type S3,
  type S3Operation,
  xmlAnswer,
} from './operation.ts';
import type { Guard, Removal } from './store.ts';
import { isVersionIdOf } from './version-ids.ts';
import { parseXmlBody, type XmlElement } from './xml-body.ts';

const BYPASS = 'x-amz-bypass-governance-retention';

export const deleteObject: S3Operation = (s3) =>
  defineOperation({
    name: 'DeleteObject',
    http: { method: 'DELETE', path: OBJECT, headers: ['if-match', BYPASS] },
    input: OnVersion,
    actions: ['s3:DeleteObject', 's3:DeleteObjectVersion'],
    errors: ['InvalidArgument', 'NoSuchKey', 'PreconditionFailed'],
    resource: objectOrVersion(s3, 's3:DeleteObject', 's3:DeleteObjectVersion'),
    run: async (call) => {
      const { versionId } = call.input;
      const { headers } = call.request;
      refuseBypass(headers);
      const guard =
        headers['if-match'] === undefined
          ? undefined
          : writeGuard({ 'if-match': headers['if-match'] }, call.input.Key, true);
      if (isUnknownVersion(call, s3, call.input.Key, versionId)) invalidVersion(versionId);
      const removal = await remove(call, s3, call.input.Key, versionId, guard);
      return { status: 204, headers: removalHeaders(removal, versionId) };
    },
  });

const MAX_KEYS = 1000;
const BODY: XmlShape = {
  Delete: {
    Object: { Key: 'text', VersionId: 'text', ETag: 'text', LastModifiedTime: 'text', Size: 'text' },
    Quiet: 'text',
  },
};

export const deleteObjects: S3Operation = (s3) =>
  defineOperation({
    name: 'DeleteObjects',
    http: { method: 'POST', path: BUCKET, query: 'delete', headers: [...DIGESTS, BYPASS], body: BODY },
    input: OnBucket,
    actions: ['s3:DeleteObject', 's3:DeleteObjectVersion'],
    errors: ['BadDigest', 'InvalidDigest', 'InvalidRequest', 'MalformedXML'],
    resource: (input) => {
      bucketOf({ input }, s3);
      // Each object is asked for as it is deleted, and refused by itself.
      return [];
    },
    run: async (call): Promise<ServiceResponse> => {
      const { headers, body } = call.request;
      refuseBypass(headers);
      if (headers['content-md5'] === undefined && declaredChecksum(headers) === undefined) {
        throw new ServiceError('InvalidRequest', 'Missing required header for this request: Content-MD5');
      }
      verifyChecksums(headers, body);
      // Nothing is deleted unless all of it can be read.
      const wanted = parseXmlBody(body, BODY);
      const objects = wanted.all('Object');
      if (objects.length === 0 || objects.length > MAX_KEYS) refuse('MalformedXML', 400);
      const results: Record<string, unknown>[] = [];
      for (const object of objects) results.push(await deleteOne(call, s3, object));
      const isQuiet = wanted.text('Quiet') === 'true';
      return xmlAnswer('DeleteResult', {
        Deleted: isQuiet ? [] : results.filter((one) => !('Code' in one)),
        Error: results.filter((one) => 'Code' in one),
      });
    },
  });

/** No bucket has a lock here, so that there is none to get around. */
function refuseBypass(headers: Readonly<Record<string, string>>): void {
  if (headers[BYPASS] === undefined) return;
  throw new ServiceError(
    'InvalidArgument',
    `${BYPASS} is only applicable to Object Lock enabled buckets.`,
    400,
    { ArgumentName: BYPASS },
  );
}

async function deleteOne(call: BucketCall, s3: S3, object: XmlElement): Promise<Record<string, unknown>> {
  const key = object.text('Key') ?? refuse('MalformedXML', 400);
  const versionId = object.text('VersionId');
  try {
    checkKey(key);
    authorizeIn(s3, call, deleteAction(versionId), call.input.Bucket, key);
    if (isUnknownVersion(call, s3, key, versionId)) refuse('NoSuchVersion', 404);
    const { marker, removed } = await remove(call, s3, key, versionId, guardOf(object, key));
    return {
      Key: key,
      VersionId: versionId,
      ...(marker ? { DeleteMarker: true, DeleteMarkerVersionId: marker.versionId } : {}),
      ...(removed?.deleteMarker ? { DeleteMarker: true, DeleteMarkerVersionId: removed.versionId } : {}),
    };
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    const code = error.code === 'AccessDeniedException' ? 'AccessDenied' : error.code;
    return { Key: key, VersionId: versionId, Code: code, Message: error.message };
  }
}

/** One that this key has never had; one that was removed may be removed again. */
function isUnknownVersion(
  call: BucketCall,
  s3: S3,
  key: string,
  versionId: string | undefined,
): versionId is string {
  if (versionId === undefined || versionId === NULL_VERSION) return false;
  const { name, keys } = bucketOf(call, s3);
  const isThere = keys.get(key)?.some((one) => one.versionId === versionId);
  return !isThere && !isVersionIdOf(name, key, versionId);
}

/** The condition of one object in the list: general purpose buckets know its ETag alone, directory buckets two more. */
function guardOf(object: XmlElement, key: string): Guard | undefined {
  for (const name of ['LastModifiedTime', 'Size']) {
    if (object.text(name) === undefined) continue;
    throw new ServiceError('NotImplemented', `Only directory buckets delete by ${name}`, 501);
  }
  const etag = object.text('ETag');
  return etag === undefined ? undefined : writeGuard({ 'if-match': etag }, key, true);
}

async function remove(
  call: BucketCall,
  s3: S3,
  key: string,
  versionId: string | undefined,
  guard?: Guard,
): Promise<Removal> {
  const bucket = bucketOf(call, s3);
  const removal = await s3.store.remove(bucket, key, versionId, guard);
  const gone = removal.marker ?? removal.removed ?? neverThere(s3, bucket, versionId);
  if (gone) {
    // Removing a delete marker for good is a permanent deletion too.
    const version = removal.removed ? { ...gone, deleteMarker: false } : gone;
    await s3.events.deleted(bucket, key, version, 'DeleteObject', call.request);
  }
  return removal;
}

/** Of a key that was not there S3 tells all the same, where it keeps no versions. */
function neverThere(s3: S3, { settings }: Bucket, versionId: string | undefined): ObjectVersion | undefined {
  if (versionId !== undefined || settings.versioning !== 'Off') return undefined;
  return {
    versionId: NULL_VERSION,
    lastModified: s3.now(),
    sequencer: s3.store.moment(),
    deleteMarker: false,
    size: 0,
    etag: '',
    contentType: '',
    systemHeaders: {},
    metadata: {},
    tags: {},
    encryption: settings.encryption,
  };
}

function deleteAction(versionId: string | undefined): string {
  return versionId === undefined ? 's3:DeleteObject' : 's3:DeleteObjectVersion';
}

function removalHeaders({ marker, removed }: Removal, versionId: string | undefined): Record<string, string> {
  if (marker) return { 'x-amz-delete-marker': 'true', 'x-amz-version-id': marker.versionId };
  if (versionId === undefined) return {};
  return {
    'x-amz-version-id': versionId,
    ...(removed?.deleteMarker ? { 'x-amz-delete-marker': 'true' } : {}),
  };
}
