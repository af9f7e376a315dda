// State machines that cases make, and what becomes of their executions.
import {
  CreateStateMachineCommand,
  DeleteStateMachineCommand,
  DescribeExecutionCommand,
  GetExecutionHistoryCommand,
  type HistoryEvent,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';
import type { Case } from '../../case.ts';
import { until, type World } from '../../world.ts';

export async function newMachine(world: World, definition: object, more: object = {}): Promise<string> {
  const { states, fresh, later, roleArn } = world;
  const { stateMachineArn = '' } = await states.send(
    new CreateStateMachineCommand({
      name: fresh('machine'),
      definition: JSON.stringify(definition),
      roleArn,
      ...more,
    }),
  );
  later(() => states.send(new DeleteStateMachineCommand({ stateMachineArn })));
  return stateMachineArn;
}

export interface Ended {
  status: string | undefined;
  output?: unknown;
  error?: string;
  cause?: string;
  executionArn: string;
}

/** The end of an execution of this definition. `input`: a JSON value, or its text. */
export async function executed(world: World, definition: object, input: unknown = {}): Promise<Ended> {
  const stateMachineArn = await newMachine(world, definition);
  const text = typeof input === 'string' ? input : JSON.stringify(input);
  const { executionArn = '' } = await world.states.send(
    new StartExecutionCommand({ stateMachineArn, input: text }),
  );
  const end = await until(
    () => world.states.send(new DescribeExecutionCommand({ executionArn })),
    ({ status }) => status !== 'RUNNING',
    20_000,
  );
  const { status, output, error, cause } = end;
  return {
    status,
    executionArn,
    ...(output === undefined ? {} : { output: JSON.parse(output) as unknown }),
    ...(error === undefined ? {} : { error }),
    ...(cause === undefined ? {} : { cause }),
  };
}

export async function historyOf({ states }: World, executionArn: string): Promise<HistoryEvent[]> {
  const { events = [] } = await states.send(new GetExecutionHistoryCommand({ executionArn }));
  return events;
}

/** One state, or several of which the first is named. */
export const only = (state: object, more: object = {}) => ({
  StartAt: 'Only',
  States: { Only: { ...state, ...('Type' in state && hasNoEnd(state.Type) ? {} : { End: true }) }, ...more },
});

const hasNoEnd = (type: unknown) => ['Choice', 'Fail', 'Succeed'].includes(String(type));

/** What a JSONata expression gives. */
export const evaluated = (Output: unknown) => ({
  QueryLanguage: 'JSONata',
  ...only({ Type: 'Pass', Output }),
});

/** A case of one definition, and how it ends. */
export function ending(
  name: string,
  source: string,
  definition: object,
  input: unknown,
  expected: unknown,
): Case {
  return { name, source, observe: (world) => executed(world, definition, input), expected };
}
