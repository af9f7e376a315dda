// Distributed Map: child executions, batches, tolerated failures, results in S3.
import { gzipSync, zstdCompressSync } from 'node:zlib';
import type { HistoryEvent } from '../../local/states/history.ts';
import type { Execution, MapRun, ObjectStore } from '../../local/states/host.ts';
import { StatesTaskError } from '../../local/states/task-error.ts';
import { INVOKE, machine, run } from './engine.ts';

const DISTRIBUTED = { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' };
const worker = {
  ProcessorConfig: DISTRIBUTED,
  StartAt: 'Work',
  States: { Work: { Type: 'Task', Resource: INVOKE, End: true } },
};

function oddFails({ input }: { input: unknown }): unknown {
  if (typeof input === 'number' && input % 2 === 1) throw new StatesTaskError('Odd', `${input}`);
  return input;
}

test('every item is an execution of its own; the parent records only the run', async () => {
  const children: Execution[] = [];
  const childEvents: HistoryEvent[] = [];
  const runs: MapRun[] = [];
  const { output, types } = await run(
    machine({ Type: 'Map', Label: 'Each', ItemProcessor: worker }),
    ['a', 'b'],
    {
      child: (execution) => {
        children.push(execution);
        return { emit: (event) => void childEvents.push(event) };
      },
      mapRun: (mapRun) => void runs.push({ ...mapRun }),
    },
  );
  expect(output).toEqual(['a', 'b']);
  expect(types).toEqual([
    'ExecutionStarted',
    'MapStateEntered',
    'MapStateStarted',
    'MapRunStarted',
    'MapRunSucceeded',
    'MapStateSucceeded',
    'MapStateExited',
    'ExecutionSucceeded',
  ]);
  expect(children[0]).toMatchObject({
    id: expect.stringMatching(/^arn:aws:states:eu-west-1:123456789012:execution:machine\/Each:/),
    input: 'a',
    stateMachine: { id: 'arn:aws:states:eu-west-1:123456789012:stateMachine:machine/Each' },
  });
  expect(childEvents.filter(({ type }) => type === 'ExecutionSucceeded')).toHaveLength(2);
  expect(runs.map(({ status }) => status)).toEqual(['RUNNING', 'SUCCEEDED']);
  expect(runs[1]?.itemCounts).toMatchObject({ total: 2, succeeded: 2, pending: 0, running: 0 });
});

test('children see their own context and none of the variables of the parent', async () => {
  const { output } = await run({
    StartAt: 'Set',
    States: {
      Set: { Type: 'Pass', Assign: { x: 1 }, Result: [0], Next: 'Each' },
      Each: {
        Type: 'Map',
        ItemProcessor: {
          ProcessorConfig: DISTRIBUTED,
          StartAt: 'Look',
          States: { Look: { Type: 'Pass', Parameters: { 'input.$': '$$.Execution.Input' }, End: true } },
        },
        End: true,
      },
    },
  });
  expect(output).toEqual([{ input: 0 }]);
});

test.each<[string, object, string]>([
  ['no tolerance', {}, 'FAILED'],
  ['a count that is reached', { ToleratedFailureCount: 2 }, 'SUCCEEDED'],
  ['a count that is exceeded', { ToleratedFailureCount: 1 }, 'FAILED'],
  ['a percentage that is reached', { ToleratedFailurePercentage: 50 }, 'SUCCEEDED'],
  ['a percentage that is exceeded', { ToleratedFailurePercentage: 49 }, 'FAILED'],
])('with %s, two failures of four items', async (_what, fields, status) => {
  const { outcome, types } = await run(
    machine({ Type: 'Map', ItemProcessor: worker, ...fields }),
    [0, 1, 2, 3],
    {
      task: oddFails,
    },
  );
  expect(outcome.status).toBe(status);
  if (status === 'SUCCEEDED') return expect(outcome).toMatchObject({ output: [0, 2] });
  expect(outcome).toMatchObject({
    error: 'States.ExceedToleratedFailureThreshold',
    cause: 'The specified tolerated failure threshold was exceeded',
  });
  expect(types.slice(-3)).toEqual(['MapRunFailed', 'MapStateFailed', 'ExecutionFailed']);
});

test('ItemBatcher gives each child several items and the common input', async () => {
  const { calls } = await run(
    machine({
      Type: 'Map',
      ItemsPath: '$.items',
      ItemBatcher: { MaxItemsPerBatch: 2, BatchInput: { 'rider.$': '$.rider' } },
      ItemProcessor: worker,
    }),
    { items: [1, 2, 3], rider: 'ada' },
  );
  expect(calls.map(({ input }) => input)).toEqual([
    { BatchInput: { rider: 'ada' }, Items: [1, 2] },
    { BatchInput: { rider: 'ada' }, Items: [3] },
  ]);
});

test('MaxInputBytesPerBatch closes a batch before it grows too large', async () => {
  const { calls } = await run(
    machine({ Type: 'Map', ItemBatcher: { MaxInputBytesPerBatch: 40 }, ItemProcessor: worker }),
    ['aaaaaaaaaa', 'bbbbbbbbbb', 'cccccccccc'],
  );
  expect(calls.map(({ input }) => (input as { Items: string[] }).Items.length)).toEqual([2, 1]);
});

type Content = string | Uint8Array;

function memory<Body extends Content = string>(
  files: Record<string, Body> = {},
): ObjectStore & { files: Record<string, Body> } {
  return {
    files,
    getObject: async ({ Key }) => {
      const body = files[String(Key)];
      if (body === undefined) throw new Error('The specified key does not exist.');
      return body;
    },
    listObjects: async ({ Prefix }) =>
      Object.keys(files)
        .filter((key) => key.startsWith(String(Prefix)))
        .map((key) => ({ Key: key })),
    putObject: async ({ Key, Body }) => {
      files[String(Key)] = Body as Body;
    },
  };
}

test('ResultWriter writes what succeeded and what failed, and gives the place of the manifest', async () => {
  const objects = memory();
  const { output } = await run(
    machine({
      Type: 'Map',
      ToleratedFailurePercentage: 100,
      ItemProcessor: worker,
      ResultWriter: {
        Resource: 'arn:aws:states:::s3:putObject',
        Parameters: { Bucket: 'results', Prefix: 'today' },
      },
    }),
    [0, 1, 2],
    { task: oddFails, objects },
  );
  const { MapRunArn, ResultWriterDetails } = output as {
    MapRunArn: string;
    ResultWriterDetails: { Key: string };
  };
  const folder = `today/${MapRunArn.split(':').at(-1)}`;
  expect(ResultWriterDetails).toEqual({ Bucket: 'results', Key: `${folder}/manifest.json` });
  const manifest = JSON.parse(objects.files[`${folder}/manifest.json`]!);
  expect(manifest.ResultFiles).toMatchObject({
    SUCCEEDED: [{ Key: `${folder}/SUCCEEDED_0.json` }],
    FAILED: [{ Key: `${folder}/FAILED_0.json` }],
    PENDING: [],
  });
  const notRedrivable = {
    RedriveStatus: 'NOT_REDRIVABLE',
    RedriveStatusReason: 'Execution is SUCCEEDED and cannot be redriven',
  };
  expect(JSON.parse(objects.files[`${folder}/SUCCEEDED_0.json`]!)).toMatchObject([
    { Output: '0', ...notRedrivable },
    { Output: '2', ...notRedrivable },
  ]);
  expect(JSON.parse(objects.files[`${folder}/FAILED_0.json`]!)).toMatchObject([
    { Error: 'Odd', Cause: '1', RedriveStatus: 'REDRIVABLE_BY_MAP_RUN' },
  ]);
});

/** The files that ResultWriter leaves, by their names. */
async function written(WriterConfig: object, items: unknown[], more: object = {}) {
  const objects = memory();
  const ResultWriter = {
    Resource: 'arn:aws:states:::s3:putObject',
    Parameters: { Bucket: 'results', Prefix: '' },
    WriterConfig,
  };
  const definition = machine({ Type: 'Map', ItemProcessor: worker, ResultWriter, ...more });
  const { outcome } = await run(definition, items, { task: oddFails, objects });
  const files = Object.entries(objects.files).map(([key, body]) => [key.split('/').at(-1), body]);
  return { outcome, files: Object.fromEntries(files) as Record<string, string> };
}

test('a run that fails still writes its results, with what was never started', async () => {
  const { outcome, files } = await written({}, [0, 1, 2], { MaxConcurrency: 1 });
  expect(outcome).toMatchObject({ error: 'States.ExceedToleratedFailureThreshold' });
  expect(JSON.parse(files['SUCCEEDED_0.json']!)).toMatchObject([{ Input: '0' }]);
  expect(JSON.parse(files['FAILED_0.json']!)).toMatchObject([{ Input: '1', Status: 'FAILED' }]);
  expect(JSON.parse(files['PENDING_0.json']!)).toEqual([
    { Input: '2', InputDetails: { Included: true }, Status: 'PENDING' },
  ]);
});

test('FLATTEN and JSON Lines shape what succeeded; a failure is described in full', async () => {
  const config = { Transformation: 'FLATTEN', OutputType: 'JSONL' };
  const { files } = await written(config, [[1, 2], 3, 4], { ToleratedFailureCount: 1 });
  expect(files['SUCCEEDED_0.jsonl']).toBe('1\n2\n4');
  expect(JSON.parse(files['FAILED_0.jsonl']!)).toMatchObject({ Status: 'FAILED', Input: '3', Error: 'Odd' });
});

test('WriterConfig alone gives the output of the state another form', async () => {
  const { output } = await run(
    machine({
      Type: 'Map',
      ItemProcessor: worker,
      ResultWriter: { WriterConfig: { Transformation: 'FLATTEN' } },
    }),
    [[1, 2], [3]],
  );
  expect(output).toEqual([1, 2, 3]);
});

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

test.each<[string, object]>([
  ['JSONPath', { ItemsPath: '$.prices' }],
  ['JSONata', { QueryLanguage: 'JSONata', Items: '{% $states.input.prices %}' }],
  ['nothing', { InputPath: '$.prices' }],
])('the members of an object are items, selected by %s', async (_language, fields) => {
  const map = machine({ Type: 'Map', ItemProcessor: worker, ...fields });
  const { output } = await run(map, { prices: { tea: 2, cake: 3 } });
  expect(output).toEqual([
    { Key: 'tea', Value: 2 },
    { Key: 'cake', Value: 3 },
  ]);
});

test('without Items, JSONata iterates over the members of the input', async () => {
  const map = machine({ Type: 'Map', QueryLanguage: 'JSONata', ItemProcessor: worker });
  expect((await run(map, { tea: 2 })).output).toEqual([{ Key: 'tea', Value: 2 }]);
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
