// What headers ask of access lists: nobody but the owner can be on one.
import { ServiceError } from '../service.ts';
import { ACL_HEADERS } from './headers.ts';

const CANNED: ReadonlySet<string> = new Set([
  'private',
  'public-read',
  'public-read-write',
  'authenticated-read',
  'aws-exec-read',
  'bucket-owner-read',
  'bucket-owner-full-control',
  'log-delivery-write',
]);

/** Throws for who would be let in beside the owner: AccessControlListNotSupported, InvalidArgument for a list that S3 does not have. */
export function refuseLists(headers: Readonly<Record<string, string>>): void {
  const { 'x-amz-acl': canned } = headers;
  if (canned !== undefined && !CANNED.has(canned))
    throw new ServiceError('InvalidArgument', '', 400, {
      ArgumentName: 'x-amz-acl',
      ArgumentValue: canned,
    });
  const isOwners = canned === undefined || canned === 'private' || canned === 'bucket-owner-full-control';
  if (!isOwners || ACL_HEADERS.some((name) => name !== 'x-amz-acl' && headers[name] !== undefined))
    notSupported();
}

export function notSupported(): never {
  throw new ServiceError('AccessControlListNotSupported', 'The bucket does not allow ACLs');
}
