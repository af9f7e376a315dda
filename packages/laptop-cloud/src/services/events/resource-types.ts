// Event buses and rules of template.yaml.

import * as z from 'zod';
import { ruleArn } from '../../arns.ts';
import type { Resource, ResourceTypes } from '../../stack/resource.ts';
import { readProperties } from '../template-values.ts';
import { compileEventPattern, type EventBuses } from './event-buses.ts';
import { TargetDefinition } from './target.ts';

const RuleProperties = z.object({
  EventBusName: z.string().optional(),
  EventPattern: z.record(z.string(), z.unknown()).optional(),
  ScheduleExpression: z.string().optional(),
  State: z.enum(['ENABLED', 'DISABLED']).optional(),
  Description: z.string().optional(),
  Targets: z.array(TargetDefinition).optional(),
});

/** What CloudFormation knows of EventBridge. */
export function resourceTypes(
  buses: EventBuses,
  { accountId, region }: { accountId: string; region: string },
): ResourceTypes {
  /** By logical id, which alone tells the ARN of a rule from its name: that of a rule on another bus than the default one has the bus in it. */
  const busOf = new Map<string, string | undefined>();
  return {
    'AWS::Events::EventBus': {
      nameProperty: 'Name',
      properties: ['Name'],
      ignored: {
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
      properties: [
        'Name',
        'EventBusName',
        'EventPattern',
        'ScheduleExpression',
        'State',
        'Targets',
        'Description',
      ],
      ignored: { RoleArn: 'each target that needs a role has its own', Tags: 'tags change nothing' },
      ref: (name) => name,
      attributes: (name, _, logicalId = '') => ({
        Arn: ruleArn({ region, accountId }, name, busOf.get(logicalId)),
      }),
      plan({ logicalId, properties }) {
        // By its name or its ARN; the default bus has no place in the ARN of its rules.
        const name = String(properties['EventBusName'] ?? 'default').replace(/^arn:.*:event-bus\//, '');
        const bus = name === 'default' ? undefined : name;
        const isNew = busOf.get(logicalId) !== bus;
        busOf.set(logicalId, bus);
        return isNew;
      },
      check: (resource) => void readRule(resource),
      async provision(resource) {
        const {
          EventBusName,
          EventPattern,
          ScheduleExpression,
          State,
          Description,
          Targets = [],
        } = readRule(resource);
        const bus = buses.bus(EventBusName);
        const rule = buses.putRule(
          bus,
          {
            name: resource.physicalName,
            ...(EventPattern === undefined ? {} : { pattern: JSON.stringify(EventPattern) }),
            ...(ScheduleExpression === undefined ? {} : { schedule: ScheduleExpression }),
            isEnabled: State !== 'DISABLED',
            ...(Description === undefined ? {} : { description: Description }),
          },
          true,
        );
        rule.targets.clear();
        for (const target of Targets) buses.putTarget(rule, target);
      },
    },
  };
}

function readRule({ logicalId, properties }: Resource): z.output<typeof RuleProperties> {
  const rule = readProperties(RuleProperties, properties);
  if (rule.EventPattern === undefined && rule.ScheduleExpression === undefined)
    throw new Error(`${logicalId}: a rule needs an EventPattern or a ScheduleExpression.`);
  if (rule.EventPattern !== undefined) compileEventPattern(JSON.stringify(rule.EventPattern));
  return rule;
}
