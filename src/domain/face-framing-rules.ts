// Where the face lies in the frame, how large it is and where it looks.

import type { Configuration } from './configuration.ts';
import type { FindingStatus, Judgement } from './judgement.ts';
import type { DetectedFace, WorkingCopy } from './photo.ts';
import { rounded, steady } from './rounded.ts';

/** FACE_SIZE: the face's height, both as a part of the frame and in pixels of the working copy. */
export function judgeFaceSize(
  { boundingBox }: DetectedFace,
  { face: { minHeightPercent, minHeightPixels } }: Configuration,
  image: WorkingCopy,
): Judgement {
  const percent = steady(boundingBox.height * 100);
  const pixels = steady(boundingBox.height * image.height);
  return {
    status: percent >= minHeightPercent && pixels >= minHeightPixels ? 'passed' : 'failed',
    measured: `${rounded(percent)} % of the height, ${rounded(pixels)} px`,
    threshold: `>= ${minHeightPercent} %, >= ${minHeightPixels} px`,
  };
}

/** FACE_CUT_OFF: the nearest the face comes to an edge, percent of that side; below zero it leaves the frame. */
export function judgeCutOff(
  { boundingBox: { left, top, width, height } }: DetectedFace,
  { face: { frameMarginPercent } }: Configuration,
): Judgement {
  const nearest = steady(Math.min(left, top, 1 - (left + width), 1 - (top + height)) * 100);
  return {
    status: nearest >= frameMarginPercent ? 'passed' : 'failed',
    measured: `${rounded(nearest)} % from the edge`,
    threshold: `>= ${frameMarginPercent} %`,
  };
}

/** POSE: the worst of yaw, pitch and roll (degrees) decides; pitch is held against its own bound in each direction. */
export function judgePose({ pose }: DetectedFace, { face }: Configuration): Judgement {
  const { yaw, pitch, roll } = face.pose;
  const threshold = [
    `yaw ${-yaw.review} to ${yaw.review} (review ${-yaw.reject} to ${yaw.reject})`,
    `pitch ${-pitch.down.review} to ${pitch.up.review} (review ${-pitch.down.reject} to ${pitch.up.reject})`,
    `roll ${-roll.review} to ${roll.review} (review ${-roll.reject} to ${roll.reject})`,
  ].join(', ');
  if (!pose) return { status: 'not-applicable', threshold };
  const statuses = [
    angleStatus(pose.yaw, yaw),
    angleStatus(pose.pitch, pose.pitch < 0 ? pitch.down : pitch.up),
    angleStatus(pose.roll, roll),
  ];
  const status = WORST_FIRST.find((candidate) => statuses.includes(candidate)) ?? 'passed';
  const measured = `yaw ${rounded(pose.yaw)}, pitch ${rounded(pose.pitch)}, roll ${rounded(pose.roll)}`;
  return { status, measured, threshold };
}

const WORST_FIRST: readonly FindingStatus[] = ['failed', 'review', 'passed'];

function angleStatus(degrees: number, bound: { review: number; reject: number }): FindingStatus {
  if (Math.abs(degrees) <= bound.review) return 'passed';
  return Math.abs(degrees) <= bound.reject ? 'review' : 'failed';
}
