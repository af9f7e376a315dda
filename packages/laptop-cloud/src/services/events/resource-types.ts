// Event buses and rules of template.yaml.
import * as z from 'zod';
import type { ResourceTypes } from '../../stack/resource.ts';
import type { EventBuses } from './event-buses.ts';
import { TargetDefinition } from './target.ts';

const RuleProperties = z.object({
  EventBusName: z.string().optional(),
  EventPattern: z.record(z.string(), z.unknown()),
  State: z.enum(['ENABLED', 'DISABLED']).optional(),
  Description: z.string().optional(),
  Targets: z.array(TargetDefinition).optional(),
});

/** What CloudFormation knows of EventBridge. Schedules are another service's: a rule with ScheduleExpression is refused. */
export function resourceTypes(
  buses: EventBuses,
  { accountId, region }: { accountId: string; region: string },
): ResourceTypes {
  return {
    'AWS::Events::EventBus': {
      nameProperty: 'Name',
      properties: ['Name'],
      inert: {
        Description: 'words for people',
        KmsKeyIdentifier: 'events stay in the memory of this process',
        LogConfig: 'the console shows the events of every bus',
        Tags: 'tags change nothing',
      },
      ref: (name) => name,
      attributes: (name) => ({ Arn: buses.arnOf(name), Name: name }),
      async provision({ physicalName }) {
        if (!buses.find(physicalName)) buses.create(physicalName);
      },
    },
    'AWS::Events::Rule': {
      nameProperty: 'Name',
      properties: ['Name', 'EventBusName', 'EventPattern', 'State', 'Targets', 'Description'],
      inert: { RoleArn: 'each target that needs a role has its own', Tags: 'tags change nothing' },
      ref: (name) => name,
      // The ARN of a rule on another bus than the default one has the bus in it, which the name alone does not tell.
      attributes: (name) => ({ Arn: `arn:aws:events:${region}:${accountId}:rule/${name}` }),
      async provision({ logicalId, physicalName, properties }) {
        const parsed = RuleProperties.safeParse(properties);
        if (!parsed.success) throw new Error(`${logicalId}: ${z.prettifyError(parsed.error)}`);
        const { EventBusName, EventPattern, State, Description, Targets = [] } = parsed.data;
        const bus = buses.bus(EventBusName);
        const rule = buses.putRule(bus, {
          name: physicalName,
          pattern: JSON.stringify(EventPattern),
          isEnabled: State !== 'DISABLED',
          ...(Description === undefined ? {} : { description: Description }),
        });
        rule.targets.clear();
        for (const target of Targets) buses.putTarget(rule, target);
      },
    },
  };
}
