// Tags of objects.
import type * as z from 'zod';
import { defineOperation } from '../operation.ts';
import type { XmlShape } from '../protocols/xml-shape.ts';
import { verifyChecksums } from './checksums.ts';
import { versionHeader } from './description.ts';
import { DIGESTS } from './headers.ts';
import {
  bucketOf,
  findVersion,
  OBJECT,
  type ObjectCall,
  OnVersion,
  objectOrVersion,
  refuse,
  refuseMarker,
  type S3,
  type S3Operation,
  xmlAnswer,
} from './operation.ts';
import { checkTags } from './tag-rules.ts';
import { parseXmlBody, type XmlElement } from './xml-body.ts';

export const getObjectTagging: S3Operation = (s3) =>
  defineOperation({
    name: 'GetObjectTagging',
    http: { method: 'GET', path: OBJECT, query: 'tagging' },
    input: OnVersion,
    actions: ['s3:GetObjectTagging', 's3:GetObjectVersionTagging'],
    errors: ['InvalidArgument', 'MethodNotAllowed', 'NoSuchKey', 'NoSuchVersion'],
    resource: objectOrVersion(s3, 's3:GetObjectTagging', 's3:GetObjectVersionTagging'),
    run: async (call) => {
      // Here alone S3 tells a key that is missing with its bucket.
      const { bucket, version } = findToChange(call, s3, `${call.input.Bucket}/${call.input.Key}`);
      return xmlAnswer(
        'Tagging',
        { TagSet: { Tag: tagElements(version.tags) } },
        versionHeader(bucket, version),
      );
    },
  });

export const putObjectTagging: S3Operation = (s3) =>
  defineOperation({
    name: 'PutObjectTagging',
    http: { method: 'PUT', path: OBJECT, query: 'tagging', headers: DIGESTS, body: TAGGING },
    input: OnVersion,
    actions: ['s3:PutObjectTagging', 's3:PutObjectVersionTagging'],
    errors: [
      'BadDigest',
      'BadRequest',
      'InvalidArgument',
      'InvalidDigest',
      'InvalidRequest',
      'InvalidTag',
      'MalformedXML',
      'MethodNotAllowed',
      'NoSuchKey',
      'NoSuchVersion',
    ],
    resource: objectOrVersion(s3, 's3:PutObjectTagging', 's3:PutObjectVersionTagging'),
    run: async (call) => {
      const { bucket, version } = findToChange(call, s3);
      const { headers, body } = call.request;
      verifyChecksums(headers, body);
      await s3.store.setTags(bucket, call.input.Key, version.versionId, checkTags(tagPairs(body)));
      await s3.events.tagged(bucket, call.input.Key, version, 'Added', call.request);
      return { status: 200, headers: versionHeader(bucket, version) };
    },
  });

export const deleteObjectTagging: S3Operation = (s3) =>
  defineOperation({
    name: 'DeleteObjectTagging',
    http: { method: 'DELETE', path: OBJECT, query: 'tagging' },
    input: OnVersion,
    actions: ['s3:DeleteObjectTagging', 's3:DeleteObjectVersionTagging'],
    errors: ['InvalidArgument', 'MethodNotAllowed', 'NoSuchKey', 'NoSuchVersion'],
    resource: objectOrVersion(s3, 's3:DeleteObjectTagging', 's3:DeleteObjectVersionTagging'),
    run: async (call) => {
      const { bucket, version } = findToChange(call, s3);
      await s3.store.setTags(bucket, call.input.Key, version.versionId, {});
      await s3.events.tagged(bucket, call.input.Key, version, 'Deleted', call.request);
      return { status: 204, headers: versionHeader(bucket, version) };
    },
  });

export const TAGGING: XmlShape = { Tagging: { TagSet: { Tag: { Key: 'text', Value: 'text' } } } };

/** The tags of a body, as they are written there. Throws MalformedXML. */
export function tagPairs(body: Buffer): [string, string][] {
  return parseXmlBody(body, TAGGING).all('TagSet').flatMap(pairsWithin);
}

/** The pairs of all `Tag` elements in one. Throws MalformedXML for half of one. */
export function pairsWithin(element: XmlElement): [string, string][] {
  return element.all('Tag').map((tag) => {
    const [key, value] = [tag.text('Key'), tag.text('Value')];
    return key === undefined || value === undefined ? refuse('MalformedXML', 400) : [key, value];
  });
}

/** The same as they are answered. */
export function tagElements(tags: Readonly<Record<string, string>>): { Key: string; Value: string }[] {
  return Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
}

/** The bucket and the version that a call means. Where a read finds nothing behind a delete marker, this is asked of the marker itself. */
export function findToChange(
  call: ObjectCall & { input: z.output<typeof OnVersion> },
  s3: S3,
  toldKey?: string,
) {
  const bucket = bucketOf(call, s3);
  const { Key, versionId } = call.input;
  if (versionId === undefined && bucket.keys.get(Key)?.[0]?.deleteMarker) refuseMarker(call);
  return { bucket, version: findVersion(call, s3, versionId, toldKey) };
}
