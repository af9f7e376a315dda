// The shapes of the domain, as the state machine carries them from step to step.

import * as z from 'zod/mini';
import { FINDING_CAUSES, FINDING_KINDS, type FindingCode } from '../domain/finding.ts';

const text = z.string().check(z.minLength(1));
const pixels = z.int().check(z.gte(1));

export const UploadSchema = z.object({
  bucket: text,
  key: text,
  versionId: text,
  size: z.int().check(z.gte(0)),
  riderId: text,
  photoId: text,
});

/** Epoch seconds as text, as DynamoDB takes numbers. */
export const ExpirySchema = z.string().check(z.regex(/^\d{10}$/));

export const WorkingCopySchema = z.object({ bucket: text, key: text, width: pixels, height: pixels });

export const FindingSchema = z.object({
  code: z.enum(Object.keys(FINDING_KINDS) as [FindingCode, ...FindingCode[]]),
  kind: z.enum(['retake', 'fraud', 'policy', 'system']),
  status: z.enum(['passed', 'failed', 'review', 'unavailable', 'not-applicable']),
  measured: z.exactOptional(z.union([z.number(), z.string()])),
  threshold: z.exactOptional(z.union([z.number(), z.string()])),
  because: z.exactOptional(z.enum(FINDING_CAUSES)),
});

const PointSchema = z.object({ x: z.number(), y: z.number() });
const AttributeSchema = z.object({ value: z.boolean(), confidence: z.number() });

export const FaceSchema = z.object({
  boundingBox: z.object({ left: z.number(), top: z.number(), width: z.number(), height: z.number() }),
  confidence: z.number(),
  pose: z.exactOptional(z.object({ yaw: z.number(), pitch: z.number(), roll: z.number() })),
  quality: z.exactOptional(z.object({ brightness: z.number(), sharpness: z.number() })),
  sunglasses: z.exactOptional(AttributeSchema),
  faceOccluded: z.exactOptional(AttributeSchema),
  eyesOpen: z.exactOptional(AttributeSchema),
  ageRange: z.exactOptional(z.object({ low: z.number(), high: z.number() })),
  landmarks: z.exactOptional(
    z.object({
      leftEye: z.exactOptional(PointSchema),
      rightEye: z.exactOptional(PointSchema),
      nose: z.exactOptional(PointSchema),
      mouthLeft: z.exactOptional(PointSchema),
      mouthRight: z.exactOptional(PointSchema),
    }),
  ),
});

export const LabelSchema = z.object({ name: z.string(), confidence: z.number() });

/** The raw answer of DynamoDB's GetItem; without `Item` the rider has no profile yet. */
export const RiderAnswerSchema = z.object({ Item: z.exactOptional(z.record(z.string(), z.unknown())) });
