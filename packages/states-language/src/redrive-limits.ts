// How long, and how often, an execution that ended badly can go on.
// https://docs.aws.amazon.com/step-functions/latest/dg/redrive-executions.html#redrive-eligibility

const DAY_MS = 86_400_000;
const REDRIVABLE_PERIOD_MS = 14 * DAY_MS;
const LONGEST_EXECUTION_MS = 365 * DAY_MS;
/** ExecutionRedriven and one event more must find room. */
const MAX_EVENTS_BEFORE = 24_999;
/** A map run that was redriven so often ends its execution when it is redriven again. */
export const MAX_MAP_RUN_REDRIVES = 1_000;

/** An execution that has ended. Times are milliseconds since the epoch. */
export interface Past {
  startTime: number;
  stopTime: number;
  /** How many events its history has. */
  eventCount: number;
}

/** The limit that keeps an execution from going on, in the words of AWS; undefined when it is within all of them. */
export function exceededLimit({ startTime, stopTime, eventCount }: Past, now: number): string | undefined {
  if (eventCount >= MAX_EVENTS_BEFORE) return 'Execution history event limit exceeded';
  if (now - startTime > LONGEST_EXECUTION_MS) return 'Execution has exceeded the max execution time';
  if (now - stopTime > REDRIVABLE_PERIOD_MS) return 'Execution redrivable period exceeded';
  return undefined;
}
