// Event source mappings of template.yaml.
import * as z from 'zod';
import type { ResourceTypes } from '../../stack/resource.ts';
import { MappingDefinition } from './event-source-definition.ts';
import type { EventSources } from './event-sources.ts';

const INERT = {
  KmsKeyArn: 'the filter criteria stay in the memory of this process',
  MetricsConfig: 'a batch that fails is reported to whoever runs the laptop cloud',
  Tags: 'tags change nothing',
};

/** What CloudFormation knows of event sources: queues are served, everything else is refused by name. */
export function eventSourceResourceTypes(sources: EventSources): ResourceTypes {
  return {
    'AWS::Lambda::EventSourceMapping': {
      properties: Object.keys(MappingDefinition.shape),
      inert: INERT,
      ref: (name) => name,
      attributes: (name) => ({ Id: name, EventSourceMappingArn: sources.arnOf(name) }),
      async provision({ logicalId, physicalName, properties }) {
        const honoured = Object.entries(properties).filter(([name]) => !Object.hasOwn(INERT, name));
        const parsed = MappingDefinition.safeParse(Object.fromEntries(honoured));
        if (!parsed.success) throw new Error(`${logicalId}: ${z.prettifyError(parsed.error)}`);
        await sources.put(physicalName, parsed.data);
      },
    },
  };
}
