// The names of a deployed stack, from its outputs.

import { DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { UsageError } from '../usage-error.ts';
import type { Clients } from './clients.ts';

const NEEDED = ['PhotosBucket', 'RidersTable', 'CheckPhotoArn', 'FaceCollection'] as const;
export type StackOutputs = Readonly<Record<(typeof NEEDED)[number], string>>;

export interface DeployedStack {
  outputs: StackOutputs;
  /** What a rider must have agreed to before a photo is looked at; undefined where the stack does not ask. */
  consentVersion: string | undefined;
}

/** Throws UsageError for a stack that is not there, is not whole, or is another application's. */
export async function deployedStack(
  { cloudFormation }: Pick<Clients, 'cloudFormation'>,
  stackName: string,
): Promise<DeployedStack> {
  const { Stacks = [] } = await cloudFormation
    .send(new DescribeStacksCommand({ StackName: stackName }))
    .catch((error: Error) => {
      if (error.name === 'ValidationError') throw new UsageError([`${error.message}.`], { cause: error });
      throw error;
    });
  const [stack] = Stacks;
  if (!stack?.StackStatus?.match(/^(CREATE|UPDATE|IMPORT|UPDATE_ROLLBACK)_COMPLETE/))
    throw new UsageError([
      `The stack ${stackName} is ${stack?.StackStatus}: it runs nothing that could be tried.`,
    ]);
  const outputs = new Map(stack.Outputs?.map(({ OutputKey, OutputValue }) => [OutputKey, OutputValue]));
  const missing = NEEDED.filter((name) => !outputs.get(name));
  if (missing.length > 0)
    throw new UsageError([
      `The stack ${stackName} has no output ${missing.join(', ')}: is it one of rider photos?`,
    ]);
  const parameters = new Map(
    stack.Parameters?.map(({ ParameterKey, ParameterValue }) => [ParameterKey, ParameterValue]),
  );
  return {
    outputs: Object.fromEntries(NEEDED.map((name) => [name, outputs.get(name)])) as StackOutputs,
    consentVersion: parameters.get('RequireConsent') === 'on' ? parameters.get('ConsentVersion') : undefined,
  };
}
