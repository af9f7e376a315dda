// Finds faces: Human's detector and mesh over the whole picture, and where face-api's SSD sees one more, a second
// look with Human at that place. SSD alone calls cats faces; Human alone misses the small ones of a group.

import { isSure } from './human-faces.ts';
import type { Lanes, SeenFace } from './lanes.ts';
import type { OpenPixels } from './pixels.ts';
import type { LocatedFace } from './protocol.ts';
import { isSamePlace, largestFirst, type Rect, rectOf } from './rect.ts';

/** A face with its mesh in pixels of the whole image. */
export interface FoundFace extends SeenFace {
  /** 0 to 1: how sure the second detector is that this is a face. */
  secondScore: number;
}

const SECOND_OPINION_SCORE = 0.4;
const NEW_FACE_SCORE = 0.8;

/** Faces of a picture, largest first. Both detectors look at the same time. */
export async function findFaces({ first, second }: Lanes, open: OpenPixels): Promise<FoundFace[]> {
  const [seen, located] = await Promise.all([first.lookForFaces(open), second.locateFaces(open)]);
  const faces: FoundFace[] = seen
    .map((face) => ({ ...face, secondScore: scoreAt(located, rectOf(face)) }))
    .filter((face) => isSure(face) || face.secondScore >= SECOND_OPINION_SCORE);
  for (const { score, box } of located) {
    if (score < NEW_FACE_SCORE || faces.some((face) => isSamePlace(rectOf(face), box))) continue;
    const closer = await first.lookCloser(open, box);
    if (closer && !faces.some((face) => isSamePlace(rectOf(face), rectOf(closer)))) {
      faces.push({ ...closer, secondScore: score });
    }
  }
  return faces.sort(largestFirst);
}

function scoreAt(located: readonly LocatedFace[], place: Rect): number {
  return Math.max(0, ...located.filter(({ box }) => isSamePlace(box, place)).map(({ score }) => score));
}
