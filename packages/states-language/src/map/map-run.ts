// A distributed Map: every item, or batch of items, is a child execution with a history of its own.
import { createHash, randomUUID } from 'node:crypto';
import { Cancelled, runtimeFailure } from '../failure.ts';
import { compileNumber, type Language, type Source } from '../fields.ts';
import type { MapRun } from '../host.ts';
import { MAX_MAP_RUN_REDRIVES } from '../redrive-limits.ts';
import type { StateExecution } from '../state-execution.ts';
import { type ChildInput, compileBatcher } from './batch.ts';
import { adjust, type Children, runChildren } from './children.ts';
import type { Distribution, MapWork } from './distribution.ts';
import { entriesOf, STATE_DATA, selectItems } from './entries.ts';
import { compileReader } from './item-reader.ts';
import { compileWriter, outputOf } from './result-writer.ts';
import { type Tolerance, toleranceExceeded, toleranceOf } from './tolerance.ts';

export function compileDistribution(
  name: string,
  source: Source,
  config: Source,
  language: Language,
): Distribution {
  const { ReaderConfig: readerConfig } = (source['ItemReader'] ?? {}) as { ReaderConfig?: Source };
  return {
    label: (source['Label'] as string | undefined) ?? generatedLabel(name),
    childType: (config['ExecutionType'] as MapRun['childType'] | undefined) ?? 'STANDARD',
    reader: 'ItemReader' in source ? compileReader(source['ItemReader'] as Source, language) : undefined,
    itemsPointer: readerConfig?.['ItemsPointer'] as string | undefined,
    batcher: 'ItemBatcher' in source ? compileBatcher(source['ItemBatcher'] as Source, language) : undefined,
    writer: 'ResultWriter' in source ? compileWriter(source['ResultWriter'] as Source, language) : undefined,
    toleratedCount: compileNumber(source, 'ToleratedFailureCount', language),
    toleratedPercentage: compileNumber(source, 'ToleratedFailurePercentage', language, 'float'),
  };
}

/** Runs all children. Gives the result of the Map; rejects when more of them fail than is tolerated. */
export async function runDistributed(
  visit: StateExecution,
  distribution: Distribution,
  work: MapWork,
): Promise<unknown> {
  const tolerated = await toleranceOf(visit, distribution, work.input);
  const run = startRun(visit, distribution, work, tolerated);
  const { arn: mapRunArn, redriveCount } = run;
  if (!work.resumed?.isUnderWay) {
    if (redriveCount === 0) visit.record('MapRunStarted', { mapRunStartedEventDetails: { mapRunArn } });
    else visit.record('MapRunRedriven', { mapRunRedrivenEventDetails: { mapRunArn, redriveCount } });
  }
  const children: Children = { run, tolerated, inputs: [], fill: () => {} };
  visit.flow.run.host.mapRun?.(run, (limits) => adjust(children, limits));
  try {
    children.inputs = await childInputs(visit, distribution, work);
    const { isExceeded, ...results } = await runChildren(visit, distribution, work, children);
    const written = await distribution.writer?.(visit, run, results);
    if (isExceeded) throw toleranceExceeded();
    const result = distribution.writer
      ? written
      : results.ended.filter(({ outcome }) => outcome.status === 'SUCCEEDED').map(outputOf);
    if (!distribution.writer) countAsWritten(run);
    endRun(visit, run, 'SUCCEEDED');
    visit.record('MapRunSucceeded');
    return result;
  } catch (error) {
    endRun(visit, run, error instanceof Cancelled ? 'ABORTED' : 'FAILED');
    if (error instanceof Cancelled) {
      if (!visit.flow.run.isEnding) visit.recordAside('MapRunAborted');
      throw error;
    }
    const failure = visit.failureOf(error);
    if (!failure.isFatal) visit.record('MapRunFailed', { mapRunFailedEventDetails: failure.fault });
    throw failure;
  }
}

/** A run without a child of its own is not redriven but made anew. */
function startRun(
  visit: StateExecution,
  distribution: Distribution,
  work: MapWork,
  tolerated: Tolerance,
): MapRun {
  const { execution, host } = visit.flow.run;
  const { isUnderWay = false, children } = work.resumed ?? {};
  const resumed = isUnderWay || children?.size ? work.resumed : undefined;
  if (resumed && resumed.redriveCount > MAX_MAP_RUN_REDRIVES)
    throw runtimeFailure(`A map run can be redriven ${MAX_MAP_RUN_REDRIVES} times at most.`);
  const [, partition, , region, account] = execution.id.split(':');
  const counts = () => ({
    pending: 0,
    running: 0,
    succeeded: 0,
    failed: 0,
    timedOut: 0,
    aborted: 0,
    total: 0,
    resultsWritten: 0,
  });
  return {
    arn:
      resumed?.arn ??
      `arn:${partition}:states:${region}:${account}:mapRun:${execution.stateMachine.name}/${distribution.label}:${randomUUID()}`,
    executionArn: execution.id,
    state: work.name,
    status: 'RUNNING',
    startTime: host.clock.now(),
    childType: distribution.childType,
    redriveCount: resumed?.redriveCount ?? 0,
    ...(resumed && !isUnderWay && { redriveTime: host.clock.now() }),
    maxConcurrency: work.maxConcurrency,
    toleratedFailureCount: tolerated.count ?? 0,
    toleratedFailurePercentage: tolerated.percentage ?? 0,
    itemCounts: counts(),
    executionCounts: counts(),
  };
}

/** Unique in its machine, as the name of a state is, and the same for all runs of the Map. */
function generatedLabel(name: string): string {
  const hex = createHash('sha256').update(name).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

/** What the state itself gives counts as written. */
function countAsWritten({ itemCounts, executionCounts }: MapRun): void {
  itemCounts.resultsWritten = itemCounts.succeeded;
  executionCounts.resultsWritten = executionCounts.succeeded;
}

function endRun(visit: StateExecution, run: MapRun, status: MapRun['status']): void {
  const { host } = visit.flow.run;
  run.status = status;
  run.stopTime = host.clock.now();
  host.mapRun?.(run, () => {});
}

async function childInputs(
  visit: StateExecution,
  distribution: Distribution,
  work: MapWork,
): Promise<ChildInput[]> {
  const entries = work.items
    ? entriesOf(work.items, STATE_DATA)
    : await distribution.reader!(visit, work.input);
  const selected = await selectItems(visit, entries, work.select, work.input);
  if (distribution.batcher) return distribution.batcher(visit, work.input, selected);
  return selected.map((input) => ({ input, items: 1 }));
}
