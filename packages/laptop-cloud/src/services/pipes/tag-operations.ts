// The operations on tags of pipes.
// Source: EventBridge Pipes API Reference, TagResource.
import * as z from 'zod';
import { defineOperation, type Operation } from '../operation.ts';
import { ServiceError } from '../service.ts';
import type { Pipe, PipeTable } from './pipe-table.ts';

const MOST_TAGS = 50;

export const Tags = z
  .record(z.string().min(1).max(128), z.string().max(256))
  .refine((tags) => Object.keys(tags).length <= MOST_TAGS, `at most ${MOST_TAGS} tags`);

const Tagged = z.strictObject({ resourceArn: z.string() });
const PATH = '/tags/{resourceArn}';

/** Each authorized on the pipe's ARN. */
export function tagOperations(table: PipeTable): Operation[] {
  const base = {
    errors: ['NotFoundException'],
    resource: ({ resourceArn }: { resourceArn: string }) => resourceArn,
  };

  function owner(arn: string): Pipe {
    const pipe = table.all().find((one) => one.arn === arn);
    if (pipe) return pipe;
    throw new ServiceError('NotFoundException', `Pipe ${arn} does not exist.`, 404);
  }

  return [
    defineOperation({
      ...base,
      name: 'ListTagsForResource',
      http: { method: 'GET', path: PATH },
      input: Tagged,
      run: ({ input }) => ({ tags: owner(input.resourceArn).tags }),
    }),
    defineOperation({
      ...base,
      name: 'TagResource',
      http: { method: 'POST', path: PATH },
      input: z.strictObject({ ...Tagged.shape, tags: Tags }),
      run({ input }) {
        const pipe = owner(input.resourceArn);
        const tags = { ...pipe.tags, ...input.tags };
        if (Object.keys(tags).length > MOST_TAGS)
          throw new ServiceError('ValidationException', `A pipe has at most ${MOST_TAGS} tags.`);
        table.tag(pipe, tags);
      },
    }),
    defineOperation({
      ...base,
      name: 'UntagResource',
      http: { method: 'DELETE', path: PATH },
      // The first of the keys: they stand in the query one by one.
      input: z.strictObject({ ...Tagged.shape, tagKeys: z.string() }),
      run({ input, request }) {
        const pipe = owner(input.resourceArn);
        const gone = request.query.getAll('tagKeys');
        table.tag(pipe, Object.fromEntries(Object.entries(pipe.tags).filter(([key]) => !gone.includes(key))));
      },
    }),
  ];
}
