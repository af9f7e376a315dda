// One picture and what has been found on it so far: each model looks once, whatever is asked how often and at the
// same time.

import { createHash } from 'node:crypto';
import { analyseFace } from './face-analysis.ts';
import { type FoundFace, findFaces } from './find-faces.ts';
import type { FirstWorker, InferenceWorkers } from './inference-workers.ts';
import { once } from './once.ts';
import type { OpenPixels } from './pixels.ts';
import type { FaceAnalysis, LabelsAnswer, ModerationAnswer } from './protocol.ts';

const MAX_FACES = 100;

/** What is wanted of a picture's faces. */
export interface FacesWanted {
  /** The first so many faces get a descriptor. */
  describe: number;
  /** Whether emotions and smiles are. */
  mood?: boolean;
}

/** Every question brings the picture again: what is remembered of it are results, not pixels. */
export interface Picture {
  faces(open: OpenPixels, wanted: FacesWanted): Promise<FaceAnalysis[]>;
  moderation(open: OpenPixels): Promise<ModerationAnswer>;
  labels(open: OpenPixels): Promise<LabelsAnswer>;
}

/** `onSeen` is called when faces are seen, and the second worker has nothing more to do with them than it was asked just now. */
export function createPicture(
  workers: InferenceWorkers,
  onSeen: (picture: Picture, open: OpenPixels) => void = () => undefined,
): Picture {
  const look = (mood: boolean) =>
    once(async (open: OpenPixels) => {
      const faces = await findFaces(workers, open, mood, () => onSeen(picture, open));
      return faces.slice(0, MAX_FACES).map((face) => studyFace(workers.first, face));
    });
  const [plain, withMood] = [look(false), look(true)];
  let isMoodAsked = false;
  const picture: Picture = {
    faces: async (open, { describe, mood = false }) => {
      isMoodAsked ||= mood;
      const faces = await (isMoodAsked ? withMood : plain)(open);
      return Promise.all(faces.map((face, rank) => face(open, rank < describe)));
    },
    moderation: once(workers.second.moderate),
    labels: once(workers.second.findObjects),
  };
  return picture;
}

type StudiedFace = (open: OpenPixels, isDescribed: boolean) => Promise<FaceAnalysis>;

function studyFace(first: FirstWorker, face: FoundFace): StudiedFace {
  const descriptor = once((open: OpenPixels) => first.describe(open, face));
  const analysis = once(async (open: OpenPixels) => analyseFace(await open(), face));
  return async (open, isDescribed) => {
    const all = await analysis(open);
    return isDescribed ? { ...all, descriptor: await descriptor(open) } : all;
  };
}

/** Names a picture by its content. */
export function pictureId(image: Uint8Array): string {
  return createHash('sha256').update(image).digest('hex');
}
