// Redrive: finds in the history of a failed execution where each of its sequences of states goes on. What succeeded is
// kept; of a Parallel or Map only the branches, iterations and child executions that did not succeed are run again.
// https://docs.aws.amazon.com/step-functions/latest/apireference/API_RedriveExecution.html
import type { StateMachine } from './definition.ts';
import { DATA_LIMIT } from './failure.ts';
import type { HistoryEvent } from './history.ts';
import type {
  Execution,
  Outcome,
  ResumedBranches,
  ResumedChild,
  ResumedMapRun,
  ResumePoint,
} from './host.ts';
import { exceededLimit } from './redrive-limits.ts';
import type { Graph, State } from './state-execution.ts';

/** A child execution of a map run that was started before, with what it did. */
export interface ChildHistory {
  index: number;
  execution: Execution;
  type: 'STANDARD' | 'EXPRESS';
  history: readonly HistoryEvent[];
}

export type ChildrenOf = (mapRunArn: string) => readonly ChildHistory[];

/** Where a redriven execution goes on. Undefined when no state was entered, or the execution succeeded. */
export function resumePoint(
  machine: Pick<StateMachine, 'graph'>,
  history: readonly HistoryEvent[],
  redriveTime: number,
  childrenOf: ChildrenOf = () => [],
): Execution['resume'] {
  const last = history.at(-1);
  if (!last || last.type === 'ExecutionSucceeded') return undefined;
  const point = pointOf(readHistory(machine.graph, history), redriveTime, childrenOf);
  if (!point) return undefined;
  const { branches, mapRun, ...state } = point;
  // Results that were too large together would be too large again, so a Parallel or Map starts all over.
  const isTooLarge = last.executionFailedEventDetails?.error === DATA_LIMIT;
  return { ...(isTooLarge ? state : point), lastEventId: last.id, redriveTime };
}

/** What the history tells of one sequence of states: the machine, a branch or an iteration. */
interface Sequence {
  graph: Graph;
  above: Sequence | undefined;
  variables: Readonly<Record<string, unknown>>;
  lastEventId: number;
  /** The state that was entered and not left. */
  open: Open | undefined;
  /** JSON text of the last state that was left. */
  output: string | undefined;
}

interface Open {
  state: State;
  input: string;
  enteredEventId: number;
  /** Of the last attempt. */
  startedEventId: number | undefined;
  branches: Map<number, Sequence>;
  mapRun: { arn: string; redriveCount: number } | undefined;
  /** How often the execution had been redriven when the state failed. */
  failedAfter: number | undefined;
}

function sequenceOf(graph: Graph, above?: Sequence): Sequence {
  const variables = above?.variables ?? {};
  return { graph, above, variables, lastEventId: 0, open: undefined, output: undefined };
}

/** Gives the outermost sequence, with those inside that were still open at the end. */
function readHistory(graph: Graph, history: readonly HistoryEvent[]): Sequence {
  const root = sequenceOf(graph);
  const owners = new Map<number, Sequence>();
  let redrives = 0;
  for (const event of history) {
    if (event.type === 'ExecutionRedriven') redrives++;
    const before = event.type.startsWith('Execution') ? root : (owners.get(event.previousEventId) ?? root);
    const owner = ownerOf(event, before, redrives);
    owner.lastEventId = event.id;
    owners.set(event.id, owner);
    note(event, owner, redrives);
  }
  return root;
}

const STARTED: ReadonlySet<string> = new Set(['ParallelStateStarted', 'MapStateStarted']);
const FAILED: ReadonlySet<string> = new Set(['ParallelStateFailed', 'MapStateFailed']);

/** The sequence an event belongs to, which may be within or around that of the event before it. */
function ownerOf(event: HistoryEvent, before: Sequence, redrives: number): Sequence {
  const { open } = before;
  const follows = open !== undefined && open.startedEventId === event.previousEventId;
  const iteration = event.mapIterationStartedEventDetails;
  if (iteration && open && follows) return branchOf(before, open, iteration.index, open.state.graphs![0]!);
  const entered = event.stateEnteredEventDetails?.name;
  if (entered !== undefined && open && follows) {
    // State names are unique in a machine, so a name tells the branch.
    const index = open.state.graphs?.findIndex(({ states }) => states.has(entered)) ?? -1;
    if (index >= 0) return branchOf(before, open, index, open.state.graphs![index]!);
  }
  const name = entered ?? event.stateExitedEventDetails?.name;
  if (name !== undefined) return climb(before, ({ graph }) => graph.states.has(name));
  // What a Parallel or Map says of itself may follow the last event of a branch.
  if (STARTED.has(event.type) || FAILED.has(event.type))
    return climb(before, (one) => one.open?.state.graphs !== undefined && one.open.failedAfter !== redrives);
  return before;
}

function branchOf(above: Sequence, open: Open, index: number, graph: Graph): Sequence {
  const branch = sequenceOf(graph, above);
  open.branches.set(index, branch);
  return branch;
}

function climb(from: Sequence, isIt: (sequence: Sequence) => boolean): Sequence {
  let sequence = from;
  while (!isIt(sequence) && sequence.above) sequence = sequence.above;
  return sequence;
}

function note(event: HistoryEvent, owner: Sequence, redrives: number): void {
  const { stateEnteredEventDetails: entered, stateExitedEventDetails: exited } = event;
  if (entered) {
    const state = owner.graph.states.get(entered.name);
    owner.open = state && {
      state,
      input: entered.input,
      enteredEventId: event.id,
      startedEventId: undefined,
      branches: new Map(),
      mapRun: undefined,
      failedAfter: undefined,
    };
  } else if (exited) {
    owner.open = undefined;
    owner.output = exited.output;
    const assigned = Object.entries(exited.assignedVariables ?? {});
    if (assigned.length > 0)
      owner.variables = {
        ...owner.variables,
        ...Object.fromEntries(assigned.map(([name, text]) => [name, JSON.parse(text) as unknown])),
      };
  } else if (owner.open && STARTED.has(event.type)) {
    owner.open.startedEventId = event.id;
    owner.open.branches = new Map();
    owner.open.mapRun = undefined;
  } else if (owner.open && FAILED.has(event.type)) owner.open.failedAfter = redrives;
  else if (owner.open) noteMapRun(event, owner.open);
}

function noteMapRun(event: HistoryEvent, open: Open): void {
  const started = event.mapRunStartedEventDetails;
  const redriven = event.mapRunRedrivenEventDetails;
  if (started) open.mapRun = { arn: started.mapRunArn, redriveCount: 0 };
  if (redriven) open.mapRun = { arn: redriven.mapRunArn, redriveCount: redriven.redriveCount };
  // What fails after the run has succeeded fails the state: that makes a new run.
  if (event.type === 'MapRunSucceeded') open.mapRun = undefined;
}

function pointOf(
  { open, variables, lastEventId }: Sequence,
  redriveTime: number,
  childrenOf: ChildrenOf,
): ResumePoint | undefined {
  if (!open) return undefined;
  const { state, input, enteredEventId, startedEventId, branches, mapRun } = open;
  return {
    state: state.name,
    input: JSON.parse(input) as unknown,
    variables,
    enteredEventId,
    lastEventId,
    ...(startedEventId !== undefined && {
      branches: branchesOf(startedEventId, branches, redriveTime, childrenOf),
    }),
    ...(mapRun && { mapRun: mapRunOf(state.graphs![0]!, mapRun, redriveTime, childrenOf) }),
  };
}

function branchesOf(
  startedEventId: number,
  branches: ReadonlyMap<number, Sequence>,
  redriveTime: number,
  childrenOf: ChildrenOf,
): ResumedBranches {
  const ended = new Map<number, unknown>();
  const open = new Map<number, ResumePoint>();
  for (const [index, branch] of branches) {
    const point = pointOf(branch, redriveTime, childrenOf);
    if (point) open.set(index, point);
    // A state that was left leads on at once, so the last one that was left has ended the branch.
    else if (branch.output !== undefined) ended.set(index, JSON.parse(branch.output));
  }
  return { startedEventId, ended, open };
}

function mapRunOf(
  graph: Graph,
  { arn, redriveCount }: { arn: string; redriveCount: number },
  redriveTime: number,
  childrenOf: ChildrenOf,
): ResumedMapRun {
  const children = childrenOf(arn).map((child): [number, ResumedChild] => {
    const { index, execution, type, history } = child;
    const stopTime = history.at(-1)?.timestamp ?? redriveTime;
    const outcome = lastingOutcome(child, stopTime, redriveTime);
    if (outcome) return [index, { execution, outcome, stopTime }];
    const resume = type === 'STANDARD' ? resumePoint({ graph }, history, redriveTime, childrenOf) : undefined;
    const redriven = { ...execution, redriveCount: execution.redriveCount + 1 };
    return [index, { execution: resume ? { ...redriven, resume } : execution, stopTime }];
  });
  return { arn, redriveCount: redriveCount + 1, children: new Map(children) };
}

/** That of a child which succeeded, or which is beyond the limits of redriving. */
function lastingOutcome(
  { execution, type, history }: ChildHistory,
  stopTime: number,
  redriveTime: number,
): Outcome | undefined {
  const last = history.at(-1);
  const output = last?.executionSucceededEventDetails?.output;
  if (output !== undefined) return { status: 'SUCCEEDED', output: JSON.parse(output) as unknown };
  const past = { startTime: execution.startTime, stopTime, eventCount: history.length };
  if (type === 'EXPRESS' || !exceededLimit(past, redriveTime)) return undefined;
  return { status: 'FAILED', ...last?.executionFailedEventDetails };
}
