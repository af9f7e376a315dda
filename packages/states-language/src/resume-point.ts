// Where a sequence of states goes on, by what its history tells of it.
import type { Open, Sequence } from './history-sequences.ts';
import type { ResumedAttempt, ResumedBranches, ResumedMapRun, ResumePoint } from './host.ts';
import type { Graph } from './state-execution.ts';

/** What lies behind a map run that goes on. */
export type MapRunOf = (graph: Graph, mapRun: { arn: string; redriveCount: number }) => ResumedMapRun;

/**
 * Undefined for a sequence that is over, or that never began. A redrive attempts the open states anew; `underWay` goes on
 * with the attempts as they are.
 */
export function pointOf(
  { open, variables, lastEventId }: Sequence,
  mapRunOf: MapRunOf,
  underWay = false,
): ResumePoint | undefined {
  if (!open) return undefined;
  const { state, input, enteredEventId, enteredAfterId, startedEventId, branches, mapRun } = open;
  return {
    state: state.name,
    input: JSON.parse(input) as unknown,
    variables,
    enteredEventId,
    enteredAfterId,
    lastEventId,
    ...(startedEventId !== undefined && {
      branches: branchesOf(startedEventId, branches, mapRunOf, underWay),
    }),
    ...(mapRun && { mapRun: mapRunOf(state.graphs![0]!, mapRun) }),
    ...(underWay && { attempt: attemptOf(open) }),
  };
}

function attemptOf({ enteredTime, task, result, failure, note }: Open): ResumedAttempt {
  return {
    enteredTime,
    ...(task && { task }),
    ...(result && { result }),
    ...(failure && { failure }),
    ...(note && { note }),
  };
}

function branchesOf(
  startedEventId: number,
  branches: ReadonlyMap<number, Sequence>,
  mapRunOf: MapRunOf,
  underWay: boolean,
): ResumedBranches {
  const ended = new Map<number, unknown>();
  const open = new Map<number, ResumePoint>();
  for (const [index, branch] of branches) {
    const point = pointOf(branch, mapRunOf, underWay);
    if (point) open.set(index, point);
    // A state that was left leads on at once, so the last one that was left has ended the branch.
    else if (branch.output !== undefined) ended.set(index, JSON.parse(branch.output));
  }
  return { startedEventId, ended, open };
}
