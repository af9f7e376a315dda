// Tags of objects.
import { checkTags, versionHeader } from './description.ts';
import {
  authorizeObject,
  bucketOf,
  findVersion,
  type S3,
  type S3Call,
  type S3Operation,
  xmlAnswer,
} from './operation.ts';
import { parseXmlBody } from './xml-body.ts';

export const getObjectTagging: S3Operation = {
  name: 'GetObjectTagging',
  method: 'GET',
  target: 'object',
  subresource: 'tagging',
  run: async (call, s3) => {
    const { bucket, version } = find(call, s3, 'Get');
    const tags = Object.entries(version.tags).map(([Key, Value]) => ({ Key, Value }));
    return xmlAnswer('Tagging', { TagSet: { Tag: tags } }, versionHeader(bucket, version));
  },
};

export const putObjectTagging: S3Operation = {
  name: 'PutObjectTagging',
  method: 'PUT',
  target: 'object',
  subresource: 'tagging',
  run: async (call, s3) => {
    const { bucket, version } = find(call, s3, 'Put');
    const [set] = parseXmlBody(call.request.body, 'Tagging').all('TagSet');
    const pairs = (set?.all('Tag') ?? []).map((tag): [string, string] => [
      tag.text('Key') ?? '',
      tag.text('Value') ?? '',
    ]);
    await s3.store.setTags(bucket, call.key, version.versionId, checkTags(pairs));
    s3.events.tagged(bucket, call.key, version, 'Added', call.request.requestId);
    return { status: 200, headers: versionHeader(bucket, version) };
  },
};

export const deleteObjectTagging: S3Operation = {
  name: 'DeleteObjectTagging',
  method: 'DELETE',
  target: 'object',
  subresource: 'tagging',
  run: async (call, s3) => {
    const { bucket, version } = find(call, s3, 'Delete');
    await s3.store.setTags(bucket, call.key, version.versionId, {});
    s3.events.tagged(bucket, call.key, version, 'Deleted', call.request.requestId);
    return { status: 204, headers: versionHeader(bucket, version) };
  },
};

function find(call: S3Call, s3: S3, verb: 'Get' | 'Put' | 'Delete') {
  const versionId = call.request.query.get('versionId');
  authorizeObject(call, `s3:${verb}Object${versionId === null ? '' : 'Version'}Tagging`);
  return { bucket: bucketOf(call, s3), version: findVersion(call, s3, versionId) };
}
