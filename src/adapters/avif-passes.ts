// How much there is to decode in an AVIF, which may hide any number of frames and tiles behind a small picture: its decoder
// goes through all of them to show the last one (ISO/IEC 23008-12, sections 6.6 and 8.11; AV1 specification, section 5.3).

import { boxes, find, idAt, itemProperties, itemsOf, primaryItem, withoutVersion } from './iso-boxes.ts';

/** Pixels of all frames of all parts over those of the picture, at least 1; undefined where the items cannot be followed. */
export function avifPasses(file: Buffer): number | undefined {
  const meta = itemsOf(file);
  const primary = meta && primaryItem(meta);
  if (!meta || primary === undefined) return undefined;
  const { parts, companions } = referencesOf(meta);
  const locations = locationsOf(file, meta);
  const propertiesOf = itemProperties(meta);
  const pixelsOf = (item: number) => {
    const size = propertiesOf(item).find(({ type }) => type === 'ispe')?.content;
    return size && size.length >= 12 ? size.readUInt32BE(4) * size.readUInt32BE(8) : 0;
  };
  const costs = new Map<number, number>();
  // Each tile as often as it is used, since it is decoded as often.
  const costOf = (item: number, depth: number): number => {
    const known = costs.get(item);
    if (known !== undefined) return known;
    const tiles = parts.get(item) ?? [];
    const isTiled = tiles.length > 0 && depth < MAX_DEPTH;
    const cost = isTiled
      ? sum(tiles.map((tile) => costOf(tile, depth + 1)))
      : pixelsOf(item) * Math.max(framesIn(locations.get(item)), 1);
    costs.set(item, cost);
    return cost;
  };
  const items = [primary, ...(companions.get(primary) ?? [])];
  const pixels = pixelsOf(primary);
  return pixels > 0 ? Math.max(1, Math.ceil(sum(items.map((item) => costOf(item, 0))) / pixels)) : undefined;
}

/** A grid of grids of grids is nothing that anybody writes. */
const MAX_DEPTH = 3;

const sum = (values: number[]) => values.reduce((total, value) => total + value, 0);

/** Which items each one is made of (`dimg`), and which go with it, such as its transparency (`auxl`). */
function referencesOf(meta: Buffer): { parts: Map<number, number[]>; companions: Map<number, number[]> } {
  const parts = new Map<number, number[]>();
  const companions = new Map<number, number[]>();
  for (const references of find(meta, 'iref')) {
    const bytes = references[0] === 0 ? 2 : 4;
    for (const { type, content } of boxes(withoutVersion(references))) {
      const from = idAt(content, 0, bytes);
      const count = idAt(content, bytes, 2) ?? 0;
      const room = Math.floor((content.length - bytes - 2) / bytes);
      const to = Array.from({ length: Math.min(count, room) }, (_, i) =>
        content.readUIntBE(bytes + 2 + i * bytes, bytes),
      );
      if (from === undefined) continue;
      if (type === 'dimg') parts.set(from, to);
      if (type === 'auxl')
        for (const item of to) companions.set(item, [...(companions.get(item) ?? []), from]);
    }
  }
  return { parts, companions };
}

/** The data of each item (`iloc`), its extents put together. */
function locationsOf(file: Buffer, meta: Buffer): Map<number, Buffer> {
  const locations = new Map<number, Buffer>();
  const [idat = Buffer.alloc(0)] = find(meta, 'idat');
  for (const table of find(meta, 'iloc')) readLocations(table, file, idat, locations);
  return locations;
}

function readLocations(table: Buffer, file: Buffer, idat: Buffer, locations: Map<number, Buffer>): void {
  let at = 4;
  const read = (bytes: number) => {
    const end = at + bytes;
    // Numbers of eight bytes: the upper four are zero in any file that fits into memory.
    const value =
      end > table.length || bytes === 0 ? 0 : table.readUIntBE(end - Math.min(bytes, 4), Math.min(bytes, 4));
    at = end;
    return value;
  };
  const version = table[0] ?? 0;
  const [offsets, bases] = [read(1), read(1)];
  const [offsetBytes, lengthBytes] = [offsets >> 4, offsets & 15];
  const [baseBytes, indexBytes] = [bases >> 4, version === 0 ? 0 : bases & 15];
  const idBytes = version < 2 ? 2 : 4;
  const count = read(idBytes);
  for (let i = 0; i < count && at < table.length; i++) {
    const item = read(idBytes);
    const source = version > 0 && (read(2) & 15) === 1 ? idat : file;
    read(2);
    const base = read(baseBytes);
    const extents = read(2);
    const data: Buffer[] = [];
    for (let k = 0; k < extents && at < table.length; k++) {
      read(indexBytes);
      const from = base + read(offsetBytes);
      const length = read(lengthBytes);
      data.push(source.subarray(from, length === 0 ? undefined : from + length));
    }
    locations.set(item, data.length === 1 && data[0] ? data[0] : Buffer.concat(data));
  }
}

/** Headers of frames among the open bitstream units: type in bits 3 to 6, then whether there are extension and size. */
function framesIn(data: Buffer | undefined): number {
  let frames = 0;
  for (let at = 0; data && at < data.length; ) {
    const header = data[at] ?? 0;
    const type = (header >> 3) & 15;
    if (type === FRAME_HEADER || type === FRAME) frames++;
    at += 1 + ((header >> 2) & 1);
    if ((header & 2) === 0) break;
    let size = 0;
    for (let shift = 0; shift < 56; shift += 7) {
      const byte = data[at++] ?? 0;
      size += (byte & 127) * 2 ** shift;
      if (byte < 128) break;
    }
    at += size;
  }
  return frames;
}

const FRAME_HEADER = 3;
const FRAME = 6;
