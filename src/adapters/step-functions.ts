// Executions of the state machine: started, and answered where they wait for people.

import {
  ExecutionAlreadyExists,
  InvalidToken,
  SendTaskSuccessCommand,
  SFNClient,
  StartExecutionCommand,
  TaskDoesNotExist,
  TaskTimedOut,
} from '@aws-sdk/client-sfn';
import { setting } from '../shared/config.ts';
import { captureClient } from '../shared/telemetry.ts';
import { callService } from './service-call.ts';

const stepFunctions = captureClient(new SFNClient({}));

/** Starts the journey of one photo. An execution of that name that was started before, and may have ended, is left as it is. */
export async function startJourney(name: string, input: unknown): Promise<void> {
  await start('STATE_MACHINE_ARN', name, input);
}

/** Has CountVotes look at a photo when `dueAt` (ISO 8601) has come. Once for each name. */
export async function startAppealClock(
  name: string,
  input: { riderId: string; photoId: string; dueAt: string },
): Promise<void> {
  await start('APPEAL_CLOCK_ARN', name, input);
}

async function start(
  machine: 'STATE_MACHINE_ARN' | 'APPEAL_CLOCK_ARN',
  name: string,
  input: unknown,
): Promise<void> {
  const command = new StartExecutionCommand({
    stateMachineArn: setting(machine),
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

/** Answers the task that waits. False when nobody waits any more: it was answered before, has timed out, or its execution has ended. */
export async function answerTask(taskToken: string, output: unknown): Promise<boolean> {
  const command = new SendTaskSuccessCommand({ taskToken, output: JSON.stringify(output) });
  return callService('Step Functions SendTaskSuccess', {}, async () => {
    try {
      await stepFunctions.send(command);
      return true;
    } catch (error) {
      const isOver = [TaskTimedOut, TaskDoesNotExist, InvalidToken].some((Over) => error instanceof Over);
      if (isOver) return false;
      throw error;
    }
  });
}
