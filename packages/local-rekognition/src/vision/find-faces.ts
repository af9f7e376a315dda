// Finds faces. One face of which Human is certain is believed. In doubt, and where there are several, face-api's SSD says
// what it sees: what only one of the two takes for a face, such as a dome or a cat, is none.

import type { HumanFace } from './human.ts';
import { isSure } from './human-faces.ts';
import type { InferenceWorkers } from './inference-workers.ts';
import type { OpenPixels } from './pixels.ts';
import type { LocatedFace } from './protocol.ts';
import { isSamePlace, largestFirst, type Rect, rectOf } from './rect.ts';

/** A face with its mesh in pixels of the whole image. */
export interface FoundFace extends HumanFace {
  /** 0 to 1: how sure the second detector is that this is a face; 0 where it was not asked. */
  secondScore: number;
}

// Of 585 portraits no face scores less than 0.77, no dome, hair or flag more than 0.63.
const CERTAIN_SCORE = 0.66;
const SECOND_OPINION_SCORE = 0.4;
const NEW_FACE_SCORE = 0.8;

/** Faces of a picture, largest first. `onSeen` is called when the first worker has seen some and goes on with what they are. */
export async function findFaces(
  workers: InferenceWorkers,
  open: OpenPixels,
  mood: boolean,
  onSeen: () => void,
): Promise<FoundFace[]> {
  let opinion: Promise<LocatedFace[]> | undefined;
  const secondOpinion = (): Promise<LocatedFace[]> => {
    opinion ??= workers.second.locateFaces(open);
    return opinion;
  };
  const seen = await workers.first.lookForFaces(open, mood, (faces) => {
    // The second worker looks while the first goes on with these faces.
    if (isDoubtful(faces)) secondOpinion().catch(() => undefined);
    if (faces.length > 0) onSeen();
  });
  if (!isDoubtful(seen)) return seen.map((face) => ({ ...face, secondScore: 0 }));
  const located = await secondOpinion();
  const faces = agreed(seen, located);
  for (const { score, box } of located) {
    if (score < NEW_FACE_SCORE || faces.some((face) => isSamePlace(rectOf(face), box))) continue;
    const closer = await workers.first.lookCloser(open, box, mood);
    if (closer && !faces.some((face) => isSamePlace(rectOf(face), rectOf(closer)))) {
      faces.push({ ...closer, secondScore: score });
    }
  }
  return faces.sort(largestFirst);
}

function isDoubtful(faces: readonly HumanFace[]): boolean {
  return faces.length !== 1 || !faces.every(isCertain);
}

/** The faces both see, or Human is certain of; without any the one it is surest of, if sure: SSD sees none in the dark. */
function agreed(seen: readonly HumanFace[], located: readonly LocatedFace[]): FoundFace[] {
  const faces = seen.map((face) => ({ ...face, secondScore: scoreAt(located, rectOf(face)) }));
  const believed = faces.filter((face) => isCertain(face) || face.secondScore >= SECOND_OPINION_SCORE);
  if (believed.length > 0) return believed;
  return faces
    .filter(isSure)
    .sort((a, b) => b.boxScore - a.boxScore)
    .slice(0, 1);
}

function isCertain({ boxScore }: HumanFace): boolean {
  return boxScore >= CERTAIN_SCORE;
}

function scoreAt(located: readonly LocatedFace[], place: Rect): number {
  return Math.max(0, ...located.filter(({ box }) => isSamePlace(box, place)).map(({ score }) => score));
}
