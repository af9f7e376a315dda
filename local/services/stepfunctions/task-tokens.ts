// Tasks that wait for their token: whoever holds it ends the task or tells that it is still at work.
import { StatesTaskError } from '../../states/task-error.ts';
import { ServiceError } from '../service.ts';

export interface TaskTokens {
  /** Waits until the token comes back. Rejects with the failure that was sent, or with the signal's reason. */
  wait(token: string, options: WaitOptions): Promise<unknown>;
  /** Ends the task with this output. Throws a ServiceError when no task waits for the token. */
  succeed(token: string, output: unknown): void;
  fail(token: string, error: string | undefined, cause: string | undefined): void;
  heartbeat(token: string): void;
}

export interface WaitOptions {
  signal: AbortSignal;
  onHeartbeat?: () => void;
}

interface Waiting {
  resolve(output: unknown): void;
  reject(reason: unknown): void;
  onHeartbeat: (() => void) | undefined;
}

/** Keeps the tokens of tasks under way; they end with the process. */
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

  return {
    wait(token, { signal, onHeartbeat }) {
      return new Promise<unknown>((resolve, reject) => {
        const end = () => {
          waiting.delete(token);
          signal.removeEventListener('abort', abort);
        };
        const abort = () => {
          end();
          reject(signal.reason);
        };
        if (signal.aborted) return abort();
        signal.addEventListener('abort', abort);
        waiting.set(token, {
          resolve: (output) => {
            end();
            resolve(output);
          },
          reject: (reason) => {
            end();
            reject(reason);
          },
          onHeartbeat,
        });
      });
    },
    succeed: (token, output) => take(token).resolve(output),
    fail: (token, error, cause) => take(token).reject(new StatesTaskError(error, cause)),
    heartbeat: (token) => take(token).onHeartbeat?.(),
  };
}

/** Whether this has the form of the tokens the engine makes. */
function isToken(token: string): boolean {
  return /^[\w-]{64}$/.test(token);
}
