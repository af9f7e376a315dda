// The beginning of a recheck, or where it goes on: the same name is the same recheck.

import {
  DescribeExecutionCommand,
  ExecutionAlreadyExists,
  RedriveExecutionCommand,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';
import type { Clients } from '../smoke/clients.ts';
import { UsageError } from '../usage-error.ts';

export interface Asked {
  mode: 'report' | 'apply';
  source: 'stored' | 'pictures';
  configuration: string;
}

/** Starts it. One of this name that was asked the same is followed, and redriven where it ended badly. */
export async function beginRecheck(
  { sfn }: Pick<Clients, 'sfn'>,
  stateMachineArn: string,
  { name, asked }: { name: string; asked: Asked | Record<string, never> },
): Promise<string> {
  const input = JSON.stringify(asked);
  const executionArn = `${stateMachineArn.replace(':stateMachine:', ':execution:')}:${name}`;
  try {
    await sfn.send(new StartExecutionCommand({ stateMachineArn, name, input }));
    return executionArn;
  } catch (error) {
    if (!(error instanceof ExecutionAlreadyExists)) throw error;
  }
  const known = await sfn.send(new DescribeExecutionCommand({ executionArn }));
  if (known.input !== input)
    throw new UsageError([`${name} is a recheck that was asked something else: give another --name.`]);
  if (known.status !== 'RUNNING' && known.status !== 'SUCCEEDED')
    await sfn.send(new RedriveExecutionCommand({ executionArn }));
  return executionArn;
}
