// What is asked of access lists: nobody but the owner can be on one.
import type { XmlShape } from '../protocols/xml-shape.ts';
import { ServiceError } from '../service.ts';
import { ACL_HEADERS } from './headers.ts';
import { parseXmlBody } from './xml-body.ts';

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

const WHO = { ID: 'text', DisplayName: 'text' } as const satisfies XmlShape;

/** A list as it is put. */
export const LIST = {
  AccessControlPolicy: {
    Owner: WHO,
    AccessControlList: {
      Grant: { Grantee: { ...WHO, Type: 'text', URI: 'text', EmailAddress: 'text' }, Permission: 'text' },
    },
  },
} as const satisfies XmlShape;

/**
 * Whether a body is the list that every object has: the owner alone, with all rights. s3cmd puts what it has read before with each copy.
 * Throws MalformedXML.
 */
export function isOwnersList(body: Buffer, owner: string): boolean {
  if (body.length === 0) return false;
  const grants = parseXmlBody(body, LIST)
    .all('AccessControlList')
    .flatMap((list) => list.all('Grant'));
  return (
    grants.length > 0 &&
    grants.every(
      (grant) => grant.text('Permission') === 'FULL_CONTROL' && grant.all('Grantee')[0]?.text('ID') === owner,
    )
  );
}
