// Pipes of template.yaml.
import * as z from 'zod';
import type { ResourceTypes } from '../../stack/resource.ts';
import { PipeProperties } from './pipe-definition.ts';
import type { PipeTable } from './pipe-table.ts';

/** What CloudFormation knows of Pipes. An enrichment is refused by its name. */
export function resourceTypes(table: PipeTable): ResourceTypes {
  return {
    'AWS::Pipes::Pipe': {
      nameProperty: 'Name',
      properties: ['Name', ...Object.keys(PipeProperties.shape)],
      inert: {
        KmsKeyIdentifier: 'the definition stays in the memory of this process',
        LogConfiguration: 'a batch that fails is reported to whoever runs the laptop cloud',
        Tags: 'tags change nothing',
      },
      ref: (name) => name,
      attributes: (name) => ({ Arn: table.arnOf(name) }),
      async provision({ logicalId, physicalName, properties }) {
        const honoured = Object.entries(properties).filter(([name]) => !INERT_OR_NAME.includes(name));
        const parsed = PipeProperties.safeParse(Object.fromEntries(honoured));
        if (!parsed.success) throw new Error(`${logicalId}: ${z.prettifyError(parsed.error)}`);
        await table.put(physicalName, parsed.data);
      },
    },
  };
}

const INERT_OR_NAME = ['Name', 'KmsKeyIdentifier', 'LogConfiguration', 'Tags'];
