// Reading and writing the lifecycle rules of a bucket. What rules here cannot do (move objects to other classes) is refused by name.
import { defineOperation } from '../operation.ts';
import type { XmlShape } from '../protocols/xml-shape.ts';
import { ServiceError } from '../service.ts';
import type { LifecycleRule } from './bucket.ts';
import { oneOf, single, wholeNumber } from './bucket-changes.ts';
import { deletesSettings, putsSettings } from './change-settings.ts';
import {
  BUCKET,
  bucketOf,
  existingBucket,
  OnBucket,
  refuse,
  type S3Operation,
  xmlAnswer,
} from './operation.ts';
import { pairsWithin, tagElements } from './tagging.ts';
import { parseXmlBody, type XmlElement } from './xml-body.ts';

export const getBucketLifecycle: S3Operation = (s3) =>
  defineOperation({
    name: 'GetBucketLifecycleConfiguration',
    http: { method: 'GET', path: BUCKET, query: 'lifecycle' },
    input: OnBucket,
    actions: ['s3:GetLifecycleConfiguration'],
    errors: ['NoSuchLifecycleConfiguration'],
    resource: existingBucket(s3),
    run: async (call) => {
      const { lifecycle } = bucketOf(call, s3).settings;
      if (lifecycle.length === 0)
        throw new ServiceError(
          'NoSuchLifecycleConfiguration',
          'The lifecycle configuration does not exist',
          404,
        );
      return xmlAnswer('LifecycleConfiguration', { Rule: lifecycle.map(written) });
    },
  });

const Criteria: XmlShape = {
  Prefix: 'text',
  Tag: { Key: 'text', Value: 'text' },
  ObjectSizeGreaterThan: 'not here',
  ObjectSizeLessThan: 'not here',
};
const BODY: XmlShape = {
  LifecycleConfiguration: {
    Rule: {
      ID: 'text',
      Prefix: 'text',
      Filter: { ...Criteria, And: Criteria },
      Status: 'text',
      Expiration: { Days: 'text', ExpiredObjectDeleteMarker: 'text', Date: 'not here' },
      NoncurrentVersionExpiration: { NoncurrentDays: 'text', NewerNoncurrentVersions: 'text' },
      AbortIncompleteMultipartUpload: { DaysAfterInitiation: 'text' },
      Transition: 'not here',
      NoncurrentVersionTransition: 'not here',
    },
  },
};

export const putBucketLifecycle: S3Operation = (s3) =>
  putsSettings(s3, {
    name: 'PutBucketLifecycleConfiguration',
    query: 'lifecycle',
    action: 's3:PutLifecycleConfiguration',
    errors: ['InvalidArgument', 'InvalidRequest'],
    body: BODY,
    change({ request }) {
      const lifecycle = parseXmlBody(request.body, BODY).all('Rule').map(read);
      if (lifecycle.length === 0 || lifecycle.length > 1000) refuse('MalformedXML', 400);
      const ids = lifecycle.flatMap(({ id }) => (id === undefined ? [] : [id]));
      if (new Set(ids).size < ids.length)
        throw new ServiceError(
          'InvalidArgument',
          'Rule ID must be unique. Found same ID for more than one rule',
        );
      return { lifecycle };
    },
  });

export const deleteBucketLifecycle: S3Operation = (s3) =>
  deletesSettings(s3, {
    name: 'DeleteBucketLifecycle',
    query: 'lifecycle',
    action: 's3:PutLifecycleConfiguration',
    change: () => ({ lifecycle: [] }),
  });

function written(rule: LifecycleRule, index: number): Record<string, unknown> {
  const tags = tagElements(rule.tags);
  const isJoint = tags.length > 1 || (tags.length === 1 && rule.prefix !== '');
  const filter = isJoint
    ? { And: { Prefix: rule.prefix || undefined, Tag: tags } }
    : tags.length === 1
      ? { Tag: tags }
      : { Prefix: rule.prefix };
  return {
    ID: rule.id ?? `rule-${index + 1}`,
    Filter: filter,
    Status: rule.isDisabled ? 'Disabled' : 'Enabled',
    ...optional('Expiration', {
      Days: rule.expirationDays,
      ExpiredObjectDeleteMarker: rule.expiredObjectDeleteMarker,
    }),
    ...optional('NoncurrentVersionExpiration', {
      NoncurrentDays: rule.noncurrentDays,
      NewerNoncurrentVersions: rule.newerNoncurrentVersions,
    }),
    ...optional('AbortIncompleteMultipartUpload', { DaysAfterInitiation: rule.abortUploadDays }),
  };
}

function optional(name: string, members: Record<string, unknown>): Record<string, unknown> {
  return Object.values(members).every((value) => value === undefined) ? {} : { [name]: members };
}

function read(rule: XmlElement): LifecycleRule {
  const days = (parent: string, name: string, least = 1) => {
    const text = rule.all(parent)[0]?.text(name);
    if (text === undefined) return undefined;
    const number = wholeNumber(text);
    if (number >= least) return number;
    throw new ServiceError('InvalidArgument', `'${name}' for ${parent} action must be a positive integer`);
  };
  const marker = rule.all('Expiration')[0]?.text('ExpiredObjectDeleteMarker') === 'true';
  const actions = {
    expirationDays: days('Expiration', 'Days'),
    expiredObjectDeleteMarker: marker || undefined,
    noncurrentDays: days('NoncurrentVersionExpiration', 'NoncurrentDays'),
    newerNoncurrentVersions: days('NoncurrentVersionExpiration', 'NewerNoncurrentVersions'),
    abortUploadDays: days('AbortIncompleteMultipartUpload', 'DaysAfterInitiation'),
  };
  const given = Object.entries(actions).filter(([, value]) => value !== undefined);
  if (given.length === 0)
    throw new ServiceError('InvalidRequest', 'At least one action needs to be specified in a rule');
  const id = rule.text('ID');
  return {
    ...(id ? { id } : {}),
    ...(oneOf(rule.text('Status'), ['Enabled', 'Disabled'] as const) === 'Disabled'
      ? { isDisabled: true }
      : {}),
    ...filterOf(rule),
    ...Object.fromEntries(given),
  };
}

function filterOf(rule: XmlElement): Pick<LifecycleRule, 'prefix' | 'tags'> {
  if (rule.all('Filter').length === 0)
    return { prefix: rule.text('Prefix') ?? refuse('MalformedXML', 400), tags: {} };
  const filter = single(rule, 'Filter');
  const [joint] = filter.all('And');
  const within = joint ?? filter;
  return {
    prefix: within.text('Prefix') ?? '',
    tags: Object.fromEntries(pairsWithin(within)),
  };
}
