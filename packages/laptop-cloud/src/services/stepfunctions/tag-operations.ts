// Operations on the tags of state machines and activities.
import * as z from 'zod';
import type { JsonOperation } from '../protocols/json.ts';
import { ServiceError } from '../service.ts';
import type { Activities } from './activities.ts';
import { checkArn } from './arns.ts';
import { defineOperation } from './operations.ts';
import { Arn, Tags } from './request.ts';
import type { StateMachines } from './state-machines.ts';
import type { TagStore } from './tags.ts';

const MAX_TAGS = 50;

export interface TagOperationOptions {
  tags: TagStore;
  machines: StateMachines;
  activities: Activities;
}

export function tagOperations({
  tags,
  machines,
  activities,
}: TagOperationOptions): Record<string, JsonOperation> {
  function existing(arn: string): string {
    checkArn(arn, 'stateMachine', 'activity');
    if (machines.get(arn) ?? activities.get(arn)) return arn;
    throw new ServiceError('ResourceNotFound', `Resource not found: '${arn}'`);
  }
  return {
    ...defineOperation(
      'ListTagsForResource',
      z.strictObject({ resourceArn: Arn }),
      resourceOf,
      ({ resourceArn }) => ({
        tags: tags.list(existing(resourceArn)),
      }),
    ),
    ...defineOperation(
      'TagResource',
      z.strictObject({ resourceArn: Arn, tags: Tags }),
      resourceOf,
      ({ resourceArn, tags: given }) => {
        const keys = new Set([...tags.list(existing(resourceArn)), ...given].map(({ key }) => key));
        if (keys.size > MAX_TAGS)
          throw new ServiceError('TooManyTags', `A resource has at most ${MAX_TAGS} tags`);
        tags.add(resourceArn, given);
      },
    ),
    ...defineOperation(
      'UntagResource',
      z.strictObject({ resourceArn: Arn, tagKeys: z.array(z.string()) }),
      resourceOf,
      ({ resourceArn, tagKeys }) => tags.remove(existing(resourceArn), tagKeys),
    ),
  };
}

const resourceOf = ({ resourceArn }: { resourceArn: string }): string => resourceArn;
