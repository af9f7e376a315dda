// Pipes of template.yaml.
import type { ResourceTypes } from '../../stack/resource.ts';
import { readProperties } from '../template-values.ts';
import { PipeProperties } from './pipe-definition.ts';
import type { PipeTable } from './pipe-table.ts';

/** What CloudFormation knows of Pipes. An enrichment is refused by its name. */
export function resourceTypes(table: PipeTable): ResourceTypes {
  return {
    'AWS::Pipes::Pipe': {
      nameProperty: 'Name',
      properties: ['Name', ...Object.keys(PipeProperties.shape)],
      ignored: {
        KmsKeyIdentifier: 'the definition stays in the memory of this process',
        LogConfiguration: 'a batch that fails is reported to whoever runs the laptop cloud',
        Tags: 'tags change nothing',
      },
      ref: (name) => name,
      attributes: (name) => ({ Arn: table.arnOf(name) }),
      check: ({ properties }) => void pipeOf(properties),
      provision: async ({ physicalName, properties }) =>
        void (await table.put(physicalName, pipeOf(properties), true)),
    },
  };
}

function pipeOf(properties: Record<string, unknown>): PipeProperties {
  const honoured = Object.entries(properties).filter(([name]) => !IGNORED_OR_NAME.includes(name));
  return readProperties(PipeProperties, Object.fromEntries(honoured));
}

const IGNORED_OR_NAME = ['Name', 'KmsKeyIdentifier', 'LogConfiguration', 'Tags'];
