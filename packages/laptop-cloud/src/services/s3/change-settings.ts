// What all writes of a bucket's configuration have in common.
import { defineOperation, type Operation } from '../operation.ts';
import type { XmlShape } from '../protocols/xml-shape.ts';
import type { ServiceResponse } from '../service.ts';
import type { BucketSettings } from './bucket.ts';
import { verifyChecksums } from './checksums.ts';
import { DIGESTS } from './headers.ts';
import { BUCKET, type BucketCall, bucketOf, existingBucket, OnBucket, type S3 } from './operation.ts';

export interface SettingsChange {
  name: string;
  /** The key in the query: `cors`. */
  query: string;
  action?: string;
  errors?: readonly string[];
  /** Of the body, where it is XML. */
  body?: XmlShape;
  /** Of the answer to a PUT; 200 where S3 gives no other. */
  status?: number;
  /** Headers that it reads beside digests of the body. */
  headers?: readonly string[];
  /** Headers of the answer, by what the settings are then. */
  answerHeaders?: (settings: BucketSettings) => Record<string, string>;
  /** The settings that the body asks for; those that it leaves out stay. */
  change(call: BucketCall): Partial<BucketSettings> | Promise<Partial<BucketSettings>>;
}

/** An operation that puts a configuration, once its body is what was meant. */
export function putsSettings(s3: S3, change: SettingsChange): Operation {
  return changes(s3, change, 'PUT', change.status ?? 200);
}

/** An operation that removes one. */
export function deletesSettings(s3: S3, change: SettingsChange): Operation {
  return changes(s3, change, 'DELETE', 204);
}

function changes(
  s3: S3,
  { name, query, action, errors = [], body, headers = [], answerHeaders, change }: SettingsChange,
  method: 'PUT' | 'DELETE',
  status: number,
): Operation {
  return defineOperation({
    name,
    http: {
      method,
      path: BUCKET,
      query,
      headers: method === 'PUT' ? [...DIGESTS, ...headers] : headers,
      ...(body ? { body } : {}),
    },
    input: OnBucket,
    ...(action === undefined ? {} : { actions: [action] }),
    errors: ['BadDigest', 'InvalidDigest', 'MalformedXML', ...errors],
    resource: existingBucket(s3),
    run: async (call): Promise<ServiceResponse> => {
      verifyChecksums(call.request.headers, call.request.body);
      const changed = await change(call);
      const bucket = bucketOf(call, s3);
      const settings = { ...bucket.settings, ...changed };
      s3.store.putBucket(bucket.name, settings);
      return { status, ...(answerHeaders ? { headers: answerHeaders(settings) } : {}) };
    },
  });
}
