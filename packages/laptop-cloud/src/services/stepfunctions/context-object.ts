// Which context object TestState takes in the place of one that an execution would have.
// https://docs.aws.amazon.com/step-functions/latest/dg/input-output-contextobject.html
import { ServiceError } from '../service.ts';
import { isRecord } from './tasks/sdk-schema.ts';

type Kind = 'string' | 'number' | 'any';

const FIELDS: Readonly<Record<string, Readonly<Record<string, Kind>>>> = {
  Execution: {
    Id: 'string',
    Input: 'any',
    Name: 'string',
    RedriveCount: 'number',
    RedriveTime: 'string',
    RoleArn: 'string',
    StartTime: 'string',
  },
  State: { EnteredTime: 'string', Name: 'string', RetryCount: 'number' },
  StateMachine: { Id: 'string', Name: 'string' },
  Task: { Token: 'string' },
};

/** Refuses, as ValidationException, what the context object of this state cannot hold. */
export function checkContext(
  context: Readonly<Record<string, unknown>>,
  state: Readonly<Record<string, unknown>> | undefined,
): void {
  for (const [part, fields] of Object.entries(context)) {
    if (part === 'Map') throw invalid(`'Map' field is not supported when mocking a Context object`);
    const known = Object.hasOwn(FIELDS, part) ? FIELDS[part] : undefined;
    if (!known) throw invalid(`Field '${part}' is not allowed`);
    if (!isRecord(fields)) throw invalid(`${part} must be an object`);
    for (const [name, value] of Object.entries(fields)) checkField(part, known, name, value);
  }
  if ('Task' in context && !hasToken(state))
    throw invalid(
      `Context object contains 'Task' when state is not a Task state with a '.sync' or '.waitForTaskToken' service integration pattern`,
    );
}

function checkField(part: string, known: Readonly<Record<string, Kind>>, name: string, value: unknown): void {
  const kind = Object.hasOwn(known, name) ? known[name] : undefined;
  if (kind === undefined) throw invalid(`Field '${name}' is not allowed`);
  if (kind !== 'any' && typeof value !== kind) throw invalid(`${part}.${name} must be a ${kind}`);
}

function hasToken(state: Readonly<Record<string, unknown>> | undefined): boolean {
  return /\.(sync(:2)?|waitForTaskToken)$|:activity:/.test(String(state?.['Resource']));
}

function invalid(reason: string): ServiceError {
  return new ServiceError('ValidationException', `Invalid Context object provided: ${reason}`);
}
