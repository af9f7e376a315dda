// An asynchronous invocation from its acceptance to its end.
import type { InvokeOptions } from '../../lambda/invocation.ts';

export interface AsyncEvent {
  requestId: string;
  /** With the qualifier it was invoked by, if any. */
  functionArn: string;
  payload: string;
  options: Pick<InvokeOptions, 'traceHeader' | 'clientContext'>;
  acceptedMs: number;
  /** When the next try is due. */
  dueMs: number;
  /** Tries so far. */
  attempts: number;
  /** Tries that the function answered with an error. */
  failures: number;
  /** Known when there will be no further try: what is left is to tell of it. */
  outcome?: InvocationOutcome;
}

export interface InvocationOutcome {
  condition: 'Success' | 'RetriesExhausted' | 'EventAgeExceeded' | 'ZeroReservedConcurrency';
  /** The last answer, if the function ran at all. */
  response?: { payload: string; functionError?: string; executedVersion: string };
  /** HTTP status and words of the last refusal or failure. */
  status: number;
  message?: string;
}
