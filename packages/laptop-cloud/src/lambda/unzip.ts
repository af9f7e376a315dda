// Unpacks an archive that somebody sent: nothing leaves the folder, and nothing grows beyond its bounds.
// https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { crc32, inflateRaw } from 'node:zlib';

/** Says what is wrong with the archive. */
export class ZipError extends Error {
  override readonly name: string = 'ZipError';
}

/** Unpacked, it would be too large. */
export class UnzippedSizeError extends ZipError {
  override readonly name = 'UnzippedSizeError';
}

export interface ZipBounds {
  /** Of all files together. */
  mostBytes: number;
  mostEntries: number;
}

/** What Lambda takes. https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
export const LAMBDA_BOUNDS: ZipBounds = { mostBytes: 262_144_000, mostEntries: 65_534 };

interface Entry {
  name: string;
  method: number;
  crc: number;
  packedSize: number;
  size: number;
  /** Of its local header. */
  offset: number;
}

const CENTRAL = 0x02_01_4b_50;
const LOCAL = 0x04_03_4b_50;
const END = 0x06_05_4b_50;
const END_SIZE = 22;
const LONGEST_COMMENT = 65_535;
const STORED = 0;
const DEFLATED = 8;
const IS_ENCRYPTED = 1;
const IN_ZIP64 = 0xff_ff_ff_ff;
const FILE_TYPE = 0o170_000;
const IS_LINK = 0o120_000;

const inflate = promisify(inflateRaw);

/** Writes the files of an archive into a folder. Throws ZipError before anything is written that the archive should not hold. */
export async function unzip(archive: Buffer, folder: string, bounds: ZipBounds): Promise<void> {
  const entries = entriesOf(archive, bounds);
  for (const entry of entries) {
    if (entry.name.endsWith('/')) continue;
    const file = join(folder, entry.name);
    const content = await contentOf(archive, entry);
    await mkdir(dirname(file), { recursive: true }).catch(notAFolder(entry));
    await writeFile(file, content, { flag: 'wx' }).catch(notAFolder(entry));
  }
}

/** One name is there twice, or a file is another's folder. */
function notAFolder({ name }: Entry): (error: NodeJS.ErrnoException) => never {
  return (error) => {
    if (['EEXIST', 'ENOTDIR', 'EISDIR', 'ENAMETOOLONG'].includes(error.code ?? ''))
      throw new ZipError(`${JSON.stringify(name)} cannot be written beside the other entries`);
    throw error;
  };
}

function entriesOf(archive: Buffer, { mostBytes, mostEntries }: ZipBounds): Entry[] {
  const end = endOf(archive);
  const count = archive.readUInt16LE(end + 10);
  if (count === 0) throw new ZipError('Uploaded file must be a non-empty zip');
  if (count > mostEntries) throw new ZipError(`it has more than ${mostEntries} entries`);
  const entries: Entry[] = [];
  let at = archive.readUInt32LE(end + 16);
  let bytes = 0;
  for (let index = 0; index < count; index += 1) {
    if (at + 46 > end || archive.readUInt32LE(at) !== CENTRAL)
      throw new ZipError('its list of entries is damaged');
    const [nameLength, extraLength, commentLength] = [28, 30, 32].map((offset) =>
      archive.readUInt16LE(at + offset),
    ) as [number, number, number];
    const name = archive.toString('utf8', at + 46, at + 46 + nameLength);
    const entry = readEntry(archive, at, name);
    bytes += entry.size;
    if (bytes > mostBytes)
      throw new UnzippedSizeError(`Unzipped size must be smaller than ${mostBytes} bytes`);
    entries.push(entry);
    at += 46 + nameLength + extraLength + commentLength;
  }
  return entries;
}

function readEntry(archive: Buffer, at: number, name: string): Entry {
  const entry: Entry = {
    name,
    method: archive.readUInt16LE(at + 10),
    crc: archive.readUInt32LE(at + 16),
    packedSize: archive.readUInt32LE(at + 20),
    size: archive.readUInt32LE(at + 24),
    offset: archive.readUInt32LE(at + 42),
  };
  const shown = JSON.stringify(name);
  if (leadsElsewhere(name)) throw new ZipError(`${shown} is no path inside of it`);
  if (((archive.readUInt32LE(at + 38) >>> 16) & FILE_TYPE) === IS_LINK)
    throw new ZipError(`${shown} is a symbolic link`);
  if ((archive.readUInt16LE(at + 8) & IS_ENCRYPTED) !== 0) throw new ZipError(`${shown} is encrypted`);
  if (entry.method !== STORED && entry.method !== DEFLATED)
    throw new ZipError(`${shown} is packed by method ${entry.method}, not deflated`);
  if ([entry.packedSize, entry.size, entry.offset].includes(IN_ZIP64))
    throw new ZipError(`${shown} is too large`);
  return entry;
}

/** Windows reads backslashes and drives too. */
function leadsElsewhere(name: string): boolean {
  return (
    name === '' ||
    /^\/|^[a-z]:|[\\\0]/i.test(name) ||
    name.split('/').some((step) => step === '..' || step === '.')
  );
}

async function contentOf(archive: Buffer, entry: Entry): Promise<Buffer> {
  const { name, method, crc, packedSize, size, offset } = entry;
  const damaged = new ZipError(`${JSON.stringify(name)} is damaged`);
  if (offset + 30 > archive.length || archive.readUInt32LE(offset) !== LOCAL) throw damaged;
  const start = offset + 30 + archive.readUInt16LE(offset + 26) + archive.readUInt16LE(offset + 28);
  if (start + packedSize > archive.length) throw damaged;
  const packed = archive.subarray(start, start + packedSize);
  const content =
    method === STORED
      ? packed
      : // One byte more than it says would show; nothing beyond that is ever made.
        await inflate(packed, { maxOutputLength: size + 1 }).catch(() => {
          throw damaged;
        });
  if (content.length !== size || crc32(content) !== crc) throw damaged;
  return content;
}

function endOf(archive: Buffer): number {
  const first = Math.max(0, archive.length - END_SIZE - LONGEST_COMMENT);
  for (let at = archive.length - END_SIZE; at >= first; at -= 1)
    if (archive.readUInt32LE(at) === END) return at;
  throw new ZipError('it is no ZIP archive');
}
