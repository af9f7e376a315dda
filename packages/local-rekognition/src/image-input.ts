// The Image member: bytes in the request, or an object in S3 that the caller may read.

import { objectArn, ServiceError, type ServiceRequest } from 'laptop-cloud/service';
import * as z from 'zod';

const S3Object = z.strictObject({
  Bucket: z.string().min(3).max(255),
  Name: z.string().min(1).max(1024),
  Version: z.string().min(1).max(1024).optional(),
});

/** What an operation that reads a picture may refuse with. */
export const IMAGE_ERRORS = [
  'ImageTooLargeException',
  'InvalidImageFormatException',
  'InvalidS3ObjectException',
];

/** Exactly one of Bytes (base64) and S3Object. */
export const Image = z
  .strictObject({ Bytes: z.string().min(1).optional(), S3Object: S3Object.optional() })
  .refine(({ Bytes, S3Object: object }) => (Bytes === undefined) !== (object === undefined), {
    error: 'Request has invalid parameters: one of Bytes and S3Object is needed',
  });

export type ImageInput = z.infer<typeof Image>;

export type ReadObject = (bucket: string, key: string, versionId?: string) => Promise<Buffer>;

// Amazon Rekognition, Guidelines and quotas.
const MAX_BYTES = 5 * 1024 * 1024;
const MAX_S3_BYTES = 15 * 1024 * 1024;

/**
 * The encoded picture. Throws InvalidS3ObjectException when the object is missing or the caller may not read it,
 * ImageTooLargeException above 5 MB of Bytes or 15 MB of object.
 */
export async function readImage(
  { Bytes, S3Object: object }: ImageInput,
  { principal }: ServiceRequest,
  readObject: ReadObject,
): Promise<Buffer> {
  if (!object) return limited(Buffer.from(Bytes ?? '', 'base64'), MAX_BYTES);
  const { Bucket, Name, Version } = object;
  const action = Version === undefined ? 's3:GetObject' : 's3:GetObjectVersion';
  if (!principal.can(action, objectArn(Bucket, Name))) throw unreadable();
  const image = await readObject(Bucket, Name, Version).catch((cause: unknown) => {
    throw unreadable(cause);
  });
  return limited(image, MAX_S3_BYTES);
}

function unreadable(cause?: unknown): ServiceError {
  const error = new ServiceError(
    'InvalidS3ObjectException',
    'Unable to get object metadata from S3. Check object key, region and/or access permissions.',
  );
  error.cause = cause;
  return error;
}

function limited(image: Buffer, maxBytes: number): Buffer {
  if (image.length <= maxBytes) return image;
  throw new ServiceError(
    'ImageTooLargeException',
    `Image size is too large: ${image.length} bytes, at most ${maxBytes} are allowed`,
  );
}
