// The operations on schedules, each authorized on `schedule/<group>/<name>`.
// Source: EventBridge Scheduler API Reference; Service Authorization Reference, "Amazon EventBridge Scheduler".
import * as z from 'zod';
import { defineOperation, type Operation } from '../operation.ts';
import { pageOf } from '../page.ts';
import { ServiceError } from '../service.ts';
import { Paging, paging } from './paging.ts';
import type { SchedulerParts } from './parts.ts';
import { Name, type Schedule, ScheduleProperties } from './schedule.ts';
import { DEFAULT_GROUP } from './schedules.ts';

const GroupName = Name.optional();
const Written = z.strictObject({
  ...ScheduleProperties.shape,
  Name,
  GroupName,
  ClientToken: z.string().optional(),
});
const OneSchedule = z.strictObject({ Name, groupName: GroupName, clientToken: z.string().optional() });
export function scheduleOperations({
  schedules,
  check,
  checkCall,
  arm,
  disarm,
  run,
}: SchedulerParts): Operation[] {
  const written = ({ Name: name, GroupName: group = DEFAULT_GROUP }: z.output<typeof Written>) =>
    schedules.arnOf(group, name);
  const named = ({ Name: name, groupName: group = DEFAULT_GROUP }: z.output<typeof OneSchedule>) => ({
    arn: schedules.arnOf(group, name),
    schedule: () => schedules.schedule(group, name),
  });

  async function put(input: z.output<typeof Written>, isNew = false): Promise<{ ScheduleArn: string }> {
    const { Name: name, GroupName: group = DEFAULT_GROUP, ClientToken: clientToken, ...properties } = input;
    try {
      check(properties);
      await checkCall(properties);
    } catch (error) {
      throw invalid(error);
    }
    const schedule = schedules.put({ group, name, ...(isNew && { clientToken }) }, properties);
    arm(schedule);
    return { ScheduleArn: schedule.arn };
  }

  return [
    defineOperation({
      name: 'CreateSchedule',
      http: { method: 'POST', path: '/schedules/{Name}' },
      input: Written,
      errors: ['ConflictException', 'ResourceNotFoundException'],
      resource: written,
      run({ input }) {
        const { Name: name, GroupName: group = DEFAULT_GROUP, ClientToken, ...properties } = input;
        schedules.group(group);
        const made = schedules.find(group, name);
        if (!made) return put(input, true);
        // A client that did not get the answer asks again, with the token that it asked with.
        const isSame = JSON.stringify(made.properties) === JSON.stringify(properties);
        if (ClientToken !== undefined && ClientToken === made.clientToken && isSame)
          return { ScheduleArn: made.arn };
        throw new ServiceError('ConflictException', `Schedule ${name} already exists.`, 409);
      },
    }),
    defineOperation({
      name: 'UpdateSchedule',
      http: { method: 'PUT', path: '/schedules/{Name}' },
      input: Written,
      errors: ['ResourceNotFoundException'],
      resource: written,
      run({ input }) {
        schedules.schedule(input.GroupName ?? DEFAULT_GROUP, input.Name);
        return put(input);
      },
    }),
    defineOperation({
      name: 'GetSchedule',
      http: { method: 'GET', path: '/schedules/{Name}' },
      input: OneSchedule,
      errors: ['ResourceNotFoundException'],
      resource: named,
      run: ({ resource }) => describe(resource.schedule()),
    }),
    defineOperation({
      name: 'DeleteSchedule',
      http: { method: 'DELETE', path: '/schedules/{Name}' },
      input: OneSchedule,
      errors: ['ResourceNotFoundException'],
      resource: named,
      run({ resource }) {
        const schedule = resource.schedule();
        disarm(schedule);
        schedules.remove(schedule);
      },
    }),
    defineOperation({
      name: 'ListSchedules',
      http: { method: 'GET', path: '/schedules' },
      input: z.strictObject({
        ...Paging,
        ScheduleGroup: GroupName,
        State: z.enum(['ENABLED', 'DISABLED']).optional(),
      }),
      errors: ['ResourceNotFoundException'],
      resource: () => '*',
      run({ input: { ScheduleGroup, NamePrefix = '', State, MaxResults, NextToken } }) {
        if (ScheduleGroup !== undefined) schedules.group(ScheduleGroup);
        const wanted = schedules
          .all()
          .filter(
            ({ group, name, properties }) =>
              (ScheduleGroup === undefined || group === ScheduleGroup) &&
              name.startsWith(NamePrefix) &&
              (State === undefined || (properties.State ?? 'ENABLED') === State),
          );
        const page = pageOf(wanted, {
          ...paging(MaxResults, NextToken),
          nameOf: ({ group, name }) => `${group}/${name}`,
        });
        return { Schedules: page.items.map(summary), NextToken: page.next };
      },
    }),
    // The laptop's own: nobody wants to wait for the night to see what a schedule does.
    defineOperation({
      name: 'RunSchedule',
      http: { method: 'POST', path: '/schedules/{Name}/run' },
      input: OneSchedule,
      errors: ['ResourceNotFoundException'],
      resource: named,
      async run({ resource }) {
        const schedule = resource.schedule();
        const { status, reason } = await run(schedule);
        return {
          ScheduleArn: schedule.arn,
          Target: schedule.properties.Target.Arn,
          Status: status,
          Reason: reason,
        };
      },
    }),
  ];
}

function summary({ name, group, arn, properties, createdMs, modifiedMs }: Schedule): Record<string, unknown> {
  return {
    Arn: arn,
    Name: name,
    GroupName: group,
    State: properties.State ?? 'ENABLED',
    CreationDate: createdMs / 1000,
    LastModificationDate: modifiedMs / 1000,
    Target: { Arn: properties.Target.Arn },
  };
}

function describe(schedule: Schedule): Record<string, unknown> {
  const { StartDate, EndDate, ScheduleExpressionTimezone = 'UTC', ...properties } = schedule.properties;
  return {
    ...summary(schedule),
    ...properties,
    ScheduleExpressionTimezone,
    State: properties.State ?? 'ENABLED',
    ActionAfterCompletion: properties.ActionAfterCompletion ?? 'NONE',
    StartDate: StartDate === undefined ? undefined : StartDate / 1000,
    EndDate: EndDate === undefined ? undefined : EndDate / 1000,
  };
}

/** The refusal of what an owner says of a schedule. */
function invalid(error: unknown): ServiceError {
  if (error instanceof ServiceError) return error;
  return new ServiceError('ValidationException', error instanceof Error ? error.message : String(error));
}
