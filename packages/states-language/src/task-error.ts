// How a host says that a task failed.

/** A failed task: the error name that Retry and Catch match, and the cause. Either may be missing, as SendTaskFailure allows. */
export class StatesTaskError extends Error {
  override readonly name = 'StatesTaskError';
  readonly errorName: string | undefined;
  override readonly cause: string | undefined;
  constructor(errorName?: string, cause?: string) {
    super(`${errorName ?? 'task failed'}${cause ? `: ${cause}` : ''}`);
    this.errorName = errorName;
    this.cause = cause;
  }
}
