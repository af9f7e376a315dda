// From NSFWJS's five classes to the level-1 words of Rekognition's moderation taxonomy, version 7.

import { interpolate } from './interpolate.ts';
import type { ModerationAnswer } from './vision/protocol.ts';

/** Level-1 content that no model here can see. */
export const UNSEEN_CONTENT = [
  'Violence',
  'Visually Disturbing',
  'Drugs & Tobacco',
  'Alcohol',
  'Rude Gestures',
  'Gambling',
  'Hate Symbols',
] as const;

// Photos of clothed groups reach 0.9 of "sexy", swimwear lies above 0.97: the class is believed late.
const SWIMWEAR_SCALE = [
  [0, 0],
  [0.6, 20],
  [0.9, 65],
  [0.97, 85],
  [1, 95],
] as const;

/** ModerationLabels at or above `minConfidence` (percent), surest first. Drawn pornography is explicit too. */
export function toModerationLabels({ porn, hentai, sexy }: ModerationAnswer, minConfidence: number) {
  return [
    { Name: 'Explicit', Confidence: (porn + hentai) * 100 },
    { Name: 'Swimwear or Underwear', Confidence: interpolate(SWIMWEAR_SCALE, sexy) },
  ]
    .filter(({ Confidence }) => Confidence >= minConfidence)
    .sort((a, b) => b.Confidence - a.Confidence)
    .map((label) => ({ ...label, ParentName: '', TaxonomyLevel: 1 }));
}

/** ContentTypes at or above `minConfidence` (percent): whether the picture was drawn. */
export function toContentTypes({ drawing, hentai }: ModerationAnswer, minConfidence: number) {
  const illustrated = { Name: 'Illustrated', Confidence: (drawing + hentai) * 100 };
  return illustrated.Confidence >= minConfidence ? [illustrated] : [];
}
