// Small edits of the bytes of pictures that sharp has made, for kinds that sharp does not write.

import { crc32, deflateSync } from 'node:zlib';

export const latin1 = (text: string): Buffer => Buffer.from(text, 'latin1');

export function pngChunk(type: string, content: Uint8Array): Buffer {
  const body = Buffer.concat([latin1(type), content]);
  return Buffer.concat([u32(content.length), body, u32(crc32(body))]);
}

/** The PNG with a chunk more: before its pixels, or behind them. */
export function withChunk(png: Buffer, type: string, content: Uint8Array, place: 'IDAT' | 'IEND'): Buffer {
  const at = chunkAt(png, place);
  return Buffer.concat([png.subarray(0, at), pngChunk(type, content), png.subarray(at)]);
}

/** Where the first chunk of this type begins. */
export function chunkAt(png: Buffer, type: string): number {
  let at = 8;
  while (png.toString('latin1', at + 4, at + 8) !== type) at += 12 + png.readUInt32BE(at);
  return at;
}

/** The PNG marked with code points of ITU-T H.273, in full range. */
export function withCicp(png: Buffer, primaries: number, transfer: number, range = 1): Buffer {
  return withChunk(png, 'cICP', Buffer.from([primaries, transfer, 0, range]), 'IDAT');
}

/** A PNG that promises these pixels and holds next to none. */
export function pngHeader(width: number, height: number): Buffer {
  const size = Buffer.concat([u32(width), u32(height), Buffer.from([8, 2, 0, 0, 0])]);
  const signature = latin1('\x89PNG\r\n\x1a\n');
  const rows = deflateSync(Buffer.alloc(1000));
  return Buffer.concat([
    signature,
    pngChunk('IHDR', size),
    pngChunk('IDAT', rows),
    pngChunk('IEND', Buffer.alloc(0)),
  ]);
}

/** An animated PNG of so many frames, each of them the picture itself. */
export function animatedPng(png: Buffer, frames: number): Buffer {
  const width = png.readUInt32BE(16);
  const height = png.readUInt32BE(20);
  const control = (sequence: number) =>
    Buffer.concat([u32(sequence), u32(width), u32(height), u32(0), u32(0), Buffer.from([0, 1, 0, 10, 0, 0])]);
  const at = chunkAt(png, 'IDAT');
  const pixels = png.subarray(at + 8, at + 8 + png.readUInt32BE(at));
  let animated = withChunk(png, 'acTL', Buffer.concat([u32(frames), u32(0)]), 'IDAT');
  animated = withChunk(animated, 'fcTL', control(0), 'IDAT');
  for (let frame = 1; frame < frames; frame++) {
    animated = withChunk(animated, 'fcTL', control(2 * frame - 1), 'IEND');
    animated = withChunk(animated, 'fdAT', Buffer.concat([u32(2 * frame), pixels]), 'IEND');
  }
  return animated;
}

/** A block of EXIF that says this orientation, and no more. */
export function exifBlock(orientation: number, order: 'II' | 'MM' = 'MM', type: 3 | 4 = 3): Buffer {
  const block = Buffer.alloc(26);
  const isLittle = order === 'II';
  const short = (value: number, at: number) =>
    isLittle ? block.writeUInt16LE(value, at) : block.writeUInt16BE(value, at);
  const long = (value: number, at: number) =>
    isLittle ? block.writeUInt32LE(value, at) : block.writeUInt32BE(value, at);
  block.write(order, 0, 'latin1');
  short(42, 2);
  long(8, 4);
  short(1, 8);
  short(0x0112, 10);
  short(type, 12);
  long(1, 14);
  if (type === 3) short(orientation, 18);
  else long(orientation, 18);
  return block;
}

/** The JPEG with bytes more in front of its first segment with this marker. */
export function beforeMarker(jpeg: Buffer, marker: number, more: Uint8Array): Buffer {
  const at = markerAt(jpeg, marker);
  return Buffer.concat([jpeg.subarray(0, at), more, jpeg.subarray(at)]);
}

export function segment(marker: number, content: Uint8Array): Buffer {
  const length = Buffer.alloc(2);
  length.writeUInt16BE(content.length + 2);
  return Buffer.concat([Buffer.from([0xff, marker]), length, content]);
}

/** Where the segment with this marker begins, before the first scan's data. */
export function markerAt(jpeg: Buffer, marker: number): number {
  for (let at = 2; at + 4 < jpeg.length; at += 2 + jpeg.readUInt16BE(at + 2)) {
    if (jpeg[at + 1] === marker) return at;
    if (jpeg[at + 1] === 0xda) break;
  }
  throw new Error(`No segment ${marker.toString(16)}`);
}

/** Where each scan's header begins. */
export function scansOf(jpeg: Buffer): number[] {
  const found: number[] = [];
  for (let at = 2; at < jpeg.length - 1; ) {
    const marker = jpeg[at + 1] ?? 0;
    if (jpeg[at] !== 0xff) at += 1;
    else if (marker === 0 || (marker >= 0xd0 && marker <= 0xd9)) at += 2;
    else {
      if (marker === 0xda) found.push(at);
      at += 2 + jpeg.readUInt16BE(at + 2);
    }
  }
  return found;
}

export const zeroed = (bytes: Buffer, from: number, length: number): Buffer =>
  Buffer.from(bytes).fill(0, from, from + length);

export const without = (bytes: Buffer, from: number, length: number): Buffer =>
  Buffer.concat([bytes.subarray(0, from), bytes.subarray(from + length)]);

/** The AVIF of sharp's with an `nclx` property more on its only item (full range, the coded matrix). */
export function withNclx(avif: Buffer, primaries: number, transfer: number): Buffer {
  const colour = Buffer.concat([latin1('nclx'), u16(primaries), u16(transfer), u16(6), Buffer.from([0x80])]);
  const property = Buffer.concat([u32(8 + colour.length), latin1('colr'), colour]);
  return withProperty(avif, property);
}

/** The AVIF with another property on its only item: every box around grows, and the data move. */
export function withProperty(avif: Buffer, property: Buffer): Buffer {
  const box = (type: string) => avif.indexOf(type, 0, 'latin1') - 4;
  const [meta, iprp, ipco, ipma, iloc] = ['meta', 'iprp', 'ipco', 'ipma', 'iloc'].map(box) as [
    number,
    number,
    number,
    number,
    number,
  ];
  const properties = [...propertiesOf(avif, ipco)].length;
  const grown = Buffer.from(avif);
  const more = property.length + 1;
  const grow = (at: number, by: number) => grown.writeUInt32BE(grown.readUInt32BE(at) + by, at);
  grow(meta, more);
  grow(iprp, more);
  grow(ipco, property.length);
  grow(ipma, 1);
  // Version 0, one item: sizes (2), count (2), then id (2), data reference (2) and base offset (4).
  grow(iloc + 8 + 4 + 2 + 2 + 2 + 2, more);
  // Version 0: count of items (4), id (2), count of associations (1).
  const count = ipma + 8 + 4 + 4 + 2;
  grown[count] = (grown[count] ?? 0) + 1;
  const endOfIpco = ipco + avif.readUInt32BE(ipco);
  const endOfIpma = ipma + avif.readUInt32BE(ipma);
  return Buffer.concat([
    grown.subarray(0, endOfIpco),
    property,
    grown.subarray(endOfIpco, endOfIpma),
    Buffer.from([properties + 1]),
    grown.subarray(endOfIpma),
  ]);
}

function* propertiesOf(avif: Buffer, ipco: number): Generator<number> {
  const end = ipco + avif.readUInt32BE(ipco);
  for (let at = ipco + 8; at < end; at += avif.readUInt32BE(at)) yield at;
}

/** The AVIF of sharp's with so many frames more in its item's data, headers without content: only a count sees them. */
export function withFrames(avif: Buffer, frames: number): Buffer {
  const more = Buffer.concat(Array<Buffer>(frames).fill(Buffer.from([0x1a, 0])));
  const iloc = avif.indexOf('iloc', 0, 'latin1') - 4;
  const end = avif.readUInt32BE(iloc + 20) + avif.readUInt32BE(iloc + 30);
  const longer = Buffer.concat([avif.subarray(0, end), more, avif.subarray(end)]);
  longer.writeUInt32BE(avif.readUInt32BE(iloc + 30) + more.length, iloc + 30);
  return longer;
}

/** The AVIF as the first picture of a sequence of so many: its brand, and a track whose sizes are counted. */
export function avifSequence(avif: Buffer, frames: number): Buffer {
  const sizes = fullBox('stsz', Buffer.concat([u32(0), u32(frames), ...Array(frames).fill(u32(100))]));
  const track = ['stbl', 'minf', 'mdia', 'trak', 'moov'].reduce(
    (content, type) => isoBox(type, content),
    sizes,
  );
  const sequence = Buffer.concat([avif, track]);
  sequence.write('avis', 8, 'latin1');
  return sequence;
}

export function isoBox(type: string, content: Uint8Array): Buffer {
  return Buffer.concat([u32(8 + content.length), latin1(type), content]);
}

function fullBox(type: string, content: Uint8Array): Buffer {
  return isoBox(type, Buffer.concat([u32(0), content]));
}

export function u32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}

function u16(value: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16BE(value);
  return bytes;
}
