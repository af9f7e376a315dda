// History events as GetExecutionHistory answers them.
import type { HistoryEvent } from 'states-language';

/** Members that hold what executions work on; callers may ask for the history without them. */
const PAYLOADS: ReadonlySet<string> = new Set([
  'input',
  'output',
  'parameters',
  'error',
  'cause',
  'assignedVariables',
]);
const TRUNCATION: ReadonlySet<string> = new Set([
  'inputDetails',
  'outputDetails',
  'assignedVariablesDetails',
]);

/** One event; its time becomes a Date, and without `includesData` its payloads go. */
export function describedEvent(event: HistoryEvent, includesData: boolean): Record<string, unknown> {
  const described = Object.entries(event).map(([name, value]) => [
    name,
    includesData ? value : withoutPayloads(value),
  ]);
  return { ...Object.fromEntries(described), timestamp: new Date(event.timestamp) };
}

function withoutPayloads(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  const kept = Object.entries(value).filter(([name]) => !PAYLOADS.has(name) && !TRUNCATION.has(name));
  return Object.fromEntries(kept);
}
