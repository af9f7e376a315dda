// Reads a history back into what it tells: which states of which sequences were entered and not left, and how far each is.
import type { Fault, HistoryEvent } from './history.ts';
import type { ResumedTask, StateNote } from './host.ts';
import type { Graph, State } from './state-execution.ts';

/** What is kept of an execution, in order: its events, and the notes of its host between them. */
export type HistoryEntry = HistoryEvent | StateNote;

/** What the history tells of one sequence of states: the machine, a branch or an iteration. */
export interface Sequence {
  graph: Graph;
  above: Sequence | undefined;
  variables: Readonly<Record<string, unknown>>;
  lastEventId: number;
  /** The state that was entered and not left. */
  open: Open | undefined;
  /** JSON text of the last state that was left. */
  output: string | undefined;
}

export interface Open {
  state: State;
  input: string;
  enteredEventId: number;
  /** The event that the entry follows. */
  enteredAfterId: number;
  enteredTime: number;
  /** Of the last attempt. */
  startedEventId: number | undefined;
  branches: Map<number, Sequence>;
  mapRun: { arn: string; redriveCount: number } | undefined;
  /** How often the execution had been redriven when the state failed. */
  failedAfter: number | undefined;
  /** Of the last attempt of a task: how far it has come, what it gave, how it failed. */
  task: ResumedTask | undefined;
  result: { output: unknown } | undefined;
  failure: Fault | undefined;
  /** The last that its host was told of it. */
  note: StateNote | undefined;
}

function sequenceOf(graph: Graph, above?: Sequence): Sequence {
  const variables = above?.variables ?? {};
  return { graph, above, variables, lastEventId: 0, open: undefined, output: undefined };
}

/** Gives the outermost sequence, with those inside that were still open at the end. */
export function readHistory(graph: Graph, history: readonly HistoryEntry[]): Sequence {
  const root = sequenceOf(graph);
  const owners = new Map<number, Sequence>();
  let redrives = 0;
  for (const event of history) {
    if (isNote(event)) {
      keepNote(event, owners.get(event.enteredEventId));
      continue;
    }
    if (event.type === 'ExecutionRedriven') {
      redrives++;
      forgetAttempts(root);
    }
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
  if (iteration) {
    // It follows the start of its Map, or the iteration whose place it takes.
    const around = climb(before, (one) => one.open?.state.name === iteration.name);
    const map = around.open;
    if (map?.startedEventId !== undefined && map.state.name === iteration.name)
      return branchOf(around, map, iteration.index, map.state.graphs![0]!);
  }
  const entered = event.stateEnteredEventDetails?.name;
  if (entered !== undefined && open && follows) {
    // State names are unique in a machine, so a name tells the branch.
    const index = open.state.graphs?.findIndex(({ states }) => states.has(entered)) ?? -1;
    if (index >= 0) return branchOf(before, open, index, open.state.graphs![index]!);
  }
  const name = entered ?? event.stateExitedEventDetails?.name;
  if (name !== undefined) return climb(before, ({ graph }) => graph.states.has(name));
  const evaluated = event.evaluationFailedEventDetails?.state;
  if (evaluated !== undefined) return evaluatedIn(before, evaluated);
  // What a Parallel or Map says of itself may follow the last event of a branch.
  if (STARTED.has(event.type) || FAILED.has(event.type))
    return climb(before, (one) => one.open?.state.graphs !== undefined && one.open.failedAfter !== redrives);
  return before;
}

/** Where a field was evaluated: its event may follow what the entry of its state follows, which may be the start of a Parallel. */
function evaluatedIn(before: Sequence, state: string): Sequence {
  const isIt = ({ open }: Sequence) => open?.state.name === state;
  const branch = isIt(before) ? undefined : [...(before.open?.branches.values() ?? [])].find(isIt);
  return branch ?? climb(before, isIt);
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
      enteredAfterId: event.previousEventId,
      enteredTime: event.timestamp,
      startedEventId: undefined,
      branches: new Map(),
      mapRun: undefined,
      failedAfter: undefined,
      task: undefined,
      result: undefined,
      failure: undefined,
      note: undefined,
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
    forgetAttempt(owner.open);
    owner.open.startedEventId = event.id;
  } else if (owner.open && FAILED.has(event.type)) owner.open.failedAfter = redrives;
  else if (owner.open) {
    noteMapRun(event, owner.open);
    noteTask(event, owner.open);
  }
}

export function isNote(entry: HistoryEntry): entry is StateNote {
  return 'dueTime' in entry;
}

/** A retry that is due makes everything before it the past of the state. */
function keepNote(note: StateNote, owner: Sequence | undefined): void {
  if (owner?.open?.enteredEventId !== note.enteredEventId) return;
  if (note.retry) {
    forgetAttempt(owner.open);
    owner.lastEventId = note.retry.previousEventId;
  }
  owner.open.note = note;
}

function forgetAttempt(open: Open): void {
  open.startedEventId = undefined;
  open.branches = new Map();
  open.mapRun = undefined;
  open.task = undefined;
  open.result = undefined;
  open.failure = undefined;
}

/** A redrive attempts every open state anew, with all its retries. */
function forgetAttempts({ open }: Sequence): void {
  if (!open) return;
  open.task = undefined;
  open.result = undefined;
  open.failure = undefined;
  open.note = undefined;
  for (const branch of open.branches.values()) forgetAttempts(branch);
}

const SCHEDULED: ReadonlySet<string> = new Set([
  'LambdaFunctionScheduled',
  'ActivityScheduled',
  'TaskScheduled',
]);

function noteTask(event: HistoryEvent, open: Open): void {
  if (SCHEDULED.has(event.type)) {
    const attemptTime = open.task?.attemptTime ?? event.timestamp;
    forgetAttempt(open);
    open.task = { attemptTime, scheduledTime: event.timestamp, isStarted: false };
  } else if (event.type === 'ActivityStarted' && open.task) open.task = { ...open.task, isStarted: true };
  else if (event.taskSubmittedEventDetails && open.task)
    open.task = { ...open.task, submitted: { output: JSON.parse(event.taskSubmittedEventDetails.output) } };
  const result =
    event.lambdaFunctionSucceededEventDetails ??
    event.activitySucceededEventDetails ??
    event.taskSucceededEventDetails;
  const failure = FAULTS.map((member) => event[member]).find(Boolean);
  if (result) open.result = { output: JSON.parse(result.output) };
  if (failure)
    open.failure = {
      ...(failure.error !== undefined && { error: failure.error }),
      ...(failure.cause !== undefined && { cause: failure.cause }),
    };
  if (result || failure) open.task = undefined;
}

/** What tells that an attempt of a state failed. */
const FAULTS = [
  'lambdaFunctionFailedEventDetails',
  'lambdaFunctionTimedOutEventDetails',
  'activityFailedEventDetails',
  'activityTimedOutEventDetails',
  'taskFailedEventDetails',
  'taskTimedOutEventDetails',
  'evaluationFailedEventDetails',
] as const;

function noteMapRun(event: HistoryEvent, open: Open): void {
  const started = event.mapRunStartedEventDetails;
  const redriven = event.mapRunRedrivenEventDetails;
  if (started) open.mapRun = { arn: started.mapRunArn, redriveCount: 0 };
  if (redriven) open.mapRun = { arn: redriven.mapRunArn, redriveCount: redriven.redriveCount };
  // What fails after the run has succeeded fails the state: that makes a new run.
  if (event.type === 'MapRunSucceeded') open.mapRun = undefined;
}
