// Counts through the Huffman codes of one sequential scan (ITU-T T.81, F.2.2) without keeping a single coefficient: how many
// bytes of its data no block asks for.

import type { Scan } from './jpeg-structure.ts';

/**
 * Whether zeros stand for blocks of one colour here. Where they do not, no picture has them in a row for long: they would be
 * block after block of one and the same pattern.
 */
export function zerosAreFlat(bytes: Uint8Array, scan: Scan): boolean {
  const plan = planFor(bytes, scan);
  if (!plan) return true;
  return plan.blocks.every(({ dc, ac }) => stepOf(dc.all[0]) === 0 && stepOf(ac.all[0]) === END_OF_BLOCK);
}

/** `missing` where the data end too early or hold no code of the tables'; undefined where the tables are not those of this scan. */
export function unreadBytes(bytes: Uint8Array, scan: Scan): number | 'missing' | undefined {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const plan = planFor(bytes, scan);
  if (!plan) return undefined;
  let unread = 0;
  let left = plan.units;
  for (const data of intervals(file.subarray(scan.from, Math.min(scan.to, file.length)))) {
    const units = plan.restart > 0 ? Math.min(plan.restart, left) : left;
    const used = countBytes(data, plan.blocks, units);
    if (used === undefined) return 'missing';
    unread += Math.max(data.length - used, 0);
    left -= units;
  }
  return left > 0 ? 'missing' : unread;
}

function planFor(bytes: Uint8Array, scan: Scan): Plan | undefined {
  const tables = readTables(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength), scan);
  return tables && planOf(tables, scan.header);
}

/**
 * What the next bits stand for: how many of them, code and value together, times 256, and by how many coefficients they lead
 * on; 0 where no code begins so. Most codes are short: their table stays in the processor's nearest memory.
 */
interface Codes {
  /** By the next ten bits; 0 where the code is longer. */
  short: Uint16Array;
  /** By the next sixteen bits. */
  all: Uint16Array;
}

const SHORT_BITS = 10;
const END_OF_BLOCK = 64;
const stepOf = (entry: number | undefined) => (entry ?? 0) & 0xff;

interface Tables {
  codes: Map<number, Codes>;
  components: Map<number, { across: number; down: number }>;
  width: number;
  height: number;
  restart: number;
}

/** The tables as they are defined before this scan. */
function readTables(file: Buffer, scan: Scan): Tables | undefined {
  const tables: Tables = { codes: new Map(), components: new Map(), width: 0, height: 0, restart: 0 };
  for (let at = 2; at + 4 <= scan.from; ) {
    const marker = file[at + 1] ?? 0;
    if (file[at] !== 0xff || marker === 0 || marker === 0xff || (marker >= 0xd0 && marker <= 0xd7)) {
      at++;
      continue;
    }
    const end = at + 2 + file.readUInt16BE(at + 2);
    const content = file.subarray(at + 4, end);
    if (marker === 0xc4) readCodes(content, tables.codes);
    if (marker === 0xdd && content.length >= 2) tables.restart = content.readUInt16BE(0);
    if (marker === 0xc0 || marker === 0xc1) readFrame(content, tables);
    at = end;
  }
  return tables.width > 0 ? tables : undefined;
}

function readFrame(content: Buffer, tables: Tables): void {
  if (content.length < 6) return;
  tables.height = content.readUInt16BE(1);
  tables.width = content.readUInt16BE(3);
  for (let i = 0; i < (content[5] ?? 0); i++) {
    const sampling = content[7 + 3 * i] ?? 0;
    tables.components.set(content[6 + 3 * i] ?? 0, { across: sampling >> 4, down: sampling & 15 });
  }
}

// Class and number (1), how many codes there are of each length (16), then their values by length.
function readCodes(content: Buffer, codes: Map<number, Codes>): void {
  for (let at = 0; at + 17 <= content.length; ) {
    const isMean = (content[at] ?? 0) < 0x10;
    const all = new Uint16Array(1 << 16);
    const short = new Uint16Array(1 << SHORT_BITS);
    let value = at + 17;
    let next = 0;
    for (let length = 1; length <= 16; length++) {
      const span = 1 << (16 - length);
      for (let i = 0; i < (content[at + length] ?? 0); i++) {
        const entry = entryOf(content[value++] ?? 0, length, isMean);
        all.fill(entry, next, next + span);
        if (length <= SHORT_BITS) short.fill(entry, next >> 6, (next + span) >> 6);
        next += span;
      }
    }
    codes.set(content[at] ?? 0, { short, all });
    at = value;
  }
}

/** A mean's value is its size in bits; another's is a run of zeros and a size, without size an end or sixteen zeros. */
function entryOf(value: number, length: number, isMean: boolean): number {
  const [run, size] = isMean ? [0, value & 15] : [value >> 4, value & 15];
  const step = isMean ? size : size > 0 || run === 15 ? run + 1 : END_OF_BLOCK;
  return ((length + size) << 8) | step;
}

interface Plan {
  /** The codes of each block of a unit: of its mean (DC) and of the rest (AC). */
  blocks: { dc: Codes; ac: Codes }[];
  units: number;
  /** Units between two restarts; 0 for none. */
  restart: number;
}

function planOf({ codes, components, width, height, restart }: Tables, header: Buffer): Plan | undefined {
  const most = (side: 'across' | 'down') => Math.max(...[...components.values()].map((each) => each[side]));
  const [across, down] = [most('across'), most('down')];
  const count = header[0] ?? 0;
  const blocks: Plan['blocks'] = [];
  let units = 0;
  for (let i = 0; i < count; i++) {
    const component = components.get(header[1 + 2 * i] ?? -1);
    const selector = header[2 + 2 * i] ?? 0;
    const [dc, ac] = [codes.get(selector >> 4), codes.get(0x10 | (selector & 15))];
    if (!component || !dc || !ac || across === 0 || down === 0) return undefined;
    const pair = { dc, ac };
    // A scan of one component goes block by block over the component's own size.
    const isAlone = count === 1;
    blocks.push(...Array<typeof pair>(isAlone ? 1 : component.across * component.down).fill(pair));
    const [columns, rows] = isAlone
      ? [Math.ceil((width * component.across) / across), Math.ceil((height * component.down) / down)]
      : [width / across, height / down];
    units = Math.ceil(columns / 8) * Math.ceil(rows / 8);
  }
  return { blocks, units, restart };
}

/** The data between restarts, without the zeros stuffed behind each FF, and with room to look ahead. */
function* intervals(data: Buffer): Generator<Buffer> {
  const plain = Buffer.alloc(data.length + AHEAD);
  let length = 0;
  let from = 0;
  for (let at = data.indexOf(0xff); at >= 0; at = data.indexOf(0xff, Math.max(from, at + 1))) {
    const follower = data[at + 1];
    if (follower === undefined) break;
    if (follower === 0xff) continue;
    const isStuffed = follower === 0;
    length += data.copy(plain, length, from, isStuffed ? at + 1 : at);
    from = at + 2;
    if (isStuffed) continue;
    yield plain.subarray(0, length);
    length = 0;
  }
  length += data.copy(plain, length, from);
  yield plain.subarray(0, length);
}

const AHEAD = 3;

/** How many bytes so many units take; undefined where a code is unknown or the data end too early. */
function countBytes(data: Buffer, blocks: Plan['blocks'], units: number): number | undefined {
  const bits = data.length * 8;
  let at = 0;
  for (let unit = 0; unit < units; unit++) {
    for (let block = 0; block < blocks.length; block++) {
      const { dc, ac } = blocks[block] as Plan['blocks'][number];
      let { short, all } = dc;
      for (let k = 0; k < 64; ) {
        const byte = at >> 3;
        const three = (data[byte]! << 16) | (data[byte + 1]! << 8) | data[byte + 2]!;
        const next = (three >> (8 - (at & 7))) & 0xffff;
        const entry = short[next >> 6]! || all[next]!;
        if (entry === 0 || at > bits) return undefined;
        at += entry >> 8;
        if (k === 0) {
          k = 1;
          ({ short, all } = ac);
        } else k += entry & 0xff;
      }
    }
  }
  return at > bits ? undefined : Math.ceil(at / 8);
}
