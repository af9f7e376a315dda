// Damage in a JPEG that libjpeg does not see. It stops reading when it has all pixels, so where a piece of the data was
// lost, overwritten or sent twice, it may take the rest for shorter blocks, and whole rows of the picture stay unread.

import { unreadBytes, zerosAreFlat } from './jpeg-entropy.ts';
import type { JpegStructure, Scan } from './jpeg-structure.ts';

/** What is broken, in words for a reviewer, as far as it shows at a glance. */
export function jpegFault(
  bytes: Uint8Array,
  { scans, lackingComponents }: JpegStructure,
): string | undefined {
  if (scans.length > 0 && lackingComponents > 0) {
    return `the end is missing (no scan of ${lackingComponents} components)`;
  }
  for (const scan of scans) {
    const reason = scan.isSequential ? undefined : progressiveDamage(bytes, scan);
    if (reason !== undefined) return reason;
  }
  return undefined;
}

/** The same of a sequential picture's data, which takes a fifth of the time of decoding: all of its codes are counted. */
export function jpegDataFault(bytes: Uint8Array, { scans }: JpegStructure): string | undefined {
  const [scan] = scans;
  if (scans.length !== 1 || !scan?.isSequential) return undefined;
  if (longRun(bytes, scan, MAX_RUN) === 0 && !zerosAreFlat(bytes, scan)) return missing(0);
  const unread = unreadBytes(bytes, scan);
  // libvips never looks at the warnings of the last rows.
  if (unread === 'missing') return 'picture data are missing or damaged';
  // A trailer behind a picture without end begins anywhere: nothing can be said of what is left over then.
  if (unread === undefined || !scan.isLast || unread <= MAX_UNREAD) return undefined;
  return `picture data are damaged (${unread} bytes are left over)`;
}

/** Of one byte in a row: ordinary data are as good as random. */
const MAX_RUN = 96;
/** Coders end a scan with a few bytes too many at most. */
const MAX_UNREAD = 16;

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
