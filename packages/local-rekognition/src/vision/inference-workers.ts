// The two workers in which the models look at pictures. What a worker is asked waits for what it was asked before, not for
// the other worker.

import type { HumanFace } from './human.ts';
import type { OnSeen } from './human-faces.ts';
import type { OpenPixels } from './pixels.ts';
import type { LabelsAnswer, LocatedFace, ModerationAnswer } from './protocol.ts';
import type { Rect } from './rect.ts';

export interface InferenceWorkers {
  first: FirstWorker;
  second: SecondWorker;
}

/** Human's faces, and the nets that tell ages and persons. A picture is opened when the worker gets to it. */
export interface FirstWorker {
  /** Resolves when its models are loaded. */
  readonly loaded: Promise<void>;
  /**
   * Faces on the whole picture, largest first; the largest with ages, all with emotions where moods are asked for. `onSeen` hears
   * of them as soon as they are seen, before their ages and which way round they are; of bent heads it hears nothing.
   */
  lookForFaces(open: OpenPixels, mood: boolean, onSeen?: OnSeen): Promise<HumanFace[]>;
  /** The face at this place, seen from closer. */
  lookCloser(open: OpenPixels, place: Rect, mood: boolean): Promise<HumanFace | undefined>;
  /** The face's descriptor: a direction in 512 dimensions; of one person's pictures they lie near each other. */
  describe(open: OpenPixels, face: HumanFace): Promise<number[]>;
  /** Lets each net run once that needs no face to be there. */
  warmUp(): Promise<void>;
}

/** NSFWJS; Human's objects and face-api's SSD, which are loaded when they are first asked. */
export interface SecondWorker {
  /** Resolves when its models are loaded; NSFWJS lets its net run once as it loads. */
  readonly loaded: Promise<void>;
  locateFaces(open: OpenPixels): Promise<LocatedFace[]>;
  moderate(open: OpenPixels): Promise<ModerationAnswer>;
  findObjects(open: OpenPixels): Promise<LabelsAnswer>;
}
