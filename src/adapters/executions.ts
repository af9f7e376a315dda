// Executions as operators look at them: by name, state and time. What went in and out is asked for where it is to be shown.

import {
  DescribeExecutionCommand,
  ExecutionDoesNotExist,
  ExecutionNotRedrivable,
  type ExecutionStatus,
  GetExecutionHistoryCommand,
  type HistoryEvent,
  InvalidToken,
  ListExecutionsCommand,
  RedriveExecutionCommand,
  SFNClient,
} from '@aws-sdk/client-sfn';
import { setting } from '../shared/config.ts';
import { captureClient } from '../shared/telemetry.ts';
import { callService, callUnlessRefused } from './service-call.ts';
import { SIGNING } from './signing.ts';

const stepFunctions = captureClient(new SFNClient(SIGNING));

const MACHINES = {
  'check-photo': 'STATE_MACHINE_ARN',
  'forget-rider': 'FORGET_RIDER_ARN',
  'recheck-photos': 'RECHECK_PHOTOS_ARN',
  'reindex-faces': 'REINDEX_FACES_ARN',
} as const;
export type MachineName = keyof typeof MACHINES;
const arnOf = (machine: MachineName) => setting(MACHINES[machine]);
const executionArn = (machine: MachineName, name: string) =>
  `${arnOf(machine).replace(':stateMachine:', ':execution:')}:${name}`;

export interface ListedExecution {
  name: string;
  status: string;
  startedAt: string;
  stoppedAt: string | null;
}

/** The newest first. Undefined where `after` is none of Step Functions' tokens, or was one a day ago. */
export async function listExecutions(
  machine: MachineName,
  { status, after }: { status?: string | undefined; after?: string | undefined },
): Promise<{ executions: ListedExecution[]; next: string | null } | undefined> {
  const command = new ListExecutionsCommand({
    stateMachineArn: arnOf(machine),
    maxResults: 50,
    ...(status !== undefined && { statusFilter: status as ExecutionStatus }),
    ...(after !== undefined && { nextToken: after }),
  });
  return callService('Step Functions ListExecutions', {}, async () => {
    try {
      const page = await stepFunctions.send(command);
      return { executions: (page.executions ?? []).map(listed), next: page.nextToken ?? null };
    } catch (error) {
      if (error instanceof InvalidToken) return undefined;
      throw error;
    }
  });
}

export interface DescribedExecution extends ListedExecution {
  error: string | null;
  redrives: number;
  states: ExecutedState[];
  data?: { input: string | null; output: string | null; cause: string | null };
}

export interface ExecutedState {
  name: string;
  enteredAt: string;
  leftAt: string | null;
  failures: number;
  errors: string[];
  data?: { input: string | null; output: string | null; causes: string[] };
}

/** Undefined for one that does not exist. Task tokens are in none of it, with data neither. */
export async function readExecution(
  machine: MachineName,
  name: string,
  withData = false,
): Promise<DescribedExecution | undefined> {
  const arn = executionArn(machine, name);
  return callService('Step Functions DescribeExecution', {}, async () => {
    try {
      const described = await stepFunctions.send(new DescribeExecutionCommand({ executionArn: arn }));
      return {
        ...listed(described),
        error: described.error ?? null,
        redrives: described.redriveCount ?? 0,
        states: statesOf(await historyOf(arn, withData), withData),
        ...(withData && {
          data: {
            input: described.input ?? null,
            output: described.output ?? null,
            cause: described.cause ?? null,
          },
        }),
      };
    } catch (error) {
      if (error instanceof ExecutionDoesNotExist) return undefined;
      throw error;
    }
  });
}

/** What it was started with; undefined for one that does not exist. */
export async function inputOf(machine: MachineName, name: string): Promise<string | undefined> {
  const command = new DescribeExecutionCommand({ executionArn: executionArn(machine, name) });
  return callService('Step Functions DescribeExecution', {}, async () => {
    try {
      return (await stepFunctions.send(command)).input;
    } catch (error) {
      if (error instanceof ExecutionDoesNotExist) return undefined;
      throw error;
    }
  });
}

/** Goes on where it failed. False for one that cannot: it runs already, it ended too long ago, its history is full. */
export async function redrive(machine: MachineName, name: string): Promise<boolean> {
  const command = new RedriveExecutionCommand({ executionArn: executionArn(machine, name) });
  return callUnlessRefused('Step Functions RedriveExecution', ExecutionNotRedrivable, () =>
    stepFunctions.send(command),
  );
}

async function historyOf(arn: string, withData: boolean): Promise<HistoryEvent[]> {
  const found: HistoryEvent[] = [];
  let nextToken: string | undefined;
  do {
    const command: GetExecutionHistoryCommand = new GetExecutionHistoryCommand({
      executionArn: arn,
      maxResults: 1000,
      includeExecutionData: withData,
      ...(nextToken !== undefined && { nextToken }),
    });
    const page = await stepFunctions.send(command);
    found.push(...(page.events ?? []));
    nextToken = page.nextToken;
  } while (nextToken !== undefined);
  return found;
}

/** In the order they were entered. An event belongs to the state that the events before it lead back to. */
function statesOf(events: readonly HistoryEvent[], withData: boolean): ExecutedState[] {
  const states: ExecutedState[] = [];
  const stateAt = new Map<number, ExecutedState>();
  const entries = new Set<number>();
  for (const { id = 0, previousEventId = 0, type = '', timestamp, ...event } of events) {
    const at = timestamp?.toISOString() ?? '';
    const { stateEnteredEventDetails: into, stateExitedEventDetails: out } = event;
    if (into?.name !== undefined) {
      const entered: ExecutedState = {
        name: into.name,
        enteredAt: at,
        leftAt: null,
        failures: 0,
        errors: [],
        ...(withData && { data: { input: into.input ?? null, output: null, causes: [] } }),
      };
      states.push(entered);
      stateAt.set(id, entered);
      // One of the type Fail does what it is there for.
      if (type !== 'FailStateEntered') entries.add(id);
      continue;
    }
    const state = stateAt.get(previousEventId);
    if (!state) continue;
    stateAt.set(id, state);
    if (out) {
      state.leftAt = at;
      if (state.data) state.data.output = out.output ?? null;
    } else if (isOfState(type) || (type === 'ExecutionFailed' && entries.has(previousEventId))) {
      state.failures += 1;
      const { error, cause } = failureOf(event);
      if (error !== undefined) state.errors.push(error);
      if (cause !== undefined) state.data?.causes.push(cause);
    }
  }
  return states;
}

/** Whether a state has failed by an event. One whose parameters are of no use has none: the execution fails right after its entry. */
function isOfState(type: string): boolean {
  return /(Failed|TimedOut)$/.test(type) && !type.startsWith('Execution');
}

/** Each kind of failure has details of its own kind, with the same two members. */
function failureOf(event: Omit<HistoryEvent, 'id' | 'type' | 'timestamp'>): {
  error?: string;
  cause?: string;
} {
  const details = Object.values(event).find(
    (one): one is { error?: string; cause?: string } =>
      typeof one === 'object' && one !== null && ('error' in one || 'cause' in one),
  );
  return details ?? {};
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
