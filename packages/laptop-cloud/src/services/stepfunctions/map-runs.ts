// The map runs of executions and their children: what DescribeMapRun shows, UpdateMapRun changes and a redrive goes on with.
import type { ChildHistory, Execution, MapRun, MapRunLimits } from 'states-language';
import { type ExecutionRecord, executionOf } from './execution-record.ts';
import { redrivenRecord } from './execution-redrive.ts';
import type { ExecutionStore } from './execution-store.ts';

export interface MapRuns {
  /** Keeps a run as it starts and ends; `adjust` changes its limits until then. */
  note(run: MapRun, adjust: (limits: Partial<MapRunLimits>) => void): void;
  of(executionArn: string): MapRun[];
  get(mapRunArn: string): MapRun | undefined;
  /** Changes the limits of a run that is under way; a run that is over stays as it is. */
  update(mapRunArn: string, limits: Partial<MapRunLimits>): void;
}

/** Those that were under way when the laptop cloud stopped are aborted. */
export function createMapRuns(store: ExecutionStore, nowMs: number): MapRuns {
  const runs = new Map(store.loadMapRuns().map((run) => [run.arn, run]));
  const adjusters = new Map<string, (limits: Partial<MapRunLimits>) => void>();
  for (const run of runs.values())
    if (run.status === 'RUNNING') {
      Object.assign(run, { status: 'ABORTED', stopTime: nowMs });
      store.saveMapRun(run);
    }
  return {
    note(run, adjust) {
      run.startTime = runs.get(run.arn)?.startTime ?? run.startTime;
      runs.set(run.arn, run);
      if (run.status === 'RUNNING') adjusters.set(run.arn, adjust);
      else adjusters.delete(run.arn);
      store.saveMapRun(run);
    },
    of: (executionArn) => [...runs.values()].filter((run) => run.executionArn === executionArn),
    get: (arn) => runs.get(arn),
    update: (arn, limits) => adjusters.get(arn)?.(limits),
  };
}

/** The record of a child that starts, or that goes on after a redrive. */
export function childRecord(
  parent: ExecutionRecord,
  known: ExecutionRecord | undefined,
  { execution, run, index }: { execution: Execution; run: MapRun; index: number },
): ExecutionRecord {
  if (known) return redrivenRecord(known, execution.resume?.redriveTime ?? known.startMs);
  return {
    executionArn: execution.id,
    name: execution.name,
    stateMachineArn: execution.stateMachine.id,
    type: run.childType,
    roleArn: parent.roleArn,
    definitionKey: parent.definitionKey,
    input: JSON.stringify(execution.input),
    status: 'RUNNING',
    startMs: execution.startTime,
    redriveCount: 0,
    mapRunArn: run.arn,
    mapRunIndex: index,
  };
}

/** The children that a map run has started; of those with the same index, which were started anew, the last. */
export function childrenOf(
  records: Iterable<ExecutionRecord>,
  mapRunArn: string,
  store: ExecutionStore,
): ChildHistory[] {
  const children = new Map<number, ChildHistory>();
  for (const record of records) {
    const { mapRunIndex: index, type, executionArn } = record;
    if (record.mapRunArn !== mapRunArn || index === undefined) continue;
    children.set(index, {
      index,
      type,
      execution: executionOf(record),
      history: store.history(executionArn),
    });
  }
  return [...children.values()];
}
