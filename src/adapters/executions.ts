// Executions as operators look at them: by name, state and time. What went in and out is not asked for.

import {
  DescribeExecutionCommand,
  ExecutionDoesNotExist,
  type ExecutionStatus,
  GetExecutionHistoryCommand,
  type HistoryEvent,
  ListExecutionsCommand,
  RedriveExecutionCommand,
  SFNClient,
} from '@aws-sdk/client-sfn';
import { setting } from '../shared/config.ts';
import { captureClient } from '../shared/telemetry.ts';
import { callService } from './service-call.ts';

const stepFunctions = captureClient(new SFNClient({}));

export type MachineName = 'check-photo' | 'forget-rider';
const arnOf = (machine: MachineName) =>
  setting(machine === 'check-photo' ? 'STATE_MACHINE_ARN' : 'FORGET_RIDER_ARN');
const executionArn = (machine: MachineName, name: string) =>
  `${arnOf(machine).replace(':stateMachine:', ':execution:')}:${name}`;

export interface ListedExecution {
  name: string;
  status: string;
  startedAt: string;
  stoppedAt: string | null;
}

/** The newest first. */
export async function listExecutions(
  machine: MachineName,
  { status, after }: { status?: string | undefined; after?: string | undefined },
): Promise<{ executions: ListedExecution[]; next: string | null }> {
  const command = new ListExecutionsCommand({
    stateMachineArn: arnOf(machine),
    maxResults: 50,
    ...(status !== undefined && { statusFilter: status as ExecutionStatus }),
    ...(after !== undefined && { nextToken: after }),
  });
  const page = await callService('Step Functions ListExecutions', {}, () => stepFunctions.send(command));
  return { executions: (page.executions ?? []).map(listed), next: page.nextToken ?? null };
}

export interface DescribedExecution extends ListedExecution {
  error: string | null;
  redrives: number;
  states: { name: string; enteredAt: string; leftAt: string | null; failures: number }[];
}

/** Undefined for one that does not exist. */
export async function readExecution(
  machine: MachineName,
  name: string,
): Promise<DescribedExecution | undefined> {
  const arn = executionArn(machine, name);
  return callService('Step Functions DescribeExecution', {}, async () => {
    try {
      const described = await stepFunctions.send(new DescribeExecutionCommand({ executionArn: arn }));
      return {
        ...listed(described),
        error: described.error ?? null,
        redrives: described.redriveCount ?? 0,
        states: statesOf(await historyOf(arn)),
      };
    } catch (error) {
      if (error instanceof ExecutionDoesNotExist) return undefined;
      throw error;
    }
  });
}

/** Goes on where it failed. Throws DependencyRefusedError for one that cannot. */
export async function redrive(machine: MachineName, name: string): Promise<void> {
  const command = new RedriveExecutionCommand({ executionArn: executionArn(machine, name) });
  await callService('Step Functions RedriveExecution', {}, () => stepFunctions.send(command));
}

async function historyOf(arn: string): Promise<HistoryEvent[]> {
  const found: HistoryEvent[] = [];
  let nextToken: string | undefined;
  do {
    const command: GetExecutionHistoryCommand = new GetExecutionHistoryCommand({
      executionArn: arn,
      maxResults: 1000,
      includeExecutionData: false,
      ...(nextToken !== undefined && { nextToken }),
    });
    const page = await stepFunctions.send(command);
    found.push(...(page.events ?? []));
    nextToken = page.nextToken;
  } while (nextToken !== undefined);
  return found;
}

/** In the order they were entered. An event belongs to the state that the events before it lead back to. */
function statesOf(events: readonly HistoryEvent[]): DescribedExecution['states'] {
  const states: DescribedExecution['states'] = [];
  const stateAt = new Map<number, DescribedExecution['states'][number]>();
  for (const { id = 0, previousEventId = 0, type = '', timestamp, ...event } of events) {
    const at = timestamp?.toISOString() ?? '';
    if (event.stateEnteredEventDetails?.name !== undefined) {
      const entered = { name: event.stateEnteredEventDetails.name, enteredAt: at, leftAt: null, failures: 0 };
      states.push(entered);
      stateAt.set(id, entered);
      continue;
    }
    const state = stateAt.get(previousEventId);
    if (!state) continue;
    stateAt.set(id, state);
    if (event.stateExitedEventDetails) state.leftAt = at;
    else if (/(Failed|TimedOut)$/.test(type) && !type.startsWith('Execution')) state.failures += 1;
  }
  return states;
}

const listed = (given: {
  name?: string | undefined;
  status?: string | undefined;
  startDate?: Date | undefined;
  stopDate?: Date | undefined;
}): ListedExecution => ({
  name: given.name ?? '',
  status: given.status ?? '',
  startedAt: given.startDate?.toISOString() ?? '',
  stoppedAt: given.stopDate?.toISOString() ?? null,
});
