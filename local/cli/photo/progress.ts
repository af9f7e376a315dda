// Live progress of one execution: state by state with durations on a terminal, plain lines when piped.

import type { HistoryEvent } from '../../states/history.ts';
import type { Terminal } from '../terminal.ts';
import { firstLineOf } from './cause.ts';

export interface Progress {
  see(event: HistoryEvent): void;
  end(): void;
}

/** Follows history events. Choice and Pass states take no time worth a line; retries are shown where they happen. */
export function createProgress(terminal: Terminal, startedAtMs: number): Progress {
  const { paint } = terminal;
  const entered = new Map<string, number>();
  const running = () => [...entered.keys()].join(', ');
  const seconds = (ms: number) => `${(ms / 1000).toFixed(2)} s`;
  const show = () => terminal.status(paint.dim(`  … ${running()}`));
  return {
    see(event) {
      const entry = event.stateEnteredEventDetails;
      const exit = event.stateExitedEventDetails;
      const fault = failureOf(event);
      if (entry && SHOWN.test(event.type)) entered.set(entry.name, event.timestamp);
      if (exit && SHOWN.test(event.type)) {
        const took = event.timestamp - (entered.get(exit.name) ?? event.timestamp);
        entered.delete(exit.name);
        terminal.line(
          `  ${paint.dim(seconds(event.timestamp - startedAtMs).padStart(8))}  ${exit.name} ${paint.dim(seconds(took))}`,
        );
      }
      if (fault) {
        terminal.line(
          `  ${paint.dim(seconds(event.timestamp - startedAtMs).padStart(8))}  ${paint.yellow(`${running()} ${fault.error ?? 'failed'}`)} ${paint.dim(firstLineOf(fault.cause))}`,
        );
      }
      if (entered.size > 0) show();
    },
    end: () => terminal.clearStatus(),
  };
}

const SHOWN = /^(Task|Parallel|Map|Wait)State(Entered|Exited)$/;

function failureOf(event: HistoryEvent): { error?: string; cause?: string } | undefined {
  return (
    event.taskFailedEventDetails ??
    event.taskTimedOutEventDetails ??
    event.lambdaFunctionFailedEventDetails ??
    event.lambdaFunctionTimedOutEventDetails
  );
}
