// Operations on the tags of state machines and activities.
import * as z from 'zod';
import { defineOperation, type Operation } from '../operation.ts';
import { ServiceError } from '../service.ts';
import type { Activities } from './activities.ts';
import { checkArn } from './arns.ts';
import { Arn, Tags } from './request.ts';
import type { StateMachines } from './state-machines.ts';
import type { TagStore } from './tags.ts';

const MAX_TAGS = 50;

export interface TagOperationOptions {
  tags: TagStore;
  machines: StateMachines;
  activities: Activities;
}

export function tagOperations({ tags, machines, activities }: TagOperationOptions): Operation[] {
  function existing(arn: string): string {
    checkArn(arn, 'stateMachine', 'activity');
    if (machines.get(arn) ?? activities.get(arn)) return arn;
    throw new ServiceError('ResourceNotFound', `Resource not found: '${arn}'`);
  }
  return [
    defineOperation({
      name: 'ListTagsForResource',
      input: z.strictObject({ resourceArn: Arn }),
      errors: ['ResourceNotFound'],
      resource: resourceOf,
      run: ({ input: { resourceArn } }) => ({
        tags: tags.list(existing(resourceArn)),
      }),
    }),
    defineOperation({
      name: 'TagResource',
      input: z.strictObject({ resourceArn: Arn, tags: Tags }),
      errors: ['ResourceNotFound', 'TooManyTags'],
      resource: resourceOf,
      run: ({ input: { resourceArn, tags: given } }) => {
        const keys = new Set([...tags.list(existing(resourceArn)), ...given].map(({ key }) => key));
        if (keys.size > MAX_TAGS)
          throw new ServiceError('TooManyTags', `A resource has at most ${MAX_TAGS} tags`);
        tags.add(resourceArn, given);
      },
    }),
    defineOperation({
      name: 'UntagResource',
      input: z.strictObject({ resourceArn: Arn, tagKeys: z.array(z.string()) }),
      errors: ['ResourceNotFound'],
      resource: resourceOf,
      run: ({ input: { resourceArn, tagKeys } }) => tags.remove(existing(resourceArn), tagKeys),
    }),
  ];
}

const resourceOf = ({ resourceArn }: { resourceArn: string }): string => resourceArn;
