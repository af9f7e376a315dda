// The layers of face-api's SSD, each fused with what follows it (normalization, bias, bound) and gone as soon as the next
// has its numbers: face-api's own run keeps all of them until the end, which costs 100 MB more.

import type { Tensor, Tensor1D, Tensor2D, Tensor3D, Tensor4D } from '@tensorflow/tfjs';
import type { TensorFlow } from './tensorflow.ts';

interface Conv {
  filters: Tensor4D;
  bias: Tensor1D;
}

interface Pointwise {
  filters: Tensor4D;
  batch_norm_offset: Tensor1D;
}

interface Depthwise extends Pointwise {
  batch_norm_scale: Tensor1D;
  batch_norm_mean: Tensor1D;
  batch_norm_variance: Tensor1D;
}

interface Pair {
  depthwise_conv: Depthwise;
  pointwise_conv: Pointwise;
}

interface Predictor {
  box_encoding_predictor: Conv;
  class_predictor: Conv;
}

/** Weights as face-api names them. */
export interface SsdWeights {
  mobilenetv1: { conv_0: Pointwise } & Record<`conv_${number}`, Pair>;
  prediction_layer: Record<`conv_${number}`, Pointwise> & Record<`box_predictor_${number}`, Predictor>;
  output_layer: { extra_dim: Tensor3D };
}

export const SSD_SIDE_PX = 512;

/** Boxes (top, left, bottom, right, as shares of the side) and their scores, from a square image from -1 to 1. */
export type SsdNet = (image: Tensor4D) => { boxes: Tensor2D; scores: Tensor1D };

const PAIRS = 13;
const HALVING_PAIRS = [2, 4, 6, 12];
/** The pair whose numbers the first predictor looks at. */
const FINE_PAIR = 11;
const COARSE_CONVS = 8;
const EPSILON = 0.0010000000474974513;

export function buildSsdNet(tf: TensorFlow, weights: SsdWeights): SsdNet {
  const { mobilenetv1, prediction_layer: predicting, output_layer } = weights;
  const layers = [pointwise(tf, mobilenetv1.conv_0, 2)];
  for (let pair = 1; pair <= PAIRS; pair++) {
    const { depthwise_conv, pointwise_conv } = mobilenetv1[`conv_${pair}`]!;
    layers.push(
      depthwise(tf, depthwise_conv, HALVING_PAIRS.includes(pair) ? 2 : 1),
      pointwise(tf, pointwise_conv, 1),
    );
  }
  for (let conv = 0; conv < COARSE_CONVS; conv++) {
    layers.push(pointwise(tf, predicting[`conv_${conv}`]!, conv % 2 === 1 ? 2 : 1));
  }
  // What a predictor looks at: the fine pair, the last pair, and each second of the coarse convolutions.
  const seenAfter = [2 * FINE_PAIR, 2 * PAIRS, ...[1, 3, 5, 7].map((conv) => 2 * PAIRS + 1 + conv)];
  return (image) =>
    tf.tidy(() => {
      const encodings: Tensor[] = [];
      const classes: Tensor[] = [];
      let last = image;
      for (const [at, layer] of layers.entries()) {
        const next = layer(last);
        if (last !== image) last.dispose();
        last = next;
        const rank = seenAfter.indexOf(at);
        if (rank < 0) continue;
        const { box_encoding_predictor, class_predictor } = predicting[`box_predictor_${rank}`]!;
        encodings.push(predict(tf, last, box_encoding_predictor).reshape([-1, 4]));
        classes.push(predict(tf, last, class_predictor).reshape([-1, 3]));
      }
      const scores = tf.sigmoid(tf.concat(classes, 0).slice([0, 1], [-1, 1])).reshape([-1]);
      const boxes = decode(tf, output_layer.extra_dim.reshape([-1, 4]), tf.concat(encodings, 0) as Tensor2D);
      return { boxes, scores: scores as Tensor1D };
    });
}

type Layer = (x: Tensor4D) => Tensor4D;

function pointwise(
  tf: TensorFlow,
  { filters: filter, batch_norm_offset: bias }: Pointwise,
  strides: number,
): Layer {
  return (x) => tf.fused.conv2d({ x, filter, bias, strides, pad: 'same', activation: 'relu6' });
}

/** The normalization is a factor for each channel, which the filter takes in, and an addend. */
function depthwise(tf: TensorFlow, conv: Depthwise, strides: number): Layer {
  const [filter, bias] = tf.tidy(() => {
    const scale = conv.batch_norm_scale.div(conv.batch_norm_variance.add(EPSILON).sqrt());
    return [
      conv.filters.mul(scale.reshape([1, 1, -1, 1])) as Tensor4D,
      conv.batch_norm_offset.sub(conv.batch_norm_mean.mul(scale)),
    ];
  });
  return (x) => tf.fused.depthwiseConv2d({ x, filter, bias, strides, pad: 'same', activation: 'relu6' });
}

function predict(tf: TensorFlow, x: Tensor4D, { filters: filter, bias }: Conv): Tensor4D {
  return tf.fused.conv2d({ x, filter, bias, strides: 1, pad: 'same' });
}

/** Moves and stretches each prior box as its encoding says; the encodings come ten and five times as large. */
function decode(tf: TensorFlow, priors: Tensor, encodings: Tensor2D): Tensor2D {
  const [top, left, bottom, right] = tf.split(priors, 4, 1) as [Tensor, Tensor, Tensor, Tensor];
  const [down, across, tall, wide] = tf.split(encodings, 4, 1) as [Tensor, Tensor, Tensor, Tensor];
  const along = (from: Tensor, to: Tensor, shift: Tensor, stretch: Tensor): [Tensor, Tensor] => {
    const size = to.sub(from);
    const centre = shift
      .div(10)
      .mul(size)
      .add(from.add(size.div(2)));
    const half = stretch.div(5).exp().mul(size).div(2);
    return [centre.sub(half), centre.add(half)];
  };
  const [newTop, newBottom] = along(top, bottom, down, tall);
  const [newLeft, newRight] = along(left, right, across, wide);
  return tf.concat([newTop, newLeft, newBottom, newRight], 1) as Tensor2D;
}
