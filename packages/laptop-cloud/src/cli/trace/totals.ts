// Where the time of a trace went, in a few lines below its waterfall.

import type { Trace } from '../../services/xray/trace-store.ts';
import type { Terminal } from '../terminal.ts';
import { ownTimes } from './own-times.ts';

const LINES = 5;

export function printTraceTotals({ line, paint }: Terminal, trace: Trace): void {
  line(paint.bold('Where the time went'));
  for (const { place, seconds } of ownTimes(trace).slice(0, LINES)) {
    const percent = trace.durationSeconds > 0 ? Math.round((100 * seconds) / trace.durationSeconds) : 0;
    line(`  ${`${(seconds * 1000).toFixed(0)} ms`.padStart(9)}  ${`${percent} %`.padStart(5)}  ${place}`);
  }
}
