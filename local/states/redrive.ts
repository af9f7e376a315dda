// Redrive: finds in the history of a failed execution where it goes on.
import type { StateMachine } from './definition.ts';
import type { HistoryEvent } from './history.ts';
import type { ResumePoint } from './host.ts';

/**
 * The top-level state that did not end, with the input and variables it had. A Parallel or Map is attempted
 * anew as a whole. Undefined when no state was entered, or the execution succeeded.
 */
export function resumePoint(
  machine: StateMachine,
  history: readonly HistoryEvent[],
  redriveTime: number,
): ResumePoint | undefined {
  const { states } = machine.graph;
  const variables: Record<string, unknown> = {};
  let entered: HistoryEvent | undefined;
  for (const event of history) {
    if (event.type === 'ExecutionSucceeded') return undefined;
    // State names are unique in a machine, so a name tells whether a state belongs to the top level.
    if (event.stateEnteredEventDetails && states.has(event.stateEnteredEventDetails.name)) entered = event;
    const exited = event.stateExitedEventDetails;
    if (!exited || !states.has(exited.name)) continue;
    for (const [name, text] of Object.entries(exited.assignedVariables ?? {}))
      variables[name] = JSON.parse(text);
  }
  const details = entered?.stateEnteredEventDetails;
  if (!entered || !details) return undefined;
  return {
    state: details.name,
    input: JSON.parse(details.input) as unknown,
    variables,
    enteredEventId: entered.id,
    lastEventId: history.at(-1)?.id ?? 0,
    redriveTime,
  };
}
