// Archives as tests want them, damaged ones too. https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT
import { crc32, deflateRawSync } from 'node:zlib';

export interface ZipEntry {
  name: string;
  text?: string;
  /** Unix file mode, type included. */
  mode?: number;
  isDeflated?: boolean;
  isEncrypted?: boolean;
  method?: number;
  /** What it says of its size, where that is not true. */
  saidSize?: number;
}

export function zip(entries: readonly ZipEntry[]): Buffer {
  const parts: Buffer[] = [];
  const central: Buffer[] = [];
  let at = 0;
  for (const { name, text = '', mode = 0o100_644, isDeflated, isEncrypted, method, saidSize } of entries) {
    const content = Buffer.from(text);
    const packed = isDeflated ? deflateRawSync(content) : content;
    const facts = Buffer.alloc(22);
    facts.writeUInt16LE(isEncrypted ? 1 : 0, 0);
    facts.writeUInt16LE(method ?? (isDeflated ? 8 : 0), 2);
    facts.writeUInt32LE(crc32(content), 8);
    facts.writeUInt32LE(packed.length, 12);
    facts.writeUInt32LE(saidSize ?? content.length, 16);
    facts.writeUInt16LE(Buffer.byteLength(name), 20);
    const local = Buffer.concat([
      Buffer.from('504b03041400', 'hex'),
      facts,
      Buffer.alloc(2),
      Buffer.from(name),
    ]);
    const behind = Buffer.alloc(16);
    behind.writeUInt32LE((mode << 16) >>> 0, 8);
    behind.writeUInt32LE(at, 12);
    central.push(Buffer.concat([Buffer.from('504b010214001400', 'hex'), facts, behind, Buffer.from(name)]));
    parts.push(local, packed);
    at += local.length + packed.length;
  }
  const list = Buffer.concat(central);
  const end = Buffer.alloc(22);
  end.write('504b0506', 'hex');
  end.writeUInt16LE(entries.length, 8);
  end.writeUInt16LE(entries.length, 10);
  end.writeUInt32LE(list.length, 12);
  end.writeUInt32LE(at, 16);
  return Buffer.concat([...parts, list, end]);
}
