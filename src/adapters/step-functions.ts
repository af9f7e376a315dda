// Starts executions of the state machine.

import { ExecutionAlreadyExists, SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { setting } from '../shared/config.ts';
import { captureClient } from '../shared/telemetry.ts';
import { callService } from './service-call.ts';

const stepFunctions = captureClient(new SFNClient({}));

/** Starts the journey of one photo. An execution of that name that was started before, and may have ended, is left as it is. */
export async function startJourney(name: string, input: unknown): Promise<void> {
  const command = new StartExecutionCommand({
    stateMachineArn: setting('STATE_MACHINE_ARN'),
    name,
    input: JSON.stringify(input),
  });
  await callService('Step Functions StartExecution', {}, async () => {
    try {
      await stepFunctions.send(command);
    } catch (error) {
      if (!(error instanceof ExecutionAlreadyExists)) throw error;
    }
  });
}
