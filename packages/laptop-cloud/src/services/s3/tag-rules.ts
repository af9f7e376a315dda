// What tags may be, of objects and of buckets.
import { ServiceError } from '../service.ts';

/** What S3 has in other words for the two kinds. */
export interface Tagged {
  kind: 'Object' | 'Bucket';
  most: number;
  /** Said to who begins a key with what is AWS's own, and whether the key is told then. */
  reserved: string;
  namesReserved: boolean;
}

export const OF_OBJECT: Tagged = {
  kind: 'Object',
  most: 10,
  reserved: 'Your TagKey cannot be prefixed with aws:',
  namesReserved: true,
};
export const OF_BUCKET: Tagged = {
  kind: 'Bucket',
  most: 50,
  reserved: 'System tags cannot be added/updated by requester',
  namesReserved: true,
};

const HEADER = 'x-amz-tagging';

/** `a=1&b=2`, percent-encoded, at most ten. Throws InvalidTag, or InvalidArgument for what is not encoded so. */
export function parseTagging(header: string): Record<string, string> {
  const pairs = [...new URLSearchParams(header)];
  const isEncoded = header.split('&').every((pair) => pair.split('=').length <= 2);
  if (!isEncoded || repeatedKey(pairs) !== undefined)
    throw new ServiceError(
      'InvalidArgument',
      `The header '${HEADER}' shall be encoded as UTF-8 then URLEncoded URL query parameters without tag name duplicates.`,
      400,
      { ArgumentName: HEADER, ArgumentValue: header },
    );
  return checkTags(pairs);
}

/** Throws InvalidTag on a character that tags may not hold, a repeated key or one longer than S3 takes, BadRequest on too many. */
export function checkTags(
  pairs: readonly [string, string][],
  { kind, most, reserved, namesReserved }: Tagged = OF_OBJECT,
): Record<string, string> {
  const repeated = repeatedKey(pairs);
  if (repeated !== undefined)
    refuseTag('Cannot provide multiple Tags with the same key', { TagKey: repeated });
  if (pairs.length > most)
    throw new ServiceError('BadRequest', `${kind} tags cannot be greater than ${most}`);
  for (const [key, value] of pairs) {
    if (/^aws:/i.test(key)) refuseTag(reserved, namesReserved ? { TagKey: key } : {});
    if (key.length === 0 || key.length > 128 || !TAG_TEXT.test(key))
      refuseTag('The TagKey you have provided is invalid', { TagKey: key });
    if (value.length > 256 || !TAG_TEXT.test(value))
      refuseTag('The TagValue you have provided is invalid', { TagKey: key, TagValue: value });
  }
  return Object.fromEntries(pairs);
}

function repeatedKey(pairs: readonly [string, string][]): string | undefined {
  const seen = new Set<string>();
  for (const [key] of pairs) {
    if (seen.has(key)) return key;
    seen.add(key);
  }
  return undefined;
}

function refuseTag(message: string, members: Record<string, string>): never {
  throw new ServiceError('InvalidTag', message, 400, members);
}

const TAG_TEXT = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u;
