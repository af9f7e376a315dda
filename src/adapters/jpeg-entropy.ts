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
  return plan.blocks.every(({ dc, ac }) => ((dc[0] ?? 0) & 0xff) === 0 && ((ac[0] ?? 0) & 0xff) === 0);
}

/** Undefined where the codes cannot be followed: then the decoder cannot either, and says so. */
export function unreadBytes(bytes: Uint8Array, scan: Scan): number | undefined {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const plan = planFor(bytes, scan);
  if (!plan) return undefined;
  let unread = 0;
  let left = plan.units;
  for (const data of intervals(file.subarray(scan.from, Math.min(scan.to, file.length)))) {
    const units = plan.restart > 0 ? Math.min(plan.restart, left) : left;
    const used = countBytes(data, plan.blocks, units);
    if (used === undefined) return undefined;
    unread += Math.max(data.length - used, 0);
    left -= units;
  }
  return unread;
}

function planFor(bytes: Uint8Array, scan: Scan): Plan | undefined {
  const tables = readTables(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength), scan);
  return tables && planOf(tables, scan.header);
}

/** By the next sixteen bits: the code's length times 256, and its value; 0 where no code begins so. */
type Codes = Uint16Array;

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
    const table = new Uint16Array(1 << 16);
    let value = at + 17;
    let next = 0;
    for (let length = 1; length <= 16; length++) {
      const step = 1 << (16 - length);
      for (let i = 0; i < (content[at + length] ?? 0); i++) {
        table.fill((length << 8) | (content[value++] ?? 0), next, next + step);
        next += step;
      }
    }
    codes.set(content[at] ?? 0, table);
    at = value;
  }
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

/** The data between restarts, without the zeros stuffed behind each FF. */
function* intervals(data: Buffer): Generator<Buffer> {
  const plain = Buffer.alloc(data.length + 3);
  let length = 0;
  for (let at = 0; at < data.length; at++) {
    const byte = data[at] ?? 0;
    if (byte !== 0xff) plain[length++] = byte;
    else if (data[at + 1] === 0) {
      plain[length++] = byte;
      at++;
    } else if (data[at + 1] !== 0xff) {
      yield plain.subarray(0, length);
      length = 0;
      at++;
    }
  }
  yield plain.subarray(0, length);
}

/** How many bytes so many units take; undefined where a code is unknown or the data end too early. */
function countBytes(data: Buffer, blocks: Plan['blocks'], units: number): number | undefined {
  const bits = data.length * 8;
  let at = 0;
  const next = (codes: Codes) => {
    const byte = at >> 3;
    const three = ((data[byte] ?? 0) << 16) | ((data[byte + 1] ?? 0) << 8) | (data[byte + 2] ?? 0);
    return codes[(three >> (8 - (at & 7))) & 0xffff] ?? 0;
  };
  for (let unit = 0; unit < units; unit++) {
    for (const { dc, ac } of blocks) {
      const mean = next(dc);
      if (mean === 0) return undefined;
      at += (mean >> 8) + (mean & 0xff);
      for (let k = 1; k < 64; k++) {
        const code = next(ac);
        if (code === 0 || at > bits) return undefined;
        const [run, size] = [(code >> 4) & 15, code & 15];
        at += (code >> 8) + size;
        if (size === 0 && run < 15) break;
        k += run;
      }
    }
  }
  return at > bits ? undefined : Math.ceil(at / 8);
}
