// The operations that tell of functions. https://docs.aws.amazon.com/lambda/latest/api/
import * as z from 'zod';
import type { Lambda } from '../../lambda/lambda.ts';
import type { LambdaFunction } from '../../lambda/lambda-function.ts';
import { defineOperation, type Operation } from '../operation.ts';
import type { CodeLinks } from './code-links.ts';
import { configuration, listed, tagsOf } from './function-description.ts';
import { Paging, page } from './paging.ts';
import { versionsOf } from './version-operations.ts';

const ALL = '/2015-03-31/functions';
const ONE = '/2015-03-31/functions/{FunctionName}';
const OneFunction = z.strictObject({ FunctionName: z.string(), Qualifier: z.string().optional() });
const ListFunctions = z.strictObject({
  FunctionVersion: z.literal('ALL').optional(),
  MasterRegion: z.literal('ALL').optional(),
  ...Paging,
});

export interface FunctionOperationOptions {
  lambda: Lambda;
  links: CodeLinks;
  find: FindFunction;
}

/** By name or ARN, with a qualifier behind or beside it, or without. Throws ResourceNotFoundException. */
export type FindFunction = (nameOrArn: string, qualifier?: string) => LambdaFunction;

export function functionOperations({ lambda, links, find }: FunctionOperationOptions): Operation[] {
  const base = {
    errors: ['ResourceNotFoundException'],
    resource: ({ FunctionName, Qualifier }: z.output<typeof OneFunction>) => find(FunctionName, Qualifier),
  };

  return [
    defineOperation({
      name: 'ListFunctions',
      http: { method: 'GET', path: ALL },
      input: ListFunctions,
      errors: [],
      resource: () => '*',
      run({ input: { FunctionVersion, MasterRegion: _all, ...paging } }) {
        const all = lambda.functions();
        const wanted = FunctionVersion ? all.flatMap((found) => versionsOf(lambda, found)) : all;
        const { items, NextMarker } = page(wanted, paging, ({ arn }) => arn);
        return { Functions: items.map(listed), NextMarker };
      },
    }),
    defineOperation({
      ...base,
      name: 'GetFunctionConfiguration',
      http: { method: 'GET', path: `${ONE}/configuration` },
      input: OneFunction,
      run: ({ resource }) => configuration(resource),
    }),
    defineOperation({
      ...base,
      name: 'GetFunction',
      http: { method: 'GET', path: ONE },
      input: OneFunction,
      run: ({ resource, request: { endpoint } }) => ({
        Configuration: configuration(resource),
        Code: { RepositoryType: 'S3', Location: links.linkTo(resource, endpoint) },
        ...tagsOf(lambda.made.named(resource.name)?.made.tags),
        ...concurrencyOf(resource),
      }),
    }),
  ];
}

function concurrencyOf({ reservedConcurrency }: LambdaFunction) {
  return reservedConcurrency === undefined
    ? {}
    : { Concurrency: { ReservedConcurrentExecutions: reservedConcurrency } };
}
