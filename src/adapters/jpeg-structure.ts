// The segments of a JPEG (ITU-T T.81, annex B), walked as libjpeg reads them, without decoding any: how many scans it has,
// whether they hold the whole picture, and what is odd about it though it does no harm.

export interface JpegStructure {
  scans: Scan[];
  /** Whether its end is marked (EOI). */
  hasEnd: boolean;
  /** Whether the scans, all of them whole, give every component in full precision. */
  isComplete: boolean;
  /** Components that no scan begins: they would be shown as a flat colour. */
  lackingComponents: number;
  oddities: Oddities;
}

/** One pass over the picture: where its data begin and end, between its header and the next marker that is no restart. */
export interface Scan {
  from: number;
  to: number;
  /** SOS as it stands in the file, without marker and length. */
  header: Buffer;
  /** Whether each coefficient comes whole and once. */
  isSequential: boolean;
  /** Whether the end of the picture comes right behind it. */
  isLast: boolean;
}

/** What decoders only warn of, where no picture data can be concerned. */
interface Oddities {
  /** Bytes between segments before the first scan, from and up to. */
  strays: [number, number][];
  /** Single bytes with the value that they ought to have. */
  patches: { at: number; value: number }[];
}

/** Never throws: what it cannot follow is left to the decoder. */
export function readJpegStructure(bytes: Uint8Array): JpegStructure {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const picture = new Picture();
  let at = 2;
  while (at < buffer.length) {
    const found = nextMarker(buffer, at);
    if (!found) break;
    const { marker, start, after } = found;
    // libjpeg refuses a second SOI, and ends at EOI whatever follows.
    if (marker === SOI) break;
    if (!picture.hasScans && start > at) picture.oddities.strays.push([at, start]);
    at = after;
    if (!isRestart(marker)) picture.endScan(start, marker);
    if (marker === EOI) return picture.structure(true);
    if (hasNoContent(marker)) continue;
    if (at + 2 > buffer.length) break;
    const end = at + buffer.readUInt16BE(at);
    if (end > buffer.length || end < at + 2) break;
    picture.read(marker, buffer.subarray(at + 2, end), at + 2);
    at = end;
  }
  return picture.structure(false);
}

/**
 * The same picture without the oddities and with its end marked, so that a strict decoder may take every warning for damage:
 * libjpeg tells only the first one. The bytes themselves where nothing is odd.
 */
export function mendJpeg(bytes: Uint8Array, { oddities, hasEnd, isComplete }: JpegStructure): Uint8Array {
  const { strays, patches } = oddities;
  const lacksEnd = !hasEnd && isComplete;
  if (strays.length === 0 && patches.length === 0 && !lacksEnd) return bytes;
  const fixed = Buffer.from(bytes);
  for (const { at, value } of patches) fixed[at] = value;
  const kept = [0, ...strays.flat(), fixed.length];
  const parts = kept.flatMap((from, i) => (i % 2 === 0 ? [fixed.subarray(from, kept[i + 1])] : []));
  return Buffer.concat(lacksEnd ? [...parts, Buffer.from([0xff, EOI])] : parts);
}

const SOI = 0xd8;
const EOI = 0xd9;
const SOS = 0xda;
const APP0 = 0xe0;
const APP14 = 0xee;
const TEM = 0x01;

const isRestart = (marker: number) => marker >= 0xd0 && marker <= 0xd7;
const hasNoContent = (marker: number) => isRestart(marker) || marker === TEM;
// C4, C8 and CC are no frames but tables of codes, a reserved marker and arithmetic conditioning.
const isFrame = (marker: number) => marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
const SEQUENTIAL: ReadonlySet<number> = new Set([0xc0, 0xc1, 0xc9]);

/** The next marker from `at` on, over stray bytes, scan data with its stuffed zeros, and fill bytes. */
function nextMarker(
  buffer: Buffer,
  at: number,
): { marker: number; start: number; after: number } | undefined {
  let start = buffer.indexOf(0xff, at);
  while (start >= 0) {
    let code = start + 1;
    while (buffer[code] === 0xff) code++;
    const marker = buffer[code];
    if (marker === undefined) return undefined;
    if (marker !== 0) return { marker, start, after: code + 1 };
    start = buffer.indexOf(0xff, code + 1);
  }
  return undefined;
}

/** What the segments read so far say. */
class Picture {
  readonly oddities: Oddities = { strays: [], patches: [] };
  private frame: number | undefined;
  private readonly scans: Scan[] = [];
  /** Of each component and coefficient: how many low bits the scans so far have left out. */
  private readonly missingBits = new Map<number, Uint8Array>();

  get hasScans(): boolean {
    return this.scans.length > 0;
  }

  endScan(at: number, marker: number): void {
    const scan = this.scans.at(-1);
    if (scan?.to !== Number.POSITIVE_INFINITY) return;
    scan.to = at;
    scan.isLast = marker === EOI;
  }

  read(marker: number, content: Buffer, at: number): void {
    if (marker === SOS) this.readScan(content, at);
    else if (isFrame(marker)) this.readFrame(marker, content);
    else if (marker === APP0 && startsWith(content, 'JFIF\0') && content.length >= 14 && content[5] !== 1)
      this.oddities.patches.push({ at: at + 5, value: 1 });
    else if (marker === APP14 && startsWith(content, 'Adobe') && (content[11] ?? 0) > 2)
      this.oddities.patches.push({ at: at + 11, value: this.missingBits.size === 4 ? 2 : 1 });
  }

  structure(hasEnd: boolean): JpegStructure {
    const components = [...this.missingBits.values()];
    const isWhole = (missing: Uint8Array) => missing.every((bits) => bits === 0);
    return {
      scans: this.scans,
      hasEnd,
      isComplete: components.length > 0 && components.every(isWhole),
      lackingComponents: components.filter((missing) => missing[0] === UNSEEN).length,
      oddities: this.oddities,
    };
  }

  // Precision (1), height (2), width (2), then three bytes for each component, the first its id.
  private readFrame(marker: number, content: Buffer): void {
    if (this.frame !== undefined) return;
    this.frame = marker;
    for (let i = 0; i < (content[5] ?? 0); i++) {
      const id = content[6 + 3 * i];
      if (id !== undefined) this.missingBits.set(id, new Uint8Array(64).fill(UNSEEN));
    }
  }

  // The number of components, two bytes for each, then: first coefficient, last coefficient, bits (before, now) left out.
  private readScan(content: Buffer, at: number): void {
    const isSequential = this.frame !== undefined && SEQUENTIAL.has(this.frame);
    const from = at + content.length;
    this.scans.push({ from, to: Number.POSITIVE_INFINITY, header: content, isSequential, isLast: false });
    const count = content[0] ?? 0;
    const parameters = 1 + 2 * count;
    if (this.frame === undefined || content.length < parameters + 3) return;
    const [first, last, bits] = isSequential ? [0, 63, 0] : content.subarray(parameters, parameters + 3);
    if (isSequential) this.expect(content, parameters, at);
    for (let i = 0; i < count; i++) {
      const missing = this.missingBits.get(content[1 + 2 * i] ?? -1);
      missing?.fill((bits ?? 0) & 0x0f, first, Math.min(last ?? 0, 63) + 1);
    }
  }

  /** Samsung's cameras write other parameters into sequential scans, where they mean nothing. */
  private expect(content: Buffer, parameters: number, at: number): void {
    for (const [i, value] of [0, 63, 0].entries()) {
      if (content[parameters + i] !== value) this.oddities.patches.push({ at: at + parameters + i, value });
    }
  }
}

const UNSEEN = 0xff;

function startsWith(content: Buffer, text: string): boolean {
  return content.toString('latin1', 0, text.length) === text;
}
