// How many child executions of a map run may fail before the run does.
import { runtimeFailure, StateFailure } from '../failure.ts';
import { inspected } from '../shape.ts';
import type { StateExecution } from '../state-execution.ts';
import type { Distribution } from './distribution.ts';

const EXCEEDED = 'States.ExceedToleratedFailureThreshold';
const EXCEEDED_CAUSE = 'The specified tolerated failure threshold was exceeded';

export interface Tolerance {
  count: number | undefined;
  percentage: number | undefined;
}

export async function toleranceOf(
  visit: StateExecution,
  distribution: Distribution,
  root: unknown,
): Promise<Tolerance> {
  const count = (await distribution.toleratedCount(visit, { root })) as number | undefined;
  const percentage = (await distribution.toleratedPercentage(visit, { root })) as number | undefined;
  if (count !== undefined && count < 0) throw runtimeFailure('ToleratedFailureCount cannot be negative.');
  if (percentage !== undefined && (percentage < 0 || percentage > 100))
    throw runtimeFailure('ToleratedFailurePercentage must be between 0 and 100.');
  if (count !== undefined) inspected(visit, 'toleratedFailureCount', count);
  if (percentage !== undefined) inspected(visit, 'toleratedFailurePercentage', percentage);
  return { count, percentage };
}

export function toleranceExceeded(): StateFailure {
  return new StateFailure(EXCEEDED, EXCEEDED_CAUSE);
}

export function hasTolerance({ count, percentage }: Tolerance): boolean {
  return count !== undefined || percentage !== undefined;
}

/** Fails on the first failure unless a count or a share of all items may fail. */
export function isExceeded(tolerated: Tolerance, failed: number, total: number): boolean {
  const { count, percentage } = tolerated;
  if (count === undefined && percentage === undefined) return failed > 0;
  if (count !== undefined && failed > count) return true;
  return percentage !== undefined && failed * 100 > percentage * total;
}
