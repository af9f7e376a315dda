// What the events of one execution mean: which state each belongs to, and whether an error is a way the definition foresees.

import type { HistoryEvent } from 'states-language';

export interface Story {
  /** Takes the next event. */
  add(event: HistoryEvent): void;
  events(): readonly HistoryEvent[];
  /** The state that an event belongs to: the one entered last on its own branch. */
  stateOf(event: HistoryEvent): string | undefined;
  /** Where a failed task leads when a Catch names its very error and nothing retries it: no fault, but an answer. */
  foreseen(event: HistoryEvent): string | undefined;
}

/** `definition` is that of the execution's state machine, as JSON text. */
export function createStory(definition: string): Story {
  const events = new Map<number, HistoryEvent>();
  const states = new Map(statesOf(JSON.parse(definition)));

  function stateOf(event: HistoryEvent): string | undefined {
    for (let at: HistoryEvent | undefined = event; at; at = events.get(at.previousEventId)) {
      if (at.stateEnteredEventDetails) return at.stateEnteredEventDetails.name;
    }
    return undefined;
  }

  return {
    add: (event) => void events.set(event.id, event),
    events: () => [...events.values()],
    stateOf,
    foreseen(event) {
      const error = failureOf(event)?.error;
      const state = states.get(stateOf(event) ?? '');
      if (error === undefined || !state) return undefined;
      const retrier = state.Retry?.find(({ ErrorEquals }) => fits(ErrorEquals, error));
      if (retrier && retrier.MaxAttempts !== 0) return undefined;
      const catcher = state.Catch?.find(({ ErrorEquals }) => fits(ErrorEquals, error));
      return catcher?.ErrorEquals.includes(error) ? catcher.Next : undefined;
    },
  };
}

/** The error of a task that failed; undefined for every other event. */
export function failureOf(event: HistoryEvent): { error?: string; cause?: string } | undefined {
  return (
    event.taskFailedEventDetails ??
    event.taskTimedOutEventDetails ??
    event.lambdaFunctionFailedEventDetails ??
    event.lambdaFunctionTimedOutEventDetails ??
    event.activityFailedEventDetails ??
    event.activityTimedOutEventDetails ??
    event.evaluationFailedEventDetails
  );
}

interface State {
  Retry?: { ErrorEquals: string[]; MaxAttempts?: number }[];
  Catch?: { ErrorEquals: string[]; Next: string }[];
  Branches?: Machine[];
  Iterator?: Machine;
  ItemProcessor?: Machine;
}

interface Machine {
  States?: Record<string, State>;
}

function statesOf(machine: Machine): [string, State][] {
  return Object.entries(machine.States ?? {}).flatMap(([name, state]) => {
    const inner = [...(state.Branches ?? []), state.Iterator ?? {}, state.ItemProcessor ?? {}];
    return [[name, state] as [string, State], ...inner.flatMap(statesOf)];
  });
}

/** States.TaskFailed stands for all but time-outs, States.ALL for all. */
function fits(names: string[], error: string): boolean {
  return (
    names.includes(error) ||
    names.includes('States.ALL') ||
    (names.includes('States.TaskFailed') && error !== 'States.Timeout')
  );
}
