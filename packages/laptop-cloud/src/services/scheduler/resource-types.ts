// Schedules and their groups in template.yaml.
import * as z from 'zod';
import type { Resource, ResourceTypes } from '../../stack/resource.ts';
import { messageOf } from '../message-of.ts';
import type { SchedulerParts } from './parts.ts';
import { ScheduleProperties } from './schedule.ts';
import { DEFAULT_GROUP } from './schedules.ts';

// CloudFormation has no ActionAfterCompletion.
const Properties = ScheduleProperties.omit({ ActionAfterCompletion: true, KmsKeyArn: true });

interface Parts extends Pick<SchedulerParts, 'schedules' | 'check' | 'checkCall'> {
  provisioned(arn: string): void;
}

export function resourceTypes({ schedules, check, checkCall, provisioned }: Parts): ResourceTypes {
  /** By logical id, which alone tells the ARN of a schedule from its name. */
  const groupOf = new Map<string, string>();
  return {
    'AWS::Scheduler::Schedule': {
      nameProperty: 'Name',
      properties: ['Name', 'GroupName', ...Object.keys(Properties.shape)],
      ignored: { KmsKeyArn: 'nothing here is encrypted at rest' },
      ref: (name) => name,
      attributes: (name, _, logicalId = '') => ({
        Arn: schedules.arnOf(groupOf.get(logicalId) ?? DEFAULT_GROUP, name),
      }),
      plan(resource) {
        sayingWhy(() => check(propertiesOf(resource)));
        const { GroupName = DEFAULT_GROUP } = resource.properties;
        const isNew = (groupOf.get(resource.logicalId) ?? DEFAULT_GROUP) !== GroupName;
        groupOf.set(resource.logicalId, String(GroupName));
        return isNew;
      },
      async provision(resource) {
        const properties = propertiesOf(resource);
        await checkCall(properties);
        const group = groupOf.get(resource.logicalId) ?? DEFAULT_GROUP;
        provisioned(schedules.put({ group, name: resource.physicalName }, properties, true).arn);
      },
    },
    'AWS::Scheduler::ScheduleGroup': {
      nameProperty: 'Name',
      properties: ['Name'],
      ignored: { Tags: 'tags change nothing' },
      ref: (name) => name,
      attributes: (name) => ({ Arn: schedules.groupArnOf(name) }),
      async provision({ physicalName }) {
        provisioned(schedules.putGroup(physicalName, { isOfTemplate: true }).arn);
      },
    },
  };
}

/** AWS says of an expression that it is invalid and no more; who writes a template is told what is wrong with it. */
function sayingWhy(check: () => void): void {
  try {
    check();
  } catch (error) {
    const { cause } = error as { cause?: unknown };
    throw cause === undefined
      ? error
      : new Error(`${messageOf(error)} ${messageOf(cause)}`, { cause: error });
  }
}

function propertiesOf({ properties }: Resource): ScheduleProperties {
  const { Name: _, GroupName: __, KmsKeyArn: ___, ...own } = properties;
  const parsed = Properties.safeParse(own);
  if (!parsed.success) throw new Error(z.prettifyError(parsed.error));
  return parsed.data;
}
