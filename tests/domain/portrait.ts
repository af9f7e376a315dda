// A face that every rule passes, to be spoiled in one point by each test.

import { parseConfiguration } from '../../src/domain/configuration.ts';
import type { Finding, FindingCode } from '../../src/domain/finding.ts';
import type { DetectedFace, WorkingCopy } from '../../src/domain/photo.ts';

export const DEFAULTS = parseConfiguration(undefined);

/** With every rule that is off by default. */
export const STRICT = parseConfiguration('{"face":{"mouthOpen":"retake"}}');

export const COPY: WorkingCopy = { bucket: 'photos', key: 'derived/r/p/copy.jpg', width: 800, height: 1000 };

export const PORTRAIT: DetectedFace = {
  boundingBox: { left: 0.3, top: 0.2, width: 0.4, height: 0.5 },
  confidence: 99.9,
  pose: { yaw: 3, pitch: -2, roll: 1 },
  quality: { brightness: 75, sharpness: 90 },
  sunglasses: { value: false, confidence: 99 },
  faceOccluded: { value: false, confidence: 98 },
  eyesOpen: { value: true, confidence: 97 },
  mouthOpen: { value: false, confidence: 96 },
  ageRange: { low: 25, high: 35 },
};

/** The finding of one rule; a missing one fails the test by name. */
export function findingOf(findings: readonly Finding[], code: FindingCode): Finding {
  const found = findings.filter((each) => each.code === code);
  if (found.length !== 1) throw new Error(`expected one ${code}, got ${found.length}`);
  return found[0] as Finding;
}
