// Redrive: finds in the history of a failed execution where each of its sequences of states goes on. What succeeded is
// kept; of a Parallel or Map only the branches, iterations and child executions that did not succeed are run again.
// https://docs.aws.amazon.com/step-functions/latest/apireference/API_RedriveExecution.html
import type { StateMachine } from './definition.ts';
import { DATA_LIMIT } from './failure.ts';
import type { HistoryEvent } from './history.ts';
import { readHistory } from './history-sequences.ts';
import type { Execution, Outcome, ResumedChild, ResumedMapRun } from './host.ts';
import { exceededLimit } from './redrive-limits.ts';
import { pointOf } from './resume-point.ts';
import type { Graph } from './state-execution.ts';

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
  const point = pointOf(readHistory(machine.graph, history), (graph, mapRun) =>
    mapRunOf(graph, mapRun, redriveTime, childrenOf),
  );
  if (!point) return undefined;
  const { branches, mapRun, ...state } = point;
  // Results that were too large together would be too large again, so a Parallel or Map starts all over.
  const isTooLarge = last.executionFailedEventDetails?.error === DATA_LIMIT;
  return { ...(isTooLarge ? state : point), lastEventId: last.id, redriveTime };
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
