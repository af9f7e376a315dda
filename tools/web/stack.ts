// The stack that pages belong to: what it says of itself, and telling it where its pages are.

import {
  type CloudFormationClient,
  DescribeStacksCommand,
  UpdateStackCommand,
  waitUntilStackUpdateComplete,
} from '@aws-sdk/client-cloudformation';
import { UsageError } from '../usage-error.ts';

export interface DescribedStack {
  name: string;
  outputs: Readonly<Record<string, string | undefined>>;
  parameters: Readonly<Record<string, string | undefined>>;
}

/** Throws UsageError for a stack that is not there. */
export async function readStack(cloudFormation: CloudFormationClient, name: string): Promise<DescribedStack> {
  const { Stacks = [] } = await cloudFormation
    .send(new DescribeStacksCommand({ StackName: name }))
    .catch((error: Error) => {
      if (error.name === 'ValidationError') throw new UsageError([`${error.message}.`], { cause: error });
      throw error;
    });
  const { Outputs = [], Parameters = [] } = Stacks[0] ?? {};
  return {
    name,
    outputs: Object.fromEntries(Outputs.map(({ OutputKey, OutputValue }) => [OutputKey, OutputValue])),
    parameters: Object.fromEntries(
      Parameters.map(({ ParameterKey, ParameterValue }) => [ParameterKey, ParameterValue]),
    ),
  };
}

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
