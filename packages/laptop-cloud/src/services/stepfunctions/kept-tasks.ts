// How the engine's tasks outlive the process: each is done once all that led to it is kept, and its token is the same again.
import { createHmac } from 'node:crypto';
import type { Clock, Host, TaskCall } from 'states-language';
import type { ExecutionStore } from './execution-store.ts';
import type { TaskContext, TaskStep } from './tasks/task.ts';

/** Carries out a task so that no crash can undo what it follows. */
export function performKept(
  perform: TaskStep,
  task: TaskCall,
  context: TaskContext,
  { store, clock }: { store: ExecutionStore; clock: Clock },
): Promise<unknown> {
  const written = isUnderWay(task) ? undefined : store.written();
  if (!written) return perform(task, context);
  const release = clock.hold?.();
  return written.then(() => {
    release?.();
    if (task.signal.aborted) throw task.signal.reason;
    return perform(task, context);
  });
}

/** Whether nothing is asked for again, only waited for. */
function isUnderWay({ resumed, resource }: TaskCall): boolean {
  return resumed !== undefined && (resumed.submitted !== undefined || resource.includes(':activity:'));
}

/** The same token for the same attempt, in every process that has the key. */
export function tokensOf(key: Buffer): Required<Host>['tokenOf'] {
  return ({ execution: { id, redriveCount }, enteredEventId, retryCount }) =>
    createHmac('sha384', key)
      .update([id, redriveCount, enteredEventId, retryCount].join(' '))
      .digest('base64url');
}
