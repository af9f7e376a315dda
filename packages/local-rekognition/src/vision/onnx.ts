// Reads a network from an ONNX file: its steps and its weights. Only what networks made of convolutions need of the format
// (onnx.proto3: ModelProto, GraphProto, NodeProto, AttributeProto, TensorProto); what else a file holds is passed over.

export interface OnnxStep {
  op: string;
  inputs: string[];
  output: string;
  /** Whole numbers by attribute; a single one is a list of one. */
  ints: Record<string, number[]>;
}

export interface OnnxWeights {
  shape: number[];
  values: Float32Array;
}

export interface OnnxGraph {
  steps: OnnxStep[];
  weights: Map<string, OnnxWeights>;
}

const FLOAT = 1;

/** Throws where the file breaks off. */
export function readOnnx(file: Uint8Array): OnnxGraph {
  const graph: OnnxGraph = { steps: [], weights: new Map() };
  for (const field of fields(file)) {
    if (field.number !== 7) continue;
    for (const { number, bytes } of fields(field.bytes)) {
      if (number === 1) graph.steps.push(readStep(bytes));
      if (number === 5) readWeights(bytes, graph.weights);
    }
  }
  return graph;
}

function readStep(node: Uint8Array): OnnxStep {
  const step: OnnxStep = { op: '', inputs: [], output: '', ints: {} };
  for (const { number, bytes } of fields(node)) {
    if (number === 1) step.inputs.push(text(bytes));
    if (number === 2) step.output ||= text(bytes);
    if (number === 4) step.op = text(bytes);
    if (number === 5) readAttribute(bytes, step.ints);
  }
  return step;
}

function readAttribute(attribute: Uint8Array, ints: Record<string, number[]>): void {
  let name = '';
  const values: number[] = [];
  for (const { number, bytes, value } of fields(attribute)) {
    if (number === 1) name = text(bytes);
    if (number === 3) values.push(value);
    if (number === 8) values.push(...packed(bytes, value));
  }
  if (values.length > 0) ints[name] = values;
}

/** Weights of other types than float are left out: no step here can use them. */
function readWeights(tensor: Uint8Array, weights: OnnxGraph['weights']): void {
  const shape: number[] = [];
  let name = '';
  let type = 0;
  let raw: Uint8Array = new Uint8Array();
  for (const { number, bytes, value } of fields(tensor)) {
    if (number === 1) shape.push(...packed(bytes, value));
    if (number === 2) type = value;
    if (number === 8) name = text(bytes);
    if (number === 9) raw = bytes;
  }
  // A copy: the values need not lie on a multiple of four in the file.
  if (type === FLOAT) weights.set(name, { shape, values: new Float32Array(new Uint8Array(raw).buffer) });
}

/** One field of a message in Protocol Buffers' encoding: `value` of a number, else `bytes`. */
interface Field {
  number: number;
  value: number;
  bytes: Uint8Array;
}

const NO_BYTES = new Uint8Array();

function* fields(message: Uint8Array): Generator<Field> {
  const reader = { message, at: 0 };
  while (reader.at < message.length) {
    const key = varint(reader);
    const number = key >>> 3;
    const kind = key & 7;
    if (kind === 0) {
      yield { number, value: varint(reader), bytes: NO_BYTES };
      continue;
    }
    const length = kind === 2 ? varint(reader) : kind === 5 ? 4 : 8;
    const end = reader.at + length;
    if (end > message.length) throw new RangeError('the ONNX file breaks off');
    yield { number, value: 0, bytes: message.subarray(reader.at, end) };
    reader.at = end;
  }
}

// Repeated numbers come one by one or all in one piece.
function packed(bytes: Uint8Array, value: number): number[] {
  if (bytes === NO_BYTES) return [value];
  const reader = { message: bytes, at: 0 };
  const values: number[] = [];
  while (reader.at < bytes.length) values.push(varint(reader));
  return values;
}

function varint(reader: { message: Uint8Array; at: number }): number {
  let value = 0;
  let scale = 1;
  for (;;) {
    const byte = reader.message[reader.at++];
    if (byte === undefined) throw new RangeError('the ONNX file breaks off');
    value += (byte & 127) * scale;
    if (byte < 128) return value;
    scale *= 128;
  }
}

function text(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('utf8');
}
