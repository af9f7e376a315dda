// An OpenAPI document of an HTTP API as the resources that API Gateway makes of it: routes, integrations, authorizers.
// Source: API Gateway Developer Guide, "Working with OpenAPI definitions for HTTP APIs", and its list of x-amazon-apigateway extensions.

import { lookup } from './lookup.ts';
import type { MadeResource } from './made-resource.ts';
import { refuse } from './stack-error.ts';

export interface ImportedApi {
  /** Properties of the API. */
  properties: Record<string, unknown>;
  /** Resources by logical id. */
  made: Record<string, MadeResource>;
}

/** Who may call a route that the document says nothing of. */
export type AuthorizationOf = (place: string) => Record<string, unknown>;

const EXTENSION = 'x-amazon-apigateway-';
const ANY = 'x-amazon-apigateway-any-method';
const METHODS = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch'];
const INTEGRATION = 'x-amazon-apigateway-integration';
const INTEGRATIONS = `#/components/${INTEGRATION}s/`;

export function importedApi(
  apiId: string,
  body: unknown,
  place: string,
  authorizationOf: AuthorizationOf = () => ({}),
): ImportedApi {
  const document = mapIn(body, place);
  if (!String(document.openapi ?? '').startsWith('3.0'))
    refuse(`${place}: HTTP APIs are made of documents that say openapi: 3.0, not ${version(document)}.`);
  refuseExtensions(document, [`${EXTENSION}cors`, `${EXTENSION}importexport-version`], place);
  const info = mapIn(document.info ?? {}, `${place}.info`);
  const cors = document[`${EXTENSION}cors`];
  const authorizers = authorizersOf(apiId, document, place);
  const routes = operationsOf(document, place).map(({ method, path, operation, at }, index) => {
    const id = `${apiId}${index + 1}`;
    const security = operation.security ?? document.security;
    const settings =
      security === undefined ? authorizationOf(at) : authorizationIn(security, authorizers.ids, at);
    return routeOf(apiId, id, { method, path, operation, settings }, document, at);
  });
  return {
    properties: {
      ...(info.title === undefined ? {} : { Name: info.title }),
      ...(info.description === undefined ? {} : { Description: info.description }),
      ...(cors === undefined ? {} : { CorsConfiguration: inPascalCase(cors, `${place}.${EXTENSION}cors`) }),
    },
    made: Object.assign({}, authorizers.made, ...routes) as Record<string, MadeResource>,
  };
}

interface Operation {
  method: string;
  path: string;
  operation: Record<string, unknown>;
  at: string;
}

function operationsOf(document: Record<string, unknown>, place: string): Operation[] {
  return Object.entries(mapIn(document.paths ?? {}, `${place}.paths`)).flatMap(([path, item]) => {
    const methods = mapIn(item, `${place}.paths.${path}`);
    refuseExtensions(methods, [ANY], `${place}.paths.${path}`);
    return Object.entries(methods)
      .filter(([name]) => name === ANY || METHODS.includes(name))
      .map(([name, operation]) => {
        const at = `${place}: ${name === ANY ? 'ANY' : name.toUpperCase()} ${path}`;
        return {
          method: name === ANY ? 'ANY' : name.toUpperCase(),
          path,
          operation: mapIn(operation, at),
          at,
        };
      });
  });
}

function routeOf(
  apiId: string,
  id: string,
  { method, path, operation, settings }: Omit<Operation, 'at'> & { settings: Record<string, unknown> },
  document: Record<string, unknown>,
  at: string,
): Record<string, MadeResource> {
  refuseExtensions(operation, [INTEGRATION], at);
  const given = mapIn(
    referred(operation[INTEGRATION], document, at) ??
      refuse(`${at} has no ${INTEGRATION}: the laptop has no route without one.`),
    `${at}: ${INTEGRATION}`,
  );
  const { operationId } = operation;
  const isDefault = path === '/$default';
  return {
    [`${id}Integration`]: {
      type: 'AWS::ApiGatewayV2::Integration',
      properties: { ApiId: { Ref: apiId }, ...integrationOf(given, at) },
    },
    [`${id}Route`]: {
      type: 'AWS::ApiGatewayV2::Route',
      properties: {
        ApiId: { Ref: apiId },
        RouteKey: isDefault ? '$default' : `${method} ${path}`,
        Target: { 'Fn::Sub': `integrations/\${${id}Integration}` },
        ...(operationId === undefined ? {} : { OperationName: operationId }),
        ...settings,
      },
    },
  };
}

/** Members of an integration, as its resource has them; null for what changes nothing of an HTTP API. */
const MEMBERS: Readonly<Record<string, string | null>> = {
  connectionType: 'ConnectionType',
  credentials: 'CredentialsArn',
  httpMethod: 'IntegrationMethod',
  integrationSubtype: 'IntegrationSubtype',
  payloadFormatVersion: 'PayloadFormatVersion',
  requestParameters: 'RequestParameters',
  responses: null,
  timeoutInMillis: 'TimeoutInMillis',
  type: 'IntegrationType',
  uri: 'IntegrationUri',
};

function integrationOf(given: Record<string, unknown>, at: string): Record<string, unknown> {
  const properties: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(given)) {
    const property = lookup(MEMBERS, name);
    if (property === undefined) refuse(`${at}: ${INTEGRATION}.${name} is not supported on the laptop.`);
    else if (property !== null) properties[property] = value;
  }
  if (typeof given.type === 'string') properties.IntegrationType = given.type.toUpperCase();
  // What asks a service names no method of HTTP: documents bring the one of the route along.
  if (given.integrationSubtype !== undefined) delete properties.IntegrationMethod;
  return properties;
}

function referred(value: unknown, document: Record<string, unknown>, at: string): unknown {
  const { $ref: reference } = Object(value) as { $ref?: unknown };
  if (reference === undefined) return value;
  const name = String(reference).startsWith(INTEGRATIONS) ? String(reference).slice(INTEGRATIONS.length) : '';
  const components = mapIn(document.components ?? {}, at);
  return (
    lookup(mapIn(components[`${INTEGRATION}s`] ?? {}, at), name) ??
    refuse(`${at}: $ref ${String(reference)} leads to no integration of the document.`)
  );
}

interface Authorizers {
  /** Logical id and kind by the name of the scheme. */
  ids: Readonly<Record<string, { id: string; type: 'JWT' | 'CUSTOM' }>>;
  made: Record<string, MadeResource>;
}

function authorizersOf(apiId: string, document: Record<string, unknown>, place: string): Authorizers {
  const components = mapIn(document.components ?? {}, `${place}.components`);
  const ids: Record<string, { id: string; type: 'JWT' | 'CUSTOM' }> = {};
  const made: Record<string, MadeResource> = {};
  for (const [name, scheme] of Object.entries(mapIn(components.securitySchemes ?? {}, place))) {
    const at = `${place}.components.securitySchemes.${name}`;
    const given = mapIn(scheme, at)[`${EXTENSION}authorizer`];
    if (given === undefined) continue;
    const { type, identitySource, jwtConfiguration, ...others } = mapIn(given, at);
    if (type !== 'jwt' && type !== 'request')
      refuse(`${at}: an authorizer of type ${String(type)} is none of an HTTP API; jwt and request are.`);
    const id = `${apiId}${name.replace(/[^A-Za-z0-9]/g, '')}Authorizer`;
    ids[name] = { id, type: type === 'jwt' ? 'JWT' : 'CUSTOM' };
    made[id] = {
      type: 'AWS::ApiGatewayV2::Authorizer',
      properties: {
        ApiId: { Ref: apiId },
        Name: name,
        AuthorizerType: String(type).toUpperCase(),
        ...inPascalCase(others, at),
        ...(identitySource === undefined ? {} : { IdentitySource: sourcesOf(identitySource) }),
        ...(jwtConfiguration === undefined ? {} : { JwtConfiguration: inPascalCase(jwtConfiguration, at) }),
      },
    };
  }
  return { ids, made };
}

const sourcesOf = (given: unknown): unknown =>
  typeof given === 'string' ? given.split(',').map((one) => one.trim()) : given;

function authorizationIn(security: unknown, ids: Authorizers['ids'], at: string): Record<string, unknown> {
  const all = (Array.isArray(security) ? security : [security]).flatMap((one) =>
    Object.entries(mapIn(one ?? {}, `${at}: security`)),
  );
  const [first, ...others] = all;
  if (!first) return { AuthorizationType: 'NONE' };
  if (others.length > 0) refuse(`${at}: security names more than one scheme; a route has one authorizer.`);
  const [name, scopes] = first;
  const authorizer =
    lookup(ids, name) ?? refuse(`${at}: security names ${name}, which is no scheme with an authorizer.`);
  return {
    AuthorizationType: authorizer.type,
    AuthorizerId: { Ref: authorizer.id },
    ...(Array.isArray(scopes) && scopes.length > 0 ? { AuthorizationScopes: scopes } : {}),
  };
}

function refuseExtensions(given: Record<string, unknown>, known: readonly string[], place: string): void {
  const unknown = Object.keys(given).find((name) => name.startsWith(EXTENSION) && !known.includes(name));
  if (unknown !== undefined) refuse(`${place}: ${unknown} is not supported on the laptop.`);
}

function inPascalCase(given: unknown, place: string): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(mapIn(given, place)).map(([name, value]) => [
      `${name.charAt(0).toUpperCase()}${name.slice(1)}`,
      value,
    ]),
  );
}

function mapIn(value: unknown, place: string): Record<string, unknown> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value))
    return value as Record<string, unknown>;
  return refuse(`${place} must be a map.`);
}

function version({ openapi, swagger }: Record<string, unknown>): string {
  if (openapi !== undefined) return `openapi: ${String(openapi)}`;
  return swagger === undefined ? 'nothing' : `swagger: ${String(swagger)}`;
}
