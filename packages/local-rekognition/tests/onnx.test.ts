// Networks read from ONNX, written here by hand: a message is its fields, one after the other.

import { readOnnx } from '../src/vision/onnx.ts';
import { buildNet } from '../src/vision/onnx-net.ts';
import { startTensorflow, type TensorFlow } from '../src/vision/tensorflow.ts';

const varint = (value: number): number[] =>
  value < 128 ? [value] : [(value % 128) + 128, ...varint(Math.floor(value / 128))];
const whole = (field: number, value: number): number[] => [...varint(field * 8), ...varint(value)];
const bytes = (field: number, content: ArrayLike<number>): number[] => [
  ...varint(field * 8 + 2),
  ...varint(content.length),
  ...Array.from(content),
];
const text = (field: number, content: string) => bytes(field, Buffer.from(content));

const node = (op: string, inputs: string[], output: string, ints: Record<string, number[]> = {}): number[] =>
  bytes(1, [
    ...inputs.flatMap((input) => text(1, input)),
    ...text(2, output),
    ...text(4, op),
    ...Object.entries(ints).flatMap(([name, values]) =>
      bytes(5, [...text(1, name), ...bytes(8, values.flatMap(varint))]),
    ),
  ]);
const weights = (name: string, shape: number[], values: number[]): number[] =>
  bytes(5, [
    ...shape.flatMap((size) => whole(1, size)),
    ...whole(2, 1),
    ...text(8, name),
    ...bytes(9, new Uint8Array(Float32Array.from(values).buffer)),
  ]);
const model = (...parts: number[][]) => Uint8Array.from([...whole(1, 8), ...bytes(7, parts.flat())]);

const CONV = model(
  node('Conv', ['image', 'filter', 'bias'], 'edges', { pads: [0, 0, 0, 0], strides: [1, 1] }),
  node('PRelu', ['edges', 'slope'], 'bent'),
  node('Add', ['bent', 'bent'], 'twice'),
  // One output channel from two input channels, one pixel wide.
  weights('filter', [1, 2, 1, 1], [1, -1]),
  weights('bias', [1], [0.5]),
  weights('slope', [1, 1, 1], [0.1]),
);

describe('an ONNX file', () => {
  it('gives its steps and weights', () => {
    const { steps, weights: found } = readOnnx(CONV);

    expect(steps.map(({ op, inputs, output }) => [op, inputs, output])).toEqual([
      ['Conv', ['image', 'filter', 'bias'], 'edges'],
      ['PRelu', ['edges', 'slope'], 'bent'],
      ['Add', ['bent', 'bent'], 'twice'],
    ]);
    expect(steps[0]?.ints).toEqual({ pads: [0, 0, 0, 0], strides: [1, 1] });
    expect(found.get('filter')).toEqual({ shape: [1, 2, 1, 1], values: Float32Array.of(1, -1) });
  });

  it('that breaks off is refused', () => {
    expect(() => readOnnx(CONV.subarray(0, CONV.length - 3))).toThrow('breaks off');
  });
});

describe('a network', () => {
  let tf: TensorFlow;
  beforeAll(async () => {
    const { fetch } = globalThis;
    tf = await startTensorflow();
    globalThis.fetch = fetch;
  });

  it('computes what its steps say', async () => {
    const net = buildNet(tf, readOnnx(CONV));

    // Two pixels of two channels: 3 - 1 + 0.5, and 0 - 4 + 0.5 bent to a tenth; both doubled.
    const answer = net(tf.tensor4d([3, 1, 0, 4], [1, 1, 2, 2]));

    expect(answer.shape).toEqual([1, 1, 2, 1]);
    const numbers = Array.from(await answer.data());
    expect(numbers[0]).toBeCloseTo(5, 5);
    expect(numbers[1]).toBeCloseTo(-0.7, 5);
  });

  it('with a step that is not known is refused by name', () => {
    expect(() => buildNet(tf, readOnnx(model(node('Einsum', ['image'], 'out'))))).toThrow(
      'the step Einsum is not supported',
    );
  });

  it('that pads its sides unevenly is refused', () => {
    const uneven = model(
      node('Conv', ['image', 'filter', 'bias'], 'edges', { pads: [0, 0, 1, 1] }),
      weights('filter', [1, 1, 1, 1], [1]),
      weights('bias', [1], [0]),
    );

    expect(() => buildNet(tf, readOnnx(uneven))).toThrow('unevenly');
  });
});
