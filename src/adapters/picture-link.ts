// A link to one picture, for one look: it ends after a minute, and browsers show what it leads to rather than run it.

import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { captureClient } from '../shared/telemetry.ts';
import { SIGNING } from './signing.ts';

const s3 = captureClient(new S3Client(SIGNING));

const VALID_SECONDS = 60;

export interface PictureLink {
  url: string;
  /** ISO 8601. */
  until: string;
}

export async function pictureLink(
  { bucket, key, versionId }: { bucket: string; key: string; versionId?: string },
  now: Date,
): Promise<PictureLink> {
  const command = new GetObjectCommand({
    Bucket: bucket,
    Key: key,
    ...(versionId !== undefined && { VersionId: versionId }),
    ResponseContentDisposition: 'inline; filename="photo"',
    ResponseCacheControl: 'no-store',
  });
  const url = await getSignedUrl(s3, command, { expiresIn: VALID_SECONDS });
  return { url, until: new Date(now.getTime() + VALID_SECONDS * 1000).toISOString() };
}
