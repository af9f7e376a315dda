// ResultWriter: the results of a distributed Map as objects in S3, and the forms that WriterConfig gives them.
import { Cancelled, StateFailure } from '../failure.ts';
import { compileTemplate, type Language } from '../fields.ts';
import type { Execution, MapRun, Outcome } from '../host.ts';
import type { Visit } from '../visit.ts';

type Source = Readonly<Record<string, unknown>>;

/** One child execution that has ended. */
export interface Ended {
  execution: Execution;
  outcome: Outcome;
  /** Milliseconds since the epoch. */
  stopTime: number;
}

/** Writes the results; gives the output of the Map. */
export type Writer = (visit: Visit, run: MapRun, ended: readonly Ended[]) => Promise<unknown>;

export function compileWriter(source: Source, language: Language): Writer {
  const config = (source['WriterConfig'] ?? {}) as Source;
  const transform = TRANSFORMATIONS[(config['Transformation'] as string | undefined) ?? 'NONE']!;
  const destination = source['Parameters'] ?? source['Arguments'];
  // Without a destination, WriterConfig only gives the state's output its form.
  if (!('Resource' in source) || destination === undefined)
    return async (_visit, _run, ended) => transform(ended.filter(isSuccess));
  const field = language === 'JSONata' ? 'ResultWriter/Arguments' : 'Parameters';
  const parameters = compileTemplate(destination, language, field);
  return async (visit, run, ended) => {
    const given = (await parameters(visit, { root: visit.input })) as Source;
    return write(visit, run, ended, given, { transform, isLines: config['OutputType'] === 'JSONL' });
  };
}

function isSuccess({ outcome }: Ended): boolean {
  return outcome.status === 'SUCCEEDED';
}

type Transform = (ended: readonly Ended[]) => unknown[];

const TRANSFORMATIONS: Readonly<Record<string, Transform>> = {
  NONE: (ended) => ended.map(described),
  COMPACT: (ended) => ended.map(({ outcome }) => (outcome.status === 'SUCCEEDED' ? outcome.output : outcome)),
  FLATTEN: (ended) =>
    ended.flatMap(({ outcome }) =>
      outcome.status === 'SUCCEEDED' ? (outcome.output as unknown[]) : [outcome],
    ),
};

/** A child execution under the names of DescribeExecution, as AWS writes it. */
function described({ execution, outcome, stopTime }: Ended): Source {
  return {
    ExecutionArn: execution.id,
    Input: JSON.stringify(execution.input),
    InputDetails: { Included: true },
    Name: execution.name,
    ...(outcome.status === 'SUCCEEDED'
      ? { Output: JSON.stringify(outcome.output), OutputDetails: { Included: true } }
      : { Error: outcome.error, Cause: outcome.cause }),
    RedriveCount: 0,
    RedriveStatus: 'NOT_REDRIVABLE',
    StartDate: new Date(execution.startTime).toISOString(),
    StateMachineArn: execution.stateMachine.id,
    Status: outcome.status,
    StopDate: new Date(stopTime).toISOString(),
  };
}

async function write(
  visit: Visit,
  run: MapRun,
  ended: readonly Ended[],
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
    if (!store) throw failed('The host has no object store to write results to.');
    const written = store.putObject({ ...destination, Key: key, Body: body }, scope.signal);
    await scope.wait(written.catch(refuse));
    return { Key: key, Size: Buffer.byteLength(body) };
  };
  const files: Record<string, unknown[]> = { SUCCEEDED: [], FAILED: [], PENDING: [] };
  const extension = form.isLines ? 'jsonl' : 'json';
  for (const [status, chosen] of [
    ['SUCCEEDED', ended.filter(isSuccess)],
    ['FAILED', ended.filter((one) => !isSuccess(one))],
  ] as const) {
    if (chosen.length === 0) continue;
    const results = form.transform(chosen);
    const body = form.isLines
      ? results.map((one) => JSON.stringify(one)).join('\n')
      : JSON.stringify(results);
    files[status]?.push(await put(`${status}_0.${extension}`, body));
    run.itemCounts.resultsWritten += chosen.length;
    run.executionCounts.resultsWritten += chosen.length;
  }
  const manifest = { DestinationBucket: bucket, MapRunArn: run.arn, ResultFiles: files };
  const { Key } = await put('manifest.json', JSON.stringify(manifest));
  return { MapRunArn: run.arn, ResultWriterDetails: { Bucket: bucket, Key } };
}

function failed(cause: string): StateFailure {
  return new StateFailure('States.ResultWriterFailed', cause);
}

function refuse(error: unknown): never {
  if (error instanceof Cancelled) throw error;
  throw failed(error instanceof Error ? error.message : String(error));
}
