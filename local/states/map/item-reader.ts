// ItemReader: the items of a distributed Map from S3: a JSON, JSON Lines or CSV file, an inventory, or a listing.
import { gunzipSync } from 'node:zlib';
import { InterpreterFailure, StateFailure } from '../failure.ts';
import { compileNumber, compileTemplate, type Language } from '../fields.ts';
import type { ObjectStore } from '../host.ts';
import { isObject } from '../jsonpath/evaluate.ts';
import type { Visit } from '../visit.ts';
import { parseCsv } from './csv.ts';

type Source = Readonly<Record<string, unknown>>;

/** Loads the items. Rejects with States.ItemReaderFailed. */
export type Reader = (visit: Visit, root: unknown) => Promise<readonly unknown[]>;

/** AWS reads no more items of one dataset. */
const MAX_ITEMS = 100_000_000;
const LIST = /:s3:listObjectsV2$/;

export function compileReader(source: Source, language: Language): Reader {
  const parameters = compileTemplate(
    source['Parameters'] ?? source['Arguments'] ?? {},
    language,
    language === 'JSONata' ? 'ItemReader/Arguments' : 'Parameters',
  );
  const config = (source['ReaderConfig'] ?? {}) as Source;
  const maxItems = compileNumber(config, 'MaxItems', language);
  const isListing = LIST.test(source['Resource'] as string);
  return async (visit, root) => {
    const given = (await parameters(visit, { root })) as Source;
    const limit = (await maxItems(visit, { root })) as number | undefined;
    if (limit !== undefined && limit < 0) throw failed('field MaxItems cannot be negative');
    const store = visit.flow.run.host.objects;
    if (!store) throw failed('The host has no object store to read items from.');
    const { scope } = visit.flow;
    const load = isListing ? list(store, given, scope.signal) : read(store, given, config, scope.signal);
    const items = await scope.wait(load.catch(refuse));
    if (!Array.isArray(items)) throw failed('Attempting to map over non-iterable node.');
    return items.slice(0, limit && limit <= MAX_ITEMS ? limit : MAX_ITEMS);
  };
}

function failed(cause: string): StateFailure {
  return new StateFailure('States.ItemReaderFailed', cause);
}

function refuse(error: unknown): never {
  if (error instanceof StateFailure || error instanceof InterpreterFailure) throw error;
  throw failed(error instanceof Error ? error.message : String(error));
}

function list(store: ObjectStore, given: Source, signal: AbortSignal): Promise<unknown> {
  return store.listObjects(given, signal);
}

async function read(
  store: ObjectStore,
  given: Source,
  config: Source,
  signal: AbortSignal,
): Promise<unknown> {
  const bytes = await store.getObject(given, signal);
  const text = textOf(bytes, String(given['Key'] ?? ''));
  if (config['InputType'] === 'MANIFEST') return readManifest(store, text, config, signal);
  const parse = PARSERS[(config['InputType'] as string | undefined) ?? 'JSON'];
  if (!parse) throw failed(`Unsupported InputType '${config['InputType']}'`);
  return parse(text, config);
}

function textOf(content: Uint8Array | string, key: string): string {
  if (typeof content === 'string') return content;
  return (key.endsWith('.gz') ? gunzipSync(content) : Buffer.from(content)).toString('utf8');
}

type Parse = (text: string, config: Source) => unknown;

const PARSERS: Readonly<Record<string, Parse>> = {
  JSON: (text, config) => pointed(parseJson(text), config['ItemsPointer'] as string | undefined),
  JSONL: (text) =>
    text
      .split('\n')
      .filter((line) => line.trim() !== '')
      .map(parseJson),
  CSV: (text, config) => {
    const headers = config['CSVHeaderLocation'] === 'GIVEN' ? (config['CSVHeaders'] as string[]) : undefined;
    return parseCsv(text, headers, config['CSVDelimiter'] as string | undefined);
  },
};

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw failed('Attempting to parse the file as JSON failed: the file is not valid JSON.');
  }
}

/** ItemsPointer: a JSON Pointer to the array inside the file. */
function pointed(value: unknown, pointer: string | undefined): unknown {
  let found = value;
  for (const step of pointer ? pointer.split('/').slice(1) : []) {
    const name = step.replaceAll('~1', '/').replaceAll('~0', '~');
    found = typeof found === 'object' && found !== null ? (found as Source)[name] : undefined;
  }
  if (found === undefined) throw failed(`The ItemsPointer '${pointer}' does not point to a value.`);
  return found;
}

/** An S3 inventory names files of CSV rows; an Athena manifest names data files line by line. */
async function readManifest(
  store: ObjectStore,
  text: string,
  config: Source,
  signal: AbortSignal,
): Promise<unknown[]> {
  if (config['ManifestType'] === 'ATHENA_DATA') return readAthena(store, text, config, signal);
  const manifest = parseJson(text);
  if (!isObject(manifest) || !Array.isArray(manifest['files']))
    throw failed('The file is not an S3 inventory manifest.');
  const bucket = String(manifest['destinationBucket']).replace(/^arn:aws[\w-]*:s3:::/, '');
  const headers = String(manifest['fileSchema'])
    .split(',')
    .map((name) => name.trim());
  const items: unknown[] = [];
  for (const file of manifest['files'] as Source[]) {
    const key = String(file['key']);
    const rows = textOf(await store.getObject({ Bucket: bucket, Key: key }, signal), key);
    for (const row of parseCsv(rows, headers)) items.push(row);
  }
  return items;
}

async function readAthena(
  store: ObjectStore,
  text: string,
  config: Source,
  signal: AbortSignal,
): Promise<unknown[]> {
  const parse = PARSERS[(config['DataType'] as string | undefined) ?? 'CSV'];
  const items: unknown[] = [];
  for (const line of text.split('\n')) {
    const [, bucket, key] = /^s3:\/\/([^/]+)\/(.+)$/.exec(line.trim()) ?? [];
    if (!bucket || !key || !parse) continue;
    const rows = parse(textOf(await store.getObject({ Bucket: bucket, Key: key }, signal), key), config);
    items.push(...(Array.isArray(rows) ? rows : [rows]));
  }
  return items;
}
