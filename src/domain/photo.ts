// The words of the whole project: uploads, working copies, faces, verdicts.

/** Where one upload lies: `incoming/<riderId>/<photoId>` in the photos bucket. */
export interface Upload {
  bucket: string;
  key: string;
  versionId: string;
  /** Bytes, as the upload event says. */
  size: number;
  riderId: string;
  photoId: string;
}

/** The upright, metadata-free JPEG that every later step looks at. Pixels. */
export interface WorkingCopy {
  bucket: string;
  key: string;
  width: number;
  height: number;
}

/** Ratios of the working copy's width and height; may leave 0..1 where a face leaves the frame. */
export interface BoundingBox {
  left: number;
  top: number;
  width: number;
  height: number;
}

/** Ratios of the working copy's width and height. */
export interface Point {
  x: number;
  y: number;
}

/** Whether something is so, and how sure the model is (percent). Absent in `FaceDetails`: the model cannot say. */
export interface Attribute {
  value: boolean;
  confidence: number;
}

/** One detected face, in the units Rekognition uses: ratios, percent, degrees. */
export interface DetectedFace {
  boundingBox: BoundingBox;
  /** Percent. */
  confidence: number;
  pose?: { yaw: number; pitch: number; roll: number };
  quality?: { brightness: number; sharpness: number };
  sunglasses?: Attribute;
  faceOccluded?: Attribute;
  eyesOpen?: Attribute;
  ageRange?: { low: number; high: number };
  landmarks?: { leftEye?: Point; rightEye?: Point; nose?: Point; mouthLeft?: Point; mouthRight?: Point };
}

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

export type PhotoStatus =
  | 'processing'
  | 'in-review'
  | 'approved'
  | 'retake'
  | 'rejected'
  | 'expired'
  | 'failed'
  /** Approved once; the rider has a newer photo. */
  | 'replaced'
  | 'erased';

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

export interface Label {
  name: string;
  confidence: number;
}

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
