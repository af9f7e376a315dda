// Whether an execution still runs, and what it was started with.

import { DescribeExecutionCommand, ExecutionDoesNotExist, SFNClient } from '@aws-sdk/client-sfn';
import { captureClient } from '../shared/telemetry.ts';
import { callService } from './service-call.ts';
import { SIGNING } from './signing.ts';

const stepFunctions = captureClient(new SFNClient(SIGNING));

export type Life =
  | { state: 'running' }
  | { state: 'ended'; input: Record<string, unknown> | undefined }
  /** Never started, or so long ago that Step Functions has forgotten it. */
  | { state: 'unknown' };

export async function lifeOf(executionArn: string): Promise<Life> {
  return callService('Step Functions DescribeExecution', {}, async () => {
    try {
      const { status, input } = await stepFunctions.send(new DescribeExecutionCommand({ executionArn }));
      if (status === 'RUNNING' || status === 'PENDING_REDRIVE') return { state: 'running' };
      return { state: 'ended', input: input === undefined ? undefined : JSON.parse(input) };
    } catch (error) {
      if (error instanceof ExecutionDoesNotExist) return { state: 'unknown' };
      throw error;
    }
  });
}
