// Takes a sequence of states from one to the next until it ends, fails or is cancelled.
import { Cancelled, StateFailure } from './failure.ts';
import { WHOLE } from './history.ts';
import { ENTERED, type Flow, type Graph, type State, Visit } from './visit.ts';

/** States whose end by cancellation is recorded. */
const ABORTED: Readonly<Record<string, string>> = {
  Task: 'TaskStateAborted',
  Wait: 'WaitStateAborted',
  Parallel: 'ParallelStateAborted',
  Map: 'MapStateAborted',
};

/** Runs the states from StartAt on; gives the output of the last. Rejects with StateFailure or Cancelled. */
export function runFlow(flow: Flow, graph: Graph, input: unknown): Promise<unknown> {
  return runFrom(flow, graph, graph.startAt, input);
}

/** Runs the states from one on. With `enteredEventId` (redrive) the first one is not entered anew. */
export async function runFrom(
  flow: Flow,
  graph: Graph,
  from: string,
  given: unknown,
  enteredEventId?: number,
): Promise<unknown> {
  let state = stateOf(graph, from);
  let input = given;
  let visit =
    enteredEventId === undefined ? enter(flow, state, input) : again(flow, state, input, enteredEventId);
  for (;;) {
    try {
      const outcome = state.run(visit);
      const step = outcome instanceof Promise ? await outcome : outcome;
      if (step.next === undefined) return step.output;
      input = step.output;
      state = stateOf(graph, step.next);
      const turn = flow.run.turn();
      if (turn) await turn;
      if (flow.scope.reason) throw flow.scope.reason;
    } catch (error) {
      throw fail(visit, error);
    }
    visit = enter(flow, state, input);
  }
}

function stateOf(graph: Graph, name: string): State {
  const state = graph.states.get(name);
  if (!state) throw new StateFailure('States.Runtime', `There is no state '${name}'.`);
  return state;
}

function enter(flow: Flow, state: State, input: unknown): Visit {
  const { run } = flow;
  const id = run.record(flow.previousEventId, ENTERED[state.type], {
    stateEnteredEventDetails: { name: state.name, input: run.textOf(input), inputDetails: WHOLE },
  });
  flow.previousEventId = id;
  return new Visit(flow, state, input, run.lastTimestamp, id);
}

function again(flow: Flow, state: State, input: unknown, enteredEventId: number): Visit {
  return new Visit(flow, state, input, flow.run.host.clock.now(), enteredEventId);
}

/** What leaves the sequence when a state fails, after recording how the state ended. */
function fail(visit: Visit, error: unknown): Error {
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
