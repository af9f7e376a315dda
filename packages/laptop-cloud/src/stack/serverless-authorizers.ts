// Auth.Authorizers of AWS::Serverless::HttpApi: by token (JwtConfiguration) or by function (FunctionArn).
// Source: AWS SAM Developer Guide, "OAuth2Authorizer" and "LambdaAuthorizer".

import { intrinsicOf } from './intrinsics.ts';
import type { MadeResource } from './made-resource.ts';
import { refuse } from './stack-error.ts';

export interface SamAuthorizer {
  /** Of a route that it guards. */
  authorizationType: 'JWT' | 'CUSTOM';
  /** Of routes that name none of their own. */
  scopes?: unknown;
  /** By logical id. */
  made: Record<string, MadeResource>;
}

/** Reads an authorizer of an API; `id` is what its resource shall be called. */
export function readAuthorizer(
  { api, name, id, place }: { api: string; name: string; id: string; place: string },
  given: Record<string, unknown>,
): SamAuthorizer {
  const shared = { ApiId: { Ref: api }, Name: name };
  const type = 'AWS::ApiGatewayV2::Authorizer';
  if (given.FunctionArn !== undefined) {
    const { properties, isPermitted } = lambdaAuthorizer(given, place);
    const permission = isPermitted ? { [`${id}Permission`]: permissionOf(api, given.FunctionArn) } : {};
    return {
      authorizationType: 'CUSTOM',
      made: { [id]: { type, properties: { ...shared, ...properties } }, ...permission },
    };
  }
  const { AuthorizationScopes, IdentitySource, JwtConfiguration, ...others } = given;
  refuseOthers(others, place);
  if (JwtConfiguration === undefined) refuse(`${place} needs a JwtConfiguration, or a FunctionArn.`);
  const properties = {
    ...shared,
    AuthorizerType: 'JWT',
    JwtConfiguration: jwtOf(JwtConfiguration, place),
    IdentitySource: [IdentitySource ?? '$request.header.Authorization'],
  };
  return {
    authorizationType: 'JWT',
    ...(AuthorizationScopes === undefined ? {} : { scopes: AuthorizationScopes }),
    made: { [id]: { type, properties } },
  };
}

/** SAM lets the names be written either way. */
function jwtOf(given: unknown, place: string): unknown {
  if (intrinsicOf(given)) return given;
  const entries = Object.entries(mapOf(given, `${place}.JwtConfiguration`));
  return Object.fromEntries(
    entries.map(([key, value]) => [`${key.charAt(0).toUpperCase()}${key.slice(1)}`, value]),
  );
}

function lambdaAuthorizer(
  given: Record<string, unknown>,
  place: string,
): { properties: Record<string, unknown>; isPermitted: boolean } {
  const {
    AuthorizerPayloadFormatVersion,
    EnableFunctionDefaultPermissions,
    EnableSimpleResponses,
    FunctionArn,
    Identity,
    ...others
  } = given;
  refuseOthers(others, place);
  if (AuthorizerPayloadFormatVersion === undefined)
    refuse(`${place} needs an AuthorizerPayloadFormatVersion.`);
  const { Headers, QueryStrings, ReauthorizeEvery, ...unknown } = mapOf(Identity ?? {}, `${place}.Identity`);
  refuseOthers(unknown, `${place}.Identity`);
  const sources = [
    ...listOf(Headers, `${place}.Identity.Headers`).map((name) => `$request.header.${name}`),
    ...listOf(QueryStrings, `${place}.Identity.QueryStrings`).map((name) => `$request.querystring.${name}`),
  ];
  return {
    isPermitted: EnableFunctionDefaultPermissions === true,
    properties: {
      AuthorizerType: 'REQUEST',
      AuthorizerUri: {
        'Fn::Sub': [
          'arn:${AWS::Partition}:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/${Function}/invocations',
          { Function: FunctionArn },
        ],
      },
      AuthorizerPayloadFormatVersion: String(AuthorizerPayloadFormatVersion).replace(/^2$/, '2.0'),
      ...(EnableSimpleResponses === undefined ? {} : { EnableSimpleResponses }),
      ...(ReauthorizeEvery === undefined ? {} : { AuthorizerResultTtlInSeconds: ReauthorizeEvery }),
      ...(sources.length > 0 ? { IdentitySource: sources } : {}),
    },
  };
}

function permissionOf(api: string, functionArn: unknown): MadeResource {
  return {
    type: 'AWS::Lambda::Permission',
    properties: {
      Action: 'lambda:InvokeFunction',
      FunctionName: functionArn,
      Principal: 'apigateway.amazonaws.com',
      SourceArn: {
        'Fn::Sub': `arn:\${AWS::Partition}:execute-api:\${AWS::Region}:\${AWS::AccountId}:\${${api}}/authorizers/*`,
      },
    },
  };
}

function refuseOthers(others: Record<string, unknown>, place: string): void {
  const [unknown] = Object.keys(others);
  if (unknown !== undefined) refuse(`${place}: ${unknown} is not supported on the laptop.`);
}

function listOf(value: unknown, place: string): string[] {
  if (value === undefined) return [];
  return Array.isArray(value) ? value.map(String) : refuse(`${place} must be a list.`);
}

function mapOf(value: unknown, place: string): Record<string, unknown> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value))
    return value as Record<string, unknown>;
  return refuse(`${place} must be a map.`);
}
