// TestState: tries one state once, with its effects mocked or real, and shows its data on the way.
// https://docs.aws.amazon.com/step-functions/latest/apireference/API_TestState.html

import { randomUUID } from 'node:crypto';
import type { Clock, Execution, Host, TaskCall } from 'states-language';
import { InvalidDefinitionError, runState, StatesTaskError, type StateTestResult } from 'states-language';
import * as z from 'zod';
import { type Account, splitArn, stateMachineArn } from '../../arns.ts';
import { defineOperation, type Operation } from '../operation.ts';
import { ServiceError } from '../service.ts';
import { executionArn, nameOf } from './arns.ts';
import { checkContext } from './context-object.ts';
import { invalidDefinition } from './definition-checks.ts';
import { Arn, parseExecutionInput } from './request.ts';
import { isRecord } from './tasks/sdk-schema.ts';
import type { TaskContext, TaskInvoker } from './tasks/task.ts';
import type { ComplaintsOf } from './tasks/usable-input.ts';
import { checkMock, type Mock, MockInput, StateConfiguration, testedState } from './tested-state.ts';

const Request = z.strictObject({
  definition: z.string().min(1).max(1_048_576),
  roleArn: Arn.optional(),
  input: z.string().default('{}'),
  inspectionLevel: z.enum(['INFO', 'DEBUG', 'TRACE']).default('INFO'),
  revealSecrets: z.boolean().default(false),
  variables: z.string().optional(),
  stateName: z.string().min(1).max(80).optional(),
  mock: MockInput.optional(),
  context: z.string().optional(),
  stateConfiguration: StateConfiguration.optional(),
});
type Request = z.output<typeof Request>;

/** AWS ends a test after five minutes. */
const LIMIT_MS = 300_000;

export interface TestStateOptions extends Account {
  clock: Clock;
  invokeTask: TaskInvoker;
  complaintsOf?: ComplaintsOf;
}

export function testStateOperation(options: TestStateOptions): Operation {
  return defineOperation({
    name: 'TestState',
    input: Request,
    errors: ['InvalidDefinition', 'InvalidExecutionInput'],
    resource: () => '*',
    run: async ({ input: request }) => {
      const state = testedState(request.definition, request.stateName);
      const mock = await checkMock(state, request);
      const context = request.context === undefined ? undefined : parsedObject('context', request.context);
      if (context) checkContext(context, state);
      const result = await tried(options, request, mock, context);
      return answerOf(result, request, mock);
    },
  });
}

async function tried(
  options: TestStateOptions,
  request: Request,
  mock: Mock | undefined,
  givenContext: Record<string, unknown> | undefined,
): Promise<StateTestResult> {
  const { clock } = options;
  const limit = new AbortController();
  const name = randomUUID();
  const machineArn = stateMachineArn(placeOf(options, request.roleArn), `TestState-${randomUUID()}`);
  const arn = executionArn(machineArn, name).replace(':execution:', ':express:');
  const context: TaskContext = {
    executionArn: arn,
    stateMachineArn: machineArn,
    roleArn: request.roleArn ?? '',
  };
  const input = parseExecutionInput(request.input);
  const execution: Execution = {
    input,
    id: arn,
    name,
    roleArn: request.roleArn ?? '',
    startTime: clock.now(),
    redriveCount: 0,
    stateMachine: { id: machineArn, name: nameOf(machineArn) },
  };
  const { retrierRetryCount, mapIterationFailureCount, mapItemReaderData } = request.stateConfiguration ?? {};
  const host: Host = {
    clock: limitedClock(clock, limit.signal),
    invoke: (task: TaskCall) => options.invokeTask(task, context),
    ...(options.complaintsOf ? { complaintsOf: options.complaintsOf } : {}),
  };
  const test = {
    definition: request.definition,
    execution,
    ...(request.stateName === undefined ? {} : { stateName: request.stateName }),
    ...(request.variables === undefined ? {} : { variables: parsedObject('variables', request.variables) }),
    ...(givenContext === undefined ? {} : { context: givenContext }),
    ...(mock ? { mock: () => answerMock(mock) } : {}),
    ...(retrierRetryCount === undefined ? {} : { retrierRetryCount }),
    ...(mapIterationFailureCount === undefined ? {} : { mapIterationFailureCount }),
    ...(mapItemReaderData === undefined
      ? {}
      : { mapItemReaderData: parsedJson('mapItemReaderData', mapItemReaderData) }),
  };
  const over = new AbortController();
  const deadline = clock.sleep(LIMIT_MS, over.signal).then(
    (): StateTestResult => ({
      status: 'FAILED',
      error: 'States.Timeout',
      inspection: { input: request.input },
    }),
    () => new Promise<never>(() => undefined),
  );
  try {
    return await Promise.race([runState(test, host), deadline]);
  } catch (error) {
    throw error instanceof InvalidDefinitionError ? invalidDefinition(error.diagnostics) : error;
  } finally {
    over.abort();
    limit.abort();
  }
}

/** Nobody can hand over a role of another account, so the test takes place in the account of its role. */
function placeOf({ region, accountId }: Account, roleArn: string | undefined): Account {
  const role = splitArn(roleArn ?? '');
  const isThere = role?.service === 'iam' && /^\d{12}$/.test(role.accountId);
  return { region, accountId: isThere ? role.accountId : accountId };
}

/** Sleepers of a test end with it. */
function limitedClock(clock: Clock, limit: AbortSignal): Clock {
  const both = (signal?: AbortSignal) => (signal ? AbortSignal.any([signal, limit]) : limit);
  const deadline = clock.deadline ?? clock.sleep;
  return {
    ...clock,
    sleep: (ms, signal) => clock.sleep(ms, both(signal)),
    deadline: (ms, signal) => deadline(ms, both(signal)),
  };
}

async function answerMock(mock: Mock): Promise<unknown> {
  if ('result' in mock) return mock.result;
  throw new StatesTaskError(mock.error, mock.cause);
}

function parsedObject(member: string, text: string): Record<string, unknown> {
  const value = parsedJson(member, text);
  if (isRecord(value)) return value;
  throw new ServiceError('ValidationException', `${member} must be a JSON object`);
}

function parsedJson(member: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new ServiceError('ValidationException', `${member} is not JSON: ${(error as Error).message}`);
  }
}

function answerOf(
  { inspection, output, ...answer }: StateTestResult,
  { inspectionLevel, mock: given }: Request,
  mock: Mock | undefined,
) {
  // What comes out as it was mocked is the text that it was mocked with.
  const isAsGiven = mock !== undefined && 'result' in mock && mock.result === output;
  return {
    ...answer,
    ...(output === undefined ? {} : { output: isAsGiven ? given?.result : JSON.stringify(output) }),
    ...(inspectionLevel === 'INFO' ? {} : { inspectionData: inspection }),
  };
}
