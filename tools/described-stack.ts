// A stack as CloudFormation describes it, for every tool that works with one by its name.

import { type CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { UsageError } from './usage-error.ts';

export interface DescribedStack {
  name: string;
  status: string | undefined;
  outputs: Readonly<Record<string, string | undefined>>;
  parameters: Readonly<Record<string, string | undefined>>;
}

/** Throws UsageError, in CloudFormation's own words, for a stack that is not there. */
export async function describeStack(
  cloudFormation: CloudFormationClient,
  name: string,
): Promise<DescribedStack> {
  const { Stacks = [] } = await cloudFormation
    .send(new DescribeStacksCommand({ StackName: name }))
    .catch((error: Error) => {
      if (error.name === 'ValidationError') throw new UsageError([`${error.message}.`], { cause: error });
      throw error;
    });
  const { StackStatus, Outputs = [], Parameters = [] } = Stacks[0] ?? {};
  return {
    name,
    status: StackStatus,
    outputs: Object.fromEntries(Outputs.map(({ OutputKey, OutputValue }) => [OutputKey, OutputValue])),
    parameters: Object.fromEntries(
      Parameters.map(({ ParameterKey, ParameterValue }) => [ParameterKey, ParameterValue]),
    ),
  };
}

/** The outputs of these names. Throws UsageError naming those that are missing; `whose` says what stack has them all. */
export function neededOutputs<Name extends string>(
  { name: stackName, outputs }: DescribedStack,
  names: readonly Name[],
  whose: string,
): Readonly<Record<Name, string>> {
  const missing = names.filter((name) => !outputs[name]);
  if (missing.length > 0)
    throw new UsageError([
      `The stack ${stackName} has no output ${missing.join(', ')}: is it one of ${whose}?`,
    ]);
  return Object.fromEntries(names.map((name) => [name, outputs[name]])) as Record<Name, string>;
}
