// The files an ItemReader takes: JSON, JSON Lines, CSV and Parquet, as they are or compressed.
import { gunzipSync, zstdDecompressSync } from 'node:zlib';
import { StateFailure } from '../failure.ts';
import type { Source } from '../fields.ts';
import type { Host } from '../host.ts';
import { ITEMS_PER_STEP } from '../turns.ts';
import { parseCsv } from './csv.ts';

type Content = Uint8Array | string;

/** How a file is read. */
export interface Parsing {
  readParquet: Host['readParquet'];
  /** Items that are wanted: those of a table need not be read to the end. */
  most: number;
  /** Asked before each item of many; a promise is waited for. */
  turn(): Promise<void> | undefined;
}

/** Reads a file of ReaderConfig's InputType. Throws States.ItemReaderFailed. */
export async function parseFile(
  content: Content,
  key: string,
  config: Source,
  parsing: Parsing,
): Promise<unknown> {
  const { readParquet } = parsing;
  const type = (config['InputType'] as string | undefined) ?? 'JSON';
  if (type === 'PARQUET') {
    if (!readParquet) throw failed('The host does not read Parquet files.');
    return readParquet(typeof content === 'string' ? Buffer.from(content) : content);
  }
  const parse = PARSERS[type];
  if (!parse) throw failed(`Unsupported InputType '${type}'`);
  return parse(textOf(content, key), config, parsing);
}

/** Text, unpacked where the name of the file says that it is packed. */
export function textOf(content: Content, key: string): string {
  if (typeof content === 'string') return content;
  if (key.endsWith('.gz')) return unpacked(gunzipSync, content, key);
  if (/\.zstd?$/.test(key)) return unpacked(zstdDecompressSync, content, key);
  return Buffer.from(content.buffer, content.byteOffset, content.byteLength).toString('utf8');
}

/** A few packed bytes can make any amount of text. */
const MAX_UNPACKED_BYTES = 256 * 1024 * 1024;

type Unpack = (content: Uint8Array, options: { maxOutputLength: number }) => Buffer;

function unpacked(unpack: Unpack, content: Uint8Array, key: string): string {
  try {
    return unpack(content, { maxOutputLength: MAX_UNPACKED_BYTES }).toString('utf8');
  } catch (error) {
    throw failed(`The file '${key}' cannot be unpacked: ${(error as Error).message}`);
  }
}

type Parse = (text: string, config: Source, parsing: Parsing) => unknown;

const PARSERS: Readonly<Record<string, Parse>> = {
  JSON: (text, config) => pointed(parseJson(text), config['ItemsPointer'] as string | undefined),
  JSONL: async (text, _config, { turn }) => {
    const items: unknown[] = [];
    for (const line of text.split('\n')) {
      if (line.trim() === '') continue;
      if (items.length % ITEMS_PER_STEP === 0) await turn();
      items.push(parseJson(line));
    }
    return items;
  },
  CSV: async (text, config, { most, turn }) => {
    const headers = config['CSVHeaderLocation'] === 'GIVEN' ? (config['CSVHeaders'] as string[]) : undefined;
    const rows = parseCsv(text, headers, config['CSVDelimiter'] as string | undefined, (names) => {
      if (new Set(names).size < names.length) throw failed('CSV headers cannot contain duplicates.');
    });
    const items: unknown[] = [];
    for (const row of rows) {
      if (items.length % ITEMS_PER_STEP === 0) await turn();
      if (items.push(row) === most) break;
    }
    return items;
  },
};

export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw failed('Attempting to parse the file as JSON failed: the file is not valid JSON.');
  }
}

/** ItemsPointer: a JSON Pointer to the items inside the file. */
export function pointed(value: unknown, pointer: string | undefined): unknown {
  let found = value;
  for (const step of pointer ? pointer.split('/').slice(1) : []) {
    const name = step.replaceAll('~1', '/').replaceAll('~0', '~');
    found = typeof found === 'object' && found !== null ? (found as Source)[name] : undefined;
  }
  if (found === undefined) throw failed(`The ItemsPointer '${pointer}' does not point to a value.`);
  return found;
}

export const READER_FAILED = 'States.ItemReaderFailed';

export function failed(cause: string): StateFailure {
  return new StateFailure(READER_FAILED, cause);
}
