// ItemReader: the items of a distributed Map from S3: one file, the files that a manifest or a listing names, or the
// listing itself. https://docs.aws.amazon.com/step-functions/latest/dg/input-output-itemreader.html
import { failAs } from '../failure.ts';
import { compileNumber, compileTemplate, type Language, type Source } from '../fields.ts';
import type { ObjectStore } from '../host.ts';
import { isObject } from '../jsonpath/evaluate.ts';
import type { StateExecution } from '../state-execution.ts';
import { type Entry, entriesOf } from './entries.ts';
import { failed, type Parsing, parseFile, parseJson, READER_FAILED, textOf } from './file-formats.ts';

/** Loads the items. Rejects with States.ItemReaderFailed. */
export type Reader = (visit: StateExecution, root: unknown) => Promise<Entry[]>;

/** AWS reads no more items of one dataset. */
const MAX_ITEMS = 100_000_000;

/** One reading of a dataset. */
interface Reading {
  store: ObjectStore;
  parsing: Parsing;
  config: Source;
  /** Parameters or Arguments, under the names of the S3 API. */
  given: Source;
  signal: AbortSignal;
}

type Load = (reading: Reading) => Promise<Entry[]>;

export function compileReader(source: Source, language: Language): Reader {
  const parameters = compileTemplate(
    source['Parameters'] ?? source['Arguments'] ?? {},
    language,
    language === 'JSONata' ? 'ItemReader/Arguments' : 'Parameters',
  );
  const config = (source['ReaderConfig'] ?? {}) as Source;
  const maxItems = compileNumber(config, 'MaxItems', language);
  const load = loaderOf(source['Resource'] as string, config);
  return async (visit, root) => {
    const given = (await parameters(visit, { root })) as Source;
    const limit = (await maxItems(visit, { root })) as number | undefined;
    if (limit !== undefined && limit < 0) throw failed('field MaxItems must be positive');
    const { objects: store, readParquet } = visit.flow.run.host;
    if (!store) throw failed('The host has no object store to read items from.');
    const { scope, run } = visit.flow;
    const most = limit && limit <= MAX_ITEMS ? limit : MAX_ITEMS;
    const parsing: Parsing = { readParquet, most, turn: () => run.turn() };
    const reading = { store, parsing, config, given, signal: scope.signal };
    const entries = await scope.wait(load(reading).catch(failAs(READER_FAILED)));
    return entries.slice(0, most);
  };
}

function loaderOf(resource: string, config: Source): Load {
  if (/:s3:listObjectsV2$/.test(resource))
    return config['Transformation'] === 'LOAD_AND_FLATTEN' ? loadListed : list;
  if (config['ManifestType'] === 'ATHENA_DATA') return loadAthenaManifest;
  if (config['ManifestType'] === 'S3_INVENTORY' || config['InputType'] === 'MANIFEST') return loadInventory;
  return ({ given, ...reading }) => loadFile(reading, given);
}

const list: Load = async ({ store, given, signal }) =>
  entriesOf(await store.listObjects(given, signal), `S3://${given['Bucket']}`);

/** A file of the type that InputType names; `object` is what GetObject is asked with. */
async function loadFile(
  { store, parsing, config, signal }: Omit<Reading, 'given'>,
  object: Source,
): Promise<Entry[]> {
  const content = await store.getObject(object, signal);
  const key = String(object['Key'] ?? '');
  const items = await parseFile(content, key, config, parsing);
  if (!Array.isArray(items) && !isObject(items)) throw failed('Attempting to map over non-iterable node.');
  return entriesOf(items, `S3://${object['Bucket']}/${key}`);
}

/** One file after the other, so that the items keep their order. */
async function loadFiles(reading: Reading, files: readonly Source[]): Promise<Entry[]> {
  const entries: Entry[] = [];
  for (const file of files) for (const entry of await loadFile(reading, file)) entries.push(entry);
  return entries;
}

/** LOAD_AND_FLATTEN: the items inside the listed objects; the folders that the S3 console makes hold none. */
const loadListed: Load = async (reading) => {
  const { Bucket, ExpectedBucketOwner } = reading.given;
  const listed = await reading.store.listObjects(reading.given, reading.signal);
  const files = listed.filter(({ Key }) => !String(Key).endsWith('/'));
  return loadFiles(
    reading,
    files.map(({ Key }) => ({
      Bucket,
      Key,
      ...(ExpectedBucketOwner !== undefined && { ExpectedBucketOwner }),
    })),
  );
};

async function textOfManifest({ store, given, signal }: Reading): Promise<string> {
  return textOf(await store.getObject(given, signal), String(given['Key'] ?? ''));
}

/** The manifest of an UNLOAD of Athena: a line for each data file. */
const loadAthenaManifest: Load = async (reading) => {
  const lines = (await textOfManifest(reading)).split('\n');
  const files = lines.flatMap((line) => {
    const [, Bucket, Key] = /^"?s3:\/\/([^/]+)\/(.+?)"?$/.exec(line.trim()) ?? [];
    return Bucket && Key ? [{ Bucket, Key }] : [];
  });
  return loadFiles(reading, files);
};

/** The manifest of an S3 inventory names files of CSV rows, and their columns. */
const loadInventory: Load = async (reading) => {
  const manifest = parseJson(await textOfManifest(reading));
  if (!isObject(manifest) || !Array.isArray(manifest['files']))
    throw failed('The file is not an S3 inventory manifest.');
  const Bucket = String(manifest['destinationBucket']).replace(/^arn:aws[\w-]*:s3:::/, '');
  const columns = String(manifest['fileSchema'])
    .split(',')
    .map((name) => name.trim());
  const config = { InputType: 'CSV', CSVHeaderLocation: 'GIVEN', CSVHeaders: columns };
  const files = manifest['files'] as Source[];
  return loadFiles(
    { ...reading, config },
    files.map(({ key }) => ({ Bucket, Key: String(key) })),
  );
};
