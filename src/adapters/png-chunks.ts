// The chunks of a PNG (PNG specification, third edition, section 5), walked by their headers alone.

import { crc32 } from 'node:zlib';

export interface PngChunk {
  type: string;
  content: Buffer;
  /** The check sum over type and content that the file holds. */
  crc: number;
}

/** Chunk by chunk up to IEND, or to where the file breaks off. */
export function* pngChunks(bytes: Uint8Array): Generator<PngChunk> {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let at = 8; at + 12 <= buffer.length; ) {
    const end = at + 8 + buffer.readUInt32BE(at);
    if (end + 4 > buffer.length) return;
    const type = buffer.toString('latin1', at + 4, at + 8);
    yield { type, content: buffer.subarray(at + 8, end), crc: buffer.readUInt32BE(end) };
    if (type === 'IEND') return;
    at = end + 4;
  }
}

/** How many frames an animated PNG promises (acTL); undefined in one that stands still. */
export function pngFrames(chunks: Iterable<PngChunk>): number | undefined {
  for (const { type, content } of chunks) {
    if (type === 'acTL' && content.length >= 4) return content.readUInt32BE(0);
  }
  return undefined;
}

/** What is broken, in words for a reviewer: libpng's own are lost on the way. Undefined where every chunk is sound. */
export function pngFault(bytes: Uint8Array): string | undefined {
  let last = '';
  for (const { type, content, crc } of pngChunks(bytes)) {
    last = type;
    const isCritical = /^[A-Z]/.test(type);
    if (isCritical && crc32(content, crc32(Buffer.from(type, 'latin1'))) !== crc) {
      return type === 'IDAT' ? 'the picture data (IDAT) are damaged' : `the header (${type}) is damaged`;
    }
  }
  if (last === 'IEND') return undefined;
  return last === '' ? 'the header is damaged' : 'the end is missing (no IEND)';
}
