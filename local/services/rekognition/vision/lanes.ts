// The two lanes in which the models look at pictures. What a lane is asked waits for what it was asked before, not for
// the other lane. Together the nets of each take about as long for a photo as those of the other.

import type { HumanFace } from './human.ts';
import type { Person } from './person.ts';
import type { OpenPixels } from './pixels.ts';
import type { LabelsAnswer, LocatedFace, ModerationAnswer } from './protocol.ts';
import type { Rect } from './rect.ts';

export interface Lanes {
  first: FirstLane;
  second: SecondLane;
}

/** A face as Human sees it; `person` where it was described already. */
export interface SeenFace extends HumanFace {
  person?: Person;
}

/** Human's faces, and the nets that describe persons. A picture is opened when the lane gets to it. */
export interface FirstLane {
  /** Resolves when its models are loaded. */
  readonly loaded: Promise<void>;
  /** Faces on the whole picture; the one that will be the main face comes described. */
  lookForFaces(open: OpenPixels): Promise<SeenFace[]>;
  /** The face at this place, seen from closer. */
  lookCloser(open: OpenPixels, place: Rect): Promise<SeenFace | undefined>;
  describe(open: OpenPixels, face: SeenFace): Promise<Person>;
  /** Lets each net run once. */
  rehearse(): Promise<void>;
}

/** Human's objects, NSFWJS, and face-api's SSD, which is loaded when it is first asked. */
export interface SecondLane {
  /** Resolves when its models are loaded. */
  readonly loaded: Promise<void>;
  locateFaces(open: OpenPixels): Promise<LocatedFace[]>;
  moderate(open: OpenPixels): Promise<ModerationAnswer>;
  findObjects(open: OpenPixels): Promise<LabelsAnswer>;
  /** Lets each net run once. */
  rehearse(): Promise<void>;
}
