// What callers may call this machine, and the bucket that the name may begin with: `photos.localhost`, `photos.s3.localhost`.
import { isIPv4 } from 'node:net';
import { ServiceError } from './service.ts';

const HOSTNAMES = new Set(['localhost', '127.0.0.1', 'host.docker.internal', '[::1]']);

// No site can be called like that: names that end in localhost are this machine's own and never looked up elsewhere (RFC 6761).
const OF_S3 = /^(?:([a-z0-9][a-z0-9.-]{1,61}?[a-z0-9])\.)??(?:s3(?:\.[a-z]{2}(?:-[a-z]+)+-\d)?\.)?localhost$/;

export interface CalledHost {
  /** As the virtual host; only S3 has those. */
  bucket?: string;
  /** Whether only S3 is called so. */
  isOfS3?: true;
}

/**
 * A page of another site may reach 127.0.0.1 under its own name (DNS rebinding); its Host header gives it away. An address is no name:
 * containers, which know this machine by one, may use any. Throws AccessDenied with the way out.
 */
export function calledHost(
  host: string | undefined,
  listening: string,
  isAnyAddressKnown: boolean,
): CalledHost {
  const hostname = host?.replace(/:\d+$/, '').toLowerCase() ?? '';
  if (HOSTNAMES.has(hostname) || (hostname !== '' && hostname === listening)) return {};
  if (isAnyAddressKnown && isIPv4(hostname)) return {};
  const named = OF_S3.exec(hostname);
  if (!named) refuseHost(host, 'it is not this machine; use 127.0.0.1 or localhost');
  return { isOfS3: true, ...(named[1] === undefined ? {} : { bucket: named[1] }) };
}

/** As it names a bucket, and another service is asked. */
export function refuseHostOfS3(host: string | undefined): never {
  refuseHost(host, 'only S3 takes names before localhost; use 127.0.0.1 or localhost');
}

function refuseHost(host: string | undefined, why: string): never {
  throw new ServiceError(
    'AccessDenied',
    `Host ${host ?? '(none)'}: ${why}. A bucket is named in the path (forcePathStyle: true, UsePathStyle, addressing_style = path), or before localhost: http://BUCKET.localhost`,
    403,
  );
}
