// The parameters of a template as CloudFormation looks at them before it makes anything: each by itself, then the rules.

import { stackArn } from '../arns.ts';
import { lookup } from './lookup.ts';
import { type ParameterValue, parameterValues } from './parameters.ts';
import type { StackContext } from './resource.ts';
import { checkAssertions } from './rules.ts';
import { refuse } from './stack-error.ts';
import type { Template } from './template.ts';

export interface GivenParameters {
  context: StackContext;
  parameters?: Record<string, string>;
  /** Take the place of the template's own defaults; one that the template has no parameter for is passed over. */
  parameterDefaults?: Readonly<Record<string, string>>;
}

/** The value of each parameter. Throws StackError for what CloudFormation refuses: bad values, and rules that do not hold. */
export function checkedParameters(
  template: Template,
  { context, parameters = {}, parameterDefaults = {} }: GivenParameters,
): Record<string, ParameterValue> {
  const declared = Object.fromEntries(
    Object.entries(template.parameters).map(([name, declaration]) => {
      const byDefault = lookup(parameterDefaults, name);
      return [name, byDefault === undefined ? declaration : { ...declaration, Default: byDefault }];
    }),
  );
  const values = parameterValues(declared, parameters);
  const known = { ...pseudoParameters(context), ...values };
  checkAssertions(template.rules, (name) =>
    Object.hasOwn(known, name) ? known[name] : refuse(`${name} is not a parameter of the template.`),
  );
  return values;
}

/** What AWS::Region and its like stand for. */
export function pseudoParameters(context: StackContext): Record<string, unknown> {
  return {
    'AWS::AccountId': context.accountId,
    'AWS::Region': context.region,
    'AWS::Partition': context.partition,
    'AWS::StackName': context.stackName,
    'AWS::StackId': stackId(context),
    'AWS::URLSuffix': 'amazonaws.com',
    'AWS::NotificationARNs': [],
  };
}

/** The ARN of the stack itself, with a UUID at its end as CloudFormation gives it: here always the same. */
export function stackId(context: StackContext): string {
  return stackArn(context, context.stackName, '00000000-0000-4000-8000-000000000000');
}
