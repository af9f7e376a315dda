// Damage in a WebP that libwebp does not see: neither of its codings has a check sum, and zeros decode as well as anything.

/**
 * What is broken, in words for a reviewer; undefined where nothing shows. An upload that lost a part has long runs of one
 * byte. A picture of one single colour has some, too, of a byte for about 10,000 pixels.
 */
export function webpFault(bytes: Uint8Array, pixels: number): string | undefined {
  const length = Math.ceil(256 + pixels / 8000);
  const gaps = [0x00, 0xff].map((value) => Buffer.alloc(length, value));
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (const { type, content } of webpChunks(file)) {
    if (!CODED.has(type)) continue;
    const gap = gaps.find((each) => content.includes(each));
    if (gap) return `picture data are missing (${length} bytes of ${gap[0]} in a row)`;
  }
  return undefined;
}

const CODED: ReadonlySet<string> = new Set(['VP8 ', 'VP8L', 'ALPH']);

/** RIFF chunks (RFC 9649, section 2.3) up to where one leaves the file. */
function* webpChunks(file: Buffer): Generator<{ type: string; content: Buffer }> {
  for (let at = 12; at + 8 <= file.length; ) {
    const size = file.readUInt32LE(at + 4);
    const content = file.subarray(at + 8, at + 8 + size);
    if (content.length < size) return;
    yield { type: file.toString('latin1', at, at + 4), content };
    at += 8 + size + (size % 2);
  }
}
