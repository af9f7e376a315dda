// Takes a sequence of states from one to the next until it ends, fails or is cancelled.
import { Cancelled, StateFailure } from './failure.ts';
import { WHOLE } from './history.ts';
import type { ResumePoint } from './host.ts';
import { ENTERED, type Flow, type Graph, type State, StateExecution } from './state-execution.ts';

/** States whose end by cancellation is recorded. */
const ABORTED: Readonly<Record<string, string>> = {
  Task: 'TaskStateAborted',
  Wait: 'WaitStateAborted',
  Parallel: 'ParallelStateAborted',
  Map: 'MapStateAborted',
};

/**
 * Runs the states from StartAt on; gives the output of the last. Rejects with StateFailure or Cancelled.
 * With `resume` it goes on at a state that is not entered anew.
 */
export async function runFlow(
  flow: Flow,
  graph: Graph,
  input: unknown,
  resume?: ResumePoint,
): Promise<unknown> {
  let visit = resume
    ? resumeState(flow, graph, resume)
    : enterState(flow, stateOf(graph, graph.startAt), input);
  for (;;) {
    try {
      // Only between entry and work may an execution be cut off: a state that was left has always led on.
      const turn = flow.run.turn();
      if (turn) await turn;
      if (flow.scope.reason) throw flow.scope.reason;
      const outcome = visit.state.run(visit);
      const step = outcome instanceof Promise ? await outcome : outcome;
      if (step.next === undefined) return step.output;
      visit = enterState(flow, stateOf(graph, step.next), step.output);
    } catch (error) {
      throw fail(visit, error);
    }
  }
}

function stateOf(graph: Graph, name: string): State {
  const state = graph.states.get(name);
  if (!state) throw new StateFailure('States.Runtime', `There is no state '${name}'.`);
  return state;
}

function enterState(flow: Flow, state: State, input: unknown): StateExecution {
  const { run, previousEventId: enteredAfterId } = flow;
  const id = run.record(enteredAfterId, ENTERED[state.type], {
    stateEnteredEventDetails: { name: state.name, input: run.textOf(input), inputDetails: WHOLE },
  });
  flow.previousEventId = id;
  if (state.name === run.host.stopAt) {
    // Here you are: `input` is what the state gets, `state` what the definition says of it. F5 goes on.
    // biome-ignore lint/suspicious/noDebugger: somebody has asked for it with --stop-at
    debugger;
  }
  return new StateExecution(flow, state, input, run.lastTimestamp, { enteredEventId: id, enteredAfterId });
}

function resumeState(flow: Flow, graph: Graph, resume: ResumePoint): StateExecution {
  const { state, input, attempt } = resume;
  const enteredTime = attempt?.enteredTime ?? flow.run.host.clock.now();
  return new StateExecution(flow, stateOf(graph, state), input, enteredTime, resume, resume);
}

/** What leaves the sequence when a state fails, after recording how the state ended. */
function fail(visit: StateExecution, error: unknown): Error {
  const { flow, state } = visit;
  const aborted = ABORTED[state.type];
  if (error instanceof Cancelled) {
    if (aborted && !flow.run.isEnding) visit.recordAside(aborted);
    return error;
  }
  const failure = visit.failureOf(error);
  if (failure.isFatal) flow.run.isEnding = true;
  else if (flow.isNested && state.type === 'Task') visit.recordAside('TaskStateAborted');
  return failure;
}
