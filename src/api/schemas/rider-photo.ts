// What riders send and are sent about their photos. Times are ISO 8601.

import * as z from 'zod/mini';
import { MAX_APPEAL_LENGTH } from '../../domain/appeal.ts';
import { PHOTO_STATUSES } from '../../domain/photo.ts';

/** The page makes the id of a new photo. */
export const NewPhotoParams = z.object({ photoId: z.uuid() });
/** Photos that other applications sent have ids of their own kinds. */
export const PhotoParams = z.object({ photoId: z.string().check(z.minLength(1), z.maxLength(200)) });

export const WantedUpload = z.strictObject({
  contentType: z.enum(['image/jpeg', 'image/png', 'image/webp', 'image/avif']),
  /** Of the file, base64: the form takes these bytes and no others. */
  sha256: z.string().check(z.regex(/^[A-Za-z0-9+/]{43}=$/)),
});

export const UploadForm = z.object({
  url: z.string(),
  /** Sent as multipart/form-data, in this order, before the file (a field `file`, the last one). */
  fields: z.record(z.string(), z.string()),
  expiresAt: z.string(),
  minBytes: z.int(),
  maxBytes: z.int(),
});

const Appeal = z.object({ text: z.string(), at: z.string() });

export const Photo = z.object({
  photoId: z.string(),
  status: z.enum(PHOTO_STATUSES),
  sentAt: z.string(),
  updatedAt: z.string(),
  /** What to do better, in the rider's language; empty unless another photo is asked for. */
  advice: z.array(z.string()),
  /** Until when a person answers, while one looks. */
  reviewDueAt: z.nullable(z.string()),
  /** Until when the rider may ask for another look; null where that is not possible. */
  appealUntil: z.nullable(z.string()),
  appeal: z.nullable(Appeal),
});

export const PhotoPage = z.object({
  photos: z.array(Photo),
  /** To be sent as `after` for the photos before these; null at the end. */
  next: z.nullable(z.string()),
});

export const PhotosQuery = z.strictObject({
  limit: z._default(z.coerce.number().check(z.multipleOf(1), z.gte(1), z.lte(50)), 20),
  after: z.exactOptional(z.string().check(z.regex(/^[A-Za-z0-9_-]{1,400}$/))),
});

export const AppealText = z.strictObject({
  text: z.string().check(z.trim(), z.minLength(1), z.maxLength(MAX_APPEAL_LENGTH)),
});
