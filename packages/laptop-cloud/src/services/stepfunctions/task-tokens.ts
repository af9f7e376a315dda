// Tasks that wait for their token: whoever holds it ends the task or tells that it is still at work.
import { StatesTaskError } from 'states-language';
import { ServiceError } from '../service.ts';

export interface TaskTokens {
  /**
   * Waits until the token comes back; `stateMachineArn`: whose execution the task belongs to, for all but activities. Rejects with
   * the failure that was sent, or with the signal's reason.
   */
  wait(token: string, task: WaitingTask, stateMachineArn?: string): Promise<unknown>;
  /** The state machine whose execution the token's task belongs to; undefined for activities, and when no task waits for it. */
  machineOf(token: string): string | undefined;
  isWaitedFor(token: string): boolean;
  /** Throws a ServiceError when no task waits for the token. */
  check(token: string): void;
  /** Gives up waiting: the task failed before anybody could have the token. */
  drop(token: string, reason: unknown): void;
  /** Ends the task with this output. Throws a ServiceError when no task waits for the token. */
  succeed(token: string, output: unknown): void;
  fail(token: string, error: string | undefined, cause: string | undefined): void;
  heartbeat(token: string): void;
}

export interface WaitingTask {
  signal: AbortSignal;
  heartbeat(): void;
}

interface Waiting {
  resolve(output: unknown): void;
  reject(reason: unknown): void;
  /** Takes back what listens to the task's signal. */
  abort(): void;
  task: WaitingTask;
  stateMachineArn: string | undefined;
}

/** Keeps the tokens of tasks under way. Those of an earlier process come back with their executions. */
export function createTaskTokens(): TaskTokens {
  const waiting = new Map<string, Waiting>();

  /** AWS tells a token it has never made from one whose task is over. */
  function take(token: string): Waiting {
    const task = waiting.get(token);
    if (task) return task;
    if (isToken(token)) {
      throw new ServiceError('TaskTimedOut', `Task Timed Out: 'Provided task does not exist anymore'`);
    }
    throw new ServiceError('InvalidToken', `Invalid Token: 'Invalid token'`);
  }

  function end(token: string, { task, abort }: Waiting): void {
    waiting.delete(token);
    task.signal.removeEventListener('abort', abort);
  }

  function drop(token: string, reason: unknown): void {
    const known = waiting.get(token);
    if (!known) return;
    end(token, known);
    known.reject(reason);
  }

  return {
    wait(token, task, stateMachineArn) {
      const { signal } = task;
      if (signal.aborted) return Promise.reject(signal.reason);
      return new Promise<unknown>((resolve, reject) => {
        const abort = () => drop(token, signal.reason);
        signal.addEventListener('abort', abort);
        waiting.set(token, { resolve, reject, abort, task, stateMachineArn });
      });
    },
    // Of a version or an alias the permission is asked of the machine.
    isWaitedFor: (token) => waiting.has(token),
    check: (token) => void take(token),
    machineOf: (token) => waiting.get(token)?.stateMachineArn?.split(':').slice(0, 7).join(':'),
    drop,
    succeed(token, output) {
      const known = take(token);
      end(token, known);
      known.resolve(output);
    },
    fail(token, error, cause) {
      take(token);
      drop(token, new StatesTaskError(error, cause));
    },
    heartbeat: (token) => take(token).task.heartbeat(),
  };
}

/** Whether this has the form of the tokens the engine makes. */
function isToken(token: string): boolean {
  return /^[\w-]{64}$/.test(token);
}
