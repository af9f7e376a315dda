// What a file is by its first bytes, whatever its name says. Only the types we accept are ever handed to a decoder.

/** The name of the content's type: `jpeg`, `png`, `webp`, `avif` ...; `unknown` when nothing known begins like this. */
export function imageTypeOf(bytes: Uint8Array): string {
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.byteLength, HEAD_BYTES));
  const text = head.toString('latin1');
  if (text.startsWith('ftyp', 4)) return isoMediaType(head, text);
  const signature = SIGNATURES.find(
    ({ starts, and }) => text.startsWith(starts) && (!and || text.startsWith(and.text, and.at)),
  );
  return signature?.type ?? (isSvg(text) ? 'svg' : 'unknown');
}

const HEAD_BYTES = 4096;

interface Signature {
  type: string;
  /** The first bytes, as Latin-1. */
  starts: string;
  and?: { at: number; text: string };
}

const SIGNATURES: readonly Signature[] = [
  { type: 'jpeg', starts: '\xff\xd8\xff' },
  { type: 'png', starts: '\x89PNG\r\n\x1a\n' },
  { type: 'webp', starts: 'RIFF', and: { at: 8, text: 'WEBP' } },
  { type: 'gif', starts: 'GIF87a' },
  { type: 'gif', starts: 'GIF89a' },
  { type: 'tiff', starts: 'II*\0' },
  { type: 'tiff', starts: 'MM\0*' },
  { type: 'tiff', starts: 'II+\0' },
  { type: 'tiff', starts: 'MM\0+' },
  { type: 'bmp', starts: 'BM' },
  { type: 'pdf', starts: '%PDF-' },
  { type: 'jxl', starts: '\xff\x0a' },
  { type: 'jxl', starts: '\0\0\0\x0cJXL \r\n\x87\n' },
  { type: 'jp2', starts: '\0\0\0\x0cjP  \r\n\x87\n' },
  { type: 'psd', starts: '8BPS' },
  { type: 'ico', starts: '\0\0\x01\0' },
];

/** After an XML declaration, comments, a document type or white space. One piece after the other: never is one read twice. */
function isSvg(text: string): boolean {
  let at = text.startsWith('\xef\xbb\xbf') ? 3 : 0;
  for (;;) {
    BEFORE_SVG.lastIndex = at;
    const piece = BEFORE_SVG.exec(text)?.[0];
    if (piece === undefined) break;
    at += piece.length;
  }
  return /^<svg[\s>]/i.test(text.slice(at));
}

const BEFORE_SVG = /\s+|<\?xml[^>]*>|<!--[\s\S]*?-->|<!DOCTYPE[^>]*>/iy;

/** ISO/IEC 14496-12 boxes: major brand, then the compatible ones; `mif1` says only that it is a still picture of some kind. */
function isoMediaType(head: Buffer, text: string): string {
  const end = Math.min(head.length >= 4 ? head.readUInt32BE(0) : 0, head.length);
  const brands = [text.slice(8, 12)];
  for (let at = 16; at + 4 <= end; at += 4) brands.push(text.slice(at, at + 4));
  if (brands.some((brand) => AVIF_BRANDS.has(brand))) return 'avif';
  return brands.some((brand) => HEIF_BRANDS.has(brand)) ? 'heif' : 'video';
}

const AVIF_BRANDS: ReadonlySet<string> = new Set(['avif', 'avis']);
const HEIF_BRANDS: ReadonlySet<string> = new Set([
  'heic',
  'heix',
  'heim',
  'heis',
  'hevc',
  'hevx',
  'mif1',
  'msf1',
]);
