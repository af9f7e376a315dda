// The form that a rider's device sends a photo with, straight to the bucket. It takes one file and no other: its key, its bytes by
// their checksum, its type, its size, and only for a few minutes.

import { S3Client } from '@aws-sdk/client-s3';
import { createPresignedPost } from '@aws-sdk/s3-presigned-post';
import { UPLOAD_FORM_SECONDS } from '../domain/upload-form.ts';
import { setting } from '../shared/config.ts';
import { captureClient } from '../shared/telemetry.ts';
import { SIGNING } from './signing.ts';

const s3 = captureClient(new S3Client(SIGNING));

export interface UploadForm {
  url: string;
  /** To be sent in this order, the file last. */
  fields: Record<string, string>;
  /** ISO 8601. */
  expiresAt: string;
}

export async function uploadForm(
  { riderId, photoId }: { riderId: string; photoId: string },
  file: { contentType: string; sha256: string; minBytes: number; maxBytes: number },
  now: Date,
): Promise<UploadForm> {
  const { url, fields } = await createPresignedPost(s3, {
    Bucket: setting('PHOTOS_BUCKET'),
    Key: `incoming/${riderId}/${photoId}`,
    Conditions: [['content-length-range', file.minBytes, file.maxBytes]],
    Fields: {
      'Content-Type': file.contentType,
      'x-amz-checksum-algorithm': 'SHA256',
      'x-amz-checksum-sha256': file.sha256,
    },
    Expires: UPLOAD_FORM_SECONDS,
  });
  return { url, fields, expiresAt: new Date(now.getTime() + UPLOAD_FORM_SECONDS * 1000).toISOString() };
}
