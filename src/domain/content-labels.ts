// The words of Rekognition's moderation taxonomy, version 7.

/** The ten level-1 names; every finer label has one of them as ancestor. */
export const CONTENT_LABELS = [
  'Explicit',
  'Non-Explicit Nudity of Intimate parts and Kissing',
  'Swimwear or Underwear',
  'Violence',
  'Visually Disturbing',
  'Drugs & Tobacco',
  'Alcohol',
  'Rude Gestures',
  'Gambling',
  'Hate Symbols',
] as const;

/** Content types that say the picture was drawn, not taken. */
export const DRAWN_CONTENT_TYPES = ['Animated', 'Illustrated'] as const;
