// Where a picture was taken is nobody's business: what a file says beside its pixels stays on the device, but for how the camera
// was held. The file is not encoded again; of its metadata only the orientation is written anew.

import { readOrientation, writeOrientation } from './orientation.ts';

/** The same picture without metadata. A file of a kind that is not known, or that is damaged, is given back as it is: null. */
export function withoutMetadata(file: Uint8Array): Uint8Array | null {
  try {
    if (startsWith(file, [0xff, 0xd8])) return cleanJpeg(file);
    if (startsWith(file, PNG)) return cleanPng(file);
    if (textAt(file, 0, 4) === 'RIFF' && textAt(file, 8, 4) === 'WEBP') return cleanWebp(file);
    if (textAt(file, 4, 4) === 'ftyp') return cleanIsoMedia(file);
    return null;
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

const PNG = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];

const START_OF_SCAN = 0xda;
const END_OF_IMAGE = 0xd9;
const COMMENT = 0xfe;
const APP0 = 0xe0;
const APP15 = 0xef;
/** JFIF, colour profile, Adobe's colour transform: what the colours mean. */
const KEPT_APPS: Readonly<Record<number, string>> = { 224: 'JFIF', 226: 'ICC_PROFILE', 238: 'Adobe' };

function cleanJpeg(file: Uint8Array): Uint8Array {
  const parts = [file.subarray(0, 2)];
  let orientation = 1;
  let at = 2;
  while (at < file.length) {
    if (byte(file, at) !== 0xff) throw new RangeError('no marker');
    const marker = byte(file, at + 1);
    if (marker === 0xff) {
      at += 1;
      continue;
    }
    // Phones put a second picture, or a film, behind the end of the first: it has metadata of its own, and goes.
    if (marker === END_OF_IMAGE) {
      parts.push(file.subarray(at, at + 2));
      break;
    }
    const segment = slice(file, at, number(file, at + 2, 2) + 2);
    if (marker === 0xe1 && textAt(segment, 4, 6) === 'Exif\0\0') {
      orientation = readOrientation(segment.subarray(10)) ?? orientation;
    }
    if (isKept(marker, segment)) parts.push(segment);
    at += segment.length;
    if (marker !== START_OF_SCAN) continue;
    const end = endOfScan(file, at);
    parts.push(file.subarray(at, end));
    at = end;
  }
  if (orientation !== 1) parts.splice(1, 0, exifSegment(orientation));
  return joined(parts);
}

function isKept(marker: number, segment: Uint8Array): boolean {
  if (marker === COMMENT) return false;
  if (marker < APP0 || marker > APP15) return true;
  const name = KEPT_APPS[marker];
  return name !== undefined && textAt(segment, 4).startsWith(name);
}

/** Where the next marker stands: in a scan 0xff is followed by zero, or by the number of a restart. */
function endOfScan(file: Uint8Array, from: number): number {
  for (let at = from; at + 1 < file.length; at++) {
    if (file[at] !== 0xff) continue;
    const next = file[at + 1]!;
    if (next !== 0 && next !== 0xff && (next < 0xd0 || next > 0xd7)) return at;
  }
  return file.length;
}

function exifSegment(orientation: number): Uint8Array {
  const tiff = writeOrientation(orientation);
  const head = [0xff, 0xe1, 0, tiff.length + 8, ...bytesOf('Exif\0\0')];
  return joined([Uint8Array.from(head), tiff]);
}

/** What a decoder needs, or what the colours mean. Texts, times and everything that cameras add go. */
const KEPT_CHUNKS = new Set([
  'IHDR',
  'PLTE',
  'IDAT',
  'IEND',
  'tRNS',
  'gAMA',
  'cHRM',
  'sRGB',
  'iCCP',
  'cICP',
  'sBIT',
  'bKGD',
  'pHYs',
  'acTL',
  'fcTL',
  'fdAT',
]);

function cleanPng(file: Uint8Array): Uint8Array {
  const parts = [file.subarray(0, PNG.length)];
  for (let at = PNG.length; at < file.length; ) {
    const chunk = slice(file, at, number(file, at, 4) + 12);
    const type = textAt(chunk, 4, 4);
    if (KEPT_CHUNKS.has(type)) parts.push(chunk);
    at += chunk.length;
    if (type === 'IEND') break;
  }
  return joined(parts);
}

const EXTENDED = 'VP8X';
/** Flags of the extended header that say that EXIF or XMP follows. */
const METADATA_FLAGS = 0b1100;

function cleanWebp(file: Uint8Array): Uint8Array {
  const parts: Uint8Array[] = [];
  const end = slice(file, 0, littleEndian(file, 4, 4) + 8).length;
  for (let at = 12; at < end; ) {
    const length = littleEndian(file, at + 4, 4);
    const chunk = slice(file, at, Math.min(length + (length % 2) + 8, file.length - at)).slice();
    const type = textAt(chunk, 0, 4);
    if (type === EXTENDED) chunk[8] = byte(chunk, 8) & ~METADATA_FLAGS;
    if (type !== 'EXIF' && type !== 'XMP ') parts.push(chunk);
    at += chunk.length;
  }
  const body = joined(parts);
  const head = Uint8Array.from([...bytesOf('RIFF'), 0, 0, 0, 0, ...bytesOf('WEBP')]);
  new DataView(head.buffer).setUint32(4, body.length + 4, true);
  return joined([head, body]);
}

/**
 * An AVIF or HEIC: everything has its place in the file by number, so nothing may move. The bytes of Exif and XMP items are
 * overwritten with nothing; how the picture is turned is said elsewhere in these files.
 */
function cleanIsoMedia(file: Uint8Array): Uint8Array | null {
  const meta = boxes(file, 0, file.length).find(({ type }) => type === 'meta');
  if (!meta) return null;
  const inner = boxes(file, meta.start + 4, meta.end);
  const named = (type: string) => inner.find((box) => box.type === type);
  const names = named('iinf');
  const places = named('iloc');
  if (!names || !places) return null;
  const hidden = metadataItems(file, names);
  if (hidden.size === 0) return file;
  const clean = file.slice();
  for (const { item, method, offset, length } of extentsOf(file, places)) {
    if (!hidden.has(item)) continue;
    const base = method === 1 ? named('idat')?.start : 0;
    if (base === undefined || method > 1) return null;
    slice(clean, base + offset, length).fill(0);
  }
  return clean;
}

interface Box {
  type: string;
  start: number;
  end: number;
}

function boxes(file: Uint8Array, from: number, to: number): Box[] {
  const found: Box[] = [];
  for (let at = from; at + 8 <= to; ) {
    const short = number(file, at, 4);
    const head = short === 1 ? 16 : 8;
    const length = short === 1 ? number(file, at + 8, 8) : short === 0 ? to - at : short;
    if (length < head || at + length > to) throw new RangeError('a box ends beyond its parent');
    found.push({ type: textAt(file, at + 4, 4), start: at + head, end: at + length });
    at += length;
  }
  return found;
}

function metadataItems(file: Uint8Array, { start, end }: Box): Set<number> {
  const hidden = new Set<number>();
  const first = start + 4 + (byte(file, start) === 0 ? 2 : 4);
  for (const entry of boxes(file, first, end)) {
    const version = byte(file, entry.start);
    if (entry.type !== 'infe' || version < 2) continue;
    const width = version === 2 ? 2 : 4;
    const item = number(file, entry.start + 4, width);
    const type = textAt(file, entry.start + 4 + width + 2, 4);
    if (type === 'Exif' || type === 'mime') hidden.add(item);
  }
  return hidden;
}

function* extentsOf(file: Uint8Array, { start }: Box) {
  const version = byte(file, start);
  const sizes = number(file, start + 4, 2);
  const [offsetSize, lengthSize, baseSize] = [sizes >> 12, (sizes >> 8) & 15, (sizes >> 4) & 15];
  const indexSize = version === 0 ? 0 : sizes & 15;
  const idSize = version < 2 ? 2 : 4;
  let at = start + 6;
  const take = (size: number) => {
    const value = size === 0 ? 0 : number(file, at, size);
    at += size;
    return value;
  };
  const count = take(idSize);
  for (let index = 0; index < count; index++) {
    const item = take(idSize);
    const method = version === 0 ? 0 : take(2) & 15;
    take(2);
    const base = take(baseSize);
    const extents = take(2);
    for (let extent = 0; extent < extents; extent++) {
      take(indexSize);
      const offset = base + take(offsetSize);
      yield { item, method, offset, length: take(lengthSize) };
    }
  }
}

function joined(parts: Uint8Array[]): Uint8Array {
  const all = new Uint8Array(parts.reduce((total, part) => total + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

const bytesOf = (text: string) => Uint8Array.from(text, (letter) => letter.charCodeAt(0));
const startsWith = (file: Uint8Array, bytes: number[]) => bytes.every((value, at) => file[at] === value);
const textAt = (file: Uint8Array, at: number, length = 12) =>
  String.fromCharCode(...file.subarray(at, at + length));

function slice(file: Uint8Array, at: number, length: number): Uint8Array {
  if (length < 0 || at + length > file.length) throw new RangeError('the file ends too early');
  return file.subarray(at, at + length);
}

const byte = (file: Uint8Array, at: number) => slice(file, at, 1)[0]!;
const number = (file: Uint8Array, at: number, size: number) =>
  slice(file, at, size).reduce((total, value) => total * 256 + value, 0);
const littleEndian = (file: Uint8Array, at: number, size: number) =>
  slice(file, at, size).reduceRight((total, value) => total * 256 + value, 0);
