// One usable face: who is counted, and every rule the main face is held against.

import type { Configuration } from './configuration.ts';
import { codesOf, type Finding, finding, judge } from './finding.ts';
import type { DetectedFace, WorkingCopy } from './photo.ts';
import { steady } from './rounded.ts';

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
  const presence = judge('NO_FACE', faces, configuration);
  const sure = faces.filter(({ confidence }) => confidence >= minConfidence);
  const main = largest(sure);
  if (!main) {
    const rest = ['SEVERAL_FACES' as const, ...codesOf('face')];
    return {
      findings: [presence, ...rest.map((code) => finding(code, 'not-applicable'))],
      face: null,
    };
  }
  const others = sure.filter(
    (face) => face !== main && steady((area(face) / area(main)) * 100) >= ignoreSmallerThanPercent,
  );
  const judged = codesOf('face').map((code) => judge(code, main, configuration, image));
  return { findings: [presence, judge('SEVERAL_FACES', others.length + 1), ...judged], face: main };
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
