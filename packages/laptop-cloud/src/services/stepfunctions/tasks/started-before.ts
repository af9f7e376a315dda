// A task that starts an execution and is made again, because the process died before its answer was kept, finds the one that
// it has started instead of being refused for its name.
import { StatesTaskError, type TaskCall } from 'states-language';
import type { ExecutionRecord } from '../execution-record.ts';
import { parseResource } from './resource.ts';
import { isRecord } from './sdk-schema.ts';
import type { TaskStep } from './task.ts';

const ALREADY_EXISTS = 'StepFunctions.ExecutionAlreadyExistsException';

export function withStartedBefore(
  next: TaskStep,
  find: (executionArn: string) => ExecutionRecord | undefined,
): TaskStep {
  return (task, context) => {
    const answer = next(task, context);
    if (!task.resumed || !startsExecution(task)) return answer;
    return answer.catch((error: unknown) => {
      const started = error instanceof StatesTaskError ? startedBy(task, error, find) : undefined;
      if (!started) throw error;
      return { ExecutionArn: started.executionArn, StartDate: started.startMs };
    });
  };
}

function startsExecution({ resource }: TaskCall): boolean {
  const parsed = parseResource(resource);
  return parsed?.kind === 'optimized' && parsed.service === 'states' && parsed.action === 'startExecution';
}

/** The execution of this name, if it began after the task did, with the input that the task gives it. */
function startedBy(
  { resumed, input }: TaskCall,
  { errorName, cause = '' }: StatesTaskError,
  find: (executionArn: string) => ExecutionRecord | undefined,
): ExecutionRecord | undefined {
  if (errorName !== ALREADY_EXISTS) return undefined;
  const [, arn = ''] = /'(arn:[^']+)'/.exec(cause) ?? [];
  const found = find(arn);
  if (!found || !resumed || found.startMs < resumed.attemptTime) return undefined;
  const given = isRecord(input) ? input['Input'] : undefined;
  const text = typeof given === 'string' ? given : JSON.stringify(given ?? {});
  return text === found.input ? found : undefined;
}
