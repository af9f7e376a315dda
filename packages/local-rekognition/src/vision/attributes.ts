// What mesh and pixels say of eyes, mouth and what covers them. Each rule says what it cannot see.

import { interpolate } from '../interpolate.ts';
import type { MeshPoint } from './human.ts';
import {
  CHEEKS,
  distance,
  type EyePoints,
  eyeCentre,
  FOREHEAD,
  INNER_LIPS,
  LEFT_EYE,
  LIPS,
  LOWER_FACE,
  pointAt,
  RIGHT_EYE,
} from './mesh.ts';
import { luma, patchColour } from './pixels.ts';
import type { Judgement, Pixels } from './protocol.ts';

type Mesh = readonly MeshPoint[];
type Colour = [number, number, number];

export interface FaceAttributes {
  eyesOpen: Judgement;
  mouthOpen: Judgement;
  sunglasses: Judgement;
  faceOccluded: Judgement;
}

/** Judges one face; `mesh` in pixels of `pixels`. */
export function faceAttributes(pixels: Pixels, mesh: Mesh): FaceAttributes {
  const faceOccluded = judgeOccluded(pixels, mesh);
  const sunglasses = judgeSunglasses(pixels, mesh);
  const eyesOpen = judge(eyeOpening(mesh), OPEN_EYES);
  return {
    // Behind dark glasses the mesh only guesses the lids: 50 percent says so.
    eyesOpen: sunglasses.value ? { value: eyesOpen.value, confidence: 50 } : eyesOpen,
    mouthOpen: judge(mouthOpening(mesh), OPEN_MOUTH),
    sunglasses,
    faceOccluded,
  };
}

/** Where the value turns, and how far from there the judgement is as sure as it gets. */
interface Threshold {
  at: number;
  sure: number;
}

const OPEN_EYES: Threshold = { at: 0.19, sure: 0.06 };
const OPEN_MOUTH: Threshold = { at: 0.22, sure: 0.12 };
const DARK_SHARE: Threshold = { at: 0.6, sure: 0.19 };

function judge(measured: number, { at, sure }: Threshold): Judgement {
  const margin = Math.abs(measured - at) / sure;
  return { value: measured > at, confidence: interpolate(CONFIDENCE, margin) };
}

const CONFIDENCE = [
  [0, 50],
  [0.5, 90],
  [1, 99],
] as const;

/** Height between the lids over the eye's width; of a turned head the nearer eye, which is the wider one. */
export function eyeOpening(mesh: Mesh): number {
  const eyes = [LEFT_EYE, RIGHT_EYE].map((eye) => {
    const width = distance(pointAt(mesh, eye.outer), pointAt(mesh, eye.inner));
    const gaps = eye.lids.map(([upper, lower]) => distance(pointAt(mesh, upper), pointAt(mesh, lower)));
    return { width, opening: gaps.reduce((sum, gap) => sum + gap, 0) / gaps.length / Math.max(1, width) };
  });
  const widest = Math.max(...eyes.map(({ width }) => width));
  const seen = eyes.filter(({ width }) => width > 0.7 * widest);
  return seen.reduce((sum, { opening }) => sum + opening, 0) / seen.length;
}

function mouthOpening(mesh: Mesh): number {
  const gap = distance(pointAt(mesh, INNER_LIPS.upper), pointAt(mesh, INNER_LIPS.lower));
  return gap / Math.max(1, distance(pointAt(mesh, INNER_LIPS.left), pointAt(mesh, INNER_LIPS.right)));
}

// Dark lenses darken the skin under the eye as much as the eye; lashes, make-up and the shade of brows do not reach that
// far. Not seen: clear or mirrored lenses, faces under about 100 pixels.
function judgeSunglasses(pixels: Pixels, mesh: Mesh): Judgement {
  const skin = median([...CHEEKS, ...FOREHEAD].map((index) => luma(colourAt(pixels, mesh, index))));
  const eyes = [LEFT_EYE, RIGHT_EYE];
  const darkShare = (from: number): number => {
    const values = eyes.flatMap((eye) => eyeSurroundings(pixels, mesh, eye, from));
    return values.filter((value) => value < 0.55 * skin).length / values.length;
  };
  return judge(Math.min(darkShare(BROW_SIDE), darkShare(UNDER_EYE)), DARK_SHARE);
}

// In half widths of the eye, down from its middle.
const BROW_SIDE = -0.4;
const UNDER_EYE = 0.51;

/** Luma of a grid over eye and under-eye, laid along the line between the eye's corners, from so far below its middle on. */
function eyeSurroundings(pixels: Pixels, mesh: Mesh, eye: EyePoints, from: number): number[] {
  const [x, y] = eyeCentre(mesh, eye);
  const outer = pointAt(mesh, eye.outer);
  const inner = pointAt(mesh, eye.inner);
  // Half an eye's width, along the eye; turned by a right angle it points down the face.
  const across = [(inner[0] - outer[0]) / 2, (inner[1] - outer[1]) / 2] as const;
  const turn = Math.sign(across[0]) || 1;
  const down = [-across[1] * turn, across[0] * turn] as const;
  const values: number[] = [];
  for (let u = -1; u <= 1.001; u += 0.2) {
    for (let v = from; v <= 0.901; v += 0.13) {
      values.push(
        luma(patchColour(pixels, x + u * across[0] + v * down[0], y + u * across[1] + v * down[1], 0)),
      );
    }
  }
  return values;
}

// A mask: mouth and chin have another colour than the forehead, and no lips stand out. A beard shows lips.
// Not seen: a covered eye, a hand or a mask of the skin's own colour.
function judgeOccluded(pixels: Pixels, mesh: Mesh): Judgement {
  const forehead = meanChroma(FOREHEAD.map((index) => colourAt(pixels, mesh, index)));
  const lower = meanChroma(LOWER_FACE.map((index) => colourAt(pixels, mesh, index)));
  const lips = meanChroma(LIPS.map((index) => colourAt(pixels, mesh, index)));
  const foreign = Math.hypot(lower[0] - forehead[0], lower[1] - forehead[1]);
  const lipContrast = Math.hypot(lips[0] - lower[0], lips[1] - lower[1]);
  const covered = judge(foreign, FOREIGN_COLOUR);
  const bare = judge(lipContrast, LIPS_STAND_OUT);
  if (!covered.value) return covered;
  if (bare.value) return { value: false, confidence: bare.confidence };
  return { value: true, confidence: Math.min(covered.confidence, bare.confidence) };
}

const FOREIGN_COLOUR: Threshold = { at: 0.14, sure: 0.1 };
const LIPS_STAND_OUT: Threshold = { at: 0.03, sure: 0.03 };

/** Colour apart from brightness: red and blue against luma. */
function meanChroma(colours: readonly Colour[]): [number, number] {
  const sum = colours.reduce<Colour>(
    (total, [r, g, b]) => [total[0] + r, total[1] + g, total[2] + b],
    [0, 0, 0],
  );
  const grey = Math.max(1, luma(sum));
  return [sum[0] / grey - 1, sum[2] / grey - 1];
}

function colourAt(pixels: Pixels, mesh: Mesh, index: number): Colour {
  const [x, y] = pointAt(mesh, index);
  const eyes = distance(eyeCentre(mesh, LEFT_EYE), eyeCentre(mesh, RIGHT_EYE));
  return patchColour(pixels, x, y, eyes * 0.04);
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}
