// The names that an erasure by hand needs, from the outputs of the stack.

import { describeStack, neededOutputs } from '../described-stack.ts';
import type { Clients } from '../smoke/clients.ts';

const NEEDED = [
  'PhotosBucket',
  'RidersTable',
  'RiderLinksTable',
  'ForgetRiderArn',
  'ErasuresTable',
  'ErasureKeyId',
] as const;
export type ForgetOutputs = Readonly<Record<(typeof NEEDED)[number], string>>;

/** Throws UsageError for a stack that is not there, or is another application's. */
export async function forgetStack(
  { cloudFormation }: Pick<Clients, 'cloudFormation'>,
  stackName: string,
): Promise<ForgetOutputs> {
  const stack = await describeStack(cloudFormation, stackName);
  return neededOutputs(stack, NEEDED, 'rider photos, of this version');
}
