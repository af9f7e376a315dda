// AWS::Serverless::HttpApi as resources of API Gateway's own types.
// SAM writes routes and authorizers into an OpenAPI document, which CloudFormation imports; here they are made at once.

import { authorizationOf, mapOf, readAuthorizers, type SamAuth } from './http-api-authorization.ts';
import { EVENT_AUTH, EVENT_SETTINGS } from './http-api-event.ts';
import { intrinsicOf } from './intrinsics.ts';
import { lookup } from './lookup.ts';
import { refuse } from './stack-error.ts';
import type { RawResource } from './template.ts';

export const HTTP_API = 'AWS::Serverless::HttpApi';
const ROUTE = 'AWS::ApiGatewayV2::Route';

export const HTTP_API_PROPERTIES = [
  ...'AccessLogSettings Auth CorsConfiguration DefaultRouteSettings Description DisableExecuteApiEndpoint Name RouteSettings StageName StageVariables'.split(
    ' ',
  ),
];

export const HTTP_API_IGNORED: Readonly<Record<string, string>> = {
  FailOnWarnings: 'the laptop warns of nothing that it makes',
  PropagateTags: 'labels for people and bills',
  Tags: 'labels for people and bills',
};

const REFUSED: Readonly<Record<string, string>> = {
  DefinitionBody: 'routes are read of the Events of functions alone',
  DefinitionUri: 'routes are read of the Events of functions alone',
  Domain: 'a laptop has no domain of its own',
};

export interface ExpandedApis {
  resources: Record<string, RawResource>;
  /** What `Api.Stage` stands for. */
  referables: ReadonlyMap<string, string>;
}

/** The resources with each HttpApi as API, stage and authorizers, and its routes told who may call them. */
export function withHttpApis(resources: Record<string, RawResource>): ExpandedApis {
  const all: Record<string, RawResource> = {};
  const referables = new Map<string, string>();
  const owned = Object.entries(resources).filter(([, { type }]) => type === HTTP_API);
  const apis = new Map(owned.map(([id, resource]) => [id, readApi(id, resource)]));
  for (const [logicalId, resource] of Object.entries(resources)) {
    const api = apis.get(logicalId);
    if (api) {
      referables.set(`${logicalId}.Stage`, api.stageId);
      for (const [id, made] of Object.entries(api.made(routesOf(logicalId, resources)))) {
        if (id !== logicalId && Object.hasOwn(resources, id))
          refuse(`${logicalId}: SAM would make ${id}, but the template has one already.`);
        all[id] = made;
      }
    } else all[logicalId] = isOfEvent(resource) ? routeOf(logicalId, resource, apis) : resource;
  }
  return { resources: all, referables };
}

type Routes = readonly { settings?: unknown; key: string; dependsOn: string }[];

interface SamApi {
  stageId: string;
  authorization(auth: SamAuth, place: string): Record<string, unknown>;
  made(routes: Routes): Record<string, RawResource>;
}

function readApi(logicalId: string, resource: RawResource): SamApi {
  const place = `${logicalId} (${HTTP_API})`;
  refuseProperties(resource, place);
  const { StageName = '$default', Auth } = resource.properties;
  const stageId = `${logicalId}${stageIdPart(StageName)}Stage`;
  const authorizers = readAuthorizers(logicalId, Auth, place);
  const shared = {
    metadata: {},
    dependsOn: [] as string[],
    ...(resource.condition === undefined ? {} : { condition: resource.condition }),
  };
  return {
    stageId,
    authorization: (auth, at) => authorizationOf(logicalId, authorizers, auth, at),
    made: (routes) => ({
      [logicalId]: apiResource(resource, authorizers.given, routes, place),
      ...Object.fromEntries(
        Object.values(authorizers.all).flatMap(({ made }) =>
          Object.entries(made).map(([id, one]) => [id, { ...shared, ...one }]),
        ),
      ),
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
  authorizers: unknown,
  routes: Routes,
  place: string,
): RawResource {
  const { Auth, AccessLogSettings, DefaultRouteSettings, RouteSettings, StageVariables, ...rest } =
    resource.properties;
  const { StageName, CorsConfiguration, FailOnWarnings, PropagateTags, Tags, ...api } = rest;
  return {
    ...resource,
    type: 'AWS::ApiGatewayV2::Api',
    properties: {
      ...api,
      Name: api.Name ?? { Ref: 'AWS::StackName' },
      ProtocolType: 'HTTP',
      ...(CorsConfiguration === undefined ? {} : { CorsConfiguration: corsOf(CorsConfiguration, place) }),
    },
    // SAM writes the authorizers into the API's document: what they name is made before it, or is a circle, here as there.
    metadata: { ...resource.metadata, Authorizers: authorizers },
    // SAM's document names the functions: one that names its API is a circle there, and shall be one here.
    dependsOn: [...resource.dependsOn, ...routes.map(({ dependsOn }) => dependsOn)],
  };
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
