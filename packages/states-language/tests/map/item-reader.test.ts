// ItemReader: the items of a distributed Map from S3.
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { machine, run } from '../engine.ts';
import { type Content, memory, worker } from './distributed.ts';

function reading(reader: object, more: object = {}): object {
  return machine({
    Type: 'Map',
    ...more,
    ItemReader: {
      Resource: 'arn:aws:states:::s3:getObject',
      Parameters: { Bucket: 'data', 'Key.$': '$.key' },
      ...reader,
    },
    ItemProcessor: worker,
  });
}

test.each<[string, object, string, unknown]>([
  ['JSON', { InputType: 'JSON' }, '[1,{"a":2}]', [1, { a: 2 }]],
  ['a JSON pointer', { InputType: 'JSON', ItemsPointer: '/rows/list' }, '{"rows":{"list":[7]}}', [7]],
  ['JSON Lines', { InputType: 'JSONL' }, '{"a":1}\n{"a":2}\n', [{ a: 1 }, { a: 2 }]],
  [
    'CSV with a header',
    { InputType: 'CSV', CSVHeaderLocation: 'FIRST_ROW' },
    'a,b\n1,2\n3',
    [
      { a: '1', b: '2' },
      { a: '3', b: '' },
    ],
  ],
  [
    'CSV with given headers',
    { InputType: 'CSV', CSVHeaderLocation: 'GIVEN', CSVHeaders: ['x'], CSVDelimiter: 'PIPE' },
    '1|2',
    [{ x: '1' }],
  ],
  ['the first items only', { InputType: 'JSON', MaxItems: 2 }, '[1,2,3]', [1, 2]],
])('reads items from %s', async (_what, config, body, expected) => {
  const { output } = await run(
    reading({ ReaderConfig: config }),
    { key: 'file' },
    { objects: memory({ file: body }) },
  );
  expect(output).toEqual(expected);
});

test('a header that is there twice fails the reader', async () => {
  const ReaderConfig = { InputType: 'CSV', CSVHeaderLocation: 'FIRST_ROW' };
  const objects = memory({ file: 'a,b,a\n1,2,3' });
  const { outcome } = await run(reading({ ReaderConfig }), { key: 'file' }, { objects });
  expect(outcome).toMatchObject({
    error: 'States.ItemReaderFailed',
    cause: 'CSV headers cannot contain duplicates.',
  });
});

test('a negative number of items fails the reader', async () => {
  const ReaderConfig = { InputType: 'JSON', MaxItemsPath: '$.most' };
  const objects = memory({ file: '[1]' });
  const { outcome } = await run(reading({ ReaderConfig }), { key: 'file', most: -1 }, { objects });
  expect(outcome).toMatchObject({
    error: 'States.ItemReaderFailed',
    cause: 'field MaxItems must be positive',
  });
});

test('reads a listing of objects', async () => {
  const definition = reading({
    Resource: 'arn:aws:states:::s3:listObjectsV2',
    Parameters: { Bucket: 'data', Prefix: 'photos/' },
  });
  const objects = memory({ 'photos/a': '', 'other/b': '', 'photos/c': '' });
  expect((await run(definition, {}, { objects })).output).toEqual([{ Key: 'photos/a' }, { Key: 'photos/c' }]);
});

test('reads an S3 inventory by its manifest', async () => {
  const objects = memory({
    manifest: JSON.stringify({
      destinationBucket: 'arn:aws:s3:::data',
      fileSchema: 'Bucket, Key',
      files: [{ key: 'rows.csv' }],
    }),
    'rows.csv': '"photos","a.jpg"\n"photos","b.jpg"\n',
  });
  const definition = reading({ ReaderConfig: { ManifestType: 'S3_INVENTORY' } });
  expect((await run(definition, { key: 'manifest' }, { objects })).output).toEqual([
    { Bucket: 'photos', Key: 'a.jpg' },
    { Bucket: 'photos', Key: 'b.jpg' },
  ]);
});

const LISTING = {
  Resource: 'arn:aws:states:::s3:listObjectsV2',
  Parameters: { Bucket: 'data', Prefix: 'logs/' },
};

test('LOAD_AND_FLATTEN reads the items inside the listed objects, in order', async () => {
  const definition = reading({
    ...LISTING,
    ReaderConfig: { InputType: 'JSONL', Transformation: 'LOAD_AND_FLATTEN', MaxItems: 3 },
  });
  const objects = memory<Content>({
    'logs/': '',
    'logs/a.jsonl': '1\n2',
    'other/b.jsonl': '9',
    'logs/c.jsonl.gz': gzipSync('3\n4'),
  });
  expect((await run(definition, {}, { objects })).output).toEqual([1, 2, 3]);
});

test.each(['gz', 'zst'])(
  'a file that is not packed as its name says (.%s) fails with its name',
  async (ending) => {
    const definition = reading({ ReaderConfig: { InputType: 'JSON' } });
    const objects = memory<Content>({ [`file.${ending}`]: Buffer.from('not packed') });

    const { outcome } = await run(definition, { key: `file.${ending}` }, { objects });

    expect(outcome).toMatchObject({
      error: 'States.ItemReaderFailed',
      cause: expect.stringContaining(`The file 'file.${ending}' cannot be unpacked`),
    });
  },
);

test('an Athena manifest names the files to read', async () => {
  const definition = reading({
    ReaderConfig: {
      ManifestType: 'ATHENA_DATA',
      InputType: 'CSV',
      CSVHeaderLocation: 'GIVEN',
      CSVHeaders: ['n'],
    },
  });
  const objects = memory<Content>({
    manifest: 's3://data/one.csv\n"s3://data/two.csv.zst"\n',
    'one.csv': '1\n2',
    'two.csv.zst': zstdCompressSync('3'),
  });
  const { output } = await run(definition, { key: 'manifest' }, { objects });
  expect(output).toEqual([{ n: '1' }, { n: '2' }, { n: '3' }]);
});

test('the host reads Parquet files; without it they fail', async () => {
  const definition = reading({ ReaderConfig: { InputType: 'PARQUET' } });
  const objects = memory<Content>({ file: Buffer.from('rows') });
  const readParquet = async (content: Uint8Array) => [{ content: Buffer.from(content).toString() }];
  const { output } = await run(definition, { key: 'file' }, { objects, readParquet });
  expect(output).toEqual([{ content: 'rows' }]);
  expect((await run(definition, { key: 'file' }, { objects })).outcome).toMatchObject({
    error: 'States.ItemReaderFailed',
    cause: 'The host does not read Parquet files.',
  });
});

test.each<[string, object, string]>([
  ['a file', { ReaderConfig: { InputType: 'JSON' } }, 'S3://data/logs/a.json'],
  ['a listing', LISTING, 'S3://data'],
  [
    'the objects of a listing',
    { ...LISTING, ReaderConfig: { InputType: 'JSON', Transformation: 'LOAD_AND_FLATTEN' } },
    'S3://data/logs/a.json',
  ],
])('an item tells that it comes from %s', async (_what, reader, source) => {
  const definition = reading(reader, { ItemSelector: { 'from.$': '$$.Map.Item.Source' } });
  const objects = memory({ 'logs/a.json': '[1]' });
  const { output } = await run(definition, { key: 'logs/a.json' }, { objects });
  expect(output).toEqual([{ from: source }]);
});

test('a file may hold an object, whose members are items', async () => {
  const { output } = await run(reading({}), { key: 'file' }, { objects: memory({ file: '{"a":1}' }) });
  expect(output).toEqual([{ Key: 'a', Value: 1 }]);
});

test('a file that holds neither an array nor an object is no list of items', async () => {
  const { outcome } = await run(reading({}), { key: 'file' }, { objects: memory({ file: '1' }) });
  expect(outcome).toMatchObject({
    error: 'States.ItemReaderFailed',
    cause: 'Attempting to map over non-iterable node.',
  });
});

test('a file that cannot be read fails the run with States.ItemReaderFailed', async () => {
  const { outcome, types } = await run(reading({}), { key: 'no' }, { objects: memory() });
  expect(outcome).toEqual({
    status: 'FAILED',
    error: 'States.ItemReaderFailed',
    cause: 'The specified key does not exist.',
  });
  expect(types).toContain('MapRunFailed');
});
