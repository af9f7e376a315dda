// One Rekognition client for all steps, and what its errors mean.

import { RekognitionClient } from '@aws-sdk/client-rekognition';
import type { WorkingCopy } from '../domain/photo.ts';
import { ImageUnreadableError } from '../shared/errors.ts';
import { captureClient } from '../shared/telemetry.ts';
import type { ErrorMap } from './service-call.ts';
import { SIGNING } from './signing.ts';

export const rekognition = captureClient(new RekognitionClient(SIGNING));

/** The working copy is a JPEG of ours: an image Rekognition cannot read was spoilt on the way. */
export const IMAGE_ERRORS: ErrorMap = {
  ImageTooLargeException: ImageUnreadableError,
  InvalidImageFormatException: ImageUnreadableError,
};

/** A picture in the bucket, or the bytes of one that lies nowhere. */
export type Picture = Pick<WorkingCopy, 'bucket' | 'key'> | { bytes: Uint8Array };

export function imageOf(picture: Picture) {
  return 'bytes' in picture ? { Bytes: picture.bytes } : s3Image(picture);
}

/** The picture as Rekognition takes it: it reads the object itself, with our permission. */
export function s3Image({ bucket, key }: Pick<WorkingCopy, 'bucket' | 'key'>) {
  return { S3Object: { Bucket: bucket, Name: key } };
}
