// What is known of a simulated burst when it is over.

export interface BurstReport {
  failed: number;
  /** Error names of those that failed, with how many. */
  errors: Record<string, number>;
  /** Of each photo, from upload to its end, in the order of the uploads. */
  waitedSeconds: number[];
  /** From the first upload to the last answer. */
  seconds: number;
  mostInFlight: number;
  transitions: number;
  taskAttempts: Record<string, number>;
  calls: Record<string, { taken: number; throttled: number }>;
  lambdaThrottles: number;
  lambdaGbSeconds: number;
  lambdaInvocations: number;
}

export function emptyReport(): BurstReport {
  return {
    failed: 0,
    errors: {},
    waitedSeconds: [],
    seconds: 0,
    mostInFlight: 0,
    transitions: 0,
    taskAttempts: {},
    calls: {},
    lambdaThrottles: 0,
    lambdaGbSeconds: 0,
    lambdaInvocations: 0,
  };
}
