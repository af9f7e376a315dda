// The operations on schedule groups, each authorized on `schedule-group/<name>`.
import * as z from 'zod';
import { defineOperation, type Operation } from '../operation.ts';
import { pageOf } from '../page.ts';
import { ServiceError } from '../service.ts';
import { Paging, paging } from './paging.ts';
import type { SchedulerParts } from './parts.ts';
import { Name } from './schedule.ts';
import { DEFAULT_GROUP, type ScheduleGroup } from './schedules.ts';
import { Tags, tagsOf } from './tag-operations.ts';

const OneGroup = z.strictObject({ Name, clientToken: z.string().optional() });

export function groupOperations({
  schedules,
  disarm,
}: Pick<SchedulerParts, 'schedules' | 'disarm'>): Operation[] {
  const named = ({ Name: name }: { Name: string }) => schedules.groupArnOf(name);
  return [
    defineOperation({
      name: 'CreateScheduleGroup',
      http: { method: 'POST', path: '/schedule-groups/{Name}' },
      input: z.strictObject({ Name, Tags: Tags.optional(), ClientToken: z.string().optional() }),
      errors: ['ConflictException'],
      resource: named,
      run({ input: { Name: name, ClientToken: clientToken, Tags: tags = [] } }) {
        const made = schedules.groups().find((group) => group.name === name);
        // A client that did not get the answer asks again, with the token that it asked with.
        if (made && (clientToken === undefined || made.clientToken !== clientToken))
          throw new ServiceError('ConflictException', `Schedule group ${name} already exists.`, 409);
        return { ScheduleGroupArn: schedules.putGroup(name, { clientToken, tags: tagsOf(tags) }).arn };
      },
    }),
    defineOperation({
      name: 'GetScheduleGroup',
      http: { method: 'GET', path: '/schedule-groups/{Name}' },
      input: OneGroup,
      errors: ['ResourceNotFoundException'],
      resource: named,
      run: ({ input }) => describe(schedules.group(input.Name)),
    }),
    defineOperation({
      name: 'DeleteScheduleGroup',
      http: { method: 'DELETE', path: '/schedule-groups/{Name}' },
      input: OneGroup,
      errors: ['ResourceNotFoundException'],
      resource: named,
      run({ input: { Name: name } }) {
        if (name === DEFAULT_GROUP)
          throw new ServiceError('ValidationException', 'The default schedule group cannot be deleted.');
        for (const schedule of schedules.removeGroup(schedules.group(name))) disarm(schedule);
      },
    }),
    defineOperation({
      name: 'ListScheduleGroups',
      http: { method: 'GET', path: '/schedule-groups' },
      input: z.strictObject(Paging),
      errors: [],
      resource: () => '*',
      run({ input: { NamePrefix = '', MaxResults, NextToken } }) {
        const wanted = schedules.groups().filter(({ name }) => name.startsWith(NamePrefix));
        const page = pageOf(wanted, {
          ...paging(MaxResults, NextToken),
          nameOf: ({ name }) => name,
        });
        return { ScheduleGroups: page.items.map(describe), NextToken: page.next };
      },
    }),
  ];
}

function describe({ name, arn, createdMs, modifiedMs }: ScheduleGroup): Record<string, unknown> {
  return {
    Arn: arn,
    Name: name,
    State: 'ACTIVE',
    CreationDate: createdMs / 1000,
    LastModificationDate: modifiedMs / 1000,
  };
}
