// Identifiers of traces, for whoever begins one: https://docs.aws.amazon.com/xray/latest/devguide/xray-api-sendingdata.html
import { randomFillSync } from 'node:crypto';

export function newSegmentId(): string {
  return randomHex(16);
}

/** Drawn for many identifiers at once: to draw them takes longer than to write them. */
const drawn = Buffer.allocUnsafeSlow(4096);
let used = drawn.length;

/** So many digits, an even number. */
function randomHex(digits: number): string {
  const bytes = digits / 2;
  if (used + bytes > drawn.length) {
    randomFillSync(drawn);
    used = 0;
  }
  used += bytes;
  return drawn.toString('hex', used - bytes, used);
}

/** `1-<8 hex of the epoch second>-<24 hex>` */
export function newTraceId(nowMs: number): string {
  const second = Math.floor(nowMs / 1000)
    .toString(16)
    .padStart(8, '0');
  return `1-${second}-${randomHex(24)}`;
}
