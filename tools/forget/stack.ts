// The names that an erasure by hand needs, from the outputs of the stack.

import { DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import type { Clients } from '../smoke/clients.ts';
import { UsageError } from '../usage-error.ts';

const NEEDED = ['PhotosBucket', 'RidersTable', 'ForgetRiderArn', 'ErasuresTable', 'ErasureKeyId'] as const;
export type ForgetOutputs = Readonly<Record<(typeof NEEDED)[number], string>>;

/** Throws UsageError for a stack that is not there, or is another application's. */
export async function forgetStack(
  { cloudFormation }: Pick<Clients, 'cloudFormation'>,
  stackName: string,
): Promise<ForgetOutputs> {
  const { Stacks = [] } = await cloudFormation
    .send(new DescribeStacksCommand({ StackName: stackName }))
    .catch((error: Error) => {
      if (error.name === 'ValidationError') throw new UsageError([`${error.message}.`], { cause: error });
      throw error;
    });
  const outputs = new Map(Stacks[0]?.Outputs?.map(({ OutputKey, OutputValue }) => [OutputKey, OutputValue]));
  const missing = NEEDED.filter((name) => !outputs.get(name));
  if (missing.length > 0)
    throw new UsageError([
      `The stack ${stackName} has no output ${missing.join(', ')}: is it one of rider photos, of this version?`,
    ]);
  return Object.fromEntries(NEEDED.map((name) => [name, outputs.get(name)])) as ForgetOutputs;
}
