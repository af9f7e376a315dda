// Deliveries that start executions: pipes and rules hand over the input; only a pipe to an Express machine, or through one, may wait for
// the answer.
import type { Deliver } from '../bus.ts';
import { ServiceError } from '../service.ts';
import type { ExecutionRecord } from './execution-record.ts';
import type { Executions } from './executions.ts';
import type { MachineVersions } from './machine-versions.ts';
import type { StartExecution } from './start-execution.ts';

export interface StartingTargetOptions {
  versions: MachineVersions;
  executions: Executions;
  start: StartExecution;
}

/**
 * A delivery has arrived when its execution is kept; one that is waited for, when its execution has succeeded: it gives the output. One
 * that failed, timed out or was stopped rejects with its error, as a function's does.
 * Source: EventBridge User Guide, "Amazon EventBridge Pipes error handling": logic errors of Step Functions that are invoked synchronously
 * are customer invocation errors, and their messages come again.
 */
export function startingTarget({ versions, executions, start }: StartingTargetOptions): Deliver {
  return async (arn, input, { parameters, traceHeader, source }) => {
    if (source)
      throw new ServiceError(
        'AccessDeniedException',
        `${source.arn} needs a role to start executions of ${arn}`,
      );
    const { machine } = versions.startable(arn);
    const isWaiting = parameters?.['InvocationType'] === 'REQUEST_RESPONSE';
    if (isWaiting && machine.type !== 'EXPRESS') {
      throw new ServiceError(
        'ValidationException',
        `${arn} is no Express machine, so nobody can wait for its answer`,
      );
    }
    const { executionArn } = start(arn, { input, traceHeader, isSynchronous: isWaiting });
    await executions.written();
    return isWaiting ? outputOf(await executions.ended(executionArn)) : { executionArn };
  };
}

function outputOf({ executionArn, status, output, error, cause }: ExecutionRecord): unknown {
  if (status === 'SUCCEEDED') return output === undefined ? undefined : (JSON.parse(output) as unknown);
  throw new ServiceError(
    error ?? status,
    `${executionArn} ended as ${status}${cause === undefined ? '' : `: ${cause}`}`,
  );
}
