// The boxes of an AVIF (ISO/IEC 14496-12 and 23008-12), walked by their headers alone.

export interface Box {
  type: string;
  content: Buffer;
}

/** Box by box, up to where one leaves its parent. */
export function* boxes(parent: Buffer): Generator<Box> {
  for (let at = 0; at + 8 <= parent.length; ) {
    const [header, size] = boxSize(parent, at);
    if (size < header || at + size > parent.length) return;
    const type = parent.toString('latin1', at + 4, at + 8);
    yield { type, content: parent.subarray(at + header, at + size) };
    at += size;
  }
}

/** How many pictures the longest track of an image sequence shows; undefined in a file without tracks. */
export function sequenceFrames(file: Buffer): number | undefined {
  const counts = find(file, 'moov').flatMap((moov) =>
    find(moov, 'trak', 'mdia', 'minf', 'stbl', 'stsz').flatMap((sizes) =>
      sizes.length >= 12 ? [sizes.readUInt32BE(8)] : [],
    ),
  );
  return counts.length > 0 ? Math.max(...counts) : undefined;
}

/** The description of a file's items, without its version; undefined in a file without items. */
export function itemsOf(file: Buffer): Buffer | undefined {
  return find(file, 'meta').map(withoutVersion)[0];
}

/** The item that is the picture. */
export function primaryItem(meta: Buffer): number | undefined {
  const [primary] = find(meta, 'pitm');
  return primary && idAt(primary, 4, primary[0] === 0 ? 2 : 4);
}

/** Gives the properties of items: boxes such as `ispe`, `colr`, `irot`. */
export function itemProperties(meta: Buffer): (item: number) => Box[] {
  const all = find(meta, 'iprp', 'ipco').flatMap((container) => [...boxes(container)]);
  const associations = new Map<number, number[]>();
  for (const box of find(meta, 'iprp', 'ipma')) readAssociations(box, associations);
  return (item) => (associations.get(item) ?? []).flatMap((index) => all[index - 1] ?? []);
}

/** The properties of the primary item. None where the file does not say. */
export function primaryProperties(file: Buffer): Box[] {
  const meta = itemsOf(file);
  const primary = meta && primaryItem(meta);
  return meta === undefined || primary === undefined ? [] : itemProperties(meta)(primary);
}

/** Contents of the boxes at the end of this path of types. */
export function find(parent: Buffer, ...path: string[]): Buffer[] {
  const [type, ...rest] = path;
  const found = [...boxes(parent)].filter((box) => box.type === type).map(({ content }) => content);
  return rest.length === 0 ? found : found.flatMap((content) => find(content, ...rest));
}

// A size of 1 stands for one of 64 bits behind the type, a size of 0 for all that is left.
function boxSize(parent: Buffer, at: number): [header: number, size: number] {
  const size = parent.readUInt32BE(at);
  if (size === 0) return [8, parent.length - at];
  if (size !== 1) return [8, size];
  return at + 16 <= parent.length ? [16, Number(parent.readBigUInt64BE(at + 8))] : [16, 0];
}

export function withoutVersion(content: Buffer): Buffer {
  return content.subarray(4);
}

export function idAt(content: Buffer, at: number, bytes: number): number | undefined {
  return at + bytes <= content.length ? content.readUIntBE(at, bytes) : undefined;
}

/** One-based indexes of each item's properties, from an ItemPropertyAssociationBox. */
function readAssociations(box: Buffer, associations: Map<number, number[]>): void {
  const [version = 0, , , flags = 0] = box;
  const [idBytes, indexBytes] = [version < 1 ? 2 : 4, flags & 1 ? 2 : 1];
  const mask = indexBytes === 2 ? 0x7fff : 0x7f;
  for (let at = 8; at + idBytes + 1 <= box.length; ) {
    const item = box.readUIntBE(at, idBytes);
    const count = box[at + idBytes] ?? 0;
    at += idBytes + 1;
    if (at + count * indexBytes > box.length) return;
    const index = (i: number) => box.readUIntBE(at + i * indexBytes, indexBytes) & mask;
    associations.set(
      item,
      Array.from({ length: count }, (_, i) => index(i)),
    );
    at += count * indexBytes;
  }
}
