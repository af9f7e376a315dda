// Who may reach a bucket and its objects, as far as S3 is asked for it: the policy, the block, who owns them and who pays.
import type { XmlShape } from '../protocols/xml-shape.ts';
import { ServiceError } from '../service.ts';
import { asks } from './ask-bucket.ts';
import { oneOf, single } from './bucket-changes.ts';
import { putsSettings } from './change-settings.ts';
import { type S3Operation, xmlAnswer } from './operation.ts';
import { tagElements } from './tagging.ts';
import { parseXmlBody } from './xml-body.ts';

export const getBucketPolicy: S3Operation = (s3) =>
  asks(s3, {
    name: 'GetBucketPolicy',
    query: 'policy',
    missing: ['NoSuchBucketPolicy', 'The bucket policy does not exist'],
    answer: ({ policy }) =>
      policy === null
        ? undefined
        : { status: 200, headers: { 'content-type': 'application/json' }, body: policy },
  });

export const getBucketPolicyStatus: S3Operation = (s3) =>
  asks(s3, {
    name: 'GetBucketPolicyStatus',
    query: 'policyStatus',
    missing: ['NoSuchBucketPolicy', 'The bucket policy does not exist'],
    // Who has not signed is never let in.
    answer: ({ policy }) => (policy === null ? undefined : xmlAnswer('PolicyStatus', { IsPublic: false })),
  });

export const getPublicAccessBlock: S3Operation = (s3) =>
  asks(s3, {
    name: 'GetPublicAccessBlock',
    query: 'publicAccessBlock',
    action: 's3:GetBucketPublicAccessBlock',
    missing: ['NoSuchPublicAccessBlockConfiguration', 'The public access block configuration was not found'],
    answer: ({ publicAccess }) =>
      publicAccess === null ? undefined : xmlAnswer('PublicAccessBlockConfiguration', publicAccess),
  });

export const getBucketTagging: S3Operation = (s3) =>
  asks(s3, {
    name: 'GetBucketTagging',
    query: 'tagging',
    missing: ['NoSuchTagSet', 'The TagSet does not exist'],
    answer({ tags }) {
      const pairs = tagElements(tags);
      return pairs.length === 0 ? undefined : xmlAnswer('Tagging', { TagSet: { Tag: pairs } });
    },
  });

export const getBucketOwnershipControls: S3Operation = (s3) =>
  asks(s3, {
    name: 'GetBucketOwnershipControls',
    query: 'ownershipControls',
    // The one kind there is here.
    answer: () => xmlAnswer('OwnershipControls', { Rule: { ObjectOwnership: 'BucketOwnerEnforced' } }),
  });

const OWNERSHIP: XmlShape = { OwnershipControls: { Rule: { ObjectOwnership: 'text' } } };

export const putBucketOwnershipControls: S3Operation = (s3) =>
  putsSettings(s3, {
    name: 'PutBucketOwnershipControls',
    query: 'ownershipControls',
    errors: ['NotImplemented'],
    body: OWNERSHIP,
    change({ request }) {
      const ownership = oneOf(
        single(parseXmlBody(request.body, OWNERSHIP), 'Rule').text('ObjectOwnership'),
        OWNERSHIPS,
      );
      refuseOtherOwnership(ownership);
      return {};
    },
  });

export const OWNERSHIPS = ['BucketOwnerEnforced', 'BucketOwnerPreferred', 'ObjectWriter'] as const;

/** Throws NotImplemented for the kinds that would bring back access lists. */
export function refuseOtherOwnership(ownership: (typeof OWNERSHIPS)[number]): void {
  if (ownership === 'BucketOwnerEnforced') return;
  throw new ServiceError(
    'NotImplemented',
    `The local s3 service does not support the ownership ${ownership}`,
    501,
  );
}

export const getBucketRequestPayment: S3Operation = (s3) =>
  asks(s3, {
    name: 'GetBucketRequestPayment',
    query: 'requestPayment',
    answer: () => xmlAnswer('RequestPaymentConfiguration', { Payer: 'BucketOwner' }),
  });

const PAYMENT: XmlShape = { RequestPaymentConfiguration: { Payer: 'text' } };

export const putBucketRequestPayment: S3Operation = (s3) =>
  putsSettings(s3, {
    name: 'PutBucketRequestPayment',
    query: 'requestPayment',
    errors: ['NotImplemented'],
    body: PAYMENT,
    change({ request }) {
      const payer = oneOf(parseXmlBody(request.body, PAYMENT).text('Payer'), ['BucketOwner', 'Requester']);
      // There is no other account that could pay.
      if (payer === 'Requester')
        throw new ServiceError(
          'NotImplemented',
          'The local s3 service does not support the payer Requester',
          501,
        );
      return {};
    },
  });
