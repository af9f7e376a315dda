// What the state machine itself is paid for: transitions, retries among them, and the log of its events.

import type { HistoryEvent } from '@aws-sdk/client-sfn';
import type { Usage } from './operations.ts';

/** CloudWatch adds this to each log event. */
export const LOG_EVENT_BYTES = 26;
const GB = 2 ** 30;

export function usageOfJourney(executionArn: string, events: readonly HistoryEvent[]): Usage[] {
  const entered = events.filter(({ type }) => type?.endsWith('StateEntered'));
  const tasks = entered.filter(({ type }) => type === 'TaskStateEntered').length;
  // A retry is a transition of its own: it schedules a task again without entering its state.
  const scheduled = events.filter(({ type }) =>
    /^(Task|LambdaFunction|Activity)Scheduled$/.test(type ?? ''),
  ).length;
  const retries = Math.max(0, scheduled - tasks);
  const logBytes = events.reduce(
    (sum, event) => sum + LOG_EVENT_BYTES + logLine(executionArn, event).length,
    0,
  );
  return [
    {
      service: 'states',
      what: 'transitions',
      amount: entered.length + retries,
      price: 'stepFunctionsTransition',
    },
    { service: 'logs', what: 'of the state machine', amount: logBytes / GB, price: 'logsGb' },
    // Below one photo a second each has a trace, whatever the share (docs/tracing.md).
    { service: 'xray', what: 'trace', amount: 1, price: 'xrayTrace' },
  ];
}

export function statesAndEvents(events: readonly HistoryEvent[]): { states: number; events: number } {
  return {
    states: events.filter(({ type }) => type?.endsWith('StateEntered')).length,
    events: events.length,
  };
}

/** As Step Functions logs an event at level ALL without execution data. */
function logLine(executionArn: string, event: HistoryEvent): string {
  const details =
    event.stateEnteredEventDetails ??
    event.stateExitedEventDetails ??
    event.taskScheduledEventDetails ??
    event.taskStartedEventDetails ??
    event.taskSucceededEventDetails ??
    {};
  const shown = Object.fromEntries(Object.entries(details).filter(([name]) => SHOWN.has(name)));
  return JSON.stringify({
    id: String(event.id),
    type: event.type,
    details: shown,
    redrive_count: '0',
    previous_event_id: String(event.previousEventId ?? 0),
    event_timestamp: String(event.timestamp?.getTime() ?? 0),
    execution_arn: executionArn,
  });
}

const SHOWN = new Set(['name', 'resource', 'resourceType', 'region', 'timeoutInSeconds']);
