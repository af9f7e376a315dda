// The operations on aliases of functions. https://docs.aws.amazon.com/lambda/latest/api/API_CreateAlias.html
import * as z from 'zod';
import type { Account } from '../../arns.ts';
import type { Lambda } from '../../lambda/lambda.ts';
import { LATEST, type LambdaFunction } from '../../lambda/lambda-function.ts';
import type { AliasRoute, KeptAlias } from '../../lambda/version-records.ts';
import { complaint, detected } from '../constraint-words.ts';
import { defineOperation, type Operation } from '../operation.ts';
import { jsonAnswer, RestAnswer } from '../protocols/rest-json.ts';
import { ServiceError } from '../service.ts';
import { checkRevision } from './check-revision.ts';
import { type NamedFunction, noFunction } from './function-names.ts';
import { invalidParameter } from './invalid-parameter.ts';
import { Paging, page } from './paging.ts';

const ALL = '/2015-03-31/functions/{FunctionName}/aliases';
const ONE = `${ALL}/{Name}`;

const OneAlias = z.strictObject({ FunctionName: z.string(), Name: z.string().min(1).max(128) });
const RoutingConfig = z
  .strictObject({ AdditionalVersionWeights: z.record(z.string(), z.number()).optional() })
  .optional();
const Description = z.string().max(256).optional();
const Version = z.string().min(1).max(1024);
const CreateAlias = z.strictObject({
  ...OneAlias.shape,
  FunctionVersion: Version,
  Description,
  RoutingConfig,
});
const UpdateAlias = z.strictObject({
  ...OneAlias.shape,
  FunctionVersion: Version.optional(),
  Description,
  RoutingConfig,
  RevisionId: z.string().optional(),
});
const ListAliases = z.strictObject({
  FunctionName: z.string(),
  FunctionVersion: Version.optional(),
  ...Paging,
});

export interface AliasOperationOptions extends Account {
  lambda: Lambda;
  /** The function itself, whatever qualifier stands behind its name. Throws ResourceNotFoundException. */
  whole(nameOrArn: string): LambdaFunction;
  named(nameOrArn: string): NamedFunction;
  /** Drops what else is kept of an alias that is deleted. */
  forget(name: string, alias: string): void;
}

export function aliasOperations(options: AliasOperationOptions): Operation[] {
  const { lambda, whole, named, forget } = options;
  const { aliases, versions } = lambda;
  const resource = ({ FunctionName }: { FunctionName: string }) => whole(FunctionName);

  /** Where calls go, main version first. Throws for versions that are not there, and for weights that cannot be. */
  function routesOf(found: LambdaFunction, main: string, weights: Weights): AliasRoute[] {
    const others = Object.entries(weights).map(([version, weight]) => ({ version, weight }));
    if (others.length > 1)
      throw invalidParameter('Number of items in AdditionalVersionWeights cannot be greater than 1');
    if (others.some(({ version }) => version === main))
      throw invalidParameter(
        `Invalid function version ${main}. Function version ${main} is already included in routing configuration.`,
      );
    if (main === LATEST && others.length > 0)
      throw new ServiceError(
        'InvalidParameterValueException',
        '$LATEST is not supported for an alias pointing to more than 1 version',
      );
    const rest = others.reduce((sum, { weight }) => sum - weight, 1);
    const routes = [{ version: main, weight: rest }, ...others];
    const numbers = versions.of(found.logicalId).map(({ number }) => String(number));
    for (const { version } of routes)
      if (version !== LATEST && !numbers.includes(version))
        throw noFunction(options, { name: found.name, qualifier: version });
    return routes;
  }

  return [
    defineOperation({
      name: 'CreateAlias',
      http: { method: 'POST', path: ALL },
      input: CreateAlias,
      errors: ['ResourceConflictException'],
      resource({ FunctionName, FunctionVersion }) {
        try {
          return whole(FunctionName);
        } catch (error) {
          if (!(error instanceof ServiceError) || error.code !== 'ResourceNotFoundException') throw error;
          throw noFunction(options, { name: named(FunctionName).name, qualifier: FunctionVersion });
        }
      },
      run({ input: { Name: name, FunctionVersion, Description, RoutingConfig }, resource: found }) {
        checkPattern(name, 'name', ALIAS_NAME);
        checkPattern(FunctionVersion, 'functionVersion', VERSION);
        const routes = routesOf(found, FunctionVersion, weightsIn(RoutingConfig));
        if (aliases.named(found.logicalId, name))
          throw new ServiceError(
            'ResourceConflictException',
            `Alias already exists: ${found.arn}:${name}`,
            409,
            USER,
          );
        const { logicalId: functionId } = found;
        const alias = aliases.put({ functionId, name, routes, description: Description ?? '' });
        return jsonAnswer(201, described(found, alias));
      },
    }),
    defineOperation({
      name: 'ListAliases',
      http: { method: 'GET', path: ALL },
      input: ListAliases,
      errors: ['ResourceNotFoundException'],
      resource,
      run({ input: { FunctionVersion: version, ...paging }, resource: found }) {
        if (version !== undefined) checkPattern(version, 'functionVersion', VERSION);
        const all = aliases
          .of(found.logicalId)
          .filter(({ routes }) => version === undefined || routes.some((route) => route.version === version));
        const { items, NextMarker } = page(all, paging, ({ name }) => name);
        return { Aliases: items.map((alias) => described(found, alias)), NextMarker };
      },
    }),
    defineOperation({
      name: 'GetAlias',
      http: { method: 'GET', path: ONE },
      input: OneAlias,
      errors: ['ResourceNotFoundException'],
      resource,
      run({ input: { Name }, resource: found }) {
        const alias = aliases.named(found.logicalId, Name);
        if (alias) return described(found, alias);
        throw missing('Cannot find alias arn', found, Name);
      },
    }),
    defineOperation({
      name: 'UpdateAlias',
      http: { method: 'PUT', path: ONE },
      input: UpdateAlias,
      errors: ['PreconditionFailedException', 'ResourceConflictException'],
      resource,
      run({ input: { Name, FunctionVersion, Description, RoutingConfig, RevisionId }, resource: found }) {
        const known = aliases.named(found.logicalId, Name);
        if (!known) throw missing('Alias not found', found, Name);
        if (FunctionVersion !== undefined) checkPattern(FunctionVersion, 'functionVersion', VERSION);
        checkRevision(RevisionId, known.revision);
        const main = FunctionVersion ?? known.routes[0]!.version;
        const weights = RoutingConfig === undefined ? weightsOf(known) : weightsIn(RoutingConfig);
        const alias = aliases.put({
          ...known,
          routes: routesOf(found, main, weights),
          ...(Description === undefined ? {} : { description: Description }),
        });
        return described(found, alias);
      },
    }),
    defineOperation({
      name: 'DeleteAlias',
      http: { method: 'DELETE', path: ONE },
      input: OneAlias,
      errors: ['ResourceConflictException'],
      resource,
      run({ input: { Name }, resource: { logicalId, name } }) {
        aliases.remove(logicalId, Name);
        forget(name, Name);
        return new RestAnswer({ status: 204 });
      },
    }),
  ];
}

const USER = { Type: 'User' };

/** Of other versions than the main one, between 0 and 1. */
type Weights = Readonly<Record<string, number>>;

function weightsOf({ routes: [, ...others] }: KeptAlias): Weights {
  return Object.fromEntries(others.map(({ version, weight }) => [version, weight]));
}

function described({ arn }: LambdaFunction, alias: KeptAlias) {
  const { name, description = '', routes, revision } = alias;
  return {
    AliasArn: `${arn}:${name}`,
    Name: name,
    FunctionVersion: routes[0]?.version,
    Description: description,
    RevisionId: revision,
    ...(routes.length > 1 ? { RoutingConfig: { AdditionalVersionWeights: weightsOf(alias) } } : {}),
  };
}

function missing(words: string, { arn }: LambdaFunction, name: string): ServiceError {
  return new ServiceError('ResourceNotFoundException', `${words}: ${arn}:${name}`, 404, USER);
}

export const ALIAS_NAME = '(?!^[0-9]+$)([a-zA-Z0-9-_]+)';
const VERSION = '(\\$LATEST|[0-9]+)';
const WEIGHTS = 'routingConfig.additionalVersionWeights';

function checkPattern(value: string, member: string, pattern: string): void {
  if (new RegExp(`^${pattern}$`).test(value)) return;
  throw invalid(`'${value}'`, member, `Member must satisfy regular expression pattern: ${pattern}`);
}

function weightsIn(given: z.output<typeof RoutingConfig>): Weights {
  const { AdditionalVersionWeights: weights = {} } = given ?? {};
  // As Java shows a map of doubles.
  const shown = Object.entries(weights).map(([version, weight]) =>
    Number.isInteger(weight) ? `${version}=${weight}.0` : `${version}=${weight}`,
  );
  const refuse = (constraint: string) => invalid(`'{${shown.join(', ')}}'`, WEIGHTS, constraint);
  if (!Object.keys(weights).every((version) => /^[0-9]{1,1024}$/.test(version)))
    throw refuse(
      'Map keys must satisfy constraint: [Member must have length less than or equal to 1024, Member must have length greater than or equal to 1, Member must satisfy regular expression pattern: [0-9]+]',
    );
  if (!Object.values(weights).every((weight) => weight >= 0 && weight <= 1))
    throw refuse(
      'Map value must satisfy constraint: [Member must have value less than or equal to 1.0, Member must have value greater than or equal to 0.0, Member must not be null]',
    );
  return weights;
}

function invalid(value: string, member: string, constraint: string): ServiceError {
  return new ServiceError('ValidationException', detected(1, complaint(value, member, constraint)));
}
