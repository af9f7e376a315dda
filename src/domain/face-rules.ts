// One usable face: who is counted, and every rule the main face is held against.

import type { Configuration } from './configuration.ts';
import {
  type FaceRule,
  FINDING_CODES,
  FINDINGS,
  type Finding,
  type FindingCode,
  finding,
} from './finding.ts';
import type { DetectedFace, WorkingCopy } from './photo.ts';
import { rounded, steady } from './rounded.ts';

/** The rows of the table that look at the main face. */
const MAIN_FACE_CHECKS = FINDING_CODES.flatMap((code): { code: FindingCode; rule: FaceRule }[] => {
  const { rule } = FINDINGS[code];
  return rule ? [{ code, rule }] : [];
});

/**
 * Every face rule at once, and the main face: the largest the model is sure enough of, null without any.
 * What the model did not give, and everything about a face that is not there, is not applicable.
 */
export function judgeFaces(
  faces: DetectedFace[],
  image: WorkingCopy,
  configuration: Configuration,
): { findings: Finding[]; face: DetectedFace | null } {
  const { minConfidence, ignoreSmallerThanPercent } = configuration.face;
  const presence = judgePresence(faces, minConfidence);
  const sure = faces.filter(({ confidence }) => confidence >= minConfidence);
  const main = largest(sure);
  if (!main) {
    const rest = ['SEVERAL_FACES' as const, ...MAIN_FACE_CHECKS.map(({ code }) => code)];
    return { findings: [presence, ...rest.map((code) => finding(code, 'not-applicable'))], face: null };
  }
  const others = sure.filter(
    (face) => face !== main && steady((area(face) / area(main)) * 100) >= ignoreSmallerThanPercent,
  );
  const number = finding('SEVERAL_FACES', others.length === 0 ? 'passed' : 'failed', {
    measured: others.length + 1,
    threshold: 1,
  });
  const judged = MAIN_FACE_CHECKS.map(({ code, rule }) => {
    const { status, ...seen } = rule(main, configuration, image);
    return finding(code, status, seen);
  });
  return { findings: [presence, number, ...judged], face: main };
}

function judgePresence(faces: DetectedFace[], minConfidence: number): Finding {
  const threshold = `a face, >= ${minConfidence} % sure`;
  if (faces.length === 0) return finding('NO_FACE', 'failed', { measured: 'no face', threshold });
  const best = Math.max(...faces.map(({ confidence }) => confidence));
  return finding('NO_FACE', best >= minConfidence ? 'passed' : 'failed', {
    measured: `a face, ${rounded(best)} % sure`,
    threshold,
  });
}

function largest(faces: DetectedFace[]): DetectedFace | undefined {
  return faces.reduce<DetectedFace | undefined>(
    (main, face) => (main && area(main) >= area(face) ? main : face),
    undefined,
  );
}

function area({ boundingBox }: DetectedFace): number {
  return boundingBox.width * boundingBox.height;
}
