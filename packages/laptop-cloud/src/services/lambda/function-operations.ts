// The operations that tell of functions, their versions and aliases. https://docs.aws.amazon.com/lambda/latest/api/

import { createHash, randomUUID } from 'node:crypto';
import * as z from 'zod';
import { runtimeArn } from '../../arns.ts';
import type { FunctionAlias } from '../../lambda/function-versions.ts';
import type { Lambda } from '../../lambda/lambda.ts';
import { LATEST, type LambdaFunction } from '../../lambda/lambda-function.ts';
import type { MadeFunction } from '../../lambda/made-functions.ts';
import { defineOperation, type Operation } from '../operation.ts';
import { ServiceError } from '../service.ts';
import { Paging, page } from './paging.ts';

const ALL = '/2015-03-31/functions';
const ONE = '/2015-03-31/functions/{FunctionName}';
const OneFunction = z.strictObject({ FunctionName: z.string(), Qualifier: z.string().optional() });
const Versions = z.strictObject({ FunctionName: z.string(), ...Paging });
const ListFunctions = z.strictObject({
  FunctionVersion: z.literal('ALL').optional(),
  MasterRegion: z.literal('ALL').optional(),
  ...Paging,
});

export interface FunctionOperationOptions {
  lambda: Lambda;
  find: FindFunction;
}

/** By name or ARN, with a qualifier behind or beside it, or without. Throws ResourceNotFoundException. */
export type FindFunction = (nameOrArn: string, qualifier?: string) => LambdaFunction;

export function functionOperations({ lambda, find }: FunctionOperationOptions): Operation[] {
  const functionNamed = ({ FunctionName, Qualifier }: z.output<typeof OneFunction>) =>
    find(FunctionName, Qualifier);
  const versionsOf = (found: LambdaFunction) => {
    const numbers = lambda.versions.of(found.logicalId).map(({ number }) => String(number));
    return [LATEST, ...numbers].map((version) => lambda.versions.qualified(found, version));
  };
  const base = { errors: ['ResourceNotFoundException'], resource: functionNamed };

  return [
    defineOperation({
      name: 'ListFunctions',
      http: { method: 'GET', path: ALL },
      input: ListFunctions,
      errors: [],
      resource: () => '*',
      run({ input: { FunctionVersion, MasterRegion: _all, ...paging } }) {
        const wanted = FunctionVersion ? lambda.functions().flatMap(versionsOf) : lambda.functions();
        const { items, NextMarker } = page(wanted, paging);
        return { Functions: items.map(configuration), NextMarker };
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
      name: 'ListVersionsByFunction',
      http: { method: 'GET', path: `${ONE}/versions` },
      input: Versions,
      resource: ({ FunctionName }) => find(FunctionName),
      run({ input, resource: found }) {
        const { items, NextMarker } = page(versionsOf(found), input);
        return { Versions: items.map(configuration), NextMarker };
      },
    }),
    defineOperation({
      ...base,
      name: 'ListAliases',
      http: { method: 'GET', path: `${ONE}/aliases` },
      input: z.strictObject({ ...Versions.shape, FunctionVersion: z.string().optional() }),
      resource: ({ FunctionName }) => find(FunctionName),
      run({ input: { FunctionVersion: version, ...paging }, resource: found }) {
        const aliases = lambda.versions
          .aliases(found.logicalId)
          .filter(({ routes }) => version === undefined || routes.some((route) => route.version === version));
        const { items, NextMarker } = page(aliases, paging);
        return { Aliases: items.map((alias) => aliasAnswer(found, alias)), NextMarker };
      },
    }),
    defineOperation({
      ...base,
      name: 'GetAlias',
      http: { method: 'GET', path: `${ONE}/aliases/{Name}` },
      input: z.strictObject({ FunctionName: z.string(), Name: z.string() }),
      resource: ({ FunctionName }) => find(FunctionName),
      run({ input: { Name }, resource: found }) {
        const alias = lambda.versions.aliases(found.logicalId).find((one) => one.name === Name);
        if (alias) return aliasAnswer(found, alias);
        throw new ServiceError(
          'ResourceNotFoundException',
          `Cannot find alias arn: ${found.arn}:${Name}`,
          404,
          { Type: 'User' },
        );
      },
    }),
    defineOperation({
      ...base,
      name: 'GetFunctionConcurrency',
      http: { method: 'GET', path: '/2019-09-30/functions/{FunctionName}/concurrency' },
      input: z.strictObject({ FunctionName: z.string() }),
      resource: ({ FunctionName }) => find(FunctionName),
      run: ({ resource: { reservedConcurrency } }) =>
        reservedConcurrency === undefined ? {} : { ReservedConcurrentExecutions: reservedConcurrency },
    }),
    defineOperation({
      ...base,
      name: 'GetFunction',
      http: { method: 'GET', path: ONE },
      input: OneFunction,
      run: ({ resource }) => ({
        Configuration: configuration(resource),
        Code: { RepositoryType: 'S3' },
        ...tagsOf(lambda.made.named(resource.name)?.made.tags),
      }),
    }),
  ];
}

function aliasAnswer({ arn }: LambdaFunction, { name, description, routes }: FunctionAlias) {
  const [main, ...others] = routes;
  return {
    AliasArn: `${arn}:${name}`,
    Name: name,
    FunctionVersion: main?.version,
    Description: description ?? '',
    ...(others.length === 0
      ? {}
      : {
          RoutingConfig: {
            AdditionalVersionWeights: Object.fromEntries(
              others.map(({ version, weight }) => [version, weight]),
            ),
          },
        }),
  };
}

/** What all operations tell of a function. */
export function configuration(found: LambdaFunction): Record<string, unknown> {
  return {
    FunctionName: found.name,
    FunctionArn: found.arn,
    Runtime: found.runtime,
    Role: found.roleArn,
    Handler: found.handler,
    Timeout: found.timeoutMs / 1000,
    MemorySize: found.memoryMb,
    Version: found.version,
    Environment: { Variables: found.environment },
    TracingConfig: { Mode: found.isTraced ? 'Active' : 'PassThrough' },
    ...(found.layers.length > 0 && { Layers: found.layers.map((Arn) => ({ Arn })) }),
    LoggingConfig: { LogFormat: found.logFormat, LogGroup: found.logGroup },
    PackageType: 'Zip',
    Architectures: ['x86_64'],
    EphemeralStorage: { Size: 512 },
    SnapStart: { ApplyOn: 'None', OptimizationStatus: 'Off' },
    RuntimeVersionConfig: { RuntimeVersionArn: runtimeArn(found.arn, hashOf(found.runtime)) },
    RevisionId: found.revision ?? revisionOf(found),
    State: 'Active',
    LastUpdateStatus: 'Successful',
    ...('made' in found ? ofMade(found as MadeFunction) : {}),
  };
}

function tagsOf(tags: Record<string, string> | undefined): { Tags?: Record<string, string> } {
  return tags && Object.keys(tags).length > 0 ? { Tags: tags } : {};
}

const UNDER_WAY = 'The function is being created.';

/** What making a function answers: it is there, but Lambda does not say so yet. */
export function beingMade(found: LambdaFunction): Record<string, unknown> {
  const { LastUpdateStatus: _, ...told } = configuration(found);
  const state = { State: 'Pending', StateReason: UNDER_WAY, StateReasonCode: 'Creating' };
  return { ...told, ...state, RevisionId: randomUUID() };
}

/** What changing one answers. */
export function beingChanged(found: LambdaFunction): Record<string, unknown> {
  return {
    ...configuration(found),
    LastUpdateStatus: 'InProgress',
    LastUpdateStatusReason: UNDER_WAY,
    LastUpdateStatusReasonCode: 'Creating',
    RevisionId: randomUUID(),
  };
}

/** Of a function of the template: the same as long as it is the same. */
function revisionOf({
  arn,
  version,
  environment,
  timeoutMs,
  memoryMb,
  handler,
  runtime,
  roleArn,
}: LambdaFunction): string {
  const hex = hashOf(
    JSON.stringify([arn, version, environment, timeoutMs, memoryMb, handler, runtime, roleArn]),
  );
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

function ofMade({ made: { properties, description, code } }: MadeFunction) {
  const { Architectures, EphemeralStorage } = properties;
  return {
    ...(Architectures === undefined ? {} : { Architectures }),
    ...(EphemeralStorage === undefined ? {} : { EphemeralStorage }),
    Description: description,
    CodeSha256: code.sha256,
    CodeSize: code.bytes,
    LastModified: new Date(code.modifiedMs).toISOString().replace('Z', '+0000'),
  };
}
