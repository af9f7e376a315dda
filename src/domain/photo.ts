// The words of the whole project: uploads, working copies, faces, verdicts. What the state machine carries from step to step is
// parsed again there, so its types follow from the schemas: a member that a schema does not know exists nowhere.

import * as z from 'zod/mini';

const text = z.string().check(z.minLength(1));
const pixels = z.int().check(z.gte(1));

/** Where one upload lies: `incoming/<riderId>/<photoId>` in the photos bucket. */
export const UploadSchema = z.object({
  bucket: text,
  key: text,
  versionId: text,
  /** Bytes, as the upload event says. */
  size: z.int().check(z.gte(0)),
  riderId: text,
  photoId: text,
});
export type Upload = z.output<typeof UploadSchema>;

/** The upright, metadata-free JPEG that every later step looks at. Pixels. */
export const WorkingCopySchema = z.object({ bucket: text, key: text, width: pixels, height: pixels });
export type WorkingCopy = z.output<typeof WorkingCopySchema>;

/** Ratios of the working copy's width and height; may leave 0..1 where a face leaves the frame. */
const BoundingBoxSchema = z.object({
  left: z.number(),
  top: z.number(),
  width: z.number(),
  height: z.number(),
});
export type BoundingBox = z.output<typeof BoundingBoxSchema>;

/** Ratios of the working copy's width and height. */
const PointSchema = z.object({ x: z.number(), y: z.number() });
export type Point = z.output<typeof PointSchema>;

/** Whether something is so, and how sure the model is (percent). */
const AttributeSchema = z.object({ value: z.boolean(), confidence: z.number() });
export type Attribute = z.output<typeof AttributeSchema>;

/** What a model says yes or no to. Absent: it cannot say. */
const FaceAttributes = z.object({
  sunglasses: z.exactOptional(AttributeSchema),
  faceOccluded: z.exactOptional(AttributeSchema),
  eyesOpen: z.exactOptional(AttributeSchema),
  mouthOpen: z.exactOptional(AttributeSchema),
});
export type FaceAttributes = z.output<typeof FaceAttributes>;

const LandmarksSchema = z.object({
  leftEye: z.exactOptional(PointSchema),
  rightEye: z.exactOptional(PointSchema),
  nose: z.exactOptional(PointSchema),
  mouthLeft: z.exactOptional(PointSchema),
  mouthRight: z.exactOptional(PointSchema),
});
export type Landmarks = z.output<typeof LandmarksSchema>;

/** One detected face, in the units Rekognition uses: ratios, percent, degrees. */
export const FaceSchema = z.object({
  boundingBox: BoundingBoxSchema,
  /** Percent. */
  confidence: z.number(),
  pose: z.exactOptional(z.object({ yaw: z.number(), pitch: z.number(), roll: z.number() })),
  quality: z.exactOptional(z.object({ brightness: z.number(), sharpness: z.number() })),
  ...FaceAttributes.shape,
  ageRange: z.exactOptional(z.object({ low: z.number(), high: z.number() })),
  landmarks: z.exactOptional(LandmarksSchema),
});
export type DetectedFace = z.output<typeof FaceSchema>;

export const IMAGE_TYPES = ['jpeg', 'png', 'webp', 'avif'] as const;
export type ImageType = (typeof IMAGE_TYPES)[number];

/** What reading the file's content and header shows before any pixel is decoded. */
export interface ImageFacts {
  /** By content, never by name: one of IMAGE_TYPES, another name (`gif`, `heif`, `svg` ...), or `unknown`. */
  type: string;
  /** Bytes. */
  size: number;
  width?: number;
  height?: number;
  /** More than one in a picture that moves. */
  pages?: number;
  /** EXIF orientation 1 to 8. */
  orientation?: number;
  /** How often the decoder goes over the whole picture: a JPEG's scans, an AVIF's frames, layers and transparency. */
  scans?: number;
  /** How the file says what its numbers mean, and whether they can be brought to sRGB. */
  colours?: { space: string; isUsable: boolean };
}

export const VERDICTS = ['approved', 'retake', 'review', 'rejected', 'expired'] as const;
export type Verdict = (typeof VERDICTS)[number];

export const PHOTO_STATUSES = [
  /** Its rider was given a form to send it with; the row goes by itself when no file comes. */
  'awaiting-upload',
  'processing',
  'in-review',
  'approved',
  'retake',
  'rejected',
  'expired',
  'failed',
  /** Approved once; the rider has a newer photo. */
  'replaced',
  'erased',
] as const;
export type PhotoStatus = (typeof PHOTO_STATUSES)[number];

/** A face of a collection that resembles the searched one. */
export interface FaceMatch {
  faceId: string;
  /** The rider whose face it is. */
  riderId: string;
  similarityPercent: number;
}

/** A moderation or content label, v7 names. */
export interface ModerationLabel {
  name: string;
  parentName: string;
  confidence: number;
  taxonomyLevel: number;
}

export const LabelSchema = z.object({ name: z.string(), confidence: z.number() });
export type Label = z.output<typeof LabelSchema>;

/** One stored size of the approved selfie. */
export interface Thumbnail {
  size: number;
  format: 'webp' | 'jpeg';
  bucket: string;
  key: string;
  width: number;
  height: number;
  bytes: number;
}
