// The findings for which a review may ask for several people: all but those that a rider fixes with another photo. Apart from the
// table of findings, whose rules need the configuration.

export const QUORUM_CODES = [
  'DUPLICATE_FILE',
  'AGE',
  'CONTENT',
  'NOT_A_PHOTO',
  'FACE_TAKEN',
  'FACE_CHANGED',
  'FACE_BLOCKED',
  'CUSTOM_MODEL',
] as const;
