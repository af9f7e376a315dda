// What executions have done, by their histories: the same for an execution that was never interrupted and for one that was.
import type { HistoryEvent } from 'states-language';
import type { StepFunctions } from '../../src/services/stepfunctions/stepfunctions.ts';

const TELLING =
  /^(Execution(Started|Succeeded|Failed)|.*State(Exited|Started|Succeeded)|MapIterationSucceeded|MapRun\w+|Task(Succeeded|Failed)|Activity(Succeeded|Failed)|LambdaFunction(Succeeded|Failed))$/;

/** How often each thing was done, in all executions. */
export function done(service: Pick<StepFunctions, 'list' | 'history'>): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { executionArn } of service.list())
    for (const event of service.history(executionArn)) {
      if (!TELLING.test(event.type)) continue;
      const name = `${event.type} ${event.stateExitedEventDetails?.name ?? ''}`;
      counts[name] = (counts[name] ?? 0) + 1;
    }
  return counts;
}

/** What is wrong with the ids of a history; undefined when they have no gap and each event follows an earlier one. */
export function flaw(history: readonly HistoryEvent[]): string | undefined {
  const at = history.findIndex(({ id, previousEventId }, index) => id !== index + 1 || previousEventId >= id);
  return at < 0 ? undefined : `event ${at + 1} is ${JSON.stringify(history[at])}`;
}

/** How often functions were asked for something. Tasks of activities may be handed out again without a word in the history. */
export function asked(service: Pick<StepFunctions, 'list' | 'history'>): number {
  let count = 0;
  for (const { executionArn } of service.list())
    for (const event of service.history(executionArn)) if (isCall(event)) count++;
  return count;
}

function isCall({ type, taskScheduledEventDetails: task }: HistoryEvent): boolean {
  return type === 'LambdaFunctionScheduled' || (task !== undefined && task.resourceType !== 'states');
}
