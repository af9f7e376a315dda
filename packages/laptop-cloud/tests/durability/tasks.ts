// Tasks of all kinds for machines whose process dies: each does something outside, once in a while fails at first, and says
// by its input which attempt of which state it is.
import type { TaskFields } from '../../../states-language/tests/durable-machines.ts';
import { LAMBDA } from '../services/stepfunctions/stepfunctions-world.ts';
import { ACCOUNT_ID, REGION } from '../support/gateway.ts';

/** What a task is told of itself. */
export interface Told {
  state: string;
  path: string;
  retry: number;
  token?: string;
}

const SELF = { 'state.$': '$$.State.Name', 'path.$': '$.path', 'retry.$': '$$.State.RetryCount' };

export const ACTIVITY_ARN = `arn:aws:states:${REGION}:${ACCOUNT_ID}:activity:work`;
export const NESTED_ARN = `arn:aws:states:${REGION}:${ACCOUNT_ID}:stateMachine:nested`;

/** Of the machine that others start and wait for. */
export const NESTED = {
  Work: {
    Type: 'Task',
    Resource: `${LAMBDA}:work`,
    Parameters: { 'state.$': '$.state', 'path.$': '$.path', 'retry.$': '$.retry' },
    Next: 'Rest',
  },
  Rest: { Type: 'Wait', Seconds: 1, End: true },
};

export const TASKS: readonly TaskFields[] = [
  () => ({ Resource: `${LAMBDA}:work`, Parameters: SELF }),
  () => ({
    Resource: 'arn:aws:states:::lambda:invoke.waitForTaskToken',
    Parameters: { FunctionName: 'ask', Payload: { ...SELF, 'token.$': '$$.Task.Token' } },
  }),
  () => ({ Resource: ACTIVITY_ARN, Parameters: SELF }),
  () => ({
    Resource: 'arn:aws:states:::states:startExecution.sync:2',
    // Only the parent fails: of the nested one, nobody asks again.
    Parameters: {
      StateMachineArn: NESTED_ARN,
      Input: { 'state.$': '$$.State.Name', 'path.$': '$.path', retry: 1 },
    },
    ResultSelector: { 'answer.$': '$.Output' },
  }),
];

/** One first attempt in four fails. */
export function fails({ state, path, retry }: Told): boolean {
  let sum = 0;
  for (const character of `${state}${path}`) sum = (sum * 31 + character.charCodeAt(0)) % 1_009;
  return retry === 0 && sum % 4 === 0;
}

export function answerOf({ state, path, retry }: Told): unknown {
  return { answered: `${state}${path}`, retry };
}
