// Telling the stack that pages belong to where they are.

import {
  type CloudFormationClient,
  UpdateStackCommand,
  waitUntilStackUpdateComplete,
} from '@aws-sdk/client-cloudformation';
import type { DescribedStack } from '../described-stack.ts';

const LONGEST_SECONDS = 1800;

/** Updates nothing but the parameter PagesUrl. Rejects when CloudFormation cannot. */
export async function tellPagesUrl(
  cloudFormation: CloudFormationClient,
  { name, parameters }: DescribedStack,
  origin: string,
): Promise<void> {
  const others = Object.keys(parameters).filter((key) => key !== 'PagesUrl');
  await cloudFormation.send(
    new UpdateStackCommand({
      StackName: name,
      UsePreviousTemplate: true,
      Parameters: [
        ...others.map((ParameterKey) => ({ ParameterKey, UsePreviousValue: true })),
        { ParameterKey: 'PagesUrl', ParameterValue: origin },
      ],
      Capabilities: ['CAPABILITY_IAM', 'CAPABILITY_NAMED_IAM', 'CAPABILITY_AUTO_EXPAND'],
    }),
  );
  await waitUntilStackUpdateComplete(
    { client: cloudFormation, maxWaitTime: LONGEST_SECONDS },
    { StackName: name },
  );
}
