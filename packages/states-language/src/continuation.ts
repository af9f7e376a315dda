// Continuation: an execution whose process died goes on from its history, as if nothing had happened. Nothing is recorded of
// it and no retry is used up: what has ended is not done again, what was under way is, and what slept keeps its time.
import type { StateMachine } from './definition.ts';
import type { HistoryEvent } from './history.ts';
import { type HistoryEntry, isNote, readHistory, type Sequence } from './history-sequences.ts';
import type { Continued, Execution, Outcome, ResumedChild } from './host.ts';
import { pointOf } from './resume-point.ts';

/** A child execution of a map run, as the process that died has left it. */
export interface LeftChild {
  index: number;
  execution: Execution;
  /** Only of one that has ended. */
  outcome?: Outcome;
  /** When it ended. */
  stopTime: number;
  history(): readonly HistoryEntry[];
}

/** A history that does not tell where its execution stands. */
export class DamagedHistoryError extends Error {
  override readonly name = 'DamagedHistoryError';
}

/**
 * How an execution goes on: its history is that of an execution under way, written burst by burst, so that a state that was
 * left has led on. Throws DamagedHistoryError when it is not.
 */
export function continuationOf(
  machine: Pick<StateMachine, 'graph'>,
  history: readonly HistoryEntry[],
  childrenOf: (mapRunArn: string) => Iterable<LeftChild> = () => [],
): Continued {
  const events = history.filter((entry): entry is HistoryEvent => !isNote(entry));
  checkIds(events);
  const root = readHistory(machine.graph, history);
  checkStates(root, events);
  const redriven = events.findLast(({ type }) => type === 'ExecutionRedriven');
  const mapRunOf = (
    graph: StateMachine['graph'],
    { arn, redriveCount }: { arn: string; redriveCount: number },
  ) => {
    const children = Array.from(childrenOf(arn), (child): [number, ResumedChild] => [
      child.index,
      resumedChild(child, (entries) => continuationOf({ graph }, entries, childrenOf)),
    ]);
    return { arn, redriveCount, isUnderWay: true, children: new Map(children) };
  };
  return {
    eventCount: events.length,
    point: pointOf(root, mapRunOf, true),
    sinceTime: (redriven ?? events[0])?.timestamp,
    redriveTime: redriven?.timestamp,
  };
}

function resumedChild(
  { execution, outcome, stopTime, history }: LeftChild,
  continuation: (entries: readonly HistoryEntry[]) => Continued,
): ResumedChild {
  if (outcome) return { execution, outcome, stopTime };
  return { execution: { ...execution, continued: continuation(history()) }, stopTime };
}

function checkIds(events: readonly HistoryEvent[]): void {
  for (const [at, { id }] of events.entries())
    if (id !== at + 1) throw new DamagedHistoryError(`event ${at + 1} of its history is missing`);
}

function checkStates(root: Sequence, events: readonly HistoryEvent[]): void {
  if (root.open) return;
  const entered = events.find(({ stateEnteredEventDetails: of }) => of !== undefined);
  if (!entered) return;
  const { name } = entered.stateEnteredEventDetails!;
  if (!root.graph.states.has(name)) throw new DamagedHistoryError(`its definition has no state '${name}'`);
  throw new DamagedHistoryError('its history breaks off after a state, without the one that follows');
}
