// Quick create: an API with a Target has, without more words, an integration with it, a route to that, and a stage that deploys
// itself. Source: API Gateway V2 API Reference, CreateApi.

import type { Api } from './api.ts';
import { type ApiProperties, IntegrationProperties, RouteProperties, StageProperties } from './definition.ts';
import { functionArnOf } from './function-uri.ts';
import { DEFAULT_ROUTE, parseRouteKey } from './route-table.ts';

/** Throws an Error for what makes no API. */
export function checkQuickCreate({ Target, RouteKey }: ApiProperties): void {
  if (Target !== undefined) functionArnOf(Target, 'Target');
  if (RouteKey === undefined) return;
  if (Target === undefined) throw new Error(`RouteKey ${RouteKey} needs a Target that it leads to`);
  parseRouteKey(RouteKey);
}

/** What an API gets by its Target; nothing without one. */
export function quickCreated(
  id: string,
  { Target, RouteKey = DEFAULT_ROUTE }: ApiProperties,
): Partial<Pick<Api, 'integrations' | 'routes' | 'stages'>> {
  if (Target === undefined) return {};
  const integration = IntegrationProperties.parse({
    ApiId: id,
    IntegrationType: 'AWS_PROXY',
    IntegrationUri: Target,
    PayloadFormatVersion: '2.0',
  });
  const route = RouteProperties.parse({ ApiId: id, RouteKey, Target: `integrations/${id}` });
  const stage = StageProperties.parse({ ApiId: id, StageName: '$default', AutoDeploy: true });
  return {
    integrations: new Map([[id, integration]]),
    routes: new Map([[id, { ...route, id }]]),
    stages: new Map([[stage.StageName, stage]]),
  };
}
