// What one invocation did, told apart: the output on stdout, everything else on stderr.

import type { Invocation } from '../../lambda/invocation.ts';
import { parseMetrics } from '../../services/logs/metrics.ts';
import type { Call, UsableCloud } from '../command.ts';
import { printTrace } from './trace.ts';

/** Prints log lines, metrics and trace, then the output or the error as the caller of the function gets it. */
export async function printInvocation(
  { out, err }: Call,
  cloud: UsableCloud,
  invocation: Invocation,
): Promise<void> {
  const { paint } = err;
  const { log } = invocation;
  err.line(paint.bold('Log'));
  for (const { kind, text } of log) {
    if (kind !== 'metric') err.line(`  ${kind === 'platform' ? paint.dim(text) : text}`);
  }
  err.line(paint.bold('Metrics'));
  for (const metric of log
    .filter(({ kind }) => kind === 'metric')
    .flatMap(({ text }) => parseMetrics(text))) {
    const dimensions = Object.entries(metric.dimensions).map(([name, value]) => `${name}=${value}`);
    err.line(
      `  ${metric.name} ${metric.values.join(', ')} ${metric.unit} ${paint.dim(dimensions.join(' '))}`,
    );
  }
  err.line(paint.bold('Trace'));
  await printTrace(err, cloud, invocation.traceHeader);
  err.line(paint.bold(invocation.functionError ? paint.red('Error') : 'Output'));
  out.line(JSON.stringify(JSON.parse(invocation.payload), null, 2));
}
