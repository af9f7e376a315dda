// The trace of one invocation, once its last document has arrived.

import { setTimeout as wait } from 'node:timers/promises';
import { parseSegment } from '../../services/xray/segment.ts';
import type { UsableCloud } from '../command.ts';
import type { Terminal } from '../terminal.ts';
import { printWaterfall } from '../waterfall.ts';
import { callXray } from './xray.ts';

/** Documents travel by UDP and land a moment after the step has answered. */
const SETTLE_MS = 50;

interface Traces {
  Traces: { Id: string; Duration: number; Segments: { Document: string }[] }[];
}

export async function printTrace(terminal: Terminal, cloud: UsableCloud, traceHeader: string): Promise<void> {
  await wait(SETTLE_MS);
  const id = /Root=([^;]+)/.exec(traceHeader)?.[1] ?? '';
  const { Traces } = await callXray<Traces>(cloud, '/Traces', { TraceIds: [id] });
  const [trace] = Traces;
  const segments = (trace?.Segments ?? []).flatMap(({ Document }) => parseSegment(Document) ?? []);
  if (!trace || segments.length === 0) {
    terminal.line(`  ${terminal.paint.dim('nothing was traced')}`);
    return;
  }
  const startTime = Math.min(...segments.map(({ start_time }) => start_time));
  printWaterfall(terminal, { id, segments, startTime, durationSeconds: trace.Duration });
}
