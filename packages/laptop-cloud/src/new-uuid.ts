// Random UUIDs (RFC 9562, version 4) for what is made by the thousand. Those of node:crypto are put together of fifteen pieces each,
// which lie about until somebody needs the text in one.
import { randomFillSync } from 'node:crypto';

/** Drawn and written so many at a time. */
const MANY = 64;
const BYTES = 16;
const DIGITS = 36;
const drawn = Buffer.allocUnsafeSlow(MANY * BYTES);
const written = Buffer.allocUnsafeSlow(MANY * DIGITS);
let used = MANY;

export function newUuid(): string {
  if (used === MANY) writeMany();
  const start = used * DIGITS;
  used += 1;
  return written.toString('latin1', start, start + DIGITS);
}

const HYPHEN = 0x2d;
const HEX = Buffer.from('0123456789abcdef');
const BEHIND_HYPHEN = new Set([4, 6, 8, 10]);
const VERSION_AT = 6;
const VARIANT_AT = 8;

function writeMany(): void {
  randomFillSync(drawn);
  let to = 0;
  for (let at = 0; at < drawn.length; at += 1) {
    const place = at % BYTES;
    let byte = drawn[at]!;
    if (place === VERSION_AT) byte = (byte & 0x0f) | 0x40;
    if (place === VARIANT_AT) byte = (byte & 0x3f) | 0x80;
    if (BEHIND_HYPHEN.has(place)) {
      written[to] = HYPHEN;
      to += 1;
    }
    written[to] = HEX[byte >> 4]!;
    written[to + 1] = HEX[byte & 0x0f]!;
    to += 2;
  }
  used = 0;
}
