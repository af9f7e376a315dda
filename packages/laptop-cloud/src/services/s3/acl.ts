// Access lists. They are switched off, as they are in every new bucket: the owner alone is on them, and nothing else may be put there.
import { defineOperation } from '../operation.ts';
import type { ServiceResponse } from '../service.ts';
import { isOwnersList, LIST, notSupported, refuseLists } from './access-lists.ts';
import { asks } from './ask-bucket.ts';
import { putsSettings } from './change-settings.ts';
import { ACL_HEADERS, DIGESTS } from './headers.ts';
import {
  findVersion,
  OBJECT,
  OnVersion,
  objectOrVersion,
  type S3,
  type S3Operation,
  xmlAnswer,
} from './operation.ts';
import { findToChange } from './tagging.ts';

export const getBucketAcl: S3Operation = (s3) =>
  asks(s3, { name: 'GetBucketAcl', query: 'acl', answer: () => ownersList(s3) });

export const getObjectAcl: S3Operation = (s3) =>
  defineOperation({
    name: 'GetObjectAcl',
    http: { method: 'GET', path: OBJECT, query: 'acl' },
    input: OnVersion,
    actions: ['s3:GetObjectAcl', 's3:GetObjectVersionAcl'],
    errors: ['InvalidArgument', 'MethodNotAllowed', 'NoSuchKey', 'NoSuchVersion'],
    resource: objectOrVersion(s3, 's3:GetObjectAcl', 's3:GetObjectVersionAcl'),
    run: async (call) => {
      findVersion(call, s3, call.input.versionId);
      return ownersList(s3);
    },
  });

function ownersList({ accountId }: S3): ServiceResponse {
  const grantee = `<Grantee xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:type="CanonicalUser"><ID>${accountId}</ID></Grantee>`;
  const answer = xmlAnswer('AccessControlPolicy', {
    Owner: { ID: accountId },
    AccessControlList: { Grant: { Grantee: '', Permission: 'FULL_CONTROL' } },
  });
  return { ...answer, body: String(answer.body).replace('<Grantee></Grantee>', grantee) };
}

export const putBucketAcl: S3Operation = (s3) =>
  putsSettings(s3, {
    name: 'PutBucketAcl',
    query: 'acl',
    errors: ['InvalidArgument'],
    headers: ACL_HEADERS,
    change({ request }) {
      refuseLists(request.headers);
      return notSupported();
    },
  });

export const putObjectAcl: S3Operation = (s3) =>
  defineOperation({
    name: 'PutObjectAcl',
    http: {
      method: 'PUT',
      path: OBJECT,
      query: 'acl',
      headers: [...DIGESTS, ...ACL_HEADERS],
      body: LIST,
    },
    input: OnVersion,
    actions: ['s3:PutObjectAcl', 's3:PutObjectVersionAcl'],
    errors: ['InvalidArgument', 'MalformedXML', 'MethodNotAllowed', 'NoSuchKey', 'NoSuchVersion'],
    resource: objectOrVersion(s3, 's3:PutObjectAcl', 's3:PutObjectVersionAcl'),
    run: async (call) => {
      findToChange(call, s3);
      const { headers, body } = call.request;
      refuseLists(headers);
      // What the owner has anyway.
      if (headers['x-amz-acl'] === 'bucket-owner-full-control' || isOwnersList(body, s3.accountId))
        return { status: 200 };
      return notSupported();
    },
  });
