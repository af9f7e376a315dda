// PostObject: an upload by a browser's form. The gateway has checked who signed the policy.

import { objectArn } from '../../arns.ts';
import { defineOperation } from '../operation.ts';
import { parseMultipartForm } from '../protocols/form.ts';
import { ServiceError, type ServiceRequest, type ServiceResponse } from '../service.ts';
import { SYSTEM_HEADERS } from './description.ts';
import { withKey } from './encryption-key.ts';
import { checkKey } from './key-rules.ts';
import {
  BUCKET,
  bucketOf,
  type ObjectCall,
  OnBucket,
  type S3Operation,
  withPolicy,
  xmlAnswer,
} from './operation.ts';
import { checkPolicy } from './post-policy.ts';
import { checkTags } from './tag-rules.ts';
import { tagPairs } from './tagging.ts';
import { draftObject, writtenHeaders } from './write-object.ts';
import { isXml } from './xml-body.ts';

export const postObject: S3Operation = (s3) =>
  defineOperation({
    name: 'PostObject',
    http: { method: 'POST', path: BUCKET },
    input: OnBucket,
    actions: ['s3:PutObject'],
    errors: [
      'BadDigest',
      'BadRequest',
      'EntityTooLarge',
      'EntityTooSmall',
      'InvalidArgument',
      'InvalidDigest',
      'InvalidEncryptionAlgorithmError',
      'InvalidStorageClass',
      'MetadataTooLarge',
      'InvalidPolicyDocument',
      'InvalidRequest',
      'InvalidTag',
      'KMS.NotFoundException',
      'MalformedXML',
    ],
    resource(input, request) {
      const bucket = bucketOf({ input }, s3);
      const { fields, file, filename } = readForm(request);
      if (fields['key'] === undefined) invalid("Bucket POST must contain a field named 'key'.");
      checkPolicy(fields['policy'] ?? '', { ...fields, bucket: input.Bucket }, file.length, s3.now());
      const key = filename === undefined ? fields['key'] : fields['key'].replaceAll('${filename}', filename);
      checkKey(key);
      return { ...withPolicy(s3, input.Bucket, objectArn(input.Bucket, key)), bucket, key, fields, file };
    },
    async run({ resource: { bucket, key, fields, file }, request }) {
      const drafted = await draftObject(inLatin1(fields), file, bucket, (value) => value);
      const draft = { ...drafted, ...tagsOf(fields['tagging']) };
      draft.encryption = withKey(s3, draft.encryption);
      const version = await s3.store.write(bucket, key, draft, file);
      await s3.events.created(bucket, key, version, 'POST Object', request);
      const target: ObjectCall = { input: { Bucket: bucket.name, Key: key }, request };
      return answer(target, fields, version.etag, writtenHeaders(bucket, version));
    },
  });

function readForm({ headers, body }: ServiceRequest) {
  const parts = parseMultipartForm(headers['content-type'] ?? '', body);
  const fileAt = parts.findIndex((part) => part.name.toLowerCase() === 'file');
  const file = parts[fileAt];
  if (!file) invalid('POST requires exactly one file upload per request.');
  const fields = Object.fromEntries(
    // What follows the file is ignored, as S3 documents it.
    parts.slice(0, fileAt).map((part) => [part.name.toLowerCase(), part.value.toString('utf8')]),
  );
  // Browsers that send a path send only its last part to S3.
  const filename = file.filename?.split(/[\\/]/).at(-1);
  return { fields: fields as Record<string, string>, file: file.value, filename };
}

/** S3 writes these headers in ISO-8859-1, and what that has not as a space. */
function inLatin1(fields: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [
      name,
      SYSTEM_HEADERS.includes(name) ? value.replace(/[^\0-\xff]/gu, ' ') : value,
    ]),
  );
}

/** A form brings tags as XML; XML of another kind brings none. Throws MalformedXML, InvalidTag or BadRequest. */
function tagsOf(tagging: string | undefined): { tags?: Record<string, string> } {
  if (tagging === undefined) return {};
  const body = Buffer.from(tagging);
  const isOther = isXml(body) && !/<(?:[\w-]+:)?Tagging[\s>/]/.test(tagging);
  return { tags: isOther ? {} : checkTags(tagPairs(body)) };
}

function answer(
  call: ObjectCall,
  fields: Record<string, string>,
  etag: string,
  headers: Record<string, string>,
): ServiceResponse {
  const location = `${call.request.endpoint}/${call.input.Bucket}/${encodeURIComponent(call.input.Key)}`;
  const redirect = fields['success_action_redirect'];
  if (redirect !== undefined && URL.canParse(redirect)) {
    const url = new URL(redirect);
    url.searchParams.append('bucket', call.input.Bucket);
    url.searchParams.append('key', call.input.Key);
    url.searchParams.append('etag', `"${etag}"`);
    return { status: 303, headers: { ...headers, location: url.href } };
  }
  if (fields['success_action_status'] === '201') {
    const created = xmlAnswer('PostResponse', {
      Location: location,
      Bucket: call.input.Bucket,
      Key: call.input.Key,
      ETag: `"${etag}"`,
    });
    return { ...created, status: 201, headers: { ...headers, ...created.headers, location } };
  }
  const status = fields['success_action_status'] === '200' ? 200 : 204;
  return { status, headers: { ...headers, location } };
}

function invalid(message: string): never {
  throw new ServiceError('InvalidArgument', message);
}
