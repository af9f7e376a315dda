// The map runs of executions and their children: what DescribeMapRun shows, UpdateMapRun changes and a redrive goes on with.
import type { ChildHistory, Execution, MapRun, MapRunLimits } from 'states-language';
import { type ExecutionRecord, executionOf } from './execution-record.ts';
import type { ExecutionRecords } from './execution-records.ts';
import { redrivenRecord } from './execution-redrive.ts';
import type { ExecutionStore } from './execution-store.ts';

type Adjust = (limits: Partial<MapRunLimits>) => void;

export class MapRuns {
  readonly #store: ExecutionStore;
  readonly #runs: Map<string, MapRun>;
  /** Of the runs that this process has under way. */
  readonly #adjusters = new Map<string, Adjust>();

  constructor(store: ExecutionStore) {
    this.#store = store;
    this.#runs = new Map(store.loadMapRuns().map((run) => [run.arn, run]));
  }

  /** Keeps a run as it starts, goes on and ends; `adjust` changes its limits until then. */
  readonly note = (run: MapRun, adjust: Adjust): void => {
    const known = this.#runs.get(run.arn);
    run.startTime = known?.startTime ?? run.startTime;
    this.#runs.set(run.arn, run);
    if (run.status === 'RUNNING') this.#adjusters.set(run.arn, adjust);
    else this.#adjusters.delete(run.arn);
    if (known && known !== run && known.status === 'RUNNING') goOn(run, known, adjust);
    this.#store.saveMapRun(run);
  };

  of(executionArn: string): MapRun[] {
    return [...this.#runs.values()].filter((run) => run.executionArn === executionArn);
  }

  get(mapRunArn: string): MapRun | undefined {
    return this.#runs.get(mapRunArn);
  }

  /** Changes the limits of a run that is under way; a run that is over stays as it is. */
  update(mapRunArn: string, limits: Partial<MapRunLimits>): void {
    const run = this.#runs.get(mapRunArn);
    const adjust = this.#adjusters.get(mapRunArn);
    if (!run || !adjust) return;
    adjust(limits);
    this.#store.saveMapRun(run);
  }

  /** Ends those that an earlier process had under way and that go on no more. */
  abandon(goesOn: ReadonlySet<string>, nowMs: number): void {
    for (const run of this.#runs.values())
      if (run.status === 'RUNNING' && !goesOn.has(run.arn) && !this.#adjusters.has(run.arn)) {
        Object.assign(run, { status: 'ABORTED', stopTime: nowMs });
        this.#store.saveMapRun(run);
      }
  }
}

/** The same run, in another process: with the limits that UpdateMapRun has given it. */
function goOn(run: MapRun, known: MapRun, adjust: Adjust): void {
  if (known.redriveTime !== undefined) run.redriveTime ??= known.redriveTime;
  const changed = LIMITS.filter((limit) => known[limit] !== run[limit]);
  if (changed.length > 0) adjust(Object.fromEntries(changed.map((limit) => [limit, known[limit]])));
}

const LIMITS = ['maxConcurrency', 'toleratedFailureCount', 'toleratedFailurePercentage'] as const;

/** The record of a child that starts, or that goes on after a redrive or in another process. */
export function childRecord(
  parent: ExecutionRecord,
  known: ExecutionRecord | undefined,
  { execution, run, index }: { execution: Execution; run: MapRun; index: number },
): ExecutionRecord {
  if (known && execution.continued) return known;
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
export function recordsOf(records: ExecutionRecords, mapRunArn: string): ExecutionRecord[] {
  const children = new Map<number, ExecutionRecord>();
  const all = records.select((facets) => facets.mapRunArn === mapRunArn).slice();
  for (const record of all.reverse())
    if (record.mapRunIndex !== undefined) children.set(record.mapRunIndex, record);
  return [...children.values()];
}

/** For a redrive of their run. */
export function childrenOf(
  records: ExecutionRecords,
  mapRunArn: string,
  store: ExecutionStore,
): ChildHistory[] {
  return recordsOf(records, mapRunArn).map((record) => ({
    index: record.mapRunIndex ?? 0,
    type: record.type,
    execution: executionOf(record),
    history: store.history(record.executionArn),
  }));
}
