// Sunglasses, coverings, closed eyes: what the model says of the face, held against how sure it is.

import type { Configuration } from './configuration.ts';
import { type Finding, type FindingCode, finding } from './finding.ts';
import type { Attribute, DetectedFace } from './photo.ts';
import { rounded } from './rounded.ts';

/** How a yes-or-no attribute of a face becomes a finding. */
interface AttributeRule {
  code: FindingCode;
  /** The value that fails. */
  unwanted: boolean;
  words: { wanted: string; unwanted: string };
}

const SUNGLASSES: AttributeRule = {
  code: 'SUNGLASSES',
  unwanted: true,
  words: { wanted: 'no sunglasses', unwanted: 'sunglasses' },
};
const FACE_COVERED: AttributeRule = {
  code: 'FACE_COVERED',
  unwanted: true,
  words: { wanted: 'uncovered', unwanted: 'covered' },
};
const EYES_CLOSED: AttributeRule = {
  code: 'EYES_CLOSED',
  unwanted: false,
  words: { wanted: 'eyes open', unwanted: 'eyes closed' },
};

/** SUNGLASSES: fails when the model is sure enough that they are worn. */
export function judgeSunglasses({ sunglasses }: DetectedFace, { face }: Configuration): Finding {
  return judgeAttribute(SUNGLASSES, sunglasses, face.attributeConfidence);
}

/** FACE_COVERED: a mask, a hand, hair or a scarf hides part of the face. */
export function judgeCovering({ faceOccluded }: DetectedFace, { face }: Configuration): Finding {
  return judgeAttribute(FACE_COVERED, faceOccluded, face.attributeConfidence);
}

/** EYES_CLOSED: not applicable behind sunglasses, where nobody can tell. */
export function judgeEyes(face: DetectedFace, configuration: Configuration): Finding {
  const { attributeConfidence } = configuration.face;
  const areHidden = judgeSunglasses(face, configuration).status === 'failed';
  return judgeAttribute(EYES_CLOSED, areHidden ? undefined : face.eyesOpen, attributeConfidence);
}

function judgeAttribute(rule: AttributeRule, seen: Attribute | undefined, minConfidence: number): Finding {
  const threshold = `${rule.words.wanted}, or < ${minConfidence} % sure`;
  if (!seen) return finding(rule.code, 'not-applicable', { threshold });
  const isUnwanted = seen.value === rule.unwanted;
  return finding(rule.code, isUnwanted && seen.confidence >= minConfidence ? 'failed' : 'passed', {
    measured: `${isUnwanted ? rule.words.unwanted : rule.words.wanted}, ${rounded(seen.confidence)} % sure`,
    threshold,
  });
}
