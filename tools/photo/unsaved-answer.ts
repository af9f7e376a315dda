// What an execution came to, read from its own history: a mocked task writes no row that could be asked.

import type { HistoryEvent } from 'states-language';

/** As much of the photo's row as the execution would have saved by now. Empty when it has decided nothing. */
export function unsavedAnswer(history: readonly HistoryEvent[]): Record<string, string> {
  const data = dataOf(history);
  const { decision } = data;
  if (data.claim) return { status: 'claimed before' };
  if (data.discarded) return { status: 'discarded' };
  if (data.fault) return { status: 'failed' };
  if (decision) {
    const { verdict, reasons = [], findings = [], outcome } = decision;
    return {
      status: outcome?.status ?? (verdict === 'review' ? 'in-review' : verdict),
      verdict: outcome?.verdict ?? verdict,
      reasons: JSON.stringify(reasons),
      findings: JSON.stringify(findings),
    };
  }
  return {};
}

interface JourneyData {
  fault?: unknown;
  claim?: unknown;
  discarded?: unknown;
  decision?: {
    verdict: string;
    reasons?: unknown[];
    findings?: unknown[];
    outcome: { status: string; verdict: string } | null;
  };
}

/** What the last state worked on that saw the whole workflow: states in branches see it, too, pure answers do not. */
function dataOf(history: readonly HistoryEvent[]): JourneyData {
  for (const event of history.toReversed()) {
    const input = event.stateEnteredEventDetails?.input;
    const data: unknown = input === undefined ? undefined : JSON.parse(input);
    if (typeof data === 'object' && data !== null && 'upload' in data) return data as JourneyData;
  }
  return {};
}
