// A finding is what one rule says of one photo. Refused selfies are findings, never errors.

/** Every rule, with the kind that decides what a failure leads to. */
export const FINDING_KINDS = {
  FILE_TYPE: 'retake',
  FILE_SIZE: 'retake',
  FILE_UNREADABLE: 'retake',
  IMAGE_SIZE: 'retake',
  COLOURS: 'retake',
  DUPLICATE_FILE: 'fraud',
  NO_FACE: 'retake',
  SEVERAL_FACES: 'retake',
  FACE_SIZE: 'retake',
  FACE_CUT_OFF: 'retake',
  POSE: 'retake',
  SUNGLASSES: 'retake',
  FACE_COVERED: 'retake',
  EYES_CLOSED: 'retake',
  TOO_DARK: 'retake',
  TOO_BRIGHT: 'retake',
  BLURRED: 'retake',
  AGE: 'policy',
  CONTENT: 'policy',
  NOT_A_PHOTO: 'fraud',
  FACE_TAKEN: 'fraud',
  FACE_CHANGED: 'fraud',
  FACE_BLOCKED: 'fraud',
  CUSTOM_MODEL: 'policy',
  FACE_NOT_INDEXED: 'retake',
} as const satisfies Record<string, FindingKind>;

/** retake: tell the rider how. fraud: neutral words to the rider, all to the reviewer. policy: may not be served. system: ours to mend. */
export type FindingKind = 'retake' | 'fraud' | 'policy' | 'system';
export type FindingCode = keyof typeof FINDING_KINDS;
export type FindingStatus = 'passed' | 'failed' | 'review' | 'unavailable' | 'not-applicable';

/** Why a rule failed, where the rider is told which way; the measured values are for reviewers. */
export const FINDING_CAUSES = ['too-small', 'too-large', 'too-narrow', 'moving'] as const;
export type FindingCause = (typeof FINDING_CAUSES)[number];

export interface Finding {
  code: FindingCode;
  kind: FindingKind;
  status: FindingStatus;
  /** What was seen: a number, or words such as `yaw 41, pitch 3, roll 2`. */
  measured?: number | string;
  /** The bound it was held against, readable: `>= 40`, `<= 30 (review to 45)`. */
  threshold?: number | string;
  because?: FindingCause;
}

/** The only way findings are made: the kind always follows from the code. */
export function finding(
  code: FindingCode,
  status: FindingStatus,
  seen: Pick<Finding, 'measured' | 'threshold' | 'because'> = {},
): Finding {
  return { code, kind: FINDING_KINDS[code], status, ...seen };
}
