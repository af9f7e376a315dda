// API Gateway's resource types in a template.

import type { Resource, ResourceType, ResourceTypes } from '../../stack/resource.ts';
import { readProperties } from '../template-values.ts';
import type { Api, ApiTable } from './api.ts';
import { checkServiceIntegration } from './call-service.ts';
import {
  ApiProperties,
  AUTHORIZER_PROPERTIES,
  AuthorizerProperties,
  DeploymentProperties,
  type Integration,
  IntegrationProperties,
  RouteProperties,
  ServiceIntegration,
  StageProperties,
} from './definition.ts';
import { functionArnOf } from './function-uri.ts';
import { checkQuickCreate, quickCreated } from './quick-create.ts';
import { REFUSED } from './refused-properties.ts';
import { parseRouteKey } from './route-table.ts';

export interface ApiResourceTypesOptions {
  table: ApiTable;
  /** Where people and functions reach an API. */
  addressOf(apiId: string): string;
  /** A new API is reachable. */
  added(api: Api): void;
  /** Throws an Error for a log format or destination that cannot be. */
  checkAccessLog(settings: NonNullable<StageProperties['AccessLogSettings']>): void;
  now(): number;
}

const TAGS = 'labels for people and bills';

export function apiResourceTypes({
  table,
  addressOf,
  added,
  checkAccessLog,
  now,
}: ApiResourceTypesOptions): ResourceTypes {
  return {
    'AWS::ApiGatewayV2::Api': {
      // A Body is made into routes before.
      properties: [...Object.keys(ApiProperties.shape), 'Body'],
      ignored: {
        Tags: TAGS,
        FailOnWarnings: 'the laptop warns of nothing that it makes',
        PropagateTags: TAGS,
        Version: 'text for people',
      },
      refused: REFUSED.api,
      ref: (name) => name,
      attributes: (name) => ({ ApiId: name, ApiEndpoint: addressOf(name) }),
      localUrls: (name, { region }) => ({
        [`https://${name}.execute-api.${region}.amazonaws.com`]: addressOf(name),
      }),
      check(resource) {
        const properties = readProperties(ApiProperties, own(resource, this));
        const { CorsConfiguration } = properties;
        checkQuickCreate(properties);
        if (CorsConfiguration?.AllowCredentials && CorsConfiguration.AllowOrigins?.includes('*'))
          throw new Error('CorsConfiguration: AllowCredentials needs named AllowOrigins, not *');
      },
      async provision(resource) {
        const properties = readProperties(ApiProperties, own(resource, this));
        const { Name, Description, CorsConfiguration } = properties;
        const api: Api = {
          id: resource.physicalName,
          logicalId: resource.logicalId,
          name: Name,
          ...(Description === undefined ? {} : { description: Description }),
          ...(CorsConfiguration === undefined ? {} : { cors: CorsConfiguration }),
          createdMs: now(),
          stages: new Map(),
          integrations: new Map(),
          authorizers: new Map(),
          routes: new Map(),
          ...quickCreated(resource.physicalName, properties),
        };
        table.put(api);
        added(api);
      },
    },
    'AWS::ApiGatewayV2::Stage': {
      nameProperty: 'StageName',
      properties: Object.keys(StageProperties.shape),
      ignored: { Tags: TAGS },
      refused: REFUSED.stage,
      ref: (name) => name,
      attributes: () => ({}),
      check(resource) {
        const stage = readProperties(StageProperties, own(resource, this));
        if (stage.AutoDeploy !== true && stage.DeploymentId === undefined)
          throw new Error('needs AutoDeploy: true, or a DeploymentId; without either it answers nothing');
        if (stage.AccessLogSettings) checkAccessLog(stage.AccessLogSettings);
      },
      async provision(resource) {
        const stage = readProperties(StageProperties, own(resource, this));
        table.get(stage.ApiId).stages.set(stage.StageName, stage);
      },
    },
    'AWS::ApiGatewayV2::Integration': {
      ...plain({ ...IntegrationProperties.shape, ...ServiceIntegration.shape }),
      refused: REFUSED.integration,
      attributes: (name) => ({ IntegrationId: name }),
      check(resource, { region }) {
        const integration = readIntegration(own(resource, this));
        if ('IntegrationSubtype' in integration) checkServiceIntegration(integration, region);
        else functionArnOf(integration.IntegrationUri);
      },
      async provision(resource) {
        const integration = readIntegration(own(resource, this));
        table.get(integration.ApiId).integrations.set(resource.physicalName, integration);
      },
    },
    'AWS::ApiGatewayV2::Authorizer': {
      ...plain(AUTHORIZER_PROPERTIES),
      refused: REFUSED.authorizer,
      attributes: (name) => ({ AuthorizerId: name }),
      check(resource) {
        const authorizer = readProperties(AuthorizerProperties, own(resource, this));
        if (authorizer.AuthorizerType === 'REQUEST') functionArnOf(authorizer.AuthorizerUri, 'AuthorizerUri');
      },
      async provision(resource) {
        const authorizer = readProperties(AuthorizerProperties, own(resource, this));
        table.get(authorizer.ApiId).authorizers.set(resource.physicalName, authorizer);
      },
    },
    'AWS::ApiGatewayV2::Route': {
      ...plain(RouteProperties.shape),
      refused: REFUSED.route,
      attributes: (name) => ({ RouteId: name }),
      check(resource) {
        parseRouteKey(readProperties(RouteProperties, own(resource, this)).RouteKey);
      },
      async provision(resource) {
        const route = readProperties(RouteProperties, own(resource, this));
        const api = table.get(route.ApiId);
        const [, integrationId = ''] = /^integrations\/(.+)$/.exec(route.Target) ?? [];
        if (!api.integrations.has(integrationId))
          throw new Error(`Target ${route.Target} must be integrations/ and the id of one of this API`);
        const wanted = AUTHORIZER_TYPES[route.AuthorizationType];
        if (api.authorizers.get(route.AuthorizerId ?? '')?.AuthorizerType !== wanted)
          throw new Error(
            `AuthorizerId ${route.AuthorizerId ?? '(none)'} is no ${wanted} authorizer of this API`,
          );
        const twin = [...api.routes.values()].find(({ RouteKey }) => RouteKey === route.RouteKey);
        if (twin) throw new Error(`RouteKey ${route.RouteKey} is taken by another route of this API`);
        api.routes.set(resource.physicalName, { ...route, id: resource.physicalName });
      },
    },
    'AWS::ApiGatewayV2::Deployment': {
      ...plain(DeploymentProperties.shape),
      attributes: (name) => ({ DeploymentId: name }),
      async provision(resource) {
        table.get(readProperties(DeploymentProperties, own(resource, this)).ApiId);
      },
    },
  };
}

/** Of a service, where it names an action of one, or of a function. */
function readIntegration(properties: Record<string, unknown>): Integration {
  return 'IntegrationSubtype' in properties
    ? readProperties(ServiceIntegration, properties)
    : readProperties(IntegrationProperties, properties);
}

/** By the authorization of a route. */
const AUTHORIZER_TYPES = { NONE: undefined, JWT: 'JWT', CUSTOM: 'REQUEST' } as const;

function plain(shape: object): ResourceType {
  const properties = Array.isArray(shape) ? shape.map(String) : Object.keys(shape);
  return { properties, ignored: {}, ref: (name) => name, attributes: () => ({}) };
}

/** Without what changes nothing. */
function own({ properties }: Resource, { ignored }: Pick<ResourceType, 'ignored'>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(properties).filter(([name]) => !Object.hasOwn(ignored, name)));
}
