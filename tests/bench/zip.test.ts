import { crc32 } from 'node:zlib';
import { zipOf } from '../../bench/api/zip.ts';

/** As programs that unpack do: the end leads to the directory, the directory to the file. */
function unpack(archive: Buffer): { name: string; text: string; checksum: number } {
  const end = archive.length - 22;
  expect(archive.readUInt32LE(end)).toBe(0x06054b50);
  expect(archive.readUInt16LE(end + 10)).toBe(1);
  const directory = archive.readUInt32LE(end + 16);
  expect(archive.readUInt32LE(directory)).toBe(0x02014b50);
  expect(directory + archive.readUInt32LE(end + 12)).toBe(end);
  const local = archive.readUInt32LE(directory + 42);
  expect(archive.readUInt32LE(local)).toBe(0x04034b50);
  const nameLength = archive.readUInt16LE(local + 26);
  const size = archive.readUInt32LE(directory + 24);
  const start = local + 30 + nameLength;
  return {
    name: archive.toString('utf8', local + 30, start),
    text: archive.toString('utf8', start, start + size),
    checksum: archive.readUInt32LE(directory + 16),
  };
}

it('makes an archive of one file', () => {
  const text = 'exports.handler = () => "ü";\n'.repeat(20);
  expect(unpack(zipOf('index.js', text))).toEqual({ name: 'index.js', text, checksum: crc32(text) });
});
