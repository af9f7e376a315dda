// Which state a TestState request means, and whether its mock fits it.

import { graphsIn, locateState } from 'states-language';
import * as z from 'zod';
import { ServiceError } from '../service.ts';
import { checkMockResult } from './mock-result.ts';
import { isRecord } from './tasks/sdk-schema.ts';

export const MockInput = z.strictObject({
  result: z.string().max(262_144).optional(),
  errorOutput: z.strictObject({ error: z.string().optional(), cause: z.string().optional() }).optional(),
  fieldValidationMode: z.enum(['STRICT', 'PRESENT', 'NONE']).default('STRICT'),
});

export const StateConfiguration = z.strictObject({
  retrierRetryCount: z.number().int().min(0).optional(),
  errorCausedByState: z.string().min(1).max(80).optional(),
  mapIterationFailureCount: z.number().int().min(0).optional(),
  mapItemReaderData: z.string().max(262_144).optional(),
});

/** What a mocked state does: gives a result, or fails. */
export type Mock = { result: unknown } | { error: string | undefined; cause: string | undefined };

export interface MockRequest {
  roleArn?: string | undefined;
  revealSecrets: boolean;
  mock?: z.output<typeof MockInput> | undefined;
  stateConfiguration?: z.output<typeof StateConfiguration> | undefined;
}

type Source = Readonly<Record<string, unknown>>;

/** The state's part of the definition; undefined when the text is none that holds states, which parsing will say. */
export function testedState(definition: string, stateName: string | undefined): Source | undefined {
  let source: unknown;
  try {
    source = JSON.parse(definition);
  } catch {
    return undefined;
  }
  if (!isRecord(source)) return undefined;
  if (!isRecord(source['States'])) return stateName === undefined ? source : notFound();
  return locateState(source, stateName ?? String(source['StartAt']))?.source ?? notFound();
}

/** Refuses what cannot be tested so, as ValidationException or InvalidDefinition; gives the mock. */
export async function checkMock(state: Source | undefined, request: MockRequest): Promise<Mock | undefined> {
  const type = String(state?.['Type']);
  const { mock } = request;
  if (!mock) {
    checkUnmocked(type, state, request);
    return undefined;
  }
  if (!MOCKABLE.has(type) && KNOWN.has(type))
    throw invalid(`State type '${type}' is not supported when a mock is specified`);
  if (request.revealSecrets)
    throw invalid('TestState does not support RevealSecrets when a mock is specified.');
  if (mock.result !== undefined && mock.errorOutput) {
    throw invalid('A test mock should have only one of the following fields: [result, errorOutput].');
  }
  const cause = request.stateConfiguration?.errorCausedByState;
  if (cause !== undefined) checkCause(state, cause, mock.errorOutput !== undefined);
  if (mock.errorOutput) return { error: mock.errorOutput.error, cause: mock.errorOutput.cause };
  if (mock.result === undefined)
    throw invalid('A test mock should have one of the following fields: [result, errorOutput].');
  const result = parseResult(mock.result);
  await checkResult(type, state, result, mock.fieldValidationMode);
  const failed = request.stateConfiguration?.mapIterationFailureCount ?? 0;
  if (Array.isArray(result) && failed > result.length)
    throw invalid('Map iteration failure count must be less than or equal to the number of Map iterations');
  return { result };
}

const MOCKABLE: ReadonlySet<string> = new Set(['Task', 'Map', 'Parallel']);
const KNOWN: ReadonlySet<string> = new Set([...MOCKABLE, 'Pass', 'Wait', 'Choice', 'Succeed', 'Fail']);

function checkUnmocked(
  type: string,
  state: Source | undefined,
  { roleArn, stateConfiguration }: MockRequest,
): void {
  if (stateConfiguration?.mapIterationFailureCount !== undefined)
    throw invalid('TestState does not support MapIterationFailureCount when a mock is not specified.');
  if (type === 'Map' || type === 'Parallel') {
    throw new ServiceError(
      'InvalidDefinition',
      'TestState API does not support Map or Parallel states. Supported state types include: [Task, Wait, Pass, Succeed, Fail, Choice]',
    );
  }
  if (type !== 'Task') return;
  if (roleArn === undefined) throw invalid('RoleArn must be specified when testing a Task state');
  const resource = String(state?.['Resource']);
  if (/\.(sync(:2)?|waitForTaskToken)$|:activity:/.test(resource)) {
    throw new ServiceError(
      'InvalidDefinition',
      `TestState API supports the resource ${resource} only when a mock is specified`,
    );
  }
}

function checkCause(state: Source | undefined, cause: string, isFailing: boolean): void {
  if (!isFailing) throw invalid('errorCausedByState needs a mock with errorOutput');
  if (!graphsIn(state).some((graph) => locateState(graph, cause))) {
    throw invalid(`errorCausedByState names ${cause}, which is no state of the tested one`);
  }
}

function parseResult(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw invalid('Mocked result must be valid JSON');
  }
}

async function checkResult(
  type: string,
  state: Source | undefined,
  result: unknown,
  mode: z.output<typeof MockInput>['fieldValidationMode'],
): Promise<void> {
  if (type === 'Task') return checkMockResult(String(state?.['Resource']), result, mode);
  const isObjectAwaited = type === 'Map' && state?.['ResultWriter'] !== undefined;
  if (isObjectAwaited && !isRecord(result)) throw invalid('Mocked result must be a JSON object.');
  if (isObjectAwaited) return;
  if (!Array.isArray(result)) throw invalid('Mocked result must be an array.');
  const branches = state?.['Branches'];
  if (
    type === 'Parallel' &&
    Array.isArray(branches) &&
    branches.length > 0 &&
    branches.length !== result.length
  )
    throw invalid('Mocked result must contain the same number of items as number of Parallel branches.');
}

function notFound(): never {
  throw invalid('State not found in definition');
}

function invalid(message: string): ServiceError {
  return new ServiceError('ValidationException', message);
}
