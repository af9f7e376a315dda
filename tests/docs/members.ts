// What a client may send to an operation, by the SDK's own model, held against what the operation reads.
import { NormalizedSchema } from '@smithy/core/schema';
import type { XmlShape } from '../../packages/laptop-cloud/src/services/protocols/xml-shape.ts';

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
  /** What may stand in its body of XML. */
  body?: XmlShape | undefined;
  /** Members are found in the path, the query and headers by other names. */
  isRest: boolean;
}

/** Every member of an operation's input, with what becomes of it. */
export function membersOf(model: unknown, { input, headers = [], body, isRest }: Reading): Member[] {
  const found: Member[] = [];
  walk({ node: NormalizedSchema.of(model as never), schema: input as Schema, path: '', within: [] });
  return found;

  function walk({ node, schema, path: at, within }: Place): void {
    const read = definitionOf(schema);
    if (node.isListSchema()) {
      walk({ node: node.getValueSchema(), schema: read?.element, path: `${at}[]`, within });
      return;
    }
    if (node.isMapSchema()) {
      // Where the keys are told, each has a schema of its own.
      const named = Object.entries(read?.shape ?? { '': read?.valueType });
      for (const [key, value] of named)
        walk({ node: node.getValueSchema(), schema: value, path: `${at}{${key}}`, within });
      return;
    }
    const own = node.getName(true) ?? '';
    // A structure may hold itself.
    if (!node.isStructSchema() || node.isUnitSchema() || within.includes(own)) return;
    for (const [name, member] of node.structIterator()) {
      const path = at === '' ? name : `${at}.${name}`;
      const place = at === '' && isRest ? placeOf(name, member) : { key: name };
      if ('header' in place) {
        found.push({ path, fate: fateOfHeader(place.header) });
        continue;
      }
      if ('body' in place) {
        if (member.isStructSchema()) walkXml(member, { [place.body]: member }, body ?? {}, path);
        continue;
      }
      const inner = read?.shape?.[place.key];
      found.push({ path, fate: inner ? 'read' : fateIn(read) });
      if (inner) walk({ node: member, schema: inner, path, within: [...within, own] });
    }
  }

  function fateOfHeader(header: string): Member['fate'] {
    const isRead = headers.some((one) => (one.endsWith('*') ? header === one : one === header));
    if (isRead || OF_EVERY_REQUEST.has(header)) return 'read';
    return REFUSED_UNREAD.test(header) ? 'refused' : 'dropped';
  }

  /** Elements of a body, each by the name that it has there. */
  function walkXml(
    parent: NormalizedSchema,
    elements: Readonly<Record<string, NormalizedSchema>>,
    shape: XmlShape,
    at: string,
  ): void {
    for (const [name, node] of Object.entries(elements)) {
      const inner = Object.hasOwn(shape, name) ? shape[name] : undefined;
      const path = node === parent ? at : `${at}.${name}`;
      const isRead = inner !== undefined && inner !== 'not here';
      found.push({ path, fate: isRead ? 'read' : 'refused' });
      if (isRead) walkXml(node, elementsIn(node), inner === 'text' ? {} : inner, path);
    }
  }
}

/** What HTTP itself needs, and what each member of it is signed with. */
const OF_EVERY_REQUEST = new Set(['content-length', 'content-type', 'content-md5']);
const REFUSED_UNREAD = /^(x-amzn?-|if-)/;

/** The children of an element: those of a list that is flat stand there themselves. */
function elementsIn(node: NormalizedSchema): Record<string, NormalizedSchema> {
  if (node.isListSchema()) {
    const value = node.getValueSchema();
    return { [xmlName(value) ?? 'member']: value };
  }
  if (!node.isStructSchema()) return {};
  return Object.fromEntries(
    [...node.structIterator()].flatMap(([name, member]) => {
      const { xmlAttribute, xmlFlattened } = member.getMergedTraits() as Traits;
      if (xmlAttribute) return [];
      const inner = xmlFlattened && member.isListSchema() ? member.getValueSchema() : member;
      return [[xmlName(member) ?? name, inner] as const];
    }),
  );
}

function xmlName(node: NormalizedSchema): string | undefined {
  return (node.getMergedTraits() as Traits)['xmlName'];
}

type Traits = Readonly<Record<string, string | undefined>>;

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

function placeOf(
  name: string,
  member: NormalizedSchema,
): { key: string } | { header: string } | { body: string } {
  const { httpHeader, httpPrefixHeaders, httpQuery, jsonName, httpPayload } =
    member.getMergedTraits() as Traits;
  if (httpHeader !== undefined) return { header: httpHeader.toLowerCase() };
  if (httpPrefixHeaders !== undefined) return { header: `${httpPrefixHeaders}*` };
  // A text or bytes as they are: the operation reads them itself.
  if (httpPayload !== undefined) return { body: xmlName(member) ?? name };
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
