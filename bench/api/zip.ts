// A ZIP archive of one file, stored as it is: the code of a function that fits into a request.
// https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT

import { crc32 } from 'node:zlib';

const LOCAL_HEADER = 0x04_03_4b_50;
const CENTRAL_HEADER = 0x02_01_4b_50;
const END = 0x06_05_4b_50;
const VERSION = 20;
/** Readable by whoever unpacks it. */
const MODE = 0o644;

export function zipOf(name: string, text: string): Buffer {
  const content = Buffer.from(text);
  const title = Buffer.from(name);
  // Checksum, stored size, size, length of the name.
  const facts = Buffer.alloc(14);
  facts.writeUInt32LE(crc32(content), 0);
  facts.writeUInt32LE(content.length, 4);
  facts.writeUInt32LE(content.length, 8);
  facts.writeUInt16LE(title.length, 12);

  const local = Buffer.alloc(30);
  local.writeUInt32LE(LOCAL_HEADER, 0);
  local.writeUInt16LE(VERSION, 4);
  facts.copy(local, 14);

  const central = Buffer.alloc(46);
  central.writeUInt32LE(CENTRAL_HEADER, 0);
  central.writeUInt16LE(VERSION, 4);
  central.writeUInt16LE(VERSION, 6);
  facts.copy(central, 16);
  central.writeUInt32LE((MODE << 16) >>> 0, 38);

  const end = Buffer.alloc(22);
  end.writeUInt32LE(END, 0);
  end.writeUInt16LE(1, 8);
  end.writeUInt16LE(1, 10);
  end.writeUInt32LE(central.length + title.length, 12);
  end.writeUInt32LE(local.length + title.length + content.length, 16);
  return Buffer.concat([local, title, content, central, title, end]);
}
