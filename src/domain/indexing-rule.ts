// Whether the collection took the face of an approved photo.

import type { Judgement } from './judgement.ts';

/** Why Rekognition did not index a face (the `Reasons` of UnindexedFaces), in words. */
const REASON_WORDS: Readonly<Record<string, string>> = {
  EXCEEDS_MAX_FACES: 'more faces than may be indexed',
  EXTREME_POSE: 'head turned too far',
  LOW_BRIGHTNESS: 'too dark',
  LOW_SHARPNESS: 'too blurred',
  LOW_CONFIDENCE: 'not surely a face',
  SMALL_BOUNDING_BOX: 'face too small',
  LOW_FACE_QUALITY: 'face not clear enough',
};

/** FACE_NOT_INDEXED: whether the collection took the face; a reason that has no words here is shown as it came. */
export function judgeIndexing(indexed: boolean, reasons: string[]): Judgement {
  const threshold = 'indexed';
  if (indexed) return { status: 'passed', measured: 'indexed', threshold };
  const words = reasons.map((reason) => REASON_WORDS[reason] ?? reason);
  return {
    status: 'failed',
    measured: words.length > 0 ? words.join(', ') : 'no reason given',
    threshold,
  };
}
