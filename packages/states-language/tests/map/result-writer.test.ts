// ResultWriter: what a map run leaves in S3, and the forms of it.
import { machine, run } from '../engine.ts';
import { memory, oddFails, worker } from './distributed.ts';

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
