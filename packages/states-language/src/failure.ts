// What goes wrong inside an execution: an error name and a cause, travelling until a Retry, a Catch or the end.
import type { Fault } from './history.ts';

/** States.Runtime can be neither retried nor caught: it ends the execution where it stands. */
export const RUNTIME = 'States.Runtime';
export const DATA_LIMIT = 'States.DataLimitExceeded';
export const QUERY_FAILED = 'States.QueryEvaluationError';

/** A failure of a state: reported by a task, by a Fail state, or by the interpreter itself. */
export class StateFailure extends Error {
  override readonly name = 'StateFailure';
  readonly errorName: string | undefined;
  override readonly cause: string | undefined;
  /** Another name by which Retry and Catch may match it. */
  readonly alias: string | undefined;
  constructor(errorName: string | undefined, cause: string | undefined, alias?: string) {
    super(cause ?? errorName ?? 'failed');
    this.errorName = errorName;
    this.cause = cause;
    this.alias = alias;
  }
  /** As history and outcomes tell it. */
  get fault(): Fault {
    return {
      ...(this.errorName !== undefined && { error: this.errorName }),
      ...(this.cause !== undefined && { cause: this.cause }),
    };
  }
  /** True when nothing may answer it. */
  get isFatal(): boolean {
    return this.errorName === RUNTIME;
  }
}

/** A failure found by the interpreter: its cause gets the state's name and the entering event in front, as AWS words it. */
export class InterpreterFailure extends Error {
  override readonly name = 'InterpreterFailure';
  readonly errorName: string;
  /** JSONata: the field that could not be evaluated. */
  readonly location: string | undefined;
  /** JSONata: the field was evaluated, and what it gave is of no use. */
  readonly isOfValue: boolean;
  constructor(errorName: string, message: string, location?: string, isOfValue = false) {
    super(message);
    this.errorName = errorName;
    this.location = location;
    this.isOfValue = isOfValue;
  }
}

/** Shorthand for the failure that ends an execution. */
export function runtimeFailure(message: string): InterpreterFailure {
  return new InterpreterFailure(RUNTIME, message);
}

/** What a JSONata expression, which AWS quotes, did wrong. */
export function queryFailure(expression: string, field: string, whatFailed: string): InterpreterFailure {
  return new InterpreterFailure(
    QUERY_FAILED,
    `The JSONata expression '${expression}' specified for the field '${field}' ${whatFailed}`,
    field,
  );
}

/** Throws what is a failure already as it is, anything else under this name. */
export function failAs(errorName: string): (error: unknown) => never {
  return (error) => {
    if (error instanceof StateFailure || error instanceof InterpreterFailure || error instanceof Cancelled)
      throw error;
    throw new StateFailure(errorName, error instanceof Error ? error.message : String(error));
  };
}

/** Nobody waits any more: a sibling failed, or the execution was stopped or timed out. */
export class Cancelled extends Error {
  override readonly name = 'Cancelled';
}
