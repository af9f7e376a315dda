// Which trace belongs to which execution.

import { resourceParts, splitArn } from '../../arns.ts';
import type { Trace } from '../../services/xray/trace-store.ts';
import { factsOf } from '../../services/xray/trace-summary.ts';

/** The executions that the trace is about: those whose segments it holds, and those that steps name. */
export function executionArnsOf(trace: Trace): string[] {
  const own = trace.segments.map(({ aws }) => aws?.['execution_arn']);
  const named = factsOf(trace).annotations.get('executionArn') ?? [];
  const arns = [...own, ...named].filter((arn) => typeof arn === 'string' && splitArn(arn));
  return [...new Set(arns)] as string[];
}

/** The trace with this id, or those of the execution with this ARN or name, or else of all whose names begin so. */
export function findTraces(traces: readonly Trace[], target: string): Trace[] {
  const exact = traces.filter(
    (trace) =>
      trace.id === target || executionArnsOf(trace).some((arn) => arn === target || nameIn(arn) === target),
  );
  if (exact.length > 0) return exact;
  return traces.filter((trace) => executionArnsOf(trace).some((arn) => nameIn(arn).startsWith(target)));
}

/** Of traces newest first, the first that an execution made. */
export function newestExecution(traces: readonly Trace[]): Trace | undefined {
  return traces.find((trace) => executionArnsOf(trace).length > 0);
}

export function nameIn(executionArn: string): string {
  return resourceParts(executionArn).at(-1) ?? '';
}
