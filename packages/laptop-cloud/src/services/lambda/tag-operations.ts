// The operations on tags, which functions carry that the API has made. https://docs.aws.amazon.com/lambda/latest/api/API_TagResource.html
import * as z from 'zod';
import { type Account, resourceParts } from '../../arns.ts';
import type { Lambda } from '../../lambda/lambda.ts';
import type { MadeFunction } from '../../lambda/made-functions.ts';
import { complaint, detected } from '../constraint-words.ts';
import { defineOperation, type Operation } from '../operation.ts';
import { RestAnswer } from '../protocols/rest-json.ts';
import { ServiceError } from '../service.ts';
import { namedFunction } from './function-names.ts';
import type { FindFunction } from './function-operations.ts';
import { invalidParameter } from './invalid-parameter.ts';

const PATH = '/2017-03-31/tags/{Resource}';
const MOST_TAGS = 50;

/** Throws InvalidParameterValueException for more tags than a function has. */
export function checkTags(tags: Readonly<Record<string, string>>): void {
  if (Object.keys(tags).length > MOST_TAGS)
    throw invalidParameter('Number of tags exceeds resource tag limit.');
}

const Tagged = z.strictObject({ Resource: z.string().min(1) });

const PATTERN =
  'arn:(aws[a-zA-Z-]*):lambda:(eusc-)?[a-z]{2}((-gov)|(-iso([a-z]?)))?-[a-z]+-\\d{1}:\\d{12}:(function:[a-zA-Z0-9-_]+(:(\\$LATEST|[a-zA-Z0-9-_]+))?|layer:([a-zA-Z0-9-_]+)|code-signing-config:csc-[a-z0-9]{17}|event-source-mapping:[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}|capacity-provider:[a-zA-Z0-9-_]+)';

export interface TagOperationOptions extends Account {
  lambda: Lambda;
  find: FindFunction;
}

export function tagOperations(options: TagOperationOptions): Operation[] {
  const { lambda } = options;
  const base = { errors: [], resource: ({ Resource }: { Resource: string }) => Resource };
  const change = (arn: string, tags: (made: MadeFunction) => Record<string, string>): RestAnswer => {
    const made = taggable(options, arn);
    if (!made)
      throw invalidParameter(`${arn} is a function of the template, whose tags are those that stand there.`);
    lambda.made.tag(made.name, tags(made));
    return new RestAnswer({ status: 204 });
  };
  return [
    defineOperation({
      ...base,
      name: 'ListTags',
      http: { method: 'GET', path: PATH },
      input: Tagged,
      run: ({ input }) => ({ Tags: taggable(options, input.Resource)?.made.tags ?? {} }),
    }),
    defineOperation({
      ...base,
      name: 'TagResource',
      http: { method: 'POST', path: PATH },
      input: z.strictObject({
        ...Tagged.shape,
        Tags: z.record(z.string().min(1).max(128), z.string().max(256)),
      }),
      run: ({ input }) =>
        change(input.Resource, ({ made }) => {
          if (Object.keys(input.Tags).length === 0)
            throw invalidParameter('An error occurred and the request cannot be processed.');
          const tags = { ...made.tags, ...input.Tags };
          checkTags(tags);
          return tags;
        }),
    }),
    defineOperation({
      ...base,
      name: 'UntagResource',
      http: { method: 'DELETE', path: PATH },
      // The first of the keys: they stand in the query one by one.
      input: z.strictObject({ ...Tagged.shape, tagKeys: z.string() }),
      run({ input, request }) {
        const gone = request.query.getAll('tagKeys');
        return change(input.Resource, ({ made }) =>
          Object.fromEntries(Object.entries(made.tags).filter(([key]) => !gone.includes(key))),
        );
      },
    }),
  ];
}

/** The function of an ARN; undefined for one of the template. */
function taggable({ lambda, find, ...account }: TagOperationOptions, arn: string): MadeFunction | undefined {
  if (!new RegExp(`^${PATTERN}$`).test(arn))
    throw new ServiceError(
      'ValidationException',
      detected(
        1,
        complaint(`'${arn}'`, 'resource', `Member must satisfy regular expression pattern: ${PATTERN}`),
      ),
    );
  const [kind = ''] = resourceParts(arn);
  if (kind !== 'function')
    throw new ServiceError(
      'ResourceNotFoundException',
      `${KINDS[kind] ?? 'Resource'} not found: ${arn}`,
      404,
      {
        Type: 'User',
      },
    );
  if (namedFunction(account, arn).qualifier !== undefined)
    throw invalidParameter(
      'Tags on function aliases and versions are not supported. Please specify a function ARN.',
    );
  return lambda.made.named(find(arn).name);
}

/** Of what else has tags on AWS, nothing here carries any. */
const KINDS: Readonly<Record<string, string>> = {
  'capacity-provider': 'Capacity provider',
  'event-source-mapping': 'Event source mapping',
};
