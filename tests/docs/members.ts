// What a client may send to an operation, by the SDK's own model, held against what the operation reads.
import { NormalizedSchema } from '@smithy/core/schema';

/** A zod schema as far as it tells of members. */
interface Definition {
  type: string;
  innerType?: Schema;
  in?: Schema;
  out?: Schema;
  element?: Schema;
  valueType?: Schema;
  shape?: Readonly<Record<string, Schema>>;
  catchall?: Schema;
}
type Schema = { _zod: { def: Definition } };

export interface Member {
  /** `Targets[].RetryPolicy.MaximumEventAgeInSeconds` */
  path: string;
  /** refused: by its name. opaque: taken whole, so that nothing tells what becomes of its parts. */
  fate: 'read' | 'refused' | 'dropped' | 'opaque';
}

export interface Reading {
  input: unknown;
  headers?: readonly string[] | undefined;
  /** Members are found in the path, the query and headers by other names. */
  isRest: boolean;
}

/** Every member of an operation's input, with what becomes of it. */
export function membersOf(model: unknown, { input, headers = [], isRest }: Reading): Member[] {
  const found: Member[] = [];
  walk({ node: NormalizedSchema.of(model as never), schema: input as Schema, path: '', within: [] });
  return found;

  function walk({ node, schema, path: at, within }: Place): void {
    const read = definitionOf(schema);
    if (node.isListSchema()) {
      walk({ node: node.getValueSchema(), schema: read?.element, path: `${at}[]`, within });
      return;
    }
    if (node.isMapSchema() && read?.type === 'record') {
      walk({ node: node.getValueSchema(), schema: read.valueType, path: `${at}{}`, within });
      return;
    }
    const own = node.getName(true) ?? '';
    // A structure may hold itself.
    if (!node.isStructSchema() || node.isUnitSchema() || within.includes(own)) return;
    for (const [name, member] of node.structIterator()) {
      const path = at === '' ? name : `${at}.${name}`;
      const place = at === '' && isRest ? placeOf(name, member) : { key: name };
      if ('header' in place) {
        // Those of HTTP itself are of no concern to an operation.
        if (/^x-amzn?-/.test(place.header))
          found.push({ path, fate: headers.includes(place.header) ? 'read' : 'refused' });
        continue;
      }
      const inner = read?.shape?.[place.key];
      found.push({ path, fate: inner ? 'read' : fateIn(read) });
      if (inner) walk({ node: member, schema: inner, path, within: [...within, own] });
    }
  }
}

interface Place {
  node: NormalizedSchema;
  schema: Schema | undefined;
  path: string;
  within: readonly string[];
}

function fateIn(read: Definition | undefined): Member['fate'] {
  if (read?.type !== 'object') return 'opaque';
  return read.catchall?._zod.def.type === 'never' ? 'refused' : 'dropped';
}

function placeOf(name: string, member: NormalizedSchema): { key: string } | { header: string } {
  const { httpHeader, httpQuery, jsonName, httpPayload } = member.getMergedTraits() as Readonly<
    Record<string, string | undefined>
  >;
  if (httpHeader !== undefined) return { header: httpHeader.toLowerCase() };
  // The body as it is: the operation reads it itself.
  if (httpPayload !== undefined) return { header: 'body' };
  return { key: httpQuery ?? jsonName ?? name };
}

/** Without what stands around it: optional, with a default, checked further. */
function definitionOf(schema: Schema | undefined): Definition | undefined {
  let at = schema;
  while (at) {
    const { def } = at._zod;
    if (def.innerType) at = def.innerType;
    else if (def.type === 'pipe') at = def.in?._zod.def.type === 'transform' ? def.out : def.in;
    else return def;
  }
  return undefined;
}
