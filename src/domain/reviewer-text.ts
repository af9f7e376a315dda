// What reviewers and operators read: everything, in full.

import type { Finding, FindingCode, FindingStatus } from './finding.ts';

/** A short title for every rule. */
export const FINDING_TITLES: Readonly<Record<FindingCode, string>> = {
  FILE_TYPE: 'File type',
  FILE_SIZE: 'File size',
  FILE_UNREADABLE: 'File readable',
  IMAGE_SIZE: 'Picture size',
  COLOURS: 'Colours',
  DUPLICATE_FILE: 'Same file seen before',
  NO_FACE: 'Face present',
  SEVERAL_FACES: 'Number of faces',
  FACE_SIZE: 'Face size',
  FACE_CUT_OFF: 'Face inside the picture',
  POSE: 'Head pose',
  SUNGLASSES: 'Sunglasses',
  FACE_COVERED: 'Face uncovered',
  EYES_CLOSED: 'Eyes open',
  TOO_DARK: 'Enough light',
  TOO_BRIGHT: 'Not too much light',
  BLURRED: 'Sharpness',
  AGE: 'Estimated age',
  CONTENT: 'Content',
  NOT_A_PHOTO: 'A real photograph',
  FACE_TAKEN: 'Likeness to another rider',
  FACE_CHANGED: 'Likeness to the earlier photo',
  FACE_BLOCKED: 'Likeness to the block list',
  CUSTOM_MODEL: 'Custom model',
  FACE_NOT_INDEXED: 'Face indexed',
};

const STATUS_WORDS: Readonly<Record<FindingStatus, string>> = {
  passed: 'passed',
  failed: 'failed',
  review: 'please decide',
  unavailable: 'could not be checked',
  'not-applicable': 'does not apply',
};

/** One line with title, status, measured value and threshold: `Sharpness: failed (measured 12, expected >= 40)`. */
export function reviewerText({ code, status, measured, threshold }: Finding): string {
  const values = [
    ...(measured === undefined ? [] : [`measured ${measured}`]),
    ...(threshold === undefined ? [] : [`expected ${threshold}`]),
  ].join(', ');
  const detail = values === '' ? '' : ` (${values})`;
  return `${FINDING_TITLES[code]}: ${STATUS_WORDS[status]}${detail}`;
}
