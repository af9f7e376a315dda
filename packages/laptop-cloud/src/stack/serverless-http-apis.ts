// AWS::Serverless::HttpApi as resources of API Gateway's own types.
// SAM writes routes and authorizers into an OpenAPI document, which CloudFormation imports; here they are made at once.

import { authorizationOf, mapOf, readAuthorizers, type SamAuth } from './http-api-authorization.ts';
import { EVENT_AUTH, EVENT_SETTINGS } from './http-api-event.ts';
import { withIncluded } from './included-file.ts';
import { intrinsicOf } from './intrinsics.ts';
import { lookup } from './lookup.ts';
import type { MadeResource } from './made-resource.ts';
import { type ImportedApi, importedApi } from './openapi-import.ts';
import { refuse } from './stack-error.ts';
import type { RawResource } from './template.ts';

export const HTTP_API = 'AWS::Serverless::HttpApi';
const ROUTE = 'AWS::ApiGatewayV2::Route';

export const HTTP_API_PROPERTIES = [
  ...'AccessLogSettings Auth CorsConfiguration DefaultRouteSettings DefinitionBody Description DisableExecuteApiEndpoint Name RouteSettings StageName StageVariables'.split(
    ' ',
  ),
];

export const HTTP_API_IGNORED: Readonly<Record<string, string>> = {
  FailOnWarnings: 'the laptop warns of nothing that it makes',
  PropagateTags: 'labels for people and bills',
  Tags: 'labels for people and bills',
};

const REFUSED: Readonly<Record<string, string>> = {
  DefinitionUri: 'the document stands in DefinitionBody, or in a file that AWS::Include brings there',
  Domain: 'a laptop has no domain of its own',
};

export interface ExpandedApis {
  resources: Record<string, RawResource>;
  /** What `Api.Stage` stands for. */
  referables: ReadonlyMap<string, string>;
}

/**
 * The resources with each HttpApi as API, stage and authorizers, and its routes told who may call them; files that templates include lie
 * below `baseDir`.
 */
export function withHttpApis(resources: Record<string, RawResource>, baseDir?: string): ExpandedApis {
  const all: Record<string, RawResource> = {};
  const referables = new Map<string, string>();
  const owned = Object.entries(resources).filter(([, { type }]) => type === HTTP_API);
  const apis = new Map(owned.map(([id, resource]) => [id, readApi(id, resource, baseDir)]));
  for (const [logicalId, resource] of Object.entries(resources)) {
    const api = apis.get(logicalId);
    if (api) {
      referables.set(`${logicalId}.Stage`, api.stageId);
      for (const [id, made] of Object.entries(api.made(routesOf(logicalId, resources)))) {
        if (id !== logicalId && Object.hasOwn(resources, id))
          refuse(`${logicalId}: SAM would make ${id}, but the template has one already.`);
        all[id] = made;
      }
    } else if (isOfEvent(resource)) all[logicalId] = routeOf(logicalId, resource, apis);
    else Object.assign(all, withBody(logicalId, resource, baseDir));
  }
  return { resources: all, referables };
}

type Routes = readonly { settings?: unknown; key: string; dependsOn: string }[];

interface SamApi {
  stageId: string;
  authorization(auth: SamAuth, place: string): Record<string, unknown>;
  made(routes: Routes): Record<string, RawResource>;
}

function readApi(logicalId: string, resource: RawResource, baseDir: string | undefined): SamApi {
  const place = `${logicalId} (${HTTP_API})`;
  refuseProperties(resource, place);
  const { StageName = '$default', Auth } = resource.properties;
  const stageId = `${logicalId}${stageIdPart(StageName)}Stage`;
  const authorizers = readAuthorizers(logicalId, Auth, place);
  const body = withIncluded(resource.properties.DefinitionBody, baseDir, `${place}: DefinitionBody`);
  const imported =
    body === undefined
      ? undefined
      : importedApi(logicalId, body, `${place}: DefinitionBody`, (at) =>
          authorizationOf(logicalId, authorizers, {}, at),
        );
  const shared = {
    metadata: {},
    dependsOn: [] as string[],
    ...(resource.condition === undefined ? {} : { condition: resource.condition }),
  };
  return {
    stageId,
    authorization: (auth, at) => authorizationOf(logicalId, authorizers, auth, at),
    made: (routes) => ({
      [logicalId]: apiResource(
        resource,
        { Authorizers: authorizers.given, Body: body },
        imported,
        routes,
        place,
      ),
      ...sharing(imported?.made ?? {}, shared),
      ...sharing(Object.assign({}, ...Object.values(authorizers.all).map(({ made }) => made)), shared),
      [stageId]: { ...shared, ...stageOf(logicalId, resource, routes) },
    }),
  };
}

function refuseProperties({ properties }: RawResource, place: string): void {
  for (const name of Object.keys(properties)) {
    if (HTTP_API_PROPERTIES.includes(name) || Object.hasOwn(HTTP_API_IGNORED, name)) continue;
    const why = lookup(REFUSED, name) ?? `known are ${HTTP_API_PROPERTIES.join(', ')}`;
    refuse(`${place}: the property ${name} is not supported on the laptop: ${why}.`);
  }
}

function apiResource(
  resource: RawResource,
  named: Record<string, unknown>,
  imported: ImportedApi | undefined,
  routes: Routes,
  place: string,
): RawResource {
  const { Auth, AccessLogSettings, DefaultRouteSettings, RouteSettings, StageVariables, ...rest } =
    resource.properties;
  const { StageName, CorsConfiguration, DefinitionBody, FailOnWarnings, PropagateTags, Tags, ...api } = rest;
  return {
    ...resource,
    type: 'AWS::ApiGatewayV2::Api',
    properties: {
      Name: { Ref: 'AWS::StackName' },
      ...imported?.properties,
      ...api,
      ProtocolType: 'HTTP',
      ...(CorsConfiguration === undefined ? {} : { CorsConfiguration: corsOf(CorsConfiguration, place) }),
    },
    // SAM writes the authorizers into the API's document: what they and it name is made before it, or is a circle, here as there.
    metadata: { ...resource.metadata, ...defined(named) },
    // SAM's document names the functions: one that names its API is a circle there, and shall be one here.
    dependsOn: [...resource.dependsOn, ...routes.map(({ dependsOn }) => dependsOn)],
  };
}

/** An API of CloudFormation's own type with its routes, where a document brings them. */
function withBody(
  logicalId: string,
  resource: RawResource,
  baseDir: string | undefined,
): Record<string, RawResource> {
  const { Body, ...properties } = resource.properties;
  if (resource.type !== 'AWS::ApiGatewayV2::Api' || Body === undefined) return { [logicalId]: resource };
  const place = `${logicalId} (${resource.type}): Body`;
  const body = withIncluded(Body, baseDir, place);
  const imported = importedApi(logicalId, body, place);
  const shared = {
    metadata: {},
    dependsOn: [] as string[],
    ...(resource.condition === undefined ? {} : { condition: resource.condition }),
  };
  return {
    [logicalId]: {
      ...resource,
      properties: { ProtocolType: 'HTTP', ...imported.properties, ...properties },
      metadata: { ...resource.metadata, Body: body },
    },
    ...sharing(imported.made, shared),
  };
}

function sharing(
  made: Record<string, MadeResource>,
  shared: Omit<RawResource, 'type' | 'properties'>,
): Record<string, RawResource> {
  return Object.fromEntries(Object.entries(made).map(([id, one]) => [id, { ...shared, ...one }]));
}

function stageOf(
  api: string,
  { properties }: RawResource,
  routes: Routes,
): Pick<RawResource, 'type' | 'properties'> {
  const {
    StageName = '$default',
    AccessLogSettings,
    DefaultRouteSettings,
    RouteSettings,
    StageVariables,
  } = properties;
  const ownSettings = routes.filter(({ settings }) => settings !== undefined);
  const settings = {
    ...(RouteSettings as object | undefined),
    ...Object.fromEntries(ownSettings.map(({ key, settings }) => [key, settings])),
  };
  return {
    type: 'AWS::ApiGatewayV2::Stage',
    properties: {
      ApiId: { Ref: api },
      StageName,
      AutoDeploy: true,
      ...defined({ AccessLogSettings, DefaultRouteSettings, StageVariables }),
      ...(Object.keys(settings).length > 0 ? { RouteSettings: settings } : {}),
    },
  };
}

function isOfEvent({ type, properties }: RawResource): boolean {
  return type === ROUTE && EVENT_AUTH in properties;
}

function routeOf(logicalId: string, resource: RawResource, apis: ReadonlyMap<string, SamApi>): RawResource {
  const { [EVENT_AUTH]: auth, [EVENT_SETTINGS]: _, ...properties } = resource.properties;
  const place = logicalId.replace(/Route$/, ' (HttpApi)');
  const api =
    apis.get(apiOf(properties) ?? '') ??
    refuse(`${place}: ApiId must be a Ref to an ${HTTP_API} of this template.`);
  const { Authorizer, AuthorizationScopes, ...others } = mapOf(auth, `${place}: Auth`);
  const [unknown] = Object.keys(others);
  if (unknown !== undefined) refuse(`${place}: Auth.${unknown} is not supported on the laptop.`);
  const authorization = api.authorization({ Authorizer, AuthorizationScopes }, place);
  return { ...resource, properties: { ...properties, ...authorization } };
}

/** Routes of an API that are events of functions. */
function routesOf(apiId: string, resources: Record<string, RawResource>): Routes {
  return Object.entries(resources).flatMap(([id, resource]) => {
    if (!isOfEvent(resource) || apiOf(resource.properties) !== apiId) return [];
    const integration = resources[id.replace(/Route$/, 'Integration')];
    return [
      {
        key: String(resource.properties.RouteKey),
        settings: resource.properties[EVENT_SETTINGS],
        dependsOn: String(intrinsicOf(integration?.properties.IntegrationUri)?.argument).split(',')[0]!,
      },
    ];
  });
}

function apiOf({ ApiId }: Record<string, unknown>): string | undefined {
  const call = intrinsicOf(ApiId);
  return call?.name === 'Ref' ? String(call.argument) : undefined;
}

function stageIdPart(name: unknown): string {
  if (name === '$default') return 'ApiGatewayDefault';
  return typeof name === 'string' ? name.replace(/[^A-Za-z0-9]/g, '') : '';
}

function corsOf(given: unknown, place: string): unknown {
  if (given === true) return { AllowOrigins: ['*'] };
  if (typeof given === 'object') return given;
  return refuse(`${place}: CorsConfiguration must be true or a map.`);
}

function defined(values: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
}
