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

/** The properties of the primary item: boxes such as `ispe`, `colr`, `irot`. None where the file does not say. */
export function primaryProperties(file: Buffer): Box[] {
  const [meta] = find(file, 'meta').map(withoutVersion);
  const [primary] = meta ? find(meta, 'pitm') : [];
  const associations = meta ? find(meta, 'iprp', 'ipma') : [];
  const [container] = meta ? find(meta, 'iprp', 'ipco') : [];
  if (!primary || !container) return [];
  const all = [...boxes(container)];
  const id = idAt(primary, 4, primary[0] === 0 ? 2 : 4);
  if (id === undefined) return [];
  return associations.flatMap((box) => indexesOf(box, id)).flatMap((index) => all[index - 1] ?? []);
}

/** Contents of the boxes at the end of this path of types. */
function find(parent: Buffer, ...path: string[]): Buffer[] {
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

function withoutVersion(content: Buffer): Buffer {
  return content.subarray(4);
}

function idAt(content: Buffer, at: number, bytes: number): number | undefined {
  return at + bytes <= content.length ? content.readUIntBE(at, bytes) : undefined;
}

/** One-based indexes of an item's properties, from an ItemPropertyAssociationBox. */
function indexesOf(associations: Buffer, item: number): number[] {
  const [version = 0, , , flags = 0] = associations;
  const [idBytes, indexBytes] = [version < 1 ? 2 : 4, flags & 1 ? 2 : 1];
  const mask = indexBytes === 2 ? 0x7fff : 0x7f;
  let at = 8;
  while (at + idBytes + 1 <= associations.length) {
    const id = associations.readUIntBE(at, idBytes);
    const count = associations[at + idBytes] ?? 0;
    at += idBytes + 1;
    const end = at + count * indexBytes;
    if (end > associations.length) return [];
    if (id === item) {
      return Array.from(
        { length: count },
        (_, i) => associations.readUIntBE(at + i * indexBytes, indexBytes) & mask,
      );
    }
    at = end;
  }
  return [];
}
