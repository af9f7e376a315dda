// Puts together all that is said of one face.

import { interpolate } from '../interpolate.ts';
import { estimateAge } from './age.ts';
import { faceAttributes } from './attributes.ts';
import type { FoundFace } from './find-faces.ts';
import { meshBox, meshLandmarks } from './mesh.ts';
import { facePose } from './pose.ts';
import type { FaceAnalysis, Pixels } from './protocol.ts';
import { faceQuality } from './quality.ts';

export function analyseFace(pixels: Pixels, face: FoundFace): FaceAnalysis {
  const box = meshBox(face.mesh, pixels);
  const attributes = faceAttributes(pixels, face.mesh);
  const pose = facePose(face);
  const emotions = (face.emotion ?? []).map(({ emotion, score }) => ({
    type: emotion,
    confidence: score * 100,
  }));
  const age = estimateAge({ ages: face.ages ?? [], pose, attributes });
  return {
    box,
    // Either detector may be the one that is sure.
    confidence: interpolate(DETECTION_SCALE, 1 - (1 - face.boxScore) * (1 - face.secondScore)),
    heightPx: (box.height * pixels.height) / pixels.scale,
    landmarks: meshLandmarks(face.mesh, pixels),
    pose,
    quality: faceQuality(pixels, box),
    ...attributes,
    ...smile(emotions),
    emotions,
    ...(age && { age }),
  };
}

const DETECTION_SCALE = [
  [0, 0],
  [0.3, 50],
  [0.5, 90],
  [0.7, 98],
  [0.9, 99.9],
  [1, 100],
] as const;

function smile(emotions: FaceAnalysis['emotions']): Pick<FaceAnalysis, 'smile'> {
  const happy = emotions.find(({ type }) => type === 'happy');
  if (!happy) return {};
  const value = happy.confidence >= 50;
  return { smile: { value, confidence: value ? happy.confidence : 100 - happy.confidence } };
}
