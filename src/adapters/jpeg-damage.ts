// Damage in a JPEG that libjpeg does not see. It stops reading when it has all pixels, so where a piece of the data was
// lost and filled with zeros, it takes the zeros for short blocks, and whole rows of the picture stay unread.

import { unreadBytes, zerosAreFlat } from './jpeg-entropy.ts';
import type { JpegStructure, Scan } from './jpeg-structure.ts';

/** What is broken, in words for a reviewer; undefined where nothing shows, which is no proof of soundness. */
export function jpegDamage(bytes: Uint8Array, structure: JpegStructure): string | undefined {
  const { scans, lackingComponents } = structure;
  if (scans.length > 0 && lackingComponents > 0) {
    return `the end is missing (no scan of ${lackingComponents} components)`;
  }
  // Each of a sequential picture's components comes in one scan; what has more is no picture to spend time on.
  if (scans.length > MAX_COMPONENTS && scans[0]?.isSequential) return undefined;
  for (const scan of scans) {
    const reason = scan.isSequential ? sequentialDamage(bytes, scan) : progressiveDamage(bytes, scan);
    if (reason !== undefined) return reason;
  }
  return undefined;
}

const MAX_COMPONENTS = 4;

/** Of one byte in a row: ordinary data are as good as random. */
const SUSPICIOUS_RUN = 32;
const MAX_RUN = 96;
/** Coders end a scan with a few bytes too many at most. */
const MAX_UNREAD = 16;

// A white wall may have long runs, too: only then is it worth the time to count what is left over.
function sequentialDamage(bytes: Uint8Array, scan: Scan): string | undefined {
  if (longRun(bytes, scan, SUSPICIOUS_RUN) === undefined) return undefined;
  if (longRun(bytes, scan, MAX_RUN) === 0 && !zerosAreFlat(bytes, scan)) return missing(0);
  const unread = unreadBytes(bytes, scan) ?? 0;
  return unread > MAX_UNREAD ? `picture data are damaged (${unread} bytes are left over)` : undefined;
}

// A single code stands for up to 32,767 empty blocks in all scans but those of the blocks' mean colours.
function progressiveDamage(bytes: Uint8Array, scan: Scan): string | undefined {
  const firstCoefficient = scan.header[1 + 2 * (scan.header[0] ?? 0)];
  if (firstCoefficient === 0) return undefined;
  const value = longRun(bytes, scan, MAX_RUN);
  return value === undefined ? undefined : missing(value);
}

function missing(value: number): string {
  return `picture data are missing (${MAX_RUN} bytes of ${value} in a row)`;
}

/** The byte of which `length` stand in a row. */
function longRun(bytes: Uint8Array, { from, to }: Scan, length: number): number | undefined {
  const end = Math.min(to, bytes.length);
  for (let at = from; at + length <= end; ) {
    let last = at + length - 1;
    const value = bytes[last];
    while (last > at && bytes[last - 1] === value) last--;
    if (last === at) return value;
    at = last;
  }
  return undefined;
}
