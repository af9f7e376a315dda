// Event source mappings and permissions of template.yaml, and how functions take asynchronous invocations.
import * as z from 'zod';
import { type Account, functionArn, splitFunctionName } from '../../arns.ts';
import type { LambdaFunction } from '../../lambda/lambda-function.ts';
import type { Resource, ResourceTypes } from '../../stack/resource.ts';
import { readProperties } from '../template-values.ts';
import { MappingDefinition } from './event-source-definition.ts';
import type { EventSources } from './event-sources.ts';
import type { FunctionPolicies, PolicyStatement } from './function-policies.ts';
import { type InvokeConfigurations, InvokeDefinition } from './invoke-settings.ts';
import { PERMISSION, statementOf } from './policy-statement.ts';

const IGNORED = {
  KmsKeyArn: 'the filter criteria stay in the memory of this process',
  MetricsConfig: 'a batch that fails is reported to whoever runs the laptop cloud',
  Tags: 'tags change nothing',
};

/** What CloudFormation knows of event sources: queues are served, everything else is refused by name. */
export function eventSourceResourceTypes(sources: EventSources): ResourceTypes {
  return {
    'AWS::Lambda::EventSourceMapping': {
      properties: Object.keys(MappingDefinition.shape),
      ignored: IGNORED,
      ref: (name) => name,
      attributes: (name) => ({ Id: name, EventSourceMappingArn: sources.arnOf(name) }),
      check: ({ properties }) => void mappingOf(properties),
      provision: async ({ physicalName, properties }) =>
        void (await sources.put(physicalName, mappingOf(properties), true)),
    },
  };
}

function mappingOf(properties: Record<string, unknown>): MappingDefinition {
  const honoured = Object.entries(properties).filter(([name]) => !Object.hasOwn(IGNORED, name));
  return readProperties(MappingDefinition, Object.fromEntries(honoured));
}

/** One configuration for a function, version or alias. */
export function invokeConfigurationTypes(
  configurations: InvokeConfigurations,
  /** By name or ARN, with a qualifier or without. Throws ResourceNotFoundException. */
  find: (nameOrArn: string) => LambdaFunction,
): ResourceTypes {
  return {
    'AWS::Lambda::EventInvokeConfig': {
      properties: Object.keys(InvokeDefinition.shape),
      ignored: {},
      ref: (name) => name,
      attributes: () => ({}),
      check: ({ properties }) => void readProperties(InvokeDefinition, properties),
      async provision({ properties }) {
        const definition = readProperties(InvokeDefinition, properties);
        const { FunctionName, Qualifier, ...settings } = definition;
        find(`${FunctionName}:${Qualifier}`);
        configurations.put(find(FunctionName), Qualifier, settings, true);
      },
    },
  };
}

const Permission = z.strictObject({ FunctionName: z.string().min(1), ...PERMISSION });
const OF_URLS = { FunctionUrlAuthType: 'functions have no URLs here' };

/** Statements in the policies of functions, which need not be of the template. */
export function permissionTypes(policies: FunctionPolicies, account: Account): ResourceTypes {
  function statementIn({
    physicalName,
    properties,
  }: Pick<Resource, 'physicalName' | 'properties'>): PolicyStatement {
    const { FunctionUrlAuthType: _, ...honoured } = properties;
    const { FunctionName, ...permission } = readProperties(Permission, asTexts(honoured));
    const { name, qualifier } = splitFunctionName(FunctionName);
    const arn = functionArn(account, qualifier === undefined ? name : `${name}:${qualifier}`);
    return statementOf(physicalName, arn, permission);
  }
  return {
    'AWS::Lambda::Permission': {
      properties: Object.keys(Permission.shape),
      ignored: OF_URLS,
      ref: (name) => name,
      attributes: (name) => ({ Id: name }),
      check: (resource) => void statementIn(resource),
      provision: async (resource) => policies.put(statementIn(resource), true),
    },
  };
}

/** An account without quotes is a number. */
function asTexts(properties: Record<string, unknown>): Record<string, unknown> {
  const texts = Object.entries(properties).map(([name, value]) => [
    name,
    typeof value === 'number' ? String(value) : value,
  ]);
  return Object.fromEntries(texts);
}
