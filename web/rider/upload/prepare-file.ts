// A chosen file as it will be sent: the same picture without what its metadata tell; what only this browser can read becomes a JPEG.

import { convertToJpeg } from '../capture/camera.ts';
import { withoutMetadata } from './without-metadata.ts';

/** Why a file cannot be sent. */
export type FileTrouble = 'heic' | 'unreadable';

const TYPES = ['image/jpeg', 'image/png', 'image/webp', 'image/avif'];
/** Formats of the same family as AVIF that no other service reads. */
const HEIC = /^(heic|heix|hevc|heim|heis|mif1|msf1)$/;

export async function prepareFile(file: Blob): Promise<Blob | FileTrouble> {
  const bytes = new Uint8Array(await file.arrayBuffer());
  const isHeic = HEIC.test(brandOf(bytes));
  const cleaned = isHeic ? null : withoutMetadata(bytes);
  if (cleaned) return new Blob([cleaned as Uint8Array<ArrayBuffer>], { type: typeOf(cleaned) });
  try {
    return await convertToJpeg(file);
  } catch {
    return isHeic ? 'heic' : 'unreadable';
  }
}

/** By content: file managers name types as they like. */
function typeOf(bytes: Uint8Array): string {
  if (bytes[0] === 0xff) return TYPES[0]!;
  if (bytes[0] === 0x89) return TYPES[1]!;
  return brandOf(bytes) === '' ? TYPES[2]! : TYPES[3]!;
}

function brandOf(bytes: Uint8Array): string {
  const text = String.fromCharCode(...bytes.subarray(4, 12));
  return text.startsWith('ftyp') ? text.slice(4) : '';
}
