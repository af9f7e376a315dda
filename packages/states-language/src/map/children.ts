// The child executions of a map run: started as many at a time as may run, counted, and ended together.
import { randomUUID } from 'node:crypto';
import { type Execution, type MapRun, type MapRunLimits, type Outcome, QUOTAS } from '../host.ts';
import { runExecution } from '../run-execution.ts';
import { Scope } from '../scope.ts';
import type { StateExecution } from '../state-execution.ts';
import type { ChildInput } from './batch.ts';
import type { Distribution, MapWork } from './distribution.ts';
import type { Ended, Results } from './result-writer.ts';
import { isExceeded, type Tolerance } from './tolerance.ts';

/** AWS runs no more child executions at once. */
const DISTRIBUTED_LIMIT = 10_000;

/** The children of a run, and what UpdateMapRun may change while they run. */
export interface Children {
  run: MapRun;
  tolerated: Tolerance;
  inputs: readonly ChildInput[];
  /** Starts as many more as may run. */
  fill(): void;
}

/** Changes the limits of a run that is under way. */
export function adjust(children: Children, limits: Partial<MapRunLimits>): void {
  const { run, tolerated } = children;
  Object.assign(run, limits);
  tolerated.count = limits.toleratedFailureCount ?? tolerated.count;
  tolerated.percentage = limits.toleratedFailurePercentage ?? tolerated.percentage;
  children.fill();
}

/** Runs all that did not succeed before, until more have failed than is tolerated. */
export async function runChildren(
  visit: StateExecution,
  distribution: Distribution,
  work: MapWork,
  children: Children,
): Promise<Results & { isExceeded: boolean }> {
  const { run, tolerated, inputs } = children;
  const { clock } = visit.flow.run.host;
  const scope = new Scope(visit.flow.scope);
  const ended: Ended[] = new Array(inputs.length);
  const known = run.redriveCount > 0 || work.resumed?.isUnderWay ? work.resumed?.children : undefined;
  for (const child of inputs) addTo(run, child, 'total', 'pending');
  for (const [at, { execution, outcome, stopTime }] of known ?? []) {
    const child = inputs[at];
    if (!outcome || !child) continue;
    ended[at] = { execution, outcome, stopTime };
    count(run, child, 'pending', COUNTED[outcome.status]);
  }
  let next = 0;
  let running = 0;
  let isOver = isExceeded(tolerated, failedItems(run), run.itemCounts.total);
  const runChild = async (at: number, child: ChildInput) => {
    const execution = known?.get(at)?.execution ?? childOf(visit, distribution, child.input);
    count(run, child, 'pending', 'running');
    const outcome = await runChildExecution(visit, work, run, execution, at, scope);
    count(run, child, 'running', COUNTED[outcome.status]);
    ended[at] = { execution, outcome, stopTime: clock.now() };
    if (!isOver && isExceeded(tolerated, failedItems(run), run.itemCounts.total)) {
      isOver = true;
      scope.cancel();
    }
  };
  await new Promise<void>((resolve, reject) => {
    let isWaiting = false;
    /** What starts children by the thousand starts them in turns. */
    const mustWait = (): boolean => {
      const turn = isWaiting ? undefined : visit.flow.run.turn();
      if (turn) {
        isWaiting = true;
        turn.then(() => {
          isWaiting = false;
          children.fill();
        }, reject);
      }
      return isWaiting;
    };
    children.fill = () => {
      const limit = run.maxConcurrency > 0 ? run.maxConcurrency : DISTRIBUTED_LIMIT;
      while (next < inputs.length && running < Math.min(limit, DISTRIBUTED_LIMIT)) {
        if (isOver || scope.reason || mustWait()) break;
        const at = next++;
        if (ended[at]) continue;
        running++;
        runChild(at, inputs[at]!).then(() => {
          running--;
          children.fill();
        }, reject);
      }
      if (running === 0 && !isWaiting) resolve();
    };
    children.fill();
  });
  children.fill = () => {};
  scope.close();
  if (visit.flow.scope.reason) throw visit.flow.scope.reason;
  const pending = inputs.flatMap(({ input }, at) => (ended[at] ? [] : [input]));
  return { ended: ended.filter(Boolean), pending, isExceeded: isOver };
}

const COUNTED: Readonly<Record<Outcome['status'], 'succeeded' | 'failed' | 'timedOut' | 'aborted'>> = {
  SUCCEEDED: 'succeeded',
  FAILED: 'failed',
  TIMED_OUT: 'timedOut',
  ABORTED: 'aborted',
};

function failedItems({ itemCounts }: MapRun): number {
  return itemCounts.failed + itemCounts.timedOut;
}

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

function childOf(visit: StateExecution, distribution: Distribution, input: unknown): Execution {
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
function runChildExecution(
  visit: StateExecution,
  work: MapWork,
  run: MapRun,
  execution: Execution,
  at: number,
  scope: Scope,
): Promise<Outcome> {
  const { host } = visit.flow.run;
  const { emit, note } = host.child?.(execution, run, at) ?? {};
  const { emit: _parents, note: _notes, signal: _signal, ...rest } = host;
  const quotas = rest.quotas && QUOTAS[run.childType];
  const childHost = {
    ...rest,
    invoke: host.invoke.bind(host),
    ...(emit && { emit }),
    ...(note && { note }),
    ...(quotas && { quotas }),
  };
  return runExecution(work.processor, execution, childHost, { scope });
}
