// The HTTP APIs of a stack as they are made: what each is, before any request comes.

import type {
  AuthorizerProperties,
  Cors,
  Integration,
  RouteProperties,
  StageProperties,
} from './definition.ts';

export interface Api {
  id: string;
  logicalId: string;
  name: string;
  description?: string;
  cors?: Cors;
  createdMs: number;
  stages: Map<string, StageProperties>;
  integrations: Map<string, Integration>;
  authorizers: Map<string, AuthorizerProperties>;
  routes: Map<string, ApiRoute>;
}

export interface ApiRoute extends RouteProperties {
  id: string;
}

export interface ApiTable {
  put(api: Api): void;
  /** Throws an Error for one that is not in the template. */
  get(apiId: string): Api;
  all(): Api[];
}

export function createApiTable(): ApiTable {
  const apis = new Map<string, Api>();
  return {
    put: (api) => void apis.set(api.id, api),
    get(apiId) {
      const api = apis.get(apiId);
      if (!api) throw new Error(`ApiId ${apiId} is no HTTP API of this template`);
      return api;
    },
    all: () => [...apis.values()],
  };
}
