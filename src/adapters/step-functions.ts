// Executions of the state machine: started, and answered where they wait for people.

import {
  ExecutionAlreadyExists,
  ExecutionDoesNotExist,
  InvalidToken,
  SendTaskSuccessCommand,
  SFNClient,
  StartExecutionCommand,
  StopExecutionCommand,
  TaskDoesNotExist,
  TaskTimedOut,
} from '@aws-sdk/client-sfn';
import { setting } from '../shared/config.ts';
import { captureClient } from '../shared/telemetry.ts';
import { callService, callUnlessRefused } from './service-call.ts';
import { SIGNING } from './signing.ts';

const stepFunctions = captureClient(new SFNClient(SIGNING));

/** Starts the workflow of one photo. An execution of that name that was started before, and may have ended, is left as it is. */
export const startJourney = (name: string, input: unknown): Promise<boolean> =>
  start(setting('STATE_MACHINE_ARN'), name, input);

/** Has CountVotes look at a photo when `dueAt` (ISO 8601) has come. Once for each name. */
export const startAppealClock = (
  name: string,
  appeal: { riderId: string; photoId: string; dueAt: string },
): Promise<boolean> => start(setting('APPEAL_CLOCK_ARN'), name, appeal);

/** Starts an erasure; the same one again is left as it is. False where one of that id was started before, and perhaps of another rider. */
export const startErasure = (erasure: { riderId: string; erasureId: string }): Promise<boolean> =>
  start(setting('FORGET_RIDER_ARN'), erasure.erasureId, erasure);

/** False for a name that was taken before, and had another input or has ended. */
async function start(stateMachineArn: string, name: string, input: unknown): Promise<boolean> {
  const command = new StartExecutionCommand({ stateMachineArn, name, input: JSON.stringify(input) });
  return callUnlessRefused('Step Functions StartExecution', ExecutionAlreadyExists, () =>
    stepFunctions.send(command),
  );
}

/** Stops an execution. One that has ended, or that nobody knows any more, is left as it is. */
export async function stopExecution(executionArn: string, error: string): Promise<void> {
  await callService('Step Functions StopExecution', {}, async () => {
    try {
      await stepFunctions.send(new StopExecutionCommand({ executionArn, error }));
    } catch (stopped) {
      if (!(stopped instanceof ExecutionDoesNotExist)) throw stopped;
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
