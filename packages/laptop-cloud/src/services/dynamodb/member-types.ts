// The members that DynamoDB's inputs have, as the engine describes them: it drops what is none, so that it is looked for before.

/** By name; a text is the name of a type. */
export interface MemberTypes {
  readonly [member: string]: MemberType | string;
}

interface MemberType {
  readonly type?: string;
  readonly children?: MemberType | MemberTypes | string;
}

/** The path of a member that is not known, at any depth; undefined where all are. */
export function unknownMember(value: unknown, types: MemberTypes, path = ''): string | undefined {
  for (const [name, inner] of Object.entries(Object(value))) {
    if (inner === null || inner === undefined) continue;
    const type = Object.hasOwn(types, name) ? types[name] : undefined;
    const found = type === undefined ? path + name : unknownIn(inner, type, `${path}${name}.`);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Calls with every value that an attribute has or is compared with, wherever it stands. */
export function eachAttributeValue(
  value: unknown,
  type: MemberType | string | undefined,
  visit: (attributeValue: unknown) => void,
): void {
  if (value === null || value === undefined) return;
  if (isAttributeValue(type)) {
    visit(value);
    return;
  }
  const children = childrenOf(type);
  if (!children || typeof value !== 'object') return;
  for (const [name, inner] of Object.entries(value))
    eachAttributeValue(inner, children.kind === 'each' ? children.type : children.members[name], visit);
}

function isAttributeValue(type: MemberType | string | undefined): boolean {
  return (typeof type === 'string' ? type : (type?.type ?? '')).startsWith('AttrStruct');
}

/** What a list or map has in each place, or a structure by name. Values of attributes have no members of their own. */
export function childrenOf(
  type: MemberType | string | undefined,
): { kind: 'structure'; members: MemberTypes } | { kind: 'each'; type: MemberType | string } | undefined {
  if (type === undefined || typeof type === 'string' || type.children === undefined) return undefined;
  const kind = /^\w+/.exec(type.type ?? '')?.[0];
  if (kind === 'ValueStruct' || kind === 'FieldStruct')
    return { kind: 'structure', members: type.children as MemberTypes };
  return { kind: 'each', type: type.children as MemberType | string };
}

function unknownIn(value: unknown, type: MemberType | string, path: string): string | undefined {
  const children = childrenOf(type);
  if (!children || typeof value !== 'object') return undefined;
  if (children.kind === 'structure') return unknownMember(value, children.members, path);
  for (const [at, inner] of Object.entries(Object(value))) {
    const found = unknownIn(inner, children.type, `${path}${at}.`);
    if (found !== undefined) return found;
  }
  return undefined;
}
