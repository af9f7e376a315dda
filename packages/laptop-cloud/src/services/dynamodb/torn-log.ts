// What happens once a disk took a part of a write only: the database would go on behind the torn record, and lose all that
// follows it at its next start. So nothing follows; that next start begins a new log.
import type { Operation } from '../operation.ts';
import { ServiceError } from '../service.ts';

const READS = /^(BatchGet|TransactGet|Get|Query|Scan|Describe|List)/;

export interface LogGuard {
  /** The operation, which refuses to write once a write has failed. */
  guarded(operation: Operation): Operation;
  /** Runs other work that writes, or leaves it once a write has failed. */
  guardedWork(work: () => Promise<void>): Promise<void>;
}

export function guardLog(log: (line: string) => void): LogGuard {
  let isTorn = false;

  function notice(error: unknown): void {
    if (isTorn || !isOfDisk(error)) return;
    isTorn = true;
    log(
      'dynamodb: the disk did not take a write; tables can be read, and written again after the next start',
    );
  }

  async function noticing<T>(work: () => T | Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      notice(error);
      throw error;
    }
  }

  return {
    guarded: (operation) =>
      READS.test(operation.name)
        ? operation
        : {
            ...operation,
            run(call) {
              if (isTorn)
                throw new ServiceError(
                  'InternalServerError',
                  'The disk did not take an earlier write: make room on it, then start the laptop cloud again',
                  500,
                );
              return noticing(() => operation.run(call));
            },
          },
    guardedWork: async (work) => {
      if (!isTorn) await noticing(work);
    },
  };
}

/** The database tells of the disk in words, at the top or as the cause. */
export function isOfDisk(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return error.message.includes('IO error') || isOfDisk(error.cause);
}
