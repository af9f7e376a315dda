// Live progress of one execution: state by state with durations on a terminal, plain lines when piped.

import type { Terminal } from 'laptop-cloud/cli';
import type { HistoryEvent } from 'states-language';
import { firstLineOf } from './cause.ts';
import { failureOf, type Story } from './story.ts';

export interface Progress {
  see(event: HistoryEvent, story: Story): void;
  end(): void;
}

/**
 * Follows history events. Choice and Pass states take no time worth a line; failures are shown where they happen, and an
 * error that the definition foresees by name as the way it leads to.
 */
export function createProgress(terminal: Terminal, startedAtMs: number): Progress {
  const { paint } = terminal;
  const entered = new Map<string, number>();
  const seconds = (ms: number) => `${(ms / 1000).toFixed(2)} s`;
  const show = () => terminal.status(paint.dim(`  … ${[...entered.keys()].join(', ')}`));
  const line = (event: HistoryEvent, text: string) =>
    terminal.line(`  ${paint.dim(seconds(event.timestamp - startedAtMs).padStart(8))}  ${text}`);
  return {
    see(event, story) {
      const entry = event.stateEnteredEventDetails;
      const exit = event.stateExitedEventDetails;
      const fault = failureOf(event);
      if (entry && SHOWN.test(event.type)) entered.set(entry.name, event.timestamp);
      if (exit && SHOWN.test(event.type)) {
        const took = event.timestamp - (entered.get(exit.name) ?? event.timestamp);
        entered.delete(exit.name);
        line(event, `${exit.name} ${paint.dim(seconds(took))}`);
      }
      if (fault) {
        const next = story.foreseen(event);
        const state = story.stateOf(event) ?? 'execution';
        if (next) line(event, paint.dim(`${state} leads to ${next}`));
        else
          line(
            event,
            `${paint.yellow(`${state} ${fault.error ?? 'failed'}`)} ${paint.dim(firstLineOf(fault.cause))}`,
          );
      }
      if (entered.size > 0) show();
    },
    end: () => terminal.clearStatus(),
  };
}

const SHOWN = /^(Task|Parallel|Map|Wait)State(Entered|Exited)$/;
