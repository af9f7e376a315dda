// What AWS's own client knows of a service: which operations there are, what goes in, where REST finds it.

import { createRequire } from 'node:module';
import path from 'node:path';
import { nameHint } from 'laptop-cloud/template';
import { UsageError } from '../usage-error.ts';

/** Folders of services whose client has another name. */
const CLIENTS: Readonly<Record<string, string>> = {
  events: 'eventbridge',
  stepfunctions: 'sfn',
  sagemaker: 'sagemaker-runtime',
};

export interface KnownOperation {
  /** Zod schema of the input, as source text. */
  input: string;
  /** REST protocols only. */
  http: { method: string; path: string } | undefined;
}

/** Reads an operation from the client of a service folder. Throws UsageError where AWS has none of this name. */
export function knownOperation(root: string, service: string, name: string): KnownOperation {
  const client = `@aws-sdk/client-${CLIENTS[service] ?? service}`;
  const exported = clientOf(root, client);
  const Command = exported[`${name}Command`] as (new (input: object) => { schema: unknown[] }) | undefined;
  if (!Command) {
    const names = Object.keys(exported).flatMap((key) => /^(\w+)Command$/.exec(key)?.[1] ?? []);
    throw new UsageError([
      `AWS has no operation ${name} of ${service}: ${nameHint(name, names)} (${client} knows ${names.length}.)`,
    ]);
  }
  const [, , , traits, input] = new Command({}).schema;
  const http = (traits as { http?: [method: string, path: string] } | null)?.http;
  return {
    input: zodOf(readerOf(root, client).of(input), 0),
    http: http && { method: http[0], path: http[1].split('?')[0]! },
  };
}

function clientOf(root: string, client: string): Record<string, unknown> {
  try {
    return createRequire(path.resolve(root, 'package.json'))(client) as Record<string, unknown>;
  } catch (cause) {
    throw new UsageError(
      [`${client} is not installed: "npm install --save-dev --save-exact ${client}" brings it.`],
      { cause },
    );
  }
}

/** The SDK's own reader of its schemas, as far as it is used here. */
interface Schema {
  isStringSchema(): boolean;
  isNumericSchema(): boolean;
  isBooleanSchema(): boolean;
  isTimestampSchema(): boolean;
  isListSchema(): boolean;
  isMapSchema(): boolean;
  isStructSchema(): boolean;
  getValueSchema(): Schema;
  structIterator(): Iterable<[name: string, member: Schema]>;
  getSchema(): unknown;
}

/** Of the version that the client itself uses. */
function readerOf(root: string, client: string): { of(schema: unknown): Schema } {
  const here = createRequire(path.resolve(root, 'package.json'));
  const { NormalizedSchema } = createRequire(here.resolve(client))('@smithy/core/schema') as {
    NormalizedSchema: { of(schema: unknown): Schema };
  };
  return NormalizedSchema;
}

const DEEPEST = 2;

/** The schema as zod would write it; what is deep inside, and bytes, are left open. */
function zodOf(schema: Schema, depth: number): string {
  if (schema.isStringSchema()) return 'z.string()';
  if (schema.isNumericSchema() || schema.isTimestampSchema()) return 'z.number()';
  if (schema.isBooleanSchema()) return 'z.boolean()';
  if (schema.isListSchema()) return `z.array(${zodOf(schema.getValueSchema(), depth)})`;
  if (schema.isMapSchema()) return `z.record(z.string(), ${zodOf(schema.getValueSchema(), depth)})`;
  if (!schema.isStructSchema() || depth > DEEPEST) return 'z.unknown()';
  const members = [...schema.structIterator()].map(([name, member], at) => {
    const type = zodOf(member, depth + 1);
    return `${name}: ${type}${at < requiredOf(schema) ? '' : '.optional()'}`;
  });
  return `z.strictObject({ ${members.join(', ')} })`;
}

/** Members that must be there stand first; how many there are is the last part of the SDK's tuple. */
function requiredOf(schema: Schema): number {
  const raw = schema.getSchema();
  const count: unknown = Array.isArray(raw) ? raw[6] : undefined;
  return typeof count === 'number' ? count : 0;
}
