// Reading and writing the lifecycle rules of a bucket. What rules here cannot do (move objects to other classes) is refused by name.
import { defineOperation } from '../operation.ts';
import type { XmlShape } from '../protocols/xml-shape.ts';
import { ServiceError } from '../service.ts';
import type { LifecycleRule } from './bucket.ts';
import { oneOf, single, wholeNumber } from './bucket-changes.ts';
import { deletesSettings, putsSettings } from './change-settings.ts';
import { unnamed } from './expiry.ts';
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
      const { lifecycle, smallestTransition } = bucketOf(call, s3).settings;
      if (lifecycle.length === 0)
        throw new ServiceError(
          'NoSuchLifecycleConfiguration',
          'The lifecycle configuration does not exist',
          404,
          { BucketName: call.input.Bucket },
        );
      return xmlAnswer(
        'LifecycleConfiguration',
        { Rule: lifecycle.map(written) },
        { [SMALLEST_TRANSITION]: smallestTransition ?? SMALLEST_TRANSITIONS[0] },
      );
    },
  });

const SMALLEST_TRANSITION = 'x-amz-transition-default-minimum-object-size';
/** What S3 takes when it is not told comes first. */
const SMALLEST_TRANSITIONS = ['all_storage_classes_128K', 'varies_by_storage_class'] as const;

const Criteria: XmlShape = {
  Prefix: 'text',
  Tag: { Key: 'text', Value: 'text' },
  ObjectSizeGreaterThan: 'text',
  ObjectSizeLessThan: 'text',
};
const BODY: XmlShape = {
  LifecycleConfiguration: {
    Rule: {
      ID: 'text',
      Prefix: 'text',
      Filter: { ...Criteria, And: Criteria },
      Status: 'text',
      Expiration: { Days: 'text', ExpiredObjectDeleteMarker: 'text', Date: 'text' },
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
    headers: [SMALLEST_TRANSITION],
    answerHeaders: ({ smallestTransition }) => ({
      [SMALLEST_TRANSITION]: smallestTransition ?? SMALLEST_TRANSITIONS[0],
    }),
    change({ request }) {
      const smallestTransition = request.headers[SMALLEST_TRANSITION] ?? SMALLEST_TRANSITIONS[0];
      if (!SMALLEST_TRANSITIONS.some((one) => one === smallestTransition))
        throw new ServiceError(
          'InvalidRequest',
          `Invalid TransitionDefaultMinimumObjectSize found: ${smallestTransition}`,
        );
      const lifecycle = parseXmlBody(request.body, BODY).all('Rule').map(read);
      if (lifecycle.length === 0 || lifecycle.length > 1000) refuse('MalformedXML', 400);
      const ids = lifecycle.flatMap(({ id }) => (id === undefined ? [] : [id]));
      if (new Set(ids).size < ids.length)
        throw new ServiceError(
          'InvalidArgument',
          'Rule ID must be unique. Found same ID for more than one rule',
        );
      return { lifecycle, smallestTransition };
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
  const criteria = {
    Prefix: rule.prefix || undefined,
    ObjectSizeGreaterThan: rule.sizeAbove,
    ObjectSizeLessThan: rule.sizeBelow,
    Tag: tagElements(rule.tags),
  };
  const count = Object.values(criteria)
    .flat()
    .filter((one) => one !== undefined).length;
  return {
    ID: rule.id ?? unnamed(index),
    Filter: count > 1 ? { And: criteria } : count === 1 ? criteria : rule.isUnfiltered ? '' : { Prefix: '' },
    Status: rule.isDisabled ? 'Disabled' : 'Enabled',
    ...optional('Expiration', {
      Days: rule.expirationDays,
      Date: rule.expirationMs === undefined ? undefined : new Date(rule.expirationMs).toISOString(),
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
  const marker = rule.all('Expiration')[0]?.text('ExpiredObjectDeleteMarker');
  const actions = {
    expirationDays: days('Expiration', 'Days'),
    expirationMs: dateOf(rule),
    expiredObjectDeleteMarker: marker === 'true' || undefined,
    noncurrentDays: days('NoncurrentVersionExpiration', 'NoncurrentDays'),
    newerNoncurrentVersions: days('NoncurrentVersionExpiration', 'NewerNoncurrentVersions'),
    abortUploadDays: days('AbortIncompleteMultipartUpload', 'DaysAfterInitiation'),
  };
  checkChoices(rule, [actions.expirationDays, actions.expirationMs, marker]);
  const given = Object.entries(actions).filter(([, value]) => value !== undefined);
  if (given.length === 0)
    throw new ServiceError('InvalidRequest', 'At least one action needs to be specified in a rule');
  const id = rule.text('ID');
  if (id !== undefined && id.length > LONGEST_ID)
    throw new ServiceError('InvalidArgument', `ID length should not exceed allowed limit of ${LONGEST_ID}`);
  return {
    ...(id ? { id } : {}),
    ...(oneOf(rule.text('Status'), ['Enabled', 'Disabled'] as const) === 'Disabled'
      ? { isDisabled: true }
      : {}),
    ...filterOf(rule),
    ...Object.fromEntries(given),
  };
}

const LONGEST_ID = 255;

/** An expiration says one thing, and one of old versions says something. */
function checkChoices(rule: XmlElement, expirations: readonly unknown[]): void {
  if (expirations.filter((one) => one !== undefined).length > 1) refuse('MalformedXML', 400);
  const [noncurrent] = rule.all('NoncurrentVersionExpiration');
  const says = ['NoncurrentDays', 'NewerNoncurrentVersions'].some((name) => noncurrent?.text(name));
  if (noncurrent && !says) refuse('MalformedXML', 400);
}

function dateOf(rule: XmlElement): number | undefined {
  const text = rule.all('Expiration')[0]?.text('Date');
  if (text === undefined) return undefined;
  const atMs = Date.parse(text);
  if (Number.isNaN(atMs)) refuse('MalformedXML', 400);
  if (atMs % 86_400_000 === 0) return atMs;
  throw new ServiceError('InvalidArgument', "'Date' must be at midnight GMT", 400, {
    ArgumentName: 'Date',
    ArgumentValue: text,
  });
}

function filterOf(
  rule: XmlElement,
): Pick<LifecycleRule, 'prefix' | 'isUnfiltered' | 'tags' | 'sizeAbove' | 'sizeBelow'> {
  if (rule.all('Filter').length === 0)
    return { prefix: rule.text('Prefix') ?? refuse('MalformedXML', 400), tags: {} };
  const filter = single(rule, 'Filter');
  const [joint] = filter.all('And');
  // What stands beside each other stands within And.
  if (CRITERIA.flatMap((name) => filter.all(name)).length > 1) refuse('MalformedXML', 400);
  const within = joint ?? filter;
  const pairs = pairsWithin(within);
  if (new Set(pairs.map(([key]) => key)).size < pairs.length)
    throw new ServiceError('InvalidRequest', 'Duplicate Tag Keys are not allowed.');
  const [sizeAbove, sizeBelow] = ['ObjectSizeGreaterThan', 'ObjectSizeLessThan'].map((name) => {
    const text = within.text(name);
    return text === undefined ? undefined : wholeNumber(text);
  });
  return {
    prefix: within.text('Prefix') ?? '',
    ...(filter.names.length === 0 ? { isUnfiltered: true } : {}),
    tags: Object.fromEntries(pairs),
    ...(sizeAbove === undefined ? {} : { sizeAbove }),
    ...(sizeBelow === undefined ? {} : { sizeBelow }),
  };
}

const CRITERIA = ['And', 'Prefix', 'Tag', 'ObjectSizeGreaterThan', 'ObjectSizeLessThan'];
