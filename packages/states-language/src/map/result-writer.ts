// ResultWriter: the results of a distributed Map as objects in S3, and the forms that WriterConfig gives them.
import { failAs, StateFailure } from '../failure.ts';
import { compileTemplate, type Language, type Source } from '../fields.ts';
import type { Execution, MapRun, Outcome } from '../host.ts';
import type { StateExecution } from '../state-execution.ts';

const WRITER_FAILED = 'States.ResultWriterFailed';

/** One child execution that has ended. */
export interface Ended {
  execution: Execution;
  outcome: Outcome;
  /** Milliseconds since the epoch. */
  stopTime: number;
}

/** What a map run leaves: the children that have ended, and the inputs of those that were never started. */
export interface Results {
  ended: readonly Ended[];
  pending: readonly unknown[];
}

/** Writes the results, also those of a run that failed; gives the output of the Map. */
export type Writer = (visit: StateExecution, run: MapRun, results: Results) => Promise<unknown>;

export function compileWriter(source: Source, language: Language): Writer {
  const config = (source['WriterConfig'] ?? {}) as Source;
  const transform = TRANSFORMATIONS[(config['Transformation'] as string | undefined) ?? 'NONE']!;
  const destination = source['Parameters'] ?? source['Arguments'];
  // Without a destination, WriterConfig only gives the state's output its form.
  if (!('Resource' in source) || destination === undefined)
    return async (_visit, _run, { ended }) => transform(ended.filter(isSuccess));
  const field = language === 'JSONata' ? 'ResultWriter/Arguments' : 'Parameters';
  const parameters = compileTemplate(destination, language, field);
  return async (visit, run, results) => {
    const given = (await parameters(visit, { root: visit.input })) as Source;
    return write(visit, run, results, given, { transform, isLines: config['OutputType'] === 'JSONL' });
  };
}

function isSuccess({ outcome }: Ended): boolean {
  return outcome.status === 'SUCCEEDED';
}

type Transform = (ended: readonly Ended[]) => unknown[];

/** A child that failed is always described in full. */
const TRANSFORMATIONS: Readonly<Record<string, Transform>> = {
  NONE: (ended) => ended.map(described),
  COMPACT: (ended) => ended.map((one) => (isSuccess(one) ? outputOf(one) : described(one))),
  FLATTEN: (ended) => ended.flatMap((one) => (isSuccess(one) ? outputOf(one) : described(one))),
};

/** Nothing for a child that failed. */
export function outputOf({ outcome }: Ended): unknown {
  return outcome.status === 'SUCCEEDED' ? outcome.output : undefined;
}

/** A child execution under the names of DescribeExecution, as AWS writes it. */
function described({ execution, outcome, stopTime }: Ended): Source {
  return {
    ...(outcome.status !== 'SUCCEEDED' && { Cause: outcome.cause, Error: outcome.error }),
    ExecutionArn: execution.id,
    Input: JSON.stringify(execution.input),
    InputDetails: INCLUDED,
    Name: execution.name,
    ...(outcome.status === 'SUCCEEDED' && { Output: JSON.stringify(outcome.output) }),
    OutputDetails: INCLUDED,
    RedriveCount: execution.redriveCount,
    ...(outcome.status === 'SUCCEEDED'
      ? {
          RedriveStatus: 'NOT_REDRIVABLE',
          RedriveStatusReason: 'Execution is SUCCEEDED and cannot be redriven',
        }
      : { RedriveStatus: 'REDRIVABLE_BY_MAP_RUN' }),
    StartDate: new Date(execution.startTime).toISOString(),
    StateMachineArn: execution.stateMachine.id,
    Status: outcome.status,
    StopDate: new Date(stopTime).toISOString(),
  };
}

const INCLUDED = { Included: true };

/** A child that was never started has no name yet. */
function waiting(input: unknown): Source {
  return { Input: JSON.stringify(input), InputDetails: INCLUDED, Status: 'PENDING' };
}

async function write(
  visit: StateExecution,
  run: MapRun,
  { ended, pending }: Results,
  destination: Source,
  form: { transform: Transform; isLines: boolean },
): Promise<unknown> {
  const store = visit.flow.run.host.objects;
  const { scope } = visit.flow;
  const bucket = destination['Bucket'];
  const prefix =
    typeof destination['Prefix'] === 'string' ? `${destination['Prefix'].replace(/\/$/, '')}/` : '';
  const folder = `${prefix}${run.arn.split(':').at(-1)}`;
  const put = async (name: string, body: string) => {
    const key = `${folder}/${name}`;
    if (!store) throw new StateFailure(WRITER_FAILED, 'The host has no object store to write results to.');
    const written = store.putObject({ ...destination, Key: key, Body: body }, scope.signal);
    await scope.wait(written.catch(failAs(WRITER_FAILED)));
    return { Key: key, Size: Buffer.byteLength(body) };
  };
  const extension = form.isLines ? 'jsonl' : 'json';
  const textOf = (results: readonly unknown[]) =>
    form.isLines ? results.map((one) => JSON.stringify(one)).join('\n') : JSON.stringify(results);
  const fileOf = async (status: string, results: readonly unknown[]) =>
    results.length === 0 ? [] : [await put(`${status}_0.${extension}`, textOf(results))];
  const files = {
    FAILED: await fileOf('FAILED', form.transform(ended.filter((one) => !isSuccess(one)))),
    PENDING: await fileOf('PENDING', pending.map(waiting)),
    SUCCEEDED: await fileOf('SUCCEEDED', form.transform(ended.filter(isSuccess))),
  };
  run.itemCounts.resultsWritten += ended.length;
  run.executionCounts.resultsWritten += ended.length;
  const manifest = { DestinationBucket: bucket, MapRunArn: run.arn, ResultFiles: files };
  const { Key } = await put('manifest.json', JSON.stringify(manifest));
  return { MapRunArn: run.arn, ResultWriterDetails: { Bucket: bucket, Key } };
}
