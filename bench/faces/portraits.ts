// The portraits of a folder, and the group that a table puts each in.

import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';

export interface Portrait {
  name: string;
  file: string;
  group: string;
}

const PICTURES = /\.(avif|jpe?g|png|webp)$/i;
const EVERYBODY = 'all';

/** In the order of their names. Throws where the folder holds none, or the table does not name one of them. */
export async function readPortraits(
  folder: string,
  { csv, by }: { csv?: string | undefined; by?: string | undefined },
): Promise<Portrait[]> {
  if ((csv === undefined) !== (by === undefined)) throw new Error('--csv and --by belong together');
  const names = (await readdir(folder)).filter((name) => PICTURES.test(name)).sort();
  if (names.length === 0) throw new Error(`${folder} holds no JPEG, PNG, WebP or AVIF`);
  const groups = csv === undefined ? undefined : groupsOf(await readFile(csv, 'utf8'), csv, by ?? '');
  return names.map((name) => ({ name, file: path.join(folder, name), group: groupOf(name, groups, csv) }));
}

function groupOf(name: string, groups: ReadonlyMap<string, string> | undefined, csv = ''): string {
  if (!groups) return EVERYBODY;
  const group = groups.get(name);
  if (group === undefined) throw new Error(`${csv} has no row for ${name} (its first column names the file)`);
  return group || '(empty)';
}

function groupsOf(text: string, csv: string, by: string): Map<string, string> {
  const [heading = [], ...rows] = parseCsv(text);
  const column = heading.indexOf(by);
  if (column < 0) throw new Error(`${csv} has no column ${by}; it has ${heading.join(', ')}`);
  return new Map(rows.map((row) => [path.basename(row[0] ?? ''), row[column] ?? '']));
}

/** Rows of cells (RFC 4180): quoted cells may hold commas, line ends and doubled quotes. */
export function parseCsv(text: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  const cell = /(?:"((?:[^"]|"")*)"|((?!")[^,\r\n]*))(,|\r?\n|$)/gy;
  const whole = text.replace(/^\uFEFF/, '');
  while (cell.lastIndex < whole.length) {
    const at = cell.lastIndex;
    const found = cell.exec(whole);
    if (!found) throw new Error(`the table breaks off in a quoted cell at character ${at + 1}`);
    row.push(found[1]?.replaceAll('""', '"') ?? found[2] ?? '');
    if (found[3] === ',' && cell.lastIndex < whole.length) continue;
    if (row.some((value) => value !== '')) rows.push(row);
    row = [];
  }
  return rows;
}
