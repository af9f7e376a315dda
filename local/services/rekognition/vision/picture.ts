// One picture and what has been found on it so far: each model looks once, whatever is asked how often and at the
// same time.

import { createHash } from 'node:crypto';
import { analyseFace } from './face-analysis.ts';
import { type FoundFace, findFaces } from './find-faces.ts';
import type { FirstLane, Lanes } from './lanes.ts';
import { once } from './once.ts';
import type { OpenPixels } from './pixels.ts';
import type { FaceAnalysis, LabelsAnswer, ModerationAnswer } from './protocol.ts';

/** Faces beyond this many, by size, are counted but get no age: each costs two more inferences. */
const FACES_WITH_AGE = 3;
const MAX_FACES = 100;

/** Every question brings the picture again: what is remembered of it are results, not pixels. */
export interface Picture {
  /** The first `describe` faces with a descriptor. */
  faces(open: OpenPixels, describe: number): Promise<FaceAnalysis[]>;
  moderation(open: OpenPixels): Promise<ModerationAnswer>;
  labels(open: OpenPixels): Promise<LabelsAnswer>;
}

export function createPicture(lanes: Lanes): Picture {
  const found = once(async (open: OpenPixels) => {
    const faces = await findFaces(lanes, open);
    return faces.slice(0, MAX_FACES).map((face, rank) => studyFace(lanes.first, face, rank < FACES_WITH_AGE));
  });
  return {
    faces: async (open, describe) => {
      const faces = await found(open);
      return Promise.all(faces.map((face, rank) => face(open, rank < describe)));
    },
    moderation: once(lanes.second.moderate),
    labels: once(lanes.second.findObjects),
  };
}

type StudiedFace = (open: OpenPixels, isDescribed: boolean) => Promise<FaceAnalysis>;

/** What is said of one face; a face with an age has been described for it. */
function studyFace(first: FirstLane, face: FoundFace, hasAge: boolean): StudiedFace {
  const person = once(async (open: OpenPixels) => face.person ?? first.describe(open, face));
  const analysis = once(async (open: OpenPixels) => {
    const age = hasAge ? (await person(open)).age : undefined;
    return analyseFace(await open(), face, age);
  });
  return async (open, isDescribed) => {
    if (!hasAge && !isDescribed) return analysis(open);
    const { descriptor } = await person(open);
    return { ...(await analysis(open)), descriptor };
  };
}

/** Names a picture by its content. */
export function pictureId(image: Uint8Array): string {
  return createHash('sha256').update(image).digest('hex');
}
