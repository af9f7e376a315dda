// The trace of one invocation, once its last document has arrived.

import { setTimeout as wait } from 'node:timers/promises';
import type { Cloud } from '../../cloud.ts';
import type { Terminal } from '../terminal.ts';
import { printWaterfall } from '../waterfall.ts';

/** Documents travel by UDP and land a moment after the step has answered. */
const SETTLE_MS = 50;

export async function printTrace(terminal: Terminal, cloud: Cloud, traceHeader: string): Promise<void> {
  await wait(SETTLE_MS);
  const id = /Root=([^;]+)/.exec(traceHeader)?.[1] ?? '';
  const trace = cloud.xray.store.trace(id);
  if (trace) printWaterfall(terminal, trace);
  else terminal.line(`  ${terminal.paint.dim('nothing was traced')}`);
}
