// The names of a deployed stack, from its outputs.

import { describeStack, neededOutputs } from '../described-stack.ts';
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
  const stack = await describeStack(cloudFormation, stackName);
  const { status, parameters } = stack;
  if (!status?.match(/^(CREATE|UPDATE|IMPORT|UPDATE_ROLLBACK)_COMPLETE/))
    throw new UsageError([`The stack ${stackName} is ${status}: it runs nothing that could be tried.`]);
  return {
    outputs: neededOutputs(stack, NEEDED, 'rider photos'),
    consentVersion: parameters['RequireConsent'] === 'on' ? parameters['ConsentVersion'] : undefined,
  };
}
