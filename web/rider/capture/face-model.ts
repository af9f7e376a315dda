// TinyFaceDetector: a small network that finds faces in a picture of 160 x 160 pixels. Its weights come with face-api (MIT), one
// byte a number; its picture goes into the top left corner, the rest is black.

import { convolve, convolveDepthwise, convolvePointwise, type FeatureMap, maxPool } from './layers.ts';

/** As the weights' manifest says: a value is `byte * scale + min`. */
export interface WeightsEntry {
  name: string;
  shape: number[];
  quantization: { scale: number; min: number };
}

/** name -> numbers, in the order of the shape. */
export type Weights = ReadonlyMap<string, Float32Array>;

/** Ratios of the picture's width and height; `score` is 0 to 1. */
export interface FoundFace {
  score: number;
  left: number;
  top: number;
  width: number;
  height: number;
}

/** Pixels of the side of what the model looks at. */
export const MODEL_SIDE = 160;

const MEAN_RGB = [117.001, 114.697, 97.404];
/** Width and height of a typical face, in cells, for each of the five answers that a cell gives. */
const ANCHORS = [
  [1.603231, 2.094468],
  [6.041143, 7.080126],
  [2.882459, 3.518061],
  [4.266906, 5.178857],
  [9.041765, 10.66308],
] as const;
/** x, y, width, height, score. */
const NUMBERS_PER_ANSWER = 5;
const LEAST_SCORE = 0.3;
/** Two answers that share more of their area are one face. */
const MOST_OVERLAP = 0.4;

export function readWeights(entries: readonly WeightsEntry[], bytes: Uint8Array): Weights {
  const weights = new Map<string, Float32Array>();
  let at = 0;
  for (const { name, shape, quantization } of entries) {
    const length = shape.reduce((product, side) => product * side, 1);
    if (at + length > bytes.length) throw new Error(`the weights end before ${name}`);
    weights.set(
      name,
      Float32Array.from(
        bytes.subarray(at, at + length),
        (byte) => byte * quantization.scale + quantization.min,
      ),
    );
    at += length;
  }
  return weights;
}

/**
 * The faces of a picture, surest first. `rgba`: MODEL_SIDE x MODEL_SIDE pixels, the picture scaled into the top left corner so that
 * its longer side fills the square; `width` and `height`: of the picture, in any unit.
 */
export function findFaces(
  weights: Weights,
  rgba: Uint8ClampedArray,
  width: number,
  height: number,
): FoundFace[] {
  return withoutDoubles(answersOf(forward(weights, rgba), width, height));
}

function forward(weights: Weights, rgba: Uint8ClampedArray): FeatureMap {
  const of = (name: string) => {
    const values = weights.get(name);
    if (!values) throw new Error(`the face model has no weights ${name}`);
    return values;
  };
  let map = maxPool(convolve(input(rgba), of('conv0/filters'), of('conv0/bias')), 2);
  for (let layer = 1; layer <= 5; layer++) {
    map = convolveDepthwise(map, of(`conv${layer}/depthwise_filter`));
    map = convolvePointwise(map, of(`conv${layer}/pointwise_filter`), of(`conv${layer}/bias`));
    map = maxPool(map, layer < 5 ? 2 : 1);
  }
  return convolvePointwise(map, of('conv8/filters'), of('conv8/bias'), (value) => value);
}

function input(rgba: Uint8ClampedArray): FeatureMap {
  const pixels = MODEL_SIDE * MODEL_SIDE;
  if (rgba.length !== pixels * 4)
    throw new Error(`the face model looks at ${MODEL_SIDE} x ${MODEL_SIDE} pixels`);
  const values = new Float32Array(pixels * 3);
  for (let pixel = 0; pixel < pixels; pixel++) {
    for (let colour = 0; colour < 3; colour++) {
      values[pixel * 3 + colour] = (rgba[pixel * 4 + colour]! - MEAN_RGB[colour]!) / 255;
    }
  }
  return { side: MODEL_SIDE, channels: 3, values };
}

function answersOf({ side, values }: FeatureMap, width: number, height: number): FoundFace[] {
  const longer = Math.max(width, height);
  const found: FoundFace[] = [];
  for (let cell = 0; cell < side * side; cell++) {
    for (const [index, anchor] of ANCHORS.entries()) {
      const at = (cell * ANCHORS.length + index) * NUMBERS_PER_ANSWER;
      const score = sigmoid(values[at + 4]!);
      if (score < LEAST_SCORE) continue;
      const inSquare = (cells: number) => (cells / side) * longer;
      const middleX = inSquare((cell % side) + sigmoid(values[at]!));
      const middleY = inSquare(Math.floor(cell / side) + sigmoid(values[at + 1]!));
      const faceWidth = inSquare(Math.exp(values[at + 2]!) * anchor[0]);
      const faceHeight = inSquare(Math.exp(values[at + 3]!) * anchor[1]);
      found.push({
        score,
        left: (middleX - faceWidth / 2) / width,
        top: (middleY - faceHeight / 2) / height,
        width: faceWidth / width,
        height: faceHeight / height,
      });
    }
  }
  return found.sort((one, other) => other.score - one.score);
}

function withoutDoubles(found: FoundFace[]): FoundFace[] {
  const kept: FoundFace[] = [];
  for (const face of found) {
    if (kept.every((other) => overlap(face, other) <= MOST_OVERLAP)) kept.push(face);
  }
  return kept;
}

/** The area that two faces share, as a part of the area that they cover together. */
function overlap(one: FoundFace, other: FoundFace): number {
  const width = Math.min(one.left + one.width, other.left + other.width) - Math.max(one.left, other.left);
  const height = Math.min(one.top + one.height, other.top + other.height) - Math.max(one.top, other.top);
  if (width <= 0 || height <= 0) return 0;
  const shared = width * height;
  return shared / (one.width * one.height + other.width * other.height - shared);
}

const sigmoid = (value: number) => 1 / (1 + Math.exp(-value));
