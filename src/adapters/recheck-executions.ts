// Executions of RecheckPhotos: started under a name of the caller's, and read with what they found.

import {
  DescribeExecutionCommand,
  ExecutionAlreadyExists,
  ExecutionDoesNotExist,
  SFNClient,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';
import { setting } from '../shared/config.ts';
import { captureClient } from '../shared/telemetry.ts';
import { callService, callUnlessRefused } from './service-call.ts';
import { SIGNING } from './signing.ts';

const stepFunctions = captureClient(new SFNClient(SIGNING));
const arnOf = (name: string) =>
  `${setting('RECHECK_PHOTOS_ARN').replace(':stateMachine:', ':execution:')}:${name}`;

/** False when a recheck of that name was asked something else. The same again is the same one. */
export async function startRecheck(name: string, asked: unknown): Promise<boolean> {
  const input = JSON.stringify(asked);
  const command = new StartExecutionCommand({ stateMachineArn: setting('RECHECK_PHOTOS_ARN'), name, input });
  const isNew = await callUnlessRefused('Step Functions StartExecution', ExecutionAlreadyExists, () =>
    stepFunctions.send(command),
  );
  return isNew || (await describe(name))?.input === input;
}

export interface RecheckExecution {
  status: string;
  startedAt: string;
  stoppedAt: string | null;
  error: string | null;
  /** Null until it has ended well. */
  output: unknown;
}

/** Undefined for one that does not exist. */
export async function readRecheck(name: string): Promise<RecheckExecution | undefined> {
  const described = await describe(name);
  return (
    described && {
      status: described.status ?? '',
      startedAt: described.startDate?.toISOString() ?? '',
      stoppedAt: described.stopDate?.toISOString() ?? null,
      error: described.error ?? null,
      output: described.output === undefined ? null : (JSON.parse(described.output) as unknown),
    }
  );
}

function describe(name: string) {
  return callService('Step Functions DescribeExecution', {}, async () => {
    try {
      return await stepFunctions.send(new DescribeExecutionCommand({ executionArn: arnOf(name) }));
    } catch (error) {
      if (error instanceof ExecutionDoesNotExist) return undefined;
      throw error;
    }
  });
}
