// History events as GetExecutionHistory gives them, in the SDK's member names; times in milliseconds, payloads as JSON text.

export interface HistoryEvent {
  id: number;
  /** The event before it on the same branch. */
  previousEventId: number;
  timestamp: number;
  type: string;
  executionStartedEventDetails?: { input: string; inputDetails: Truncation; roleArn: string };
  executionSucceededEventDetails?: { output: string; outputDetails: Truncation };
  executionFailedEventDetails?: Fault;
  executionAbortedEventDetails?: Fault;
  executionTimedOutEventDetails?: Fault;
  executionRedrivenEventDetails?: { redriveCount: number };
  stateEnteredEventDetails?: { name: string; input: string; inputDetails: Truncation };
  stateExitedEventDetails?: {
    name: string;
    output: string;
    outputDetails: Truncation;
    assignedVariables?: Record<string, string>;
    assignedVariablesDetails?: Truncation;
  };
  evaluationFailedEventDetails?: Fault & { location?: string; state: string };
  lambdaFunctionScheduledEventDetails?: { resource: string } & Scheduled;
  lambdaFunctionSucceededEventDetails?: { output: string; outputDetails: Truncation };
  lambdaFunctionFailedEventDetails?: Fault;
  lambdaFunctionTimedOutEventDetails?: Fault;
  activityScheduledEventDetails?: { resource: string } & Scheduled;
  activityStartedEventDetails?: { workerName?: string };
  activitySucceededEventDetails?: { output: string; outputDetails: Truncation };
  activityFailedEventDetails?: Fault;
  activityTimedOutEventDetails?: Fault;
  taskScheduledEventDetails?: Integration & {
    region: string;
    parameters: string;
    timeoutInSeconds?: number;
    heartbeatInSeconds?: number;
    taskCredentials?: { roleArn?: string };
  };
  taskStartedEventDetails?: Integration;
  taskSubmittedEventDetails?: Integration & { output: string; outputDetails: Truncation };
  taskSucceededEventDetails?: Integration & { output: string; outputDetails: Truncation };
  taskFailedEventDetails?: Integration & Fault;
  taskTimedOutEventDetails?: Integration & Fault;
  mapStateStartedEventDetails?: { length: number };
  mapIterationStartedEventDetails?: Iteration;
  mapIterationSucceededEventDetails?: Iteration;
  mapIterationFailedEventDetails?: Iteration;
  mapIterationAbortedEventDetails?: Iteration;
  mapRunStartedEventDetails?: { mapRunArn: string };
  mapRunRedrivenEventDetails?: { mapRunArn: string; redriveCount: number };
  mapRunFailedEventDetails?: Fault;
}

export interface Truncation {
  truncated: boolean;
}
export interface Fault {
  error?: string;
  cause?: string;
}
export interface Iteration {
  name: string;
  index: number;
}
export interface Integration {
  resourceType: string;
  resource: string;
}
export interface Scheduled {
  input: string;
  inputDetails: Truncation;
  timeoutInSeconds?: number;
  heartbeatInSeconds?: number;
  taskCredentials?: { roleArn?: string };
}

export type EventDetails = Omit<HistoryEvent, 'id' | 'previousEventId' | 'timestamp' | 'type'>;

/** Payloads are always given whole here. */
export const WHOLE: Truncation = { truncated: false };
