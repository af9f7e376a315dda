// The orientation in a block of EXIF (TIFF 6.0: a header, then a directory of entries of twelve bytes).

/** 1 to 8, or undefined where the block says none or cannot be read. A leading `Exif\0\0` is passed over. */
export function exifOrientation(block: Buffer): number | undefined {
  const tiff = block.toString('latin1', 0, 6) === 'Exif\0\0' ? block.subarray(6) : block;
  const order = tiff.toString('latin1', 0, 2);
  if (tiff.length < 14 || (order !== 'II' && order !== 'MM')) return undefined;
  const isLittle = order === 'II';
  const short = (at: number) => (isLittle ? tiff.readUInt16LE(at) : tiff.readUInt16BE(at));
  const long = (at: number) => (isLittle ? tiff.readUInt32LE(at) : tiff.readUInt32BE(at));
  const directory = long(4);
  if (directory + 2 > tiff.length) return undefined;
  const entries = Math.min(short(directory), Math.floor((tiff.length - directory - 2) / 12));
  for (let i = 0; i < entries; i++) {
    const at = directory + 2 + 12 * i;
    if (short(at) !== ORIENTATION) continue;
    const type = short(at + 2);
    const value = type === LONG ? long(at + 8) : type === SHORT ? short(at + 8) : 0;
    return value >= 1 && value <= 8 ? value : undefined;
  }
  return undefined;
}

const ORIENTATION = 0x0112;
const SHORT = 3;
const LONG = 4;
