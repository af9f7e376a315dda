// Sunglasses, coverings, closed eyes, an open mouth: what the model says of the face, held against how sure it is.

import type { Configuration } from './configuration.ts';
import type { Judgement } from './judgement.ts';
import type { Attribute, DetectedFace } from './photo.ts';
import { rounded } from './rounded.ts';

/** How a yes-or-no attribute of a face is judged. */
interface AttributeRule {
  /** The value that fails. */
  unwanted: boolean;
  words: { wanted: string; unwanted: string };
}

const SUNGLASSES: AttributeRule = {
  unwanted: true,
  words: { wanted: 'no sunglasses', unwanted: 'sunglasses' },
};
const FACE_COVERED: AttributeRule = {
  unwanted: true,
  words: { wanted: 'uncovered', unwanted: 'covered' },
};
const EYES_CLOSED: AttributeRule = {
  unwanted: false,
  words: { wanted: 'eyes open', unwanted: 'eyes closed' },
};
const MOUTH_OPEN: AttributeRule = {
  unwanted: true,
  words: { wanted: 'mouth closed', unwanted: 'mouth open' },
};

/** SUNGLASSES: fails when the model is sure enough that they are worn. */
export function judgeSunglasses({ sunglasses }: DetectedFace, { face }: Configuration): Judgement {
  return judgeAttribute(SUNGLASSES, sunglasses, face.attributeConfidence);
}

/** FACE_COVERED: a mask, a hand, hair or a scarf hides part of the face. */
export function judgeCovering({ faceOccluded }: DetectedFace, { face }: Configuration): Judgement {
  return judgeAttribute(FACE_COVERED, faceOccluded, face.attributeConfidence);
}

/** EYES_CLOSED: not applicable behind sunglasses, where nobody can tell. */
export function judgeEyes(face: DetectedFace, configuration: Configuration): Judgement {
  const { attributeConfidence } = configuration.face;
  const areHidden = judgeSunglasses(face, configuration).status === 'failed';
  return judgeAttribute(EYES_CLOSED, areHidden ? undefined : face.eyesOpen, attributeConfidence);
}

/** MOUTH_OPEN: as the operator wants it, nothing, a look by a person or another photo; not applicable behind a mask. */
export function judgeMouth(face: DetectedFace, configuration: Configuration): Judgement {
  const { mouthOpen, attributeConfidence } = configuration.face;
  const isLeftOut = mouthOpen === 'off' || judgeCovering(face, configuration).status === 'failed';
  const judged = judgeAttribute(MOUTH_OPEN, isLeftOut ? undefined : face.mouthOpen, attributeConfidence);
  return judged.status === 'failed' && mouthOpen === 'review' ? { ...judged, status: 'review' } : judged;
}

function judgeAttribute(rule: AttributeRule, seen: Attribute | undefined, minConfidence: number): Judgement {
  const threshold = `${rule.words.wanted}, or < ${minConfidence} % sure`;
  if (!seen) return { status: 'not-applicable', threshold };
  const isUnwanted = seen.value === rule.unwanted;
  return {
    status: isUnwanted && seen.confidence >= minConfidence ? 'failed' : 'passed',
    measured: `${isUnwanted ? rule.words.unwanted : rule.words.wanted}, ${rounded(seen.confidence)} % sure`,
    threshold,
  };
}
