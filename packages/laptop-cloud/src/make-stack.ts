// From the template to a stack that is there: read, given its roles, its resources made.

import type { Identities } from './identities.ts';
import type { StepFunctions } from './services/stepfunctions/stepfunctions.ts';
import type { MockConfiguration } from './services/stepfunctions/tasks/mock-configuration.ts';
import { logicalIdOf } from './stack/names.ts';
import { planned, provision } from './stack/provision.ts';
import type { ResourceTypes, StackContext } from './stack/resource.ts';
import { rolesOf } from './stack/roles.ts';
import { loadStack, type Stack } from './stack/stack.ts';

/** Where sites answer: `http://127.0.0.1:4567`. */
export interface Addresses {
  web: string;
}

export type ParameterDefaults =
  | Readonly<Record<string, string>>
  | ((addresses: Addresses) => Readonly<Record<string, string>>);

export interface StackSource {
  /** Path of the template; paths inside it start from its folder. */
  templatePath: string;
  parameters?: Record<string, string>;
  /** Values of parameters on a laptop, in place of the template's defaults. */
  parameterDefaults?: ParameterDefaults;
}

/** Reads the template, gives its roles their keys, and makes its resources. */
export async function makeStack(
  options: StackSource,
  context: StackContext,
  types: ResourceTypes,
  identities: Identities,
  addresses: Addresses,
): Promise<Stack> {
  const { parameterDefaults: defaults } = options;
  const parameterDefaults = typeof defaults === 'function' ? defaults(addresses) : defaults;
  const stackOptions = {
    context,
    types,
    ...(parameterDefaults ? { parameterDefaults } : {}),
    ...(options.parameters ? { parameters: options.parameters } : {}),
  };
  const stack = planned(() => loadStack(options.templatePath, stackOptions), types);
  identities.setRoles(rolesOf(stack));
  await provision(stack, types);
  return stack;
}

/** A mock configuration is written once for every stack: it cannot know the names that a stack gives. */
export function byLogicalId(configuration: MockConfiguration, stackName: string): MockConfiguration {
  const logicalId = (name: string) => logicalIdOf('AWS::Serverless::StateMachine', stackName, name) ?? name;
  return {
    testCase: (name, testCase) => configuration.testCase(logicalId(name), testCase),
    testCases: (name) => configuration.testCases(logicalId(name)),
  };
}

/** Of the machines in the stack: the state folder may hold others, of a template of yesterday. */
export function definitionsOf(stack: Stack, stepFunctions: StepFunctions): unknown[] {
  const present = new Set(stack.resources.map(({ logicalId }) => stack.ref(logicalId)));
  return stepFunctions
    .stateMachines()
    .filter(({ stateMachineArn }) => present.has(stateMachineArn))
    .map(({ definition }) => JSON.parse(definition) as unknown);
}
