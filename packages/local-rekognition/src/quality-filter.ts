// QualityFilter: which faces are too poor to be indexed or searched with, and why.

import type { FaceAnalysis } from './vision/protocol.ts';

export const QUALITY_FILTERS = ['NONE', 'AUTO', 'LOW', 'MEDIUM', 'HIGH'] as const;
export type QualityFilter = (typeof QUALITY_FILTERS)[number];

export type QualityReason =
  | 'EXTREME_POSE'
  | 'LOW_BRIGHTNESS'
  | 'LOW_CONFIDENCE'
  | 'LOW_SHARPNESS'
  | 'SMALL_BOUNDING_BOX';

interface Bar {
  confidencePercent: number;
  brightnessPercent: number;
  sharpnessPercent: number;
  maxAngleDegrees: number;
  heightPx: number;
}

// Rekognition names the levels and not their bounds; these grow with the level and let AUTO drop the unusable.
const LOW: Bar = {
  confidencePercent: 60,
  brightnessPercent: 10,
  sharpnessPercent: 5,
  maxAngleDegrees: 65,
  heightPx: 40,
};
const BARS: Readonly<Record<QualityFilter, Bar | undefined>> = {
  NONE: undefined,
  AUTO: LOW,
  LOW,
  MEDIUM: {
    confidencePercent: 80,
    brightnessPercent: 25,
    sharpnessPercent: 20,
    maxAngleDegrees: 50,
    heightPx: 60,
  },
  HIGH: {
    confidencePercent: 95,
    brightnessPercent: 40,
    sharpnessPercent: 40,
    maxAngleDegrees: 35,
    heightPx: 100,
  },
};

/** Why the face does not pass the filter; empty when it does. */
export function qualityReasons(face: FaceAnalysis, filter: QualityFilter): QualityReason[] {
  const bar = BARS[filter];
  if (!bar) return [];
  const angle = Math.max(Math.abs(face.pose.yaw), Math.abs(face.pose.pitch));
  const failed: Record<QualityReason, boolean> = {
    EXTREME_POSE: angle > bar.maxAngleDegrees,
    LOW_BRIGHTNESS: face.quality.brightness < bar.brightnessPercent,
    LOW_CONFIDENCE: face.confidence < bar.confidencePercent,
    LOW_SHARPNESS: face.quality.sharpness < bar.sharpnessPercent,
    SMALL_BOUNDING_BOX: face.heightPx < bar.heightPx,
  };
  return (Object.keys(failed) as QualityReason[]).filter((reason) => failed[reason]);
}
