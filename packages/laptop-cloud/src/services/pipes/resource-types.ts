// Pipes of template.yaml.
import * as z from 'zod';
import type { ResourceTypes } from '../../stack/resource.ts';
import { readProperties } from '../template-values.ts';
import { PipeProperties } from './pipe-definition.ts';
import type { PipeTable } from './pipe-table.ts';
import { Tags } from './tag-operations.ts';

/** What CloudFormation knows of Pipes. */
export function resourceTypes(table: PipeTable): ResourceTypes {
  return {
    'AWS::Pipes::Pipe': {
      nameProperty: 'Name',
      properties: ['Name', 'Tags', ...Object.keys(PipeProperties.shape)],
      ignored: {
        KmsKeyIdentifier: 'the definition stays in the memory of this process',
        LogConfiguration: 'a batch that fails is reported to whoever runs the laptop cloud',
      },
      ref: (name) => name,
      attributes: (name) => ({ Arn: table.arnOf(name) }),
      check: ({ properties }) => void [pipeOf(properties), tagsOf(properties)],
      provision: async ({ physicalName, properties }) =>
        void (await table.put(physicalName, pipeOf(properties), {
          isOfStack: true,
          tags: tagsOf(properties),
        })),
    },
  };
}

function pipeOf(properties: Record<string, unknown>): PipeProperties {
  const honoured = Object.entries(properties).filter(([name]) => !IGNORED_OR_NAME.includes(name));
  return readProperties(PipeProperties, Object.fromEntries(honoured));
}

/** Of a pipe they are a map, not a list as elsewhere. */
function tagsOf({ Tags: tags = {} }: Record<string, unknown>): Record<string, string> {
  return readProperties(z.strictObject({ Tags }), { Tags: tags }).Tags;
}

const IGNORED_OR_NAME = ['Name', 'KmsKeyIdentifier', 'LogConfiguration', 'Tags'];
