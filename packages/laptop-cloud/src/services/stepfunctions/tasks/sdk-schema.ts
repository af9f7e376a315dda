// Reads the schemas that SDK clients carry, to turn task parameters into SDK input and SDK output into task results.
// Step Functions writes every member in PascalCase, bytes as text and times as ISO 8601 or epoch milliseconds.
import { NormalizedSchema } from '@smithy/core/schema';

/** How times appear in a result: the SDK integrations write text, the older optimized ones milliseconds. */
export type TimeStyle = 'iso8601' | 'milliseconds';

/** Turns task parameters into SDK input. Unknown, missing and wrongly typed members are added to `complaints` in AWS's words. */
export function toSdkInput(schema: unknown, value: unknown, complaints: string[], field = ''): unknown {
  const shape = resolve(schema);
  if (value === null || value === undefined) return undefined;
  switch (shape.kind) {
    case 'structure':
      return structureInput(shape, value, complaints, field);
    case 'list':
      if (!Array.isArray(value)) return complain(complaints, field, 'an ARRAY');
      return value.map((item) => toSdkInput(shape.item, item, complaints, field));
    case 'map':
      if (!isRecord(value)) return complain(complaints, field, 'an OBJECT');
      return mapValues(value, (item) => toSdkInput(shape.item, item, complaints, field));
    case 'bytes':
      return bytesInput(value, NormalizedSchema.of(schema as never).isStreaming());
    case 'time':
      return timeInput(value, complaints, field);
    case 'string':
      return typeof value === 'string' ? value : complain(complaints, field, 'a STRING');
    case 'number':
      return typeof value === 'number' ? value : complain(complaints, field, 'a NUMBER');
    case 'boolean':
      return typeof value === 'boolean' ? value : complain(complaints, field, 'a BOOLEAN');
    case 'document':
      return value;
  }
}

// What is sent as a stream, such as an object's Body, is the JSON of its value: a text keeps its quotes.
function bytesInput(value: unknown, isStream: boolean): Uint8Array {
  if (value instanceof Uint8Array) return value;
  return Buffer.from(typeof value === 'string' && !isStream ? value : JSON.stringify(value));
}

/** Turns SDK output into a task result; streams are read to their end as text. */
export async function toResult(schema: unknown, value: unknown, times: TimeStyle): Promise<unknown> {
  if (value === null || value === undefined) return value;
  const shape = resolve(schema);
  switch (shape.kind) {
    case 'structure': {
      const result: Record<string, unknown> = {};
      for (const [name, member] of shape.members) {
        const given = (value as Record<string, unknown>)[name];
        if (given !== undefined) result[pascalCase(name)] = await toResult(member, given, times);
      }
      return result;
    }
    case 'list':
      return Promise.all((value as unknown[]).map((item) => toResult(shape.item, item, times)));
    case 'map': {
      const entries = Object.entries(value as Record<string, unknown>).map(
        async ([key, item]) => [key, await toResult(shape.item, item, times)] as const,
      );
      return Object.fromEntries(await Promise.all(entries));
    }
    case 'bytes':
      return bytesText(value);
    case 'time':
      return times === 'iso8601' ? (value as Date).toISOString() : (value as Date).getTime();
    default:
      return value;
  }
}

interface Structure {
  kind: 'structure';
  members: ReadonlyMap<string, unknown>;
  /** Names of members as Step Functions writes them, with the SDK's. */
  byPascalName: ReadonlyMap<string, string>;
  required: readonly string[];
}

export type Shape =
  | Structure
  | { kind: 'list' | 'map'; item: unknown }
  | { kind: 'string' | 'number' | 'boolean' | 'bytes' | 'time' | 'document' };

/** Of schemas that are objects, as those of whatever has parts: a call asks for the same one with each value in its input. */
const shapes = new WeakMap<object, Shape>();

/** What a schema describes, as the SDK's own reader of schemas sees it. */
export function resolve(schema: unknown): Shape {
  if (Object(schema) !== schema) return shapeOf(schema);
  const known = shapes.get(schema as object) ?? shapeOf(schema);
  shapes.set(schema as object, known);
  return known;
}

function shapeOf(schema: unknown): Shape {
  const normalized = NormalizedSchema.of(schema as Parameters<typeof NormalizedSchema.of>[0]);
  // An operation without input or output.
  if (normalized.isUnitSchema()) return structure(new Map(), 0);
  if (normalized.isStructSchema())
    return structure(new Map(normalized.structIterator()), requiredCount(normalized.getSchema()));
  if (normalized.isListSchema()) return { kind: 'list', item: normalized.getValueSchema() };
  if (normalized.isMapSchema()) return { kind: 'map', item: normalized.getValueSchema() };
  if (normalized.isBlobSchema()) return { kind: 'bytes' };
  if (normalized.isTimestampSchema()) return { kind: 'time' };
  if (normalized.isStringSchema()) return { kind: 'string' };
  if (normalized.isBooleanSchema()) return { kind: 'boolean' };
  if (normalized.isDocumentSchema()) return { kind: 'document' };
  if (normalized.isNumericSchema() || normalized.isBigIntegerSchema() || normalized.isBigDecimalSchema())
    return { kind: 'number' };
  throw new Error(`the SDK's schema ${normalized.getName(true)} is of an unknown kind`);
}

function structure(members: ReadonlyMap<string, unknown>, required: number): Structure {
  const names = [...members.keys()];
  const byPascalName = new Map(names.map((name) => [pascalCase(name), name]));
  // The required members of a structure are its first ones.
  return { kind: 'structure', members, byPascalName, required: names.slice(0, required) };
}

/** How many members have to be there, the first ones: the one thing that the reader does not tell. */
function requiredCount(schema: unknown): number {
  const count: unknown = Array.isArray(schema) ? schema[6] : undefined;
  return typeof count === 'number' ? count : 0;
}

function structureInput(
  { members, byPascalName, required }: Structure,
  value: unknown,
  complaints: string[],
  field: string,
): unknown {
  if (!isRecord(value)) return complain(complaints, field, 'an OBJECT');
  const input: Record<string, unknown> = {};
  for (const [key, item] of Object.entries(value)) {
    const name = byPascalName.get(key);
    if (name === undefined) complaints.push(`The field '${key}' is not supported by Step Functions`);
    else input[name] = toSdkInput(members.get(name), item, complaints, key);
  }
  // One that is null is there: what the service says of it is the service's.
  for (const name of required) {
    if (!Object.hasOwn(input, name))
      complaints.push(`The field '${pascalCase(name)}' is required but was missing`);
  }
  return input;
}

function timeInput(value: unknown, complaints: string[], field: string): unknown {
  const time = typeof value === 'number' ? new Date(value * 1000) : new Date(String(value));
  return Number.isNaN(time.getTime()) ? complain(complaints, field, 'a valid timestamp') : time;
}

function complain(complaints: string[], field: string, kind: string): undefined {
  complaints.push(`The value for the field '${field}' must be ${kind}`);
  return undefined;
}

async function bytesText(value: unknown): Promise<string> {
  if (value instanceof Uint8Array) return Buffer.from(value).toString('utf8');
  return (value as { transformToString(): Promise<string> }).transformToString();
}

export function pascalCase(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function mapValues(value: Record<string, unknown>, map: (item: unknown) => unknown): Record<string, unknown> {
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, map(item)]));
}
