// Schedules of EventBridge Scheduler: read and named, since a stack around them is of use, but never fired here.
import { scheduleArn, scheduleGroupArn } from '../arns.ts';
import type { ResourceTypes } from './resource.ts';

/** The line about a schedule that nothing fires. */
export function unfired(logicalId: string, expression: unknown): string {
  return `${logicalId}: ${String(expression)} is NOT fired on the laptop, which has no scheduler; call its target yourself.`;
}

const WHY = 'no schedule is fired here';

export const SCHEDULE_TYPES: ResourceTypes = {
  'AWS::Scheduler::Schedule': {
    nameProperty: 'Name',
    properties: ['Name', 'ScheduleExpression', 'State'],
    inert: {
      Description: WHY,
      EndDate: WHY,
      FlexibleTimeWindow: WHY,
      GroupName: WHY,
      KmsKeyArn: WHY,
      ScheduleExpressionTimezone: WHY,
      StartDate: WHY,
      Target: WHY,
    },
    ref: (name) => name,
    attributes: (name, context) => ({ Arn: scheduleArn(context, 'default', name) }),
    notices: ({ logicalId, properties: { ScheduleExpression, State } }) =>
      State === 'DISABLED' ? [] : [unfired(logicalId, ScheduleExpression)],
  },
  'AWS::Scheduler::ScheduleGroup': {
    nameProperty: 'Name',
    properties: ['Name'],
    inert: { Tags: WHY },
    ref: (name) => name,
    attributes: (name, context) => ({ Arn: scheduleGroupArn(context, name) }),
  },
};
