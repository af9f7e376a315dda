// A distributed Map: every item, or batch of items, is a child execution with a history of its own.
import { randomUUID } from 'node:crypto';
import { conduct } from '../conduct.ts';
import { Cancelled, runtimeFailure, StateFailure } from '../failure.ts';
import { compileNumber, type Field, type Language } from '../fields.ts';
import type { Execution, MapRun, MapRunLimits, Outcome, ResumedMapRun } from '../host.ts';
import { Scope } from '../scope.ts';
import { noted } from '../shape.ts';
import type { Graph, MapItem, Visit } from '../visit.ts';
import { type Batcher, compileBatcher } from './batch.ts';
import { compileReader, type Reader } from './item-reader.ts';
import { compileWriter, type Ended, type Writer } from './result-writer.ts';

type Source = Readonly<Record<string, unknown>>;

/** AWS runs no more child executions at once. */
const DISTRIBUTED_LIMIT = 10_000;
const EXCEEDED = 'States.ExceedToleratedFailureThreshold';
const EXCEEDED_CAUSE = 'The specified tolerated failure threshold was exceeded';

/** What makes a Map distributed, compiled. */
export interface Distribution {
  label: string;
  childType: MapRun['childType'];
  reader: Reader | undefined;
  batcher: Batcher | undefined;
  writer: Writer | undefined;
  toleratedCount: Field;
  toleratedPercentage: Field;
}

export function compileDistribution(
  name: string,
  source: Source,
  config: Source,
  language: Language,
): Distribution {
  return {
    label: (source['Label'] as string | undefined) ?? name.replace(/[^\w-]/g, '').slice(0, 40),
    childType: (config['ExecutionType'] as MapRun['childType'] | undefined) ?? 'STANDARD',
    reader: 'ItemReader' in source ? compileReader(source['ItemReader'] as Source, language) : undefined,
    batcher: 'ItemBatcher' in source ? compileBatcher(source['ItemBatcher'] as Source, language) : undefined,
    writer: 'ResultWriter' in source ? compileWriter(source['ResultWriter'] as Source, language) : undefined,
    toleratedCount: compileNumber(source, 'ToleratedFailureCount', language),
    toleratedPercentage: compileNumber(source, 'ToleratedFailurePercentage', language, 'float'),
  };
}

export interface MapWork {
  name: string;
  processor: Graph;
  /** The effective input of the Map state. */
  input: unknown;
  /** Without them, the ItemReader loads them. */
  items: readonly unknown[] | Source | undefined;
  select: Field | undefined;
  maxConcurrency: number;
  /** Redrive: the run that goes on, with the children that it had started. */
  resumed: ResumedMapRun | undefined;
}

/** Runs all children. Gives the result of the Map; rejects when more of them fail than is tolerated. */
export async function runDistributed(
  visit: Visit,
  distribution: Distribution,
  work: MapWork,
): Promise<unknown> {
  const tolerated = await toleranceOf(visit, distribution, work.input);
  const run = startRun(visit, distribution, work, tolerated);
  const { arn: mapRunArn, redriveCount } = run;
  if (redriveCount === 0) visit.record('MapRunStarted', { mapRunStartedEventDetails: { mapRunArn } });
  else visit.record('MapRunRedriven', { mapRunRedrivenEventDetails: { mapRunArn, redriveCount } });
  const children: Children = { run, tolerated, inputs: [], fill: () => {} };
  visit.flow.run.host.mapRun?.(run, (limits) => adjust(children, limits));
  try {
    children.inputs = await childInputs(visit, distribution, work);
    const ended = await runChildren(visit, distribution, work, children);
    const result = distribution.writer
      ? await distribution.writer(visit, run, ended)
      : ended.filter(({ outcome }) => outcome.status === 'SUCCEEDED').map(outputOf);
    endRun(visit, run, 'SUCCEEDED');
    visit.recordAside('MapRunSucceeded');
    return result;
  } catch (error) {
    endRun(visit, run, error instanceof Cancelled ? 'ABORTED' : 'FAILED');
    if (error instanceof Cancelled) {
      if (!visit.flow.run.isEnding) visit.recordAside('MapRunAborted');
      throw error;
    }
    const failure = visit.failureOf(error);
    if (!failure.isFatal)
      visit.record('MapRunFailed', {
        mapRunFailedEventDetails: {
          ...(failure.errorName !== undefined && { error: failure.errorName }),
          ...(failure.cause !== undefined && { cause: failure.cause }),
        },
      });
    throw failure;
  }
}

export interface Tolerance {
  count: number | undefined;
  percentage: number | undefined;
}

export async function toleranceOf(
  visit: Visit,
  distribution: Distribution,
  root: unknown,
): Promise<Tolerance> {
  const count = (await distribution.toleratedCount(visit, { root })) as number | undefined;
  const percentage = (await distribution.toleratedPercentage(visit, { root })) as number | undefined;
  if (count !== undefined && count < 0) throw runtimeFailure('ToleratedFailureCount cannot be negative.');
  if (percentage !== undefined && (percentage < 0 || percentage > 100))
    throw runtimeFailure('ToleratedFailurePercentage must be between 0 and 100.');
  if (count !== undefined) noted(visit, 'toleratedFailureCount', count);
  if (percentage !== undefined) noted(visit, 'toleratedFailurePercentage', percentage);
  return { count, percentage };
}

export function toleranceExceeded(): StateFailure {
  return new StateFailure(EXCEEDED, EXCEEDED_CAUSE);
}

export function hasTolerance({ count, percentage }: Tolerance): boolean {
  return count !== undefined || percentage !== undefined;
}

/** Fails on the first failure unless a count or a share of all items may fail. */
export function isExceeded(tolerated: Tolerance, failed: number, total: number): boolean {
  const { count, percentage } = tolerated;
  if (count === undefined && percentage === undefined) return failed > 0;
  if (count !== undefined && failed > count) return true;
  return percentage !== undefined && failed * 100 > percentage * total;
}

/** A run without a child of its own is not redriven but made anew. */
function startRun(visit: Visit, distribution: Distribution, work: MapWork, tolerated: Tolerance): MapRun {
  const { execution, host } = visit.flow.run;
  const resumed = work.resumed && work.resumed.children.size > 0 ? work.resumed : undefined;
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
    ...(resumed && { redriveTime: host.clock.now() }),
    maxConcurrency: work.maxConcurrency,
    toleratedFailureCount: tolerated.count ?? 0,
    toleratedFailurePercentage: tolerated.percentage ?? 0,
    itemCounts: counts(),
    executionCounts: counts(),
  };
}

function endRun(visit: Visit, run: MapRun, status: MapRun['status']): void {
  const { host } = visit.flow.run;
  run.status = status;
  run.stopTime = host.clock.now();
  host.mapRun?.(run, () => {});
}

export interface ChildInput {
  input: unknown;
  /** How many items it holds. */
  items: number;
}

async function childInputs(visit: Visit, distribution: Distribution, work: MapWork): Promise<ChildInput[]> {
  const items = work.items ?? (await (visit.trial?.loaded ?? distribution.reader!(visit, work.input)));
  const entries: MapItem[] = Array.isArray(items)
    ? items.map((value: unknown, at) => ({ Index: at, Value: value }))
    : Object.entries(items).map(([key, value], at) => ({ Index: at, Key: key, Value: value }));
  const selected: unknown[] = [];
  for (const item of entries)
    selected.push(
      work.select
        ? await work.select(visit, { root: work.input, reading: visit.withItem(item) })
        : entryOf(item),
    );
  if (distribution.batcher) return distribution.batcher(visit, work.input, selected);
  return selected.map((input) => ({ input, items: 1 }));
}

function entryOf(item: MapItem): unknown {
  return item.Key === undefined ? item.Value : { Key: item.Key, Value: item.Value };
}

function outputOf({ outcome }: Ended): unknown {
  return outcome.status === 'SUCCEEDED' ? outcome.output : null;
}

/** The children of a run, and what UpdateMapRun may change while they run. */
interface Children {
  run: MapRun;
  tolerated: Tolerance;
  inputs: readonly ChildInput[];
  /** Starts as many more as may run. */
  fill(): void;
}

function adjust(children: Children, limits: Partial<MapRunLimits>): void {
  const { run, tolerated } = children;
  Object.assign(run, limits);
  tolerated.count = limits.toleratedFailureCount ?? tolerated.count;
  tolerated.percentage = limits.toleratedFailurePercentage ?? tolerated.percentage;
  children.fill();
}

async function runChildren(
  visit: Visit,
  distribution: Distribution,
  work: MapWork,
  children: Children,
): Promise<Ended[]> {
  const { run, tolerated, inputs } = children;
  const { clock } = visit.flow.run.host;
  const scope = new Scope(visit.flow.scope);
  const ended: Ended[] = new Array(inputs.length);
  const known = run.redriveCount > 0 ? work.resumed?.children : undefined;
  for (const child of inputs) addTo(run, child, 'total', 'pending');
  for (const [at, { execution, outcome, stopTime }] of known ?? []) {
    const child = inputs[at];
    if (!outcome || !child) continue;
    ended[at] = { execution, outcome, stopTime };
    count(run, child, 'pending', 'succeeded');
  }
  let next = 0;
  let running = 0;
  let isOver = false;
  const runChild = async (at: number, child: ChildInput) => {
    const execution = known?.get(at)?.execution ?? childOf(visit, distribution, child.input);
    count(run, child, 'pending', 'running');
    const outcome = await conductChild(visit, work, run, execution, at, scope);
    count(run, child, 'running', COUNTED[outcome.status]);
    ended[at] = { execution, outcome, stopTime: clock.now() };
    const failed = run.itemCounts.failed + run.itemCounts.timedOut;
    if (!isOver && isExceeded(tolerated, failed, run.itemCounts.total)) {
      isOver = true;
      scope.cancel();
    }
  };
  await new Promise<void>((resolve, reject) => {
    children.fill = () => {
      const limit = run.maxConcurrency > 0 ? run.maxConcurrency : DISTRIBUTED_LIMIT;
      while (next < inputs.length && running < Math.min(limit, DISTRIBUTED_LIMIT)) {
        if (isOver || scope.reason) break;
        const at = next++;
        if (ended[at]) continue;
        running++;
        runChild(at, inputs[at]!).then(() => {
          running--;
          children.fill();
        }, reject);
      }
      if (running === 0) resolve();
    };
    children.fill();
  });
  children.fill = () => {};
  scope.close();
  if (visit.flow.scope.reason) throw visit.flow.scope.reason;
  if (isOver) throw toleranceExceeded();
  return ended;
}

const COUNTED: Readonly<Record<Outcome['status'], 'succeeded' | 'failed' | 'timedOut' | 'aborted'>> = {
  SUCCEEDED: 'succeeded',
  FAILED: 'failed',
  TIMED_OUT: 'timedOut',
  ABORTED: 'aborted',
};

type Phase = 'pending' | 'running' | 'succeeded' | 'failed' | 'timedOut' | 'aborted';

function count(run: MapRun, child: ChildInput, from: Phase, to: Phase): void {
  run.executionCounts[from]--;
  run.itemCounts[from] -= child.items;
  addTo(run, child, to);
}

function addTo(run: MapRun, child: ChildInput, ...phases: (Phase | 'total')[]): void {
  for (const phase of phases) {
    run.executionCounts[phase]++;
    run.itemCounts[phase] += child.items;
  }
}

function childOf(visit: Visit, distribution: Distribution, input: unknown): Execution {
  const { execution, host } = visit.flow.run;
  const [, partition, , region, account] = execution.id.split(':');
  const { label } = distribution;
  const { id, name } = execution.stateMachine;
  const uuid = randomUUID();
  return {
    input,
    id: `arn:${partition}:states:${region}:${account}:execution:${name}/${label}:${uuid}`,
    name: uuid,
    roleArn: execution.roleArn,
    startTime: host.clock.now(),
    redriveCount: 0,
    stateMachine: { id: `${id}/${label}`, name: `${name}/${label}` },
  };
}

/** Nothing of the parent's history or map runs leaks into the child's; its effects go through the same host. */
function conductChild(
  visit: Visit,
  work: MapWork,
  run: MapRun,
  execution: Execution,
  at: number,
  scope: Scope,
): Promise<Outcome> {
  const { host } = visit.flow.run;
  const emit = host.child?.(execution, run, at).emit;
  const { emit: _parents, signal: _signal, ...rest } = host;
  const childHost = { ...rest, invoke: host.invoke.bind(host), ...(emit && { emit }) };
  return conduct(work.processor, execution, childHost, { scope });
}
