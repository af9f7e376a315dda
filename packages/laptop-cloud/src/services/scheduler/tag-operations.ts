// The operations on tags, which of all that the scheduler has only groups take, each authorized on the group's ARN.
// Source: EventBridge Scheduler API Reference, TagResource.
import * as z from 'zod';
import { defineOperation, type Operation } from '../operation.ts';
import { ServiceError } from '../service.ts';
import type { ScheduleGroup, Schedules } from './schedules.ts';

const MOST_TAGS = 200;

export const Tags = z
  .array(z.strictObject({ Key: z.string().min(1).max(128), Value: z.string().min(1).max(256) }))
  .max(MOST_TAGS);

const Tagged = z.strictObject({ ResourceArn: z.string() });
const PATH = '/tags/{ResourceArn}';

export function tagOperations(schedules: Schedules): Operation[] {
  const base = {
    errors: ['ResourceNotFoundException'],
    resource: ({ ResourceArn }: { ResourceArn: string }) => ResourceArn,
  };

  function owner(arn: string): ScheduleGroup {
    const group = schedules.groups().find((one) => one.arn === arn);
    if (group) return group;
    throw new ServiceError('ResourceNotFoundException', `Schedule group ${arn} does not exist.`, 404);
  }

  return [
    defineOperation({
      ...base,
      name: 'ListTagsForResource',
      http: { method: 'GET', path: PATH },
      input: Tagged,
      run: ({ input }) => ({
        Tags: Object.entries(owner(input.ResourceArn).tags ?? {}).map(([Key, Value]) => ({ Key, Value })),
      }),
    }),
    defineOperation({
      ...base,
      name: 'TagResource',
      http: { method: 'POST', path: PATH },
      input: z.strictObject({ ...Tagged.shape, Tags }),
      run({ input }) {
        const group = owner(input.ResourceArn);
        const tags = { ...group.tags, ...tagsOf(input.Tags) };
        if (Object.keys(tags).length > MOST_TAGS)
          throw new ServiceError('ValidationException', `A schedule group has at most ${MOST_TAGS} tags.`);
        schedules.tagGroup(group, tags);
      },
    }),
    defineOperation({
      ...base,
      name: 'UntagResource',
      http: { method: 'DELETE', path: PATH },
      // The first of the keys: they stand in the query one by one.
      input: z.strictObject({ ...Tagged.shape, TagKeys: z.string() }),
      run({ input, request }) {
        const group = owner(input.ResourceArn);
        const gone = request.query.getAll('TagKeys');
        const kept = Object.entries(group.tags ?? {}).filter(([key]) => !gone.includes(key));
        schedules.tagGroup(group, Object.fromEntries(kept));
      },
    }),
  ];
}

export function tagsOf(tags: z.output<typeof Tags>): Record<string, string> {
  return Object.fromEntries(tags.map(({ Key, Value }) => [Key, Value]));
}
