// Event source mappings of template.yaml, and how functions take asynchronous invocations.
import type { LambdaFunction } from '../../lambda/lambda-function.ts';
import type { ResourceTypes } from '../../stack/resource.ts';
import { readProperties } from '../template-values.ts';
import { MappingDefinition } from './event-source-definition.ts';
import type { EventSources } from './event-sources.ts';
import { type InvokeConfigurations, InvokeDefinition } from './invoke-settings.ts';

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
