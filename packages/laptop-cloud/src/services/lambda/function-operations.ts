// The operations that tell of functions, their versions and aliases. https://docs.aws.amazon.com/lambda/latest/api/
import type { FunctionAlias } from '../../lambda/function-versions.ts';
import type { Lambda } from '../../lambda/lambda.ts';
import { LATEST, type LambdaFunction } from '../../lambda/lambda-function.ts';
import { authorize, ServiceError, type ServiceRequest, type ServiceResponse } from '../service.ts';
import { json, type Route } from './route.ts';

export interface FunctionOperationOptions {
  lambda: Lambda;
  /** By name or ARN, with a qualifier or without. Throws ResourceNotFoundException. */
  find(nameOrArn: string): LambdaFunction;
}

export function functionRoutes({ lambda, find }: FunctionOperationOptions): readonly Route[] {
  /** An operation on the function that the path names. */
  function on(
    path: string,
    action: string,
    run: (found: LambdaFunction, request: ServiceRequest, last: string) => ServiceResponse,
  ): Route {
    return {
      method: 'GET',
      path: new RegExp(`^/2015-03-31/functions/([^/]+)${path}/?$`),
      answer: async (request, name) => {
        const found = find(withQualifier(name, request.query.get('Qualifier')));
        authorize(request.principal, `lambda:${action}`, found.arn);
        return run(found, request, decodeURIComponent(request.path.split('/').at(-1) ?? ''));
      },
    };
  }

  return [
    {
      method: 'GET',
      path: /^\/2015-03-31\/functions\/?$/,
      answer: async ({ principal }) => {
        authorize(principal, 'lambda:ListFunctions', '*');
        return json(200, { Functions: lambda.functions().map(configuration), NextMarker: null });
      },
    },
    on('/configuration', 'GetFunctionConfiguration', (found) => json(200, configuration(found))),
    on('/versions', 'ListVersionsByFunction', (found) => {
      const numbers = lambda.versions.of(found.logicalId).map(({ number }) => String(number));
      const versions = [LATEST, ...numbers].map((version) => lambda.versions.qualified(found, version));
      return json(200, { Versions: versions.map(configuration), NextMarker: null });
    }),
    on('/aliases', 'ListAliases', (found, { query }) => {
      const version = query.get('FunctionVersion');
      const aliases = lambda.versions
        .aliases(found.logicalId)
        .filter(({ routes }) => version === null || routes.some((route) => route.version === version));
      return json(200, { Aliases: aliases.map((alias) => aliasAnswer(found, alias)), NextMarker: null });
    }),
    on('/aliases/[^/]+', 'GetAlias', (found, _, name) => {
      const alias = lambda.versions.aliases(found.logicalId).find((one) => one.name === name);
      if (alias) return json(200, aliasAnswer(found, alias));
      throw new ServiceError(
        'ResourceNotFoundException',
        `Cannot find alias arn: ${found.arn}:${name}`,
        404,
        { Type: 'User' },
      );
    }),
    on('', 'GetFunction', (found) =>
      json(200, { Configuration: configuration(found), Code: { RepositoryType: 'S3' }, Tags: {} }),
    ),
  ];
}

/** The name with the qualifier that a request gives beside it. Throws where the two contradict each other. */
export function withQualifier(nameOrArn: string, qualifier: string | null): string {
  if (qualifier === null) return nameOrArn;
  const own = nameOrArn.replace(/^(arn:[^:]+:lambda:[^:]*:[^:]*:|\d{12}:)?function:/, '').split(':')[1];
  if (own === undefined) return `${nameOrArn}:${qualifier}`;
  if (own === qualifier) return nameOrArn;
  throw new ServiceError(
    'InvalidParameterValueException',
    `The derived qualifier from the function name does not match the specified qualifier.`,
    400,
    { Type: 'User' },
  );
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

function configuration(found: LambdaFunction): Record<string, unknown> {
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
    Layers: found.layers.map((Arn) => ({ Arn })),
    LoggingConfig: { LogFormat: found.logFormat, LogGroup: found.logGroup },
    PackageType: 'Zip',
    State: 'Active',
    LastUpdateStatus: 'Successful',
  };
}
