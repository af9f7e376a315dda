// An ICC profile of greys with sRGB's curve as a table (ICC.1:2010, version 4): sharp brings none.

import { srgbToLight } from '../../src/adapters/colour-space.ts';
import { latin1, u32 } from './picture-bytes.ts';

export function greyProfile(): Buffer {
  const tags: [string, Buffer][] = [
    ['desc', text('Grey with the curve of sRGB')],
    ['cprt', text('Nobody')],
    ['wtpt', Buffer.concat([latin1('XYZ \0\0\0\0'), u32(0xf6d6), u32(0x10000), u32(0xd32d)])],
    ['kTRC', curve()],
  ];
  let at = 128 + 4 + 12 * tags.length;
  const entries = tags.map(([name, content]) => {
    const entry = Buffer.concat([latin1(name), u32(at), u32(content.length)]);
    at += content.length;
    return entry;
  });
  const header = Buffer.alloc(128);
  header.writeUInt32BE(at, 0);
  header.write('\x04\x30\0\0mntrGRAYXYZ ', 8, 'latin1');
  header.write('acsp', 36, 'latin1');
  // The illuminant of the profile connection space: D50.
  Buffer.concat([u32(0xf6d6), u32(0x10000), u32(0xd32d)]).copy(header, 68);
  return Buffer.concat([header, u32(tags.length), ...entries, ...tags.map(([, content]) => content)]);
}

function curve(): Buffer {
  const values = Array.from({ length: 1024 }, (_, i) => Math.round(65_535 * srgbToLight(i / 1023)));
  const words = Buffer.alloc(2 * values.length);
  for (const [i, value] of values.entries()) words.writeUInt16BE(value, 2 * i);
  return Buffer.concat([latin1('curv\0\0\0\0'), u32(values.length), words]);
}

/** A multi-localised text of one language, filled up to a multiple of four. */
function text(words: string): Buffer {
  const encoded = Buffer.from(words, 'utf16le').swap16();
  const record = Buffer.concat([
    latin1('mluc\0\0\0\0'),
    u32(1),
    u32(12),
    latin1('enUS'),
    u32(encoded.length),
    u32(28),
  ]);
  return Buffer.concat([record, encoded, Buffer.alloc((4 - (encoded.length % 4)) % 4)]);
}
