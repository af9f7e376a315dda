// Identifiers of traces, for whoever begins one: https://docs.aws.amazon.com/xray/latest/devguide/xray-api-sendingdata.html
import { randomUUID } from 'node:crypto';

export function newSegmentId(): string {
  return randomHex(16);
}

/** So many digits, 24 at most. Node draws them for many identifiers at once, and bytes each time. */
function randomHex(digits: number): string {
  const [first = '', , , , last = ''] = randomUUID().split('-');
  const [more = ''] = digits > 20 ? randomUUID().split('-') : [];
  return `${last}${first}${more}`.slice(0, digits);
}

/** `1-<8 hex of the epoch second>-<24 hex>` */
export function newTraceId(nowMs: number): string {
  const second = Math.floor(nowMs / 1000)
    .toString(16)
    .padStart(8, '0');
  return `1-${second}-${randomHex(24)}`;
}
