// What npm start took up again of what an earlier run had left under way.
import type { ExecutionRecord } from '../../services/stepfunctions/execution-record.ts';
import type { Resumed } from '../../services/stepfunctions/take-up.ts';
import type { Terminal } from '../terminal.ts';

/** More of them would push everything else off the screen. */
const MOST_NAMED = 5;

export function announceResumed(
  { line, paint }: Terminal,
  { goingOn, lost }: Pick<Resumed, 'goingOn' | 'lost'>,
): void {
  if (goingOn.length > 0)
    line(`Goes on with ${counted(goingOn.length)} that ran when it stopped: ${namesOf(goingOn)}`);
  for (const { name, cause } of lost.slice(0, MOST_NAMED))
    line(paint.red(`Execution ${name} ended. ${cause}`));
  if (lost.length > MOST_NAMED)
    line(paint.red(`... and ${counted(lost.length - MOST_NAMED)} more, ABORTED with the cause`));
  if (goingOn.length + lost.length > 0) line();
}

function counted(count: number): string {
  return count === 1 ? 'an execution' : `${count} executions`;
}

function namesOf(records: readonly ExecutionRecord[]): string {
  const named = records.slice(0, MOST_NAMED).map(({ name }) => name);
  return records.length > named.length ? `${named.join(', ')} ...` : named.join(', ');
}
