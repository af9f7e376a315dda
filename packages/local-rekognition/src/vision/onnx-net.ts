// Runs a network read from ONNX on TensorFlow.js: convolutions, PReLU, sums. A step of another kind is refused by name.

import type { Tensor, Tensor4D } from '@tensorflow/tfjs';
import type { OnnxGraph, OnnxStep } from './onnx.ts';
import type { TensorFlow } from './tensorflow.ts';

/** From a batch of images (batch, height, width, channels) to the numbers of the last step. */
export type Net = (images: Tensor4D) => Tensor4D;

/** Weights are laid out once, as TensorFlow.js wants them; a convolution takes the PReLU behind it along. */
export function buildNet(tf: TensorFlow, { steps, weights }: OnnxGraph): Net {
  const moves = fuse(steps).map(
    ({ step, slope }) => MOVES[step.op]?.(tf, step, weights, slope) ?? refuse(step),
  );
  return (images) =>
    tf.tidy(() => {
      const known = new Map<string, Tensor4D>();
      let last = images;
      for (const [at, move] of moves.entries()) {
        last = move((name) => known.get(name) ?? images);
        known.set(move.output, last);
        for (const name of move.inputs) {
          // What no later move asks for makes room.
          const isDone = !moves.slice(at + 1).some(({ inputs }) => inputs.includes(name));
          if (isDone) known.get(name)?.dispose();
        }
      }
      return last;
    });
}

interface Move {
  (of: (name: string) => Tensor4D): Tensor4D;
  inputs: string[];
  output: string;
}

interface Fused {
  step: OnnxStep;
  /** Name of the PReLU's slopes. */
  slope?: string;
}

/** Takes each PReLU into the convolution that it alone follows. */
function fuse(steps: readonly OnnxStep[]): Fused[] {
  const fused: Fused[] = [];
  for (const step of steps) {
    const before = fused.at(-1);
    const [input = '', slope = ''] = step.inputs;
    const isOnlyUse = steps.filter(({ inputs }) => inputs.includes(input)).length === 1;
    if (step.op === 'PRelu' && before?.step.op === 'Conv' && before.step.output === input && isOnlyUse) {
      before.slope = slope;
      before.step = { ...before.step, output: step.output };
    } else {
      fused.push({ step });
    }
  }
  return fused;
}

type Build = (tf: TensorFlow, step: OnnxStep, weights: OnnxGraph['weights'], slope?: string) => Move;

const MOVES: Readonly<Record<string, Build>> = {
  Conv: (tf, step, weights, slope) => {
    const [input = '', filterName = '', biasName = ''] = step.inputs;
    const { shape, values } = weightsOf(weights, filterName);
    const [group = 1] = step.ints['group'] ?? [];
    const isDepthwise = group > 1;
    // ONNX lays filters out as (out, in, height, width).
    const filter = tf.tidy(
      () =>
        tf.tensor4d(values, shape as Four).transpose(isDepthwise ? [2, 3, 0, 1] : [2, 3, 1, 0]) as Tensor4D,
    );
    const bias = tf.tensor1d(weightsOf(weights, biasName).values);
    const slopes = slope === undefined ? undefined : tf.tensor1d(weightsOf(weights, slope).values);
    const options = {
      filter,
      strides: pair(step.ints['strides']),
      dilations: pair(step.ints['dilations']),
      pad: evenPad(step),
      bias,
      ...(slopes && { activation: 'prelu' as const, preluActivationWeights: slopes }),
    };
    const conv = isDepthwise ? tf.fused.depthwiseConv2d : tf.fused.conv2d;
    return move(step, [input], (of) => conv({ x: of(input), ...options }));
  },
  PRelu: (tf, step, weights) => {
    const [input = '', slope = ''] = step.inputs;
    const { values } = weightsOf(weights, slope);
    const slopes = tf.tensor4d(values, [1, 1, 1, values.length]);
    return move(step, [input], (of) => tf.prelu(of(input), slopes));
  },
  Add: (tf, step) => {
    const [a = '', b = ''] = step.inputs;
    return move(step, [a, b], (of) => tf.add<Tensor4D>(of(a), of(b)));
  },
  // Only at the end, from 1 x 1 pixels to a plain list, which is the same numbers in the same order.
  Reshape: (_tf, step) => {
    const [input = ''] = step.inputs;
    return move(step, [input], (of) => of(input).clone());
  },
};

type Four = [number, number, number, number];

function move(step: OnnxStep, inputs: string[], work: (of: (name: string) => Tensor4D) => Tensor): Move {
  const act = (of: (name: string) => Tensor4D): Tensor4D => work(of) as Tensor4D;
  return Object.assign(act, { inputs, output: step.output });
}

/** The same on all sides: TensorFlow.js's fused convolutions know no other. */
function evenPad({ ints, output }: OnnxStep): number {
  const [pad = 0, ...others] = ints['pads'] ?? [];
  if (others.some((other) => other !== pad)) throw new Error(`step ${output} pads its sides unevenly`);
  return pad;
}

function pair([first = 1, second = first]: readonly number[] = []): [number, number] {
  return [first, second];
}

function weightsOf(weights: OnnxGraph['weights'], name: string) {
  const found = weights.get(name);
  if (!found) throw new Error(`the network has no weights ${name}`);
  return found;
}

function refuse({ op }: OnnxStep): never {
  throw new Error(`a network with the step ${op} is not supported`);
}
